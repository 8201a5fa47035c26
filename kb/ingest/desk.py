"""`[desk]` of kb.toml, what editors decide for the agents' desk → `Desk`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from kb.ingest.printable import printable

_QUESTION = "Jak oceniasz tę odpowiedź?"
_QUESTION_EN = "How do you rate this answer?"
_RECEIPT = (
    "Dzień dobry,\n\ndziękujemy za wiadomość. Zapisaliśmy ją pod numerem {number}. Ten e-mail "
    "wysłał automat, a na Twoją wiadomość odpowie człowiek. Jeśli chcesz coś dopisać, odpowiedz na "
    "ten e-mail."
)
_PROMISE = "Odpowiemy najpóźniej: {until}."
_RECEIPT_EN = (
    "Hello,\n\nthank you for your message. We have it under the number {number}. This e-mail was "
    "sent automatically; a person will answer your message. To add something, reply to this e-mail."
)
_PROMISE_EN = "We will answer by {until}."
_SLOT = re.compile(r"\{(\w*)\}|[{}]")


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
class ReceiptText:
    """What is sent at once to who writes first. enabled: whether anything is.

    promise: added where a time was promised. {number} and {until} are filled in.
    """

    enabled: bool = False
    text: str = _RECEIPT
    promise: str = _PROMISE
    text_en: str = _RECEIPT_EN
    promise_en: str = _PROMISE_EN


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
    receipt: ReceiptText = field(default_factory=ReceiptText)
    escalation_needs_lead: bool = False
    deadlines: Deadlines = Deadlines()


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class _Survey(_Schema):
    enabled: bool = False
    question: _Line = ""
    question_en: _Line = ""


def _slots(*known: str) -> AfterValidator:
    """Only slots that can be filled; in braces stands nothing else."""

    def checked(written: str) -> str:
        unknown = [found[0] for found in _SLOT.finditer(written) if found[1] not in known]
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in known)
            raise ValueError(f"{unknown[0]} cannot be filled in; known: {names}")
        return written

    return AfterValidator(checked)


_Letter = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1500, pattern=r"^[^\x00-\x09\x0b-\x1f]*$"),
    _slots("number"),
]
_Promise = Annotated[_Line, _slots("until")]


class _Receipt(_Schema):
    enabled: bool = False
    text: _Letter = ""
    promise: _Promise = ""
    text_en: _Letter = ""
    promise_en: _Promise = ""


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
    receipt: _Receipt = _Receipt()

    def desk(self) -> Desk:
        """The settings as the product uses them."""
        survey = SurveyQuestion(
            self.survey.enabled,
            self.survey.question or _QUESTION,
            self.survey.question_en or _QUESTION_EN,
        )
        receipt = ReceiptText(
            self.receipt.enabled,
            self.receipt.text or _RECEIPT,
            self.receipt.promise or _PROMISE,
            self.receipt.text_en or _RECEIPT_EN,
            self.receipt.promise_en or _PROMISE_EN,
        )
        deadlines = Deadlines(self.deadlines.email, self.deadlines.chat, self.deadlines.social)
        return Desk(
            undo_seconds=self.undo_seconds,
            escalation_needs_lead=self.escalation_needs_lead,
            survey=survey,
            receipt=receipt,
            deadlines=deadlines,
        )
