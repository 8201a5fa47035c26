"""The sentences of a passage as a letter can say them, and what is embedded of each.

The publisher embeds them, the draft engine chooses among them; both must cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kb.polish.morphology import readings
from kb.polish.sentences import split_sentences
from kb.polish.text import tokenise
from kb.search.rows import is_table_row, row_sentences

#: The number of a step at the start of its line.
STEP = re.compile(r"\d{1,2}\. ")
_ELSEWHERE = re.compile(
    r"\b(?:artyku[łl]\w*|zobacz|przeczytaj|więcej (?:w|o|na)\b|opisujemy|opisuje)\b|^Więcej\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:tak|nie|raczej nie|oczywiście|yes|no)[.!]?", re.IGNORECASE)
#: A question of the article to its reader, or a sentence that leads to a list.
_OPEN = re.compile(r"[?:]$")
#: "Dopóki nie skroimy tkaniny." answers its heading and is no sentence without it.
_HALF = re.compile(
    r"(?:dopóki|bo|ponieważ|żeby|aby|chyba że|gdy|jeśli|kiedy) [^,–:]*$", re.IGNORECASE
)
_FRAGMENT = 5
#: Characters of a list that a letter says as one sentence.
_LONGEST_LIST = 240
#: Tags of finite verbs, imperatives, impersonal forms and predicatives.
_VERBS = ("fin", "bedzie", "impt", "praet", "imps", "winien", "pred")
_YES = re.compile(r"^(?:tak|nie|yes|no), ", re.IGNORECASE)


def headed(headings: Sequence[str], sentence: str) -> str:
    """A sentence under its headings, which say what it is about; this is what is embedded."""
    return "\n".join([*filter(None, headings), sentence])


def sayable(text: str) -> Iterator[tuple[str, int, bool]]:
    """The sentences of a passage: (text, number of its line, whether it belongs to a step)."""
    lines = text.split("\n")
    rows = [line for line in lines if is_table_row(line)]
    for block, line in _with_lists(lines):
        if not is_table_row(line):
            yield from ((one, block, bool(STEP.match(line))) for one in _sentences(line))
        elif line is rows[0]:
            yield from ((row, block, False) for row in row_sentences(rows))


def _with_lists(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; "Warunki są dwa:" and the items that finish it are one line. Where
    they are too long for a sentence, the items are left out."""
    block = 0
    while block < len(lines):
        line, end = lines[block], block + 1
        if line.endswith(":") and not STEP.match(line):
            while end < len(lines) and _goes_on(lines[end], lines[end - 1]):
                end += 1
        if end - block > 2:
            joined = " ".join(lines[block:end])
            yield block, joined if len(joined) <= _LONGEST_LIST else line
        else:
            yield from ((at, lines[at]) for at in range(block, end))
        block = end


def _goes_on(line: str, before: str) -> bool:
    """Whether an item of a list is but a part of a sentence."""
    return line[:1].islower() and before[-1:] in {":", ",", ";"} and not is_table_row(line)


def _sentences(line: str) -> Iterable[str]:
    """Sentences that can be said in a letter: those that only lead elsewhere, ask the reader or
    answer a heading in two words are left out; a step keeps at least its first."""
    found = [line[start:end] for start, end in split_sentences(line)]
    first = 0 if STEP.match(line) else -1
    said = [
        one for number, one in enumerate(found) if number == first or not _says_nothing_alone(one)
    ]
    return map(_without_yes, said)


def _says_nothing_alone(sentence: str) -> bool:
    return bool(
        _ELSEWHERE.search(sentence)
        or _BARE.fullmatch(sentence)
        or _OPEN.search(sentence)
        or _HALF.match(_YES.sub("", sentence))
        or _is_fragment(sentence)
    )


def _is_fragment(sentence: str) -> bool:
    """ "Na podstawie pisemnego upoważnienia.": a few words without a verb, under a heading."""
    words = [token.form for token in tokenise(sentence) if token.is_word]
    if len(words) > _FRAGMENT or not sentence.endswith(".") or ":" in sentence:
        return False
    return not any(tag.startswith(_VERBS) for word in words for _, tag in readings(word))


def _without_yes(sentence: str) -> str:
    """ "Tak, połączymy zamówienia" answers the article's heading, not the customer's words."""
    plain = _YES.sub("", sentence)
    return plain[:1].upper() + plain[1:]
