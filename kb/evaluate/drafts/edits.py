"""Single changes to a text, each with what it did, so that a miss explains itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kb.evaluate.drafts.passages import Line

Replacement: TypeAlias = str | Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed sentence and the change, "old → new"."""

    text: str
    change: str


#: All changes of one kind that a sentence allows, in order.
Rule: TypeAlias = Callable[[Line], Iterator[Edit]]


def replaced(text: str, pattern: str | re.Pattern[str], new: Replacement) -> Iterator[Edit]:
    """Change one occurrence after another, each in a copy; None from a function changes nothing.

    The replacement begins with a capital letter where the replaced words did.
    """
    for match in re.finditer(pattern, text):
        put = new(match) if callable(new) else match.expand(new)
        if put is None or put == match[0]:
            continue
        put = capital(put) if match[0][:1].isupper() else put
        changed = capital(f"{text[: match.start()]}{put}{text[match.end() :]}".strip())
        yield Edit(changed, f"{match[0].strip()} → {put.strip() or '∅'}")


def table_of(pairs: Sequence[tuple[str, str]]) -> Rule:
    """A rule that tries each pattern of a table on the sentence, whatever its capitals."""
    compiled = [(re.compile(pattern, re.IGNORECASE), new) for pattern, new in pairs]

    def rule(line: Line) -> Iterator[Edit]:
        for pattern, new in compiled:
            yield from replaced(line.text, pattern, new)

    return rule


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small first letter, unless it begins with a name in capitals: "BLIK"."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
