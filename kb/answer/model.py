"""The frozen data between a customer's message and a checked draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kb.model import Audience


class Channel(StrEnum):
    """Where the reply will be read; decides its form and length."""

    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"


class Register(StrEnum):
    """How the customer is addressed, one way in a whole conversation."""

    FORMAL = "pan-pani"
    INFORMAL = "ty"


class FlagKind(StrEnum):
    """Why a message needs more than an answer."""

    COMPLAINT = "complaint"
    ANGER = "anger"
    LEGAL_THREAT = "legal_threat"
    PRESS = "press"
    SECURITY = "security"
    PERSONAL_DATA = "personal_data"
    ABUSE = "abuse"
    REPEATED_CONTACT = "repeated_contact"
    VULNERABLE = "vulnerable"
    INJECTION = "injection"
    CLAIMED_PROMISE = "claimed_promise"
    NOTHING_TO_ANSWER = "nothing_to_answer"


class Status(StrEnum):
    """What the grounding check says of a sentence.

    PHRASE: approved wording of the phrase file, letter for letter but for names and other slots.
    """

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding about a message.

    reason: Polish, for the agent. quote: the words of the message that show it.
    procedure: slug of the internal article that says what to do; empty where there is none.
    escalate: whether somebody with more authority must see the message.
    """

    kind: FlagKind
    reason: str
    quote: str
    procedure: str = ""
    escalate: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question or request of a message.

    text: as the customer wrote it. span: where it stands in the message, [start, end).
    context: sentences around it that say what it is about; empty where it stands alone.
    core: the part of the text that asks, without the reason and the story; empty: all of it.
    preferred: slugs of articles that the editors name for what is told.
    """

    text: str
    span: tuple[int, int]
    language: str
    context: str = ""
    core: str = ""
    preferred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Understood:
    """A message taken apart. Spans are in `text`.

    text: all messages as one, cleaned of invisible characters.
    body: spans of what the customer says, without greeting, signature and quoted history.
    quoted: spans of earlier correspondence. greeting, signature: [start, end) or None.
    orders: order and parcel numbers as written.
    name: how the customer signs, as written ("Anna Kowalska"); empty where unknown.
    feminine: grammatical gender that the customer uses of themselves; None where unknown.
    """

    text: str
    language: str
    body: tuple[tuple[int, int], ...]
    questions: tuple[Asked, ...]
    quoted: tuple[tuple[int, int], ...] = ()
    greeting: tuple[int, int] | None = None
    signature: tuple[int, int] | None = None
    orders: tuple[str, ...] = ()
    name: str = ""
    feminine: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a sentence may stand on.

    key: opaque, ten characters; names this text of this article and changes with it.
    quote: the whole passage, plain text. lines: first and last in the article's file.
    heading: of its section; empty above the first.
    """

    key: str
    slug: str
    category: str
    audience: Audience
    title: str
    anchor: str
    url: str
    quote: str
    commit: str
    lines: tuple[int, int]
    language: str = "pl"
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft with the keys of what it stands on and what the check says.

    reasons: Polish, why it is unsupported; empty otherwise.
    """

    text: str
    citations: tuple[str, ...] = ()
    status: Status = Status.UNSUPPORTED
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Whether the base answers a question, and by which passages."""

    text: str
    answered: bool
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InternalNote:
    """A passage of an internal procedure: shown to the agent beside the draft, never in it."""

    slug: str
    anchor: str
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply. Personal data stand in it as placeholders until it is shown.

    text: ready to send. confidence: of the weakest answered question, 0 where none is answered.
    generator: what made it, with its version and the hash of its settings.
    escalate: somebody with more authority must see the message.
    """

    id: str
    version: int
    state: str
    language: str
    register: Register
    channel: Channel
    confidence: float
    generator: str
    commit: str
    text: str
    escalate: bool
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Source, ...] = ()
    questions: tuple[QuestionAnswered, ...] = ()
    internal: tuple[InternalNote, ...] = ()
    flags: tuple[Flag, ...] = ()
    degraded: tuple[str, ...] = field(default=())
