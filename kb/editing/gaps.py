"""Questions and their groups → what the base lacks, the most wanted first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kb.editing.grouping import Groups, Nearest
from kb.editing.questions import Question


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same and have no answer.

    questions: at least one; those that ask before those that only tell, the most frequent first.
    nearest: the article of today's base that is
    nearest; None where none is known.
    """

    questions: tuple[Question, ...]
    nearest: Nearest | None = None

    @property
    def asks(self) -> bool:
        """Whether anybody asked; otherwise messages only told of it."""
        return self.questions[0].asks

    @property
    def key(self) -> str:
        """The name of its most frequent question."""
        return self.questions[0].key

    @property
    def text(self) -> str:
        return self.questions[0].text

    @property
    def times(self) -> int:
        return sum(one.times for one in self.questions)

    @property
    def recent(self) -> int:
        """How many of them in the second half of the span."""
        return sum(one.recent for one in self.questions)

    @property
    def earlier(self) -> int:
        return self.times - self.recent

    @property
    def trend(self) -> int:
        """1: clearly more often in the second half, -1: clearly more seldom, 0: neither.

        Clearly is a difference that chance seldom makes: more than twice its standard deviation,
        which is the root of the number.
        """
        difference = self.recent - self.earlier
        if difference * difference <= 4 * self.times:
            return 0
        return 1 if difference > 0 else -1

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.questions)

    @property
    def rejected(self) -> int:
        return sum(one.rejected for one in self.questions)

    @property
    def contacted(self) -> int:
        return sum(one.contacted for one in self.questions)

    @property
    def written(self) -> int:
        return sum(one.written for one in self.questions)

    @property
    def last_at(self) -> datetime:
        return max(one.last_at for one in self.questions)


def gaps_of(questions: Iterable[Question], groups: Groups) -> tuple[Gap, ...]:
    """The gaps that somebody asks about, then those that messages only tell of; the most frequent
    first. A question that has no group yet is one by itself.

    questions: the most frequent first.
    """
    together: dict[int | str, list[Question]] = {}
    for one in questions:
        together.setdefault(groups.group.get(one.key, one.key), []).append(one)
    found = (
        Gap(
            tuple(sorted(members, key=lambda one: not one.asks)),
            groups.nearest.get(number) if isinstance(number, int) else None,
        )
        for number, members in together.items()
    )
    return tuple(sorted(found, key=lambda one: (not one.asks, -one.times, one.questions[0].folded)))
