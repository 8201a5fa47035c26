"""`[desk]` of kb.toml, what editors decide for the agents' desk → `Desk`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from kb.ingest.printable import printable

_QUESTION = "Jak oceniasz tę odpowiedź?"
_QUESTION_EN = "How do you rate this answer?"


def _clean(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


_Line = Annotated[
    str,
    BeforeValidator(_clean),
    StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\r\n]*$"),
]


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """What a reply asks of the customer. enabled: whether it asks at all."""

    enabled: bool = False
    question: str = _QUESTION
    question_en: str = _QUESTION_EN


@dataclass(frozen=True, slots=True)
class Desk:
    """undo_seconds: so long an approved reply waits before it is sent, and can be undone."""

    undo_seconds: int = 30
    survey: SurveyQuestion = field(default_factory=SurveyQuestion)


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class _Survey(_Schema):
    enabled: bool = False
    question: _Line = ""
    question_en: _Line = ""


class DeskSchema(_Schema):
    """The keys of `[desk]`."""

    undo_seconds: int = Field(default=30, ge=0, le=3600)
    survey: _Survey = _Survey()

    def desk(self) -> Desk:
        """The settings as the product uses them."""
        survey = SurveyQuestion(
            self.survey.enabled,
            self.survey.question or _QUESTION,
            self.survey.question_en or _QUESTION_EN,
        )
        return Desk(self.undo_seconds, survey)
