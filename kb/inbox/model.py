"""What agents see of the inbox: conversations, what stands in them, and which are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import urlencode


class Status(StrEnum):
    """What becomes of a conversation next: an answer, an answer later, nothing.

    `merged` ones go on in another, and are never listed.
    """

    OPEN = "open"
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"


#: So many times a draft is tried before the conversation waits for an agent without one.
MOST_ATTEMPTS = 5


class Drafting(StrEnum):
    """How it stands with the draft of the last message."""

    NONE = ""
    WAITS = "waits"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as the list shows it. Moments are in UTC.

    status: as it is at the moment that was asked about, so one whose snooze has passed is open.
    due_at: by when an answer was promised; None where nothing is promised. version: to be handed
    back with a change. flags: kinds of kb.answer.model.FlagKind. subject: of the first message that
    has one. preview: the beginning of the last message of the customer. customer: by name, else
    e-mail, else phone; may be empty. waiting: messages that no answer followed yet. last_change_by:
    name of the agent who changed it last; empty where it was the customer or the program.
    """

    number: str
    origin: str
    channel: str
    language: str
    topic: str
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    status: Status
    assignee: int | None
    assignee_name: str
    snoozed_until: datetime | None
    merged_into: str | None
    version: int
    flags: tuple[str, ...]
    escalate: bool
    subject: str
    preview: str
    customer: str
    first_answered_at: datetime | None
    answered_at: datetime | None
    external: str | None
    drafting: Drafting
    last_change_by: str
    waiting: int

    def overdue(self, now: datetime) -> bool:
        """Whether the promised moment has passed without an answer."""
        open_still = self.status in (Status.OPEN, Status.SNOOZED)
        return open_still and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message, an answer or a note of a conversation.

    direction: "in" from the customer, "out" to them, "note" for agents only. author_name: of the
    agent; empty for "in", and for notes that the program made. conversation: the number of the one
    that it came in with, which is another one after a merge. searched: what the customer searched
    before, masked. page: where they wrote from. erased: its personal data were erased.
    """

    number: str
    conversation: str
    direction: Literal["in", "out", "note"]
    at: datetime
    author: int | None
    author_name: str
    text: str
    name: str
    email: str
    phone: str
    subject: str
    searched: tuple[str, ...]
    page: str
    attachments: tuple[str, ...]
    mail_id: str | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation with everything in it, oldest first, that of merged ones included.

    draft_error: why no draft could be made, where `conversation.drafting` is FAILED.
    """

    conversation: Conversation
    entries: tuple[Entry, ...]
    draft_error: str = ""

    @property
    def unanswered(self) -> tuple[Entry, ...]:
        """The customer's messages since the last answer; several in a row read as one."""
        return unanswered(self.entries)


def unanswered(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """What came in after the last entry that went out."""
    last = max((at for at, one in enumerate(entries) if one.direction == "out"), default=-1)
    return tuple(one for one in entries[last + 1 :] if one.direction == "in")


#: `Filter.assignee` for conversations of nobody.
NOBODY = 0
_NOBODY_IN_ADDRESS = "nikt"
#: Names in the address and values of the status there.
_STATUSES: Mapping[str, Status | None] = {
    "otwarte": Status.OPEN,
    "odlozone": Status.SNOOZED,
    "odpowiedziane": Status.ANSWERED,
    "zamkniete": Status.CLOSED,
    "wszystkie": None,
}
_STATUS_NAMES = {status: name for name, status in _STATUSES.items()}
_CHANNELS = ("email", "chat", "social")
_ORIGINS = ("form", "api", "email", "pasted", "webhook", "chatwoot", "zammad")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which conversations are asked for; empty fields ask for any.

    status: None for all. assignee: id of an account, NOBODY, or None for any. flag: a kind of flag.
    text: words that stand in the conversation, in any inflection, or its number. overdue, escalate,
    failed (no draft could be made): only such.
    """

    status: Status | None = Status.OPEN
    assignee: int | None = None
    flag: str = ""
    channel: str = ""
    origin: str = ""
    topic: str = ""
    text: str = ""
    overdue: bool = False
    escalate: bool = False
    failed: bool = False

    def to_query(self) -> str:
        """For an address, without "?"; what is not asked for is left out."""
        pairs = {
            "stan": "" if self.status is Status.OPEN else _STATUS_NAMES.get(self.status, ""),
            "osoba": _NOBODY_IN_ADDRESS if self.assignee == NOBODY else str(self.assignee or ""),
            "flaga": self.flag,
            "kanal": self.channel,
            "zrodlo": self.origin,
            "temat": self.topic,
            "po-terminie": "1" if self.overdue else "",
            "eskalacja": "1" if self.escalate else "",
            "bez-szkicu": "1" if self.failed else "",
            "q": self.text,
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Filter:
        """From the parameters of an address; what cannot be understood asks for anything."""

        def words(name: str) -> str:
            return " ".join(query.get(name, "").replace("\0", " ").split())[:_LONGEST]

        def one_of(name: str, known: tuple[str, ...]) -> str:
            return words(name) if words(name) in known else ""

        return cls(
            status=_STATUSES.get(words("stan"), Status.OPEN),
            assignee=_person(words("osoba")),
            flag=words("flaga"),
            channel=one_of("kanal", _CHANNELS),
            origin=one_of("zrodlo", _ORIGINS),
            topic=words("temat"),
            overdue=words("po-terminie") == "1",
            escalate=words("eskalacja") == "1",
            failed=words("bez-szkicu") == "1",
            text=words("q"),
        )


def _person(written: str) -> int | None:
    if written == _NOBODY_IN_ADDRESS:
        return NOBODY
    # Longer ones are no id in any database.
    whole = written.isascii() and written.isdecimal() and len(written) < 10
    return int(written) or None if whole else None


@dataclass(frozen=True, slots=True)
class Page:
    """Conversations in the order in which they are to be answered.

    after: to be handed in for the next page; empty on the last one.
    """

    conversations: tuple[Conversation, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations there are. All but `snoozed` and `answered` are open ones."""

    open: int
    mine: int
    unassigned: int
    overdue: int
    escalate: int
    failed: int
    snoozed: int
    answered: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation that changed, or has a new draft or note, for screens that follow."""

    number: str
    status: Status
    version: int
    updated_at: datetime
