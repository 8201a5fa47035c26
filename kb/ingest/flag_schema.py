"""The keys of flags.yaml and the values they may have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Constraints

from kb.ingest.flag_pattern import Pattern, parse_pattern

Kind = Literal[
    "complaint",
    "anger",
    "legal_threat",
    "press",
    "security",
    "personal_data",
    "abuse",
    "repeated_contact",
    "vulnerable",
    "injection",
    "claimed_promise",
    "nothing_to_answer",
]
#: What is found by the shape of a message, or by its likeness to examples.
SignalName = Literal[
    "shouting", "third_message", "hidden_text", "machine_text", "empty", "examples"
]


def _pattern(value: object) -> object:
    return parse_pattern(str(value))


def _rule(value: object) -> object:
    return {"find": value} if isinstance(value, list) else value


_Text = Annotated[str, Constraints(strip_whitespace=True, min_length=1, max_length=300)]
_Slug = Annotated[str, Constraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=120)]
_Pattern = Annotated[Pattern, BeforeValidator(_pattern)]


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RuleSchema(_Schema):
    """A rule; a bare list of patterns is its `find`."""

    find: list[_Pattern] = []
    unless: list[_Pattern] = []
    also: list[_Pattern] = []
    every: list[_Pattern] = []
    only: list[_Pattern] = []
    signals: list[SignalName] = []
    negated: bool = False
    reason: _Text | None = None
    procedure: _Slug | None = None
    escalate: bool | None = None


class KindSchema(_Schema):
    """What is said of a kind, and its rules by name; a rule that is empty is switched off.

    articles: public ones that answer what shows the kind.
    """

    reason: _Text | None = None
    procedure: _Slug | None = None
    escalate: bool | None = None
    articles: list[_Slug] = []
    rules: dict[str, Annotated[RuleSchema, BeforeValidator(_rule)] | None] = {}


class MatterSchema(_Schema):
    """Words by which customers tell of a matter, and the public articles that answer it."""

    find: list[_Pattern] = []
    unless: list[_Pattern] = []
    articles: list[_Slug] = []


class NegationSchema(_Schema):
    """Words that negate what follows, and words that carry a negation on to the next one."""

    words: list[_Pattern] = []
    through: list[_Pattern] = []


class FlagsSchema(_Schema):
    """A file of rules as a whole."""

    negation: NegationSchema = NegationSchema()
    kinds: dict[Kind, KindSchema] = Field(default={})
    matters: dict[str, MatterSchema] = {}
