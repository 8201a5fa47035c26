"""Golden questions: what customers ask, and which articles must answer it, or none."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import ConfigError

#: The parser in C where PyYAML has it: hundreds of questions take a twentieth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    try:
        parsed = _File.model_validate(yaml.load(data, _Loader))  # noqa: S506 - a safe one
    except yaml.YAMLError as exc:
        raise ConfigError(f"{name} is not YAML: {exc}.") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {where}: {first['msg']}.") from exc
    return tuple(GoldenQuestion(e.q, e.kind, tuple(e.expect)) for e in parsed.questions)
