"""Golden questions: what customers ask, and which articles must answer it, or none."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from kb.evaluate.reading import read_cases_as


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with the slugs of which any is a right first answer; none: must be refused."""

    text: str
    kind: str
    expected: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the base is meant to answer it."""
        return bool(self.expected)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    q: str = Field(min_length=1)
    kind: str = "plain"
    expect: list[str] = []


class _File(BaseModel):
    questions: list[_Entry]


def read_golden(data: bytes, name: str = "golden.yaml") -> tuple[GoldenQuestion, ...]:
    """Read a file of questions. Raises ConfigError that says which entry is wrong."""
    parsed = read_cases_as(_File, data, name)
    return tuple(GoldenQuestion(e.q, e.kind, tuple(e.expect)) for e in parsed.questions)
