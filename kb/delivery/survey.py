"""How satisfied a customer was: one survey for each conversation, behind a link nobody can guess.

Scales: CSAT 1 to 5 (https://www.iso.org/standard/71582.html, ISO 10004), effort 1 to 7 (CES 2.0:
how far the customer agrees that the matter was easy to settle), NPS 0 to 10.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from kb.delivery.letter import Question
from kb.errors import NotFound
from kb.privacy.mask import mask
from kb.store.database import Store, insert_for
from kb.store.schema import surveys

CSAT, EFFORT, NPS = range(1, 6), range(1, 8), range(11)
MOST_WORDS = 1000
#: Afterwards nobody remembers how it was; the link then thanks and takes nothing.
OPEN_FOR = timedelta(days=30)
#: Of the token: 130 bits in 26 letters.
_LENGTH = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a customer said; None and "" where nothing. words: up to MOST_WORDS characters."""

    csat: int | None = None
    effort: int | None = None
    nps: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as it stands. words of `answers` are masked."""

    conversation: str
    sent_at: datetime
    answered_at: datetime | None
    answers: Answers

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is still taken."""
        return now - self.sent_at <= OPEN_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitations:
    """Makes the links of surveys.

    key: of the site. questions, addresses: by language, Polish always there; an address is the
    folder of the survey pages, such as `https://pomoc.example.pl/ankieta`.
    """

    key: bytes = field(repr=False)
    questions: Mapping[str, str]
    addresses: Mapping[str, str]

    def invite(
        self, connection: Connection, conversation: str, language: str, now: datetime
    ) -> Question:
        """The question with its link. A conversation has one survey, however often it is asked."""
        token = self.token(conversation)
        row = {"hash": _hash(token), "conversation": conversation, "sent_at": now}
        connection.execute(insert_for(connection)(surveys).values(row).on_conflict_do_nothing())
        address = self.addresses.get(language) or self.addresses["pl"]
        return Question(self.questions.get(language) or self.questions["pl"], f"{address}/{token}")

    def token(self, conversation: str) -> str:
        """Computed, so that a letter that is sent again carries the same link."""
        digest = hmac.digest(self.key, f"survey {conversation}".encode(), "sha256")
        return b32encode(digest).decode("ascii").lower()[:_LENGTH]


def survey(store: Store, token: str) -> Survey:
    """The survey behind a link. Raises NotFound, StoreUnavailable."""
    with store.reading() as connection:
        wanted = select(surveys).where(surveys.c.hash == _hash(token))
        row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no survey behind this link.")
    answers = Answers(**{name: row[name] for name in Answers.__dataclass_fields__})
    return Survey(row["conversation"], row["sent_at"], row["answered_at"], answers)


def answer(store: Store, token: str, answers: Answers, now: datetime) -> Survey:
    """Keep what a customer says; what is None or "" leaves an earlier answer as it is.

    Raises NotFound without such a survey, or once it is closed; ValueError for a number that is on
    no scale; StoreUnavailable.
    """
    _require_on_scale(answers)
    if not survey(store, token).is_open(now):
        raise NotFound("The survey behind this link is closed.")
    said = {name: getattr(answers, name) for name in ("csat", "effort", "nps")}
    values: dict[str, object] = {name: mark for name, mark in said.items() if mark is not None}
    if answers.words.strip():
        values["words"] = mask(answers.words.strip()[:MOST_WORDS]).text
    if values:
        with store.writing() as connection:
            connection.execute(
                update(surveys)
                .where(surveys.c.hash == _hash(token))
                .values(values | {"answered_at": now})
            )
    return survey(store, token)


def _require_on_scale(answers: Answers) -> None:
    scales = ((answers.csat, CSAT), (answers.effort, EFFORT), (answers.nps, NPS))
    for mark, scale in scales:
        if mark is not None and mark not in scale:
            raise ValueError(f"{mark} is not between {scale[0]} and {scale[-1]}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.strip().lower().encode("utf-8", "replace")).hexdigest()
