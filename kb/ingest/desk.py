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
class Deadlines:
    """Opening hours within which a message of each channel is answered.

    0 promises nothing; None: as the contact form promises (`contact.opening.answer_hours`).
    """

    email: float | None = None
    chat: float | None = None
    social: float | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """undo_seconds: so long an approved reply waits before it is sent, and can be undone.

    escalation_needs_lead: only a lead approves replies to escalated messages.
    """

    undo_seconds: int = 30
    survey: SurveyQuestion = field(default_factory=SurveyQuestion)
    escalation_needs_lead: bool = False
    deadlines: Deadlines = Deadlines()


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class _Survey(_Schema):
    enabled: bool = False
    question: _Line = ""
    question_en: _Line = ""


_HoursToAnswer = Annotated[float, Field(ge=0, le=500, allow_inf_nan=False)]


class _Deadlines(_Schema):
    email: _HoursToAnswer | None = None
    chat: _HoursToAnswer | None = None
    social: _HoursToAnswer | None = None


class DeskSchema(_Schema):
    """The keys of `[desk]`."""

    undo_seconds: int = Field(default=30, ge=0, le=3600)
    escalation_needs_lead: bool = False
    deadlines: _Deadlines = _Deadlines()
    survey: _Survey = _Survey()

    def desk(self) -> Desk:
        """The settings as the product uses them."""
        survey = SurveyQuestion(
            self.survey.enabled,
            self.survey.question or _QUESTION,
            self.survey.question_en or _QUESTION_EN,
        )
        deadlines = Deadlines(self.deadlines.email, self.deadlines.chat, self.deadlines.social)
        return Desk(
            undo_seconds=self.undo_seconds,
            escalation_needs_lead=self.escalation_needs_lead,
            survey=survey,
            deadlines=deadlines,
        )
