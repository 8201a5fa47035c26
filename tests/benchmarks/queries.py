"""Questions to ask: as written, without diacritics, with typing errors, cut short. Always the same
ones, so that two runs can be compared."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kb.evaluate.golden import read_golden
from kb.polish.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SEED = 20
_LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"
#: Words up to so many letters are typed right.
_SHORT = 4


def without_diacritics(text: str) -> str:
    """The text as typed on a keyboard without Polish letters."""
    return "".join((fold(letter) or letter)[0] for letter in text)


def with_typos(text: str, chance: random.Random) -> str:
    """One letter swapped, lost, doubled or replaced in every longer word."""
    return " ".join(_mistyped(word, chance) for word in text.split())


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) <= _SHORT or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice(_LETTERS) + word[at + 1 :],
        )
    )


def columns(titles: Sequence[str]) -> dict[str, list[str]]:
    """The three columns of the retrieval benchmark for any titles."""
    chance = random.Random(_SEED)
    return {
        "plain": list(titles),
        "no_diacritics": [without_diacritics(title) for title in titles],
        "typos": [with_typos(title, chance) for title in titles],
    }


def distinct_queries(golden: Path, count: int) -> list[str]:
    """So many different queries made from golden questions, in random order."""
    questions = [question.text for question in read_golden(golden.read_bytes())]
    chance = random.Random(_SEED)
    found = dict.fromkeys(questions)
    rounds = 0
    while len(found) < count and rounds < 50:
        rounds += 1
        for question in questions:
            found.update(dict.fromkeys(_variations(question, chance)))
    chosen = [query for query in found if query.strip()][:count]
    chance.shuffle(chosen)
    return chosen


def _variations(question: str, chance: random.Random) -> Iterator[str]:
    words = question.split()
    typed = with_typos(question, chance)
    yield without_diacritics(question)
    yield typed
    yield without_diacritics(typed).lower()
    if len(words) > 3:
        yield " ".join(words[: chance.randrange(2, len(words))])


def prefixes(words: Sequence[str], count: int) -> list[str]:
    """The first two to six letters of random words."""
    chance = random.Random(_SEED)
    longer = sorted(word for word in words if len(word) > 2)
    return [
        word[: chance.randrange(2, min(6, len(word)) + 1)]
        for word in (chance.choice(longer) for _ in range(count if longer else 0))
    ]
