"""The way of a draft, without any database: which step may follow on which history, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from kb.accounts.model import Account, Role
from kb.answer.model import Sentence, Status
from kb.errors import AlreadyDecided, NotAllowed, ReviewError, StaleDraft, Unconfirmed
from kb.review.model import Decision, Reviewed, Stale, State

#: What may follow on what by somebody's decision. Taking back is no step forward: `taken_back`.
STEPS: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.EDITED, State.APPROVED, State.REJECTED, State.SUPERSEDED}),
    State.EDITED: frozenset({State.EDITED, State.APPROVED, State.REJECTED, State.SUPERSEDED}),
    State.APPROVED: frozenset(),
    State.REJECTED: frozenset(),
    State.SUPERSEDED: frozenset(),
}
_LONGEST = 100_000

_STALE = {
    Stale.ARTICLES: "An article that the draft cites has changed; have the draft made again.",
    Stale.EXPIRED: "An article that the draft cites is not valid any more; have it made again.",
    Stale.CONVERSATION: "The conversation has gone on since the draft; have it made again.",
}


def normal_text(text: str) -> str:
    """A text as it is approved, hashed, stored and sent: lines end in LF, no white space around it.

    Browsers send CRLF, and databases keep neither NUL nor half a surrogate pair. Raises ReviewError
    for a text with nothing in it, and for one of more than 100,000 characters.
    """
    # First, since white space around them is at an end once they are gone.
    kept = text.encode("utf-8", "ignore").decode().replace("\0", "")
    lines = kept.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = "\n".join(line.rstrip() for line in lines).strip()
    if not whole:
        raise ReviewError("There is no text to send.")
    if len(whole) > _LONGEST:
        raise ReviewError(f"The text has {len(whole)} characters; at most {_LONGEST} are sent.")
    return whole


def text_hash(text: str) -> str:
    """SHA-256 of a text as `normal_text` gives it, 64 hex digits. An approval is bound to it."""
    return sha256(text.encode()).hexdigest()


def require_step(draft: Reviewed, step: State, version: int) -> None:
    """Raise AlreadyDecided unless the draft still is as it was seen and the step may follow."""
    last = draft.last
    if step in STEPS[last.state] and last.version == version:
        return
    raise decided(last)


def decided(last: Decision, state: str = "") -> AlreadyDecided:
    """The error that tells the second of two people what the first has done."""
    what = state or last.state.value
    who = last.by_name or "the system"
    return AlreadyDecided(
        f"The draft is {what} already, by {who} at {last.at:%Y-%m-%d %H:%M} UTC.",
        state=what,
        by=last.by_name,
        at=last.at,
        version=last.version,
    )


def require_fresh(stale: Stale) -> None:
    """Raise StaleDraft for a draft that must be made again."""
    if stale:
        raise StaleDraft(stale.value, _STALE[stale])


def require_seen(text: str, seen: str) -> None:
    """Raise StaleDraft where the person saw the check of another text than the one approved."""
    if seen and seen != text_hash(text):
        raise StaleDraft("text", "The text was changed after its last check; look at it once more.")


def require_role(who: Account, escalates: bool = False) -> None:
    """Raise NotAllowed for who may not decide. escalates: only a lead may."""
    if who.disabled or not who.role.may(Role.AGENT):
        raise NotAllowed("Only agents decide about drafts.")
    if escalates and not who.role.may(Role.LEAD):
        raise NotAllowed("The message is escalated: only a lead approves a reply to it.")


def require_confirmed(sentences: Sequence[Sentence], confirmed: Sequence[str]) -> tuple[str, ...]:
    """The unsupported sentences, each once. Raises Unconfirmed unless each is confirmed exactly."""
    unsupported = tuple(
        dict.fromkeys(one.text for one in sentences if one.status is Status.UNSUPPORTED)
    )
    missing = [text for text in unsupported if text not in set(confirmed)]
    if missing:
        raise Unconfirmed(
            missing,
            f"{len(missing)} sentence(s) have no source: mend them, or confirm each word for word.",
        )
    return unsupported


def taken_back(draft: Reviewed, who: Account, version: int) -> State:
    """The state that a draft returns to when its last decision is undone.

    Who decided may, and a lead. Raises AlreadyDecided, NotAllowed.
    """
    last = draft.last
    if last.version != version or last.state not in (State.APPROVED, State.REJECTED):
        raise decided(last)
    if last.account != who.id and not who.role.may(Role.LEAD):
        raise NotAllowed(f"Only {last.by_name} or a lead may take this decision back.")
    if draft.delivery not in ("", "pending"):
        raise decided(last, draft.delivery)
    edited = draft.masked_text != draft.document["text"]
    return State.EDITED if edited else State.PROPOSED
