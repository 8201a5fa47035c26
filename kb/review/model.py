"""What a review reads and writes: a draft with its history, and what somebody decides about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from kb.answer.model import Sentence
from kb.answer.request import Checked
from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import reveal

#: Parts of a draft's document that quote the base, where a placeholder is no placeholder.
_NOT_FROM_CUSTOMERS = frozenset({"citations", "internal"})


class State(StrEnum):
    """Where a draft is on its way. The first two are open: somebody may still decide."""

    PROPOSED = "proposed"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"

    @property
    def is_open(self) -> bool:
        return self in (State.PROPOSED, State.EDITED)


class Stale(StrEnum):
    """Why a draft must be made again; false where it need not."""

    NO = ""
    ARTICLES = "articles"
    EXPIRED = "expired"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of a draft's history; none is ever changed or removed.

    version: 1, 2, … of the draft. state: of the draft from then on. account: None where the system
    did it, `by_name` is empty then. reason, text, sentences, confirmed: masked, the draft's
    placeholders tell what is behind. text: None where the draft's own text stands. text_hash:
    SHA-256 of the exact text, in hex; empty where there is none. sentences: what the check
    said of each, as in the draft's document. confirmed: unsupported sentences that the person
    confirmed word for word. changes: see kb.review.changes. undoes: the version that is taken back.
    """

    version: int
    state: State
    account: int | None
    by_name: str
    at: datetime
    reason: str = ""
    text: str | None = None
    text_hash: str = ""
    sentences: tuple[Mapping[str, Any], ...] = ()
    confirmed: tuple[str, ...] = ()
    changes: tuple[Any, ...] = ()
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft and everything that was decided about it.

    message: number of the last message that it answers. document: as the API gives it, with
    placeholders. history: the first entry is the proposal, never empty. escalates: somebody with
    more authority must see it. stale: only of an open draft. delivery: state of what the approval
    sends; empty where nothing is to be sent.
    """

    id: str
    conversation: str
    ordinal: int
    message: str
    made_at: datetime
    document: Mapping[str, Any]
    history: tuple[Decision, ...]
    placeholders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    escalates: bool = False
    stale: Stale = Stale.NO
    delivery: str = ""

    @property
    def last(self) -> Decision:
        return self.history[-1]

    @property
    def state(self) -> State:
        return self.last.state

    @property
    def version(self) -> int:
        return self.last.version

    @property
    def masked_text(self) -> str:
        """The newest text: the last that somebody wrote, else the draft's own."""
        written = [one.text for one in self.history if one.text is not None]
        return written[-1] if written else str(self.document["text"])

    @property
    def text(self) -> str:
        """The newest text with the customer's data in it."""
        return self.reveal(self.masked_text)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the passages that the draft cites."""
        return tuple(one["key"] for one in self.document["citations"])

    def reveal(self, text: str) -> str:
        """A masked text with the customer's data in it; as it is where they were erased."""
        return reveal(text, self.placeholders)

    def shown(self) -> dict[str, Any]:
        """The document with the customer's data in it, for the agent's screen alone."""
        return {
            name: value if name in _NOT_FROM_CUSTOMERS else _in_all_texts(value, self.reveal)
            for name, value in self.document.items()
        }


class Check(Protocol):
    """The grounding check of a whole text; `kb.answer.suggest.Assistant.check` is one."""

    def __call__(
        self, sentences: Sequence[Sentence], *, commit: str = "", message: str = ""
    ) -> Checked: ...


#: Keys of passages → those that say something else today (`articles`) or whose article is not
#: valid (`expired`).
Freshness = Callable[[Sequence[str]], Mapping[str, Stale]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a review asks of the base and of its editors, as they are at that moment.

    patterns: the shop's own numbers, to be masked. escalation_needs_lead: only a lead approves what
    is escalated.
    """

    check: Check
    freshness: Freshness
    patterns: Patterns = field(default_factory=Patterns)
    escalation_needs_lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a person approves: exactly this text, once.

    version: of the draft that the person saw. key: the person's own name of this attempt, so that
    sending it again changes nothing. keys: of passages that the person put in beside the draft's.
    confirmed: unsupported sentences, letter for letter. seen: `text_hash` of the text of which the
    person saw the check; empty where the screen cannot tell. means, delay: how the reply goes out
    and how long it waits for the decision to be undone.
    """

    text: str
    version: int
    key: str
    keys: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    seen: str = ""
    means: str = "copy"
    delay: timedelta = timedelta(0)


def _in_all_texts(found: Any, change: Callable[[str], str]) -> Any:
    if isinstance(found, str):
        return change(found)
    if isinstance(found, Mapping):
        return {name: _in_all_texts(value, change) for name, value in found.items()}
    if isinstance(found, Sequence):
        return [_in_all_texts(value, change) for value in found]
    return found
