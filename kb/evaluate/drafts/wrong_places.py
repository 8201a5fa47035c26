"""Right words in the wrong place: another key, a neighbour's value, a colleague's secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from kb.answer.model import Source
from kb.evaluate.drafts.edits import Edit, Rule, capital
from kb.evaluate.drafts.model import Corrupted, Trial
from kb.evaluate.drafts.passages import Line, nearest, share_in
from kb.evaluate.drafts.tables import as_sentence, rows_of

#: Shorter sentences ("Podaj numer zamówienia.") are true of too many articles.
_TELLING = 45
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
#: A passage that holds more of a sentence's words may well say the same.
_TOO_CLOSE = 0.4
#: The same for what staff are told, which is often said to customers in other words.
_TOLD_TOO = 0.34
_GAP = "[ \u00a0]"
_VALUE = re.compile(
    rf"(?<![\d,:–-])(?<!\d{_GAP})\d+(?:[–,]\d+)?{_GAP}(?:zł|%|(?:dni|godzin[ay]?|minut|miesięcy|lata)"
    rf"(?:{_GAP}robocz\w+)?)(?!\w)"
)


def swapped(lines: Iterable[Line], sources: Sequence[Source], random: Random) -> Iterator[Trial]:
    """A sentence of one article with the key of another, which does not say it."""
    for line in lines:
        if len(line.text) < _TELLING:
            continue
        others = [
            source
            for source in random.sample(sources, min(12, len(sources)))
            if source.slug != line.source.slug and share_in(line.text, source.quote) < _TOO_CLOSE
        ]
        if others:
            other = max(others, key=lambda source: share_in(line.text, source.quote))
            yield Trial(
                Corrupted.SWAPPED_CITATION,
                line.text,
                (other.key,),
                (other, line.source),
                f"{line.source.slug} → {other.slug}",
            )


def unknown_keys(lines: Iterable[Line], random: Random) -> Iterator[Trial]:
    """A true sentence with a key that names nothing: made up, or one letter off."""
    for number, line in enumerate(lines):
        key = line.source.key
        made = "".join(random.choices(_ALPHABET, k=10))
        if number % 2:
            made = key[:-1] + random.choice([c for c in _ALPHABET if c != key[-1]])
        yield Trial(Corrupted.INVENTED_KEY, line.text, (made,), (line.source,), f"{key} → {made}")


def internal_facts(
    lines: Iterable[Line], sources: Sequence[Source], random: Random
) -> Iterator[Trial]:
    """A sentence of an internal article: half under a public key, half under its own."""
    for number, line in enumerate(lines):
        near = nearest(line.text, random.sample(sources, min(60, len(sources))))
        told = share_in(line.text, near.quote) >= _TOLD_TOO
        cited = (near, line.source) if number % 2 and not told else (line.source, near)
        change = f"{line.source.slug} under the key of {cited[0].slug}"
        yield Trial(Corrupted.INTERNAL, line.text, (cited[0].key,), cited, change)


def other_subjects() -> Rule:
    """Give a value of the same passage and unit to the sentence, or swap the two it holds."""

    def rule(line: Line) -> Iterator[Edit]:
        own = list(_VALUE.finditer(line.text))
        said = {match[0] for match in own}
        for match in own:
            for other in dict.fromkeys(found[0] for found in _VALUE.finditer(line.source.quote)):
                if other not in said and _measure(other) == _measure(match[0]):
                    text = f"{line.text[: match.start()]}{other}{line.text[match.end() :]}"
                    yield Edit(text, f"{match[0]} → {other}")
        for first, second in pairwise(own):
            if first[0] != second[0] and _measure(first[0]) == _measure(second[0]):
                between = line.text[first.end() : second.start()]
                rest = line.text[second.end() :]
                text = f"{line.text[: first.start()]}{second[0]}{between}{first[0]}{rest}"
                yield Edit(text, f"{first[0]} ↔ {second[0]}")

    return rule


def _measure(value: str) -> str:
    """What a value measures: money, a share or time."""
    return value[-1] if value.endswith(("zł", "%")) else "time"


def other_rows(source: Source) -> Iterator[Edit]:
    """A row of a table with the cell of another row."""
    header, rows = rows_of(source.quote)
    for number, row in enumerate(rows):
        for column in range(1, len(row)):
            wrong = rows[(number + 1 + column) % len(rows)][column]
            if wrong != row[column] and wrong not in row:
                changed = (*row[:column], wrong, *row[column + 1 :])
                yield Edit(
                    capital(as_sentence(header, changed)), f"{row[0]}: {row[column]} → {wrong}"
                )
