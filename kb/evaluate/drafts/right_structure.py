"""Sentences made of a passage's structure: two of them joined, rows told, items listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.answer.model import Source
from kb.evaluate.drafts.edits import Edit, capital, small
from kb.evaluate.drafts.passages import Line, lines_of
from kb.evaluate.drafts.tables import as_sentence, rows_of
from kb.polish.morphology import readings

_LONGEST = 230
# Such a second sentence leans on the first in a way that "a" would blur.
_LEANING = re.compile(r"(?:Jeśli|Jeżeli|Gdy|Tak|Nie,|Jeden|To|Przykład|Wtedy|Potem)\b")
# Of conditions that must all hold, one alone is not what the passage says.
_COUNTED = re.compile(r"\b(?:wszystkie|oba|dwa|dwie|trzy)\b", re.IGNORECASE)
_STEP = re.compile(r"\A\d+\. ([A-ZĄĆĘŁŃÓŚŹŻ][^.:;]+)\.\Z")


def merged(source: Source) -> Iterator[Edit]:
    """Two sentences that follow each other, as one with "a" or "i"."""
    lines = lines_of(source)
    for number, (first, second) in enumerate(pairwise(lines)):
        close = second.trail - first.trail - len(first.text)
        plain = not _LEANING.match(first.text) and not _LEANING.match(second.text)
        if not plain or close > 1 or "\n" in source.quote[first.trail : second.trail]:
            continue
        if _asks(first) == _asks(second) and len(first.text + second.text) < _LONGEST:
            word = "i" if number % 2 or _asks(first) else "a"
            joined = f"{first.text[:-1]}{' ' if word == 'i' else ', '}{word} {small(second.text)}"
            yield Edit(joined, "two sentences joined")


def rows(source: Source) -> Iterator[Edit]:
    """Every row of a table as a sentence, and each of its cells as one."""
    header, found = rows_of(source.quote)
    for row in found:
        yield Edit(capital(as_sentence(header, row)), "row told")
        for column in range(1, len(row)):
            one = as_sentence((header[0], header[column]), (row[0], row[column]))
            yield Edit(capital(one), "cell told")


def items(source: Source) -> Iterator[Edit]:
    """Items after a lead-in with a colon, in one sentence; a step with the next one."""
    lines = source.quote.split("\n")
    for number, line in enumerate(lines):
        if line.endswith(":") and "." not in line and (listed := _listed(lines[number + 1 :])):
            joined = ", ".join(item.rstrip(",.") for item in listed[:-1])
            last = listed[-1].rstrip(",.")
            yield Edit(f"{line} {joined + ' oraz ' if joined else ''}{last}.", "items listed")
            if len(listed) > 1 and not _COUNTED.search(line):
                yield Edit(f"{line} {listed[0].rstrip(',.')}.", "first item")
                yield Edit(f"{line} {last}.", "last item")
    steps = [_STEP.match(line) for line in lines]
    for first, second in pairwise(steps):
        if first and second and "," not in first[1] and not _LEANING.match(second[1]):
            yield Edit(f"{first[1]}, a potem {small(second[1])}.", "steps joined")


def _listed(lines: Sequence[str]) -> list[str]:
    """Items in small letters, up to the one that ends with a full stop."""
    found: list[str] = []
    for line in lines:
        if not line[:1].islower():
            break
        found.append(line)
        if line.endswith("."):
            break
    return found


def _asks(line: Line) -> bool:
    first = re.findall(r"\w+", line.text)[:1]
    return any(tag.startswith("impt") for word in first for _, tag in readings(word))
