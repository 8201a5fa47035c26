"""What happened to an article on its way, in words for a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Details of one kind that are listed; the rest is counted.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was not carried over, or not as it was. kind: a word for programs."""

    kind: str
    message: str


class Notes:
    """Collects what is told of one article; the same thing is told once."""

    def __init__(self) -> None:
        self._messages: dict[str, dict[str, None]] = {}

    def add(self, kind: str, message: str) -> None:
        """Note something; `message` is a sentence for the person who imports."""
        self._messages.setdefault(kind, {})[_shown(message)] = None

    def take(self, others: Notes) -> None:
        """Add everything that others hold."""
        for kind, messages in others._messages.items():
            self._messages.setdefault(kind, {}).update(messages)

    def kinds(self) -> frozenset[str]:
        """The kinds that were noted."""
        return frozenset(self._messages)

    def __iter__(self) -> Iterator[Note]:
        for kind, messages in self._messages.items():
            for message in list(messages)[:_SHOWN]:
                yield Note(kind, message)
            if len(messages) > _SHOWN:
                yield Note(kind, f"… and {len(messages) - _SHOWN} more of this kind.")


def _shown(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= 300 else line[:299] + "…"
