"""Messages with what a careful agent finds in them, and how much of it `understand` finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.answer.message import understand
from kb.answer.model import Understood

_FILE = Path(__file__).with_name("messages.yaml")
_KEYS = {"text", "asked", "either", "context", "greeting", "signature", "name", "feminine"}
_KEYS |= {"quoted", "orders", "language", "held"}


@dataclass(frozen=True, slots=True)
class Case:
    """A message; what is not stated in it is not judged."""

    text: str
    asked: tuple[str, ...]
    either: tuple[str, ...]
    stated: Mapping[str, Any]
    held: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of a case. missed, extra: questions; wrong: of everything else."""

    case: Case
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not (self.missed or self.extra or self.wrong)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1: of the questions found, of what was found that is one, of messages right."""

    messages: int
    recall: float
    precision: float
    right: float


@cache
def cases() -> tuple[Case, ...]:
    """All messages, in the order of the file."""
    read = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(_case(number, one) for number, one in enumerate(read))


def _case(number: int, one: Mapping[str, Any]) -> Case:
    unknown = set(one) - _KEYS
    if unknown:
        raise ValueError(f"message {number}: {unknown}")
    return Case(
        text=one["text"],
        asked=tuple(one["asked"]),
        either=tuple(one.get("either", ())),
        stated=one,
        held=bool(one.get("held", False)),
    )


def judge(case: Case) -> Outcome:
    """Every expected question wants a question of its own that holds its words."""
    understood = understand([case.text])
    found = [question.text for question in understood.questions]
    left = list(found)
    missed = []
    for words in case.asked:
        match = next((text for text in left if words in text), None)
        if match is None:
            missed.append(words)
        else:
            left.remove(match)
    extra = [text for text in left if not any(words in text for words in case.either)]
    return Outcome(case, tuple(missed), tuple(extra), tuple(_wrong(case, understood)))


def _wrong(case: Case, understood: Understood) -> Iterable[str]:
    stated = case.stated
    for key in ("name", "feminine", "language"):
        if key in stated and getattr(understood, key) != stated[key]:
            yield f"{key}: {getattr(understood, key)!r}"
    if "orders" in stated and list(understood.orders) != stated["orders"]:
        yield f"orders: {understood.orders!r}"
    for key in ("greeting", "signature"):
        span = getattr(understood, key)
        held = understood.text[slice(*span)] if span else ""
        if key in stated and stated[key] not in held:
            yield f"{key}: {held!r}"
    quoted = "\n".join(understood.text[start:end] for start, end in understood.quoted)
    for words in stated.get("quoted", ()):
        if words not in quoted:
            yield f"quoted: {words!r} not in {quoted!r}"
    for words, around in stated.get("context", {}).items():
        asked = [one for one in understood.questions if words in one.text]
        if asked and not any(around in f"{one.context} {one.text}" for one in asked):
            yield f"context of {words!r}: {[one.context for one in asked]!r}"


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of some outcomes, at least one of which asks something."""
    expected = sum(len(one.case.asked) for one in outcomes)
    hit = expected - sum(len(one.missed) for one in outcomes)
    extra = sum(len(one.extra) for one in outcomes)
    return Figures(
        messages=len(outcomes),
        recall=hit / expected,
        precision=hit / (hit + extra),
        right=sum(one.right for one in outcomes) / len(outcomes),
    )
