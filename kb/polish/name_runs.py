"""How many words in a row are one name of a person: a first name and a surname, an initial, what
follows "pan", what the text says is a name, and a word alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.polish.name_cues import Signal, starts_sentence
from kb.polish.name_words import NameWord, Place, may_lack_marks, name_word, only_a_name
from kb.polish.names import Gender

#: What parts the words of one name, and a short first name from what follows.
_GAP = re.compile(r"[ \u00a0]{1,2}")
_INITIAL_GAP = re.compile(r"\. ?")
_MOST_WORDS = 5
_WOMAN, _MAN = frozenset({Gender.FEMININE}), frozenset({Gender.MASCULINE})
_BOTH = _WOMAN | _MAN
#: Word of address → the genders and the number it goes with.
TITLES: dict[str, tuple[frozenset[Gender], str]] = {
    **dict.fromkeys(("pani", "panią", "pania", "pańią"), (_WOMAN, "sg")),
    **dict.fromkeys(("pan", "pana", "panu", "panem", "panie"), (_MAN, "sg")),
    **dict.fromkeys(("państwo", "państwa", "państwu", "państwem", "panstwo"), (_BOTH, "pl")),
    **dict.fromkeys(("ks", "mr", "mec"), (_BOTH, "sg")),
    **dict.fromkeys(("mrs", "ms"), (_WOMAN, "sg")),
}
#: What may stand between a word of address and a name.
_RANK = re.compile(
    r"(?:dr|prof|mgr|in[żz]|mec|(?:doktor|profesor|mecenas|redaktor|dyrektor|kierowni|prezes|inżynier"
    r"|konsultant|sędzi)\w{0,5})",
    re.IGNORECASE,
)
#: After these words of things a first name is a name of the thing.
_THING = re.compile(
    r"(?:model|kolekcj|seri[aieęą]|zestaw|komplet|kolor|odcie|wz[oó]r|sukien|koszul|spodni|"
    r"sp[oó]dnic|bluz|p[lł]aszcz|marynar|obrus|po[sś]ciel|serwet|zas[lł]on|r[eę]cznik|poszew|"
    r"prze[sś]cierad|tkanin|mark|sklep|firm|salon|produkt|artyku|towar|rozmiar|kod|ulic|osiedl|"
    r"plac|alej|miast|hotel|restaurac|kawiar|aplikac|stron|kapelusz|szal|sweter|swetr|top|ubra|"
    r"tunik|kurt|but|torb|torebk|fotel|krzes|mebl|stó?ł|lamp|odmian|imienin|wie[sś]|gmin)"
)
#: After the number of a day they are no names: "3 Maja".
_MONTHS = frozenset("Maja Marca Czerwca Lipca Sierpnia".split())
_DAY = re.compile(r"[0-9]\.? $")


class RunWord(NamedTuple):
    """A word of a text with its span, and whether it has a capital."""

    form: str
    start: int
    end: int
    capital: bool

    @property
    def shouted(self) -> bool:
        return len(self.form) > 1 and self.form.isupper()


def after_ranks(text: str, words: list[RunWord], at: int) -> int:
    """The word after a word of address and ranks beside it; 0 where none follows closely."""
    while True:
        at += 1
        if at == len(words) or not re.fullmatch(
            r"\.?\s{1,2}", text[words[at - 1].end : words[at].start]
        ):
            return 0
        if not _RANK.fullmatch(words[at].form):
            return at


def titled(
    text: str, words: list[RunWord], at: int, genders: frozenset[Gender], number: str
) -> int:
    """How many words after a word of address of these genders and number are a name; 0 for none."""
    run = run_of(text, words, at)
    if not run:
        return initial(text, words, at)
    word, reading = run[0], name_word(run[0].form)
    fits = _fitting(reading, genders, number)
    if not fits and not (reading.foreign and word.capital):
        return 0
    if not word.capital and reading.common and not reading.first:
        return 0
    return pair(text, run) or 1


def _fitting(reading: NameWord, genders: frozenset[Gender], number: str) -> bool:
    # Couples have plural surnames, or both first names: "państwo Anna i Jan".
    return any(
        place[0] in genders and (place[1] == number or number == "pl")
        for place in reading.first | reading.last
    )


def run_of(text: str, words: list[RunWord], at: int) -> list[RunWord]:
    """The word and what follows it closely, written with the same kind of first letter."""
    run = [words[at]] if len(words[at].form) > 1 else []
    for word in words[at + 1 : at + _MOST_WORDS] if run else ():
        if word.capital is not run[0].capital or not _GAP.fullmatch(text, run[-1].end, word.start):
            break
        run.append(word)
    return run


def pair(text: str, run: list[RunWord]) -> int:
    """How many words of a run are a first name and a surname in either order; 0 for none."""
    if not run:
        return 0
    readings = [name_word(word.form) for word in run]
    firsts = _firsts(readings, readings[0].first) if readings[0].first else 0
    if not run[0].capital:
        return _lower_pair(run, readings)
    if firsts:
        agreed = readings[0].first
        if firsts < len(run) and _is_surname_of(agreed, readings[firsts], run[firsts]):
            return firsts + 1
        if firsts > 1:
            return firsts
        return _with_initial_after(text, run)
    if len(run) > 1 and readings[0].last and readings[1].first:
        apart = (run[0].shouted and run[1].shouted) or _ends_here(text, run[1])
        if (not readings[0].common or apart) and _agree(readings[1].first, readings[0].last):
            return 1 + _firsts(readings[1:], readings[1].first)
    return 0


def _ends_here(text: str, word: RunWord) -> bool:
    """Whether a sentence, a line or a part of a list ends with a word."""
    return text[word.end : word.end + 1] in {"", ",", ";", ".", "\n", "\r"}


def _firsts(readings: list[NameWord], agreed: frozenset[Place]) -> int:
    """How many first names in agreement begin a run: "Anną Marią"; a last one may be a surname."""
    count = 1
    while count < len(readings) and readings[count].first & agreed and not readings[count].last:
        count += 1
    return count


def _is_surname_of(agreed: frozenset[Place], reading: NameWord, word: RunWord) -> bool:
    if reading.foreign:
        return len(word.form) > 2
    # "Ewa i Michał Rybakowie": the surname of a couple is in the plural.
    couple = {(gender, "pl", case) for gender, _, case in agreed} & reading.last
    plainly = not reading.common or word.form.endswith(("owie", "scy", "ccy", "dzcy"))
    return _agree(agreed, reading.last) or (bool(couple) and plainly)


def _agree(first: frozenset[Place], last: frozenset[Place]) -> bool:
    return bool(first & last)


def _with_initial_after(text: str, run: list[RunWord]) -> int:
    """2 for "Anna K."; a letter without a dot is too often a word."""
    short = len(run) > 1 and len(run[1].form) == 1
    return 2 if short and text[run[1].end : run[1].end + 1] == "." else 0


def _lower_pair(run: list[RunWord], readings: list[NameWord]) -> int:
    if len(run) < 2:
        return 0
    for first, last in ((0, 1), (1, 0)):
        # Every adjective and half of the nouns are surnames, hence a first name beyond doubt.
        sure = readings[first].first and not readings[first].common
        if sure and _agree(readings[first].first, readings[last].last):
            other = readings[last].common or len(run[last].form) < 4
            if not other:
                return 2
    return 0


def initial(text: str, words: list[RunWord], at: int) -> int:
    """2 for "J. Kowalski" and 3 for "J. M. Nowak"; 0 for other single letters."""
    count = 0
    while at + count < len(words) and len(words[at + count].form) == 1 and count < 2:
        word = words[at + count]
        following = words[at + count + 1] if at + count + 1 < len(words) else None
        near = following and _INITIAL_GAP.fullmatch(text, word.end, following.start)
        if not word.capital or not near:
            return 0
        count += 1
    if not count:
        return 0
    word = words[at + count]
    reading = name_word(word.form)
    return count + 1 if word.capital and reading.last and not reading.common else 0


def said_name(run: list[RunWord], signal: Signal) -> int:
    """How many words of a run are a name where the text says that one follows."""
    if signal < Signal.BEARER:
        return 0
    count = 0
    agreed: frozenset[Place] = frozenset()
    for word in run[:3]:
        reading = name_word(word.form)
        good = bool(reading.first) or (bool(reading.last) and (word.capital or not reading.common))
        strange = reading.foreign and word.form.istitle() and len(word.form) > 2
        strange = strange and signal is not Signal.BEARER
        if not (good or strange or _agree(agreed, reading.last)):
            break
        agreed = reading.first
        count += 1
    return count


def stands_alone(text: str, words: list[RunWord], at: int, signal: Signal) -> bool:
    """Whether one word is a name by itself."""
    word, reading = words[at], name_word(words[at].form)
    before = words[at - 1] if at and _GAP.fullmatch(text, words[at - 1].end, word.start) else None
    if len(word.form) < 3 or (before and _THING.match(before.form.lower())):
        return False
    if word.form in _MONTHS and _DAY.search(text, max(0, word.start - 3), word.start):
        return False
    if not word.capital:
        sure = len(word.form) > 4 and only_a_name(word.form) and not may_lack_marks(word.form)
        return sure and bool(reading.first) and not reading.common
    inside = signal is Signal.INSIDE and not word.shouted
    if any(place[2] != "voc" or inside for place in reading.first):
        return not reading.common
    proper = before is not None and before.capital and not starts_sentence(text, before.start)
    singular = any(place[1] == "sg" for place in reading.last)
    return (
        singular and not reading.common and not proper and (inside or _is_surname_like(word.form))
    )


def _is_surname_like(form: str) -> bool:
    """Whether a word has the ending of a Polish surname, in any case: "Wiśniewskiego"."""
    return (
        re.search(r"(?:sk|ck|dzk)(?:i|a|iego|iej|iemu|im|ą|ich)$|(?:czyk|iak|ewicz|owicz)", form)
        is not None
    )
