"""Names of persons in running text: first names, surnames, and both together, in every case.

A word alone says little: most Polish nouns are somebody's surname, and products bear first names.
So a name is what stands beside another name, after "pan" or "nazywam się", under a letter, or
inside a sentence with a capital and without another meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.polish.frequent_names import is_frequent
from kb.polish.name_cues import WORD, Signal, cues, starts_sentence
from kb.polish.name_runs import (
    TITLES,
    RunWord,
    after_ranks,
    initial,
    pair,
    run_of,
    said_name,
    stands_alone,
    titled,
)
from kb.polish.name_words import name_word

_MASKED = re.compile(r"\[[^\[\]\n]{1,40}\]")


@dataclass(frozen=True, slots=True)
class Person:
    """A name and its span. sure: it has a first name and a surname, or the text says that it is a
    name; otherwise a thing may bear it, as a shirt called Anna."""

    span: tuple[int, int]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Message:
    text: str
    words: list[RunWord]
    cues: dict[int, Signal]


def people(text: str) -> tuple[Person, ...]:
    """The names of persons in a text, left to right and apart; words of address stay outside.

    What stands in square brackets on one line is taken for masked.
    """
    text = _MASKED.sub(lambda match: f"[{'#' * (len(match.group()) - 2)}]", text)
    words = [
        RunWord(form := match.group(), *match.span(), form[0].isupper())
        for match in WORD.finditer(text)
    ]
    told = cues(text)
    message = _Message(text, words, told)
    found: list[Person] = []
    behind = 0
    # Where a name may begin, or be introduced; cheap, for it is asked of every word.
    places = [
        at
        for at, (form, start, _, capital) in enumerate(words)
        if capital or form in TITLES or start in told or is_frequent(form)
    ]
    for at in places:
        if at < behind:
            continue
        start, count, sure = _name_at(message, at)
        if count:
            found.append(Person((words[start].start, _end(text, words[start + count - 1])), sure))
            behind = start + count
    return tuple(sorted(found + _repeated(words, found), key=lambda one: one.span))


def _repeated(words: list[RunWord], found: list[Person]) -> list[Person]:
    """What is a name in one place is one wherever it stands: "nazywam się Zając … Zając"."""
    if not found:
        return []
    names: dict[str, bool] = {}
    outside: list[RunWord] = []
    left = iter(found)
    first: Person | None = next(left)
    for word in words:
        while first and word.start >= first.span[1]:
            first = next(left, None)
        if first is None or word.end <= first.span[0]:
            outside.append(word)
        elif word.capital and len(word.form) > 2:
            names[word.form] = names.get(word.form, False) or first.sure
    return [
        Person((word.start, word.end), names[word.form]) for word in outside if word.form in names
    ]


def _name_at(message: _Message, at: int) -> tuple[int, int, bool]:
    """Where a name begun or introduced by this word starts, its words, and whether it is sure."""
    text, words = message.text, message.words
    title = TITLES.get(words[at].form.lower())
    if title:
        start = after_ranks(text, words, at)
        count = titled(text, words, start, *title) if start else 0
        return (start, count, True) if count else (at, 0, False)
    word = words[at]
    if len(word.form) == 1:
        return at, initial(text, words, at), True
    # Most words of a text end here.
    reading, told = name_word(word.form), word.start in message.cues
    if not (reading.named or (reading.foreign and told)):
        return at, 0, False
    signal = _signal(message, at) if word.capital else message.cues.get(word.start, Signal.INSIDE)
    small = not word.capital and is_frequent(word.form)
    if not (word.capital or small or signal is Signal.SAID):
        return at, 0, False
    run = run_of(text, words, at)
    count = pair(text, run)
    if count:
        return at, count, True
    usual = word.capital or signal is Signal.SAID or (small and signal is Signal.SIGNED)
    count = said_name(run, signal) if told and usual else 0
    if count:
        return at, count, signal > Signal.SIGNED
    return at, int(stands_alone(text, words, at, signal)), False


def _signal(message: _Message, at: int) -> Signal:
    start = message.words[at].start
    cue = message.cues.get(start)
    if cue is not None:
        return cue
    return Signal.START if starts_sentence(message.text, start) else Signal.INSIDE


def _end(text: str, last: RunWord) -> int:
    """The end of a name, with the dot of an initial that closes it."""
    return last.end + (len(last.form) == 1 and text[last.end : last.end + 1] == ".")
