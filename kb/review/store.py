"""Decisions about drafts. Each is one transaction: all of it or nothing.

There is no way to decide about several drafts at once, and none to send without a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from kb.accounts.model import Account
from kb.answer.document import draft_document
from kb.answer.model import Sentence
from kb.answer.request import Checked, Proposal
from kb.review import records
from kb.review.changes import changes
from kb.review.final import final_sentences
from kb.review.history import last_message, names_in, read, reviewed, staleness
from kb.review.masking import Mask
from kb.review.model import Approval, Decision, Reviewed, Rules, Stale, State
from kb.review.records import Attempt
from kb.review.workflow import (
    decided,
    normal_text,
    require_confirmed,
    require_fresh,
    require_role,
    require_seen,
    require_step,
    taken_back,
    text_hash,
)
from kb.store.database import Store
from kb.store.messages import in_conversation
from kb.store.schema import decisions, drafts, messages

#: Nobody waits for a draft there.
_ANSWERED = ("answered", "closed", "merged")


def propose(
    store: Store, conversation: str, message: str, proposal: Proposal, now: datetime
) -> str:
    """Keep a draft for a conversation, in place of the open one before it; its id.

    message: number of the customer's last message that it answers. Proposing the same draft again
    changes nothing. Raises NotFound, StoreUnavailable, and StaleDraft (`conversation`) where the
    customer has written again since, or the conversation is answered or closed: drop it then.
    """
    draft = proposal.draft
    with store.writing() as connection:
        status = records.lock_conversation(connection, conversation)
        if connection.scalar(select(drafts.c.id).where(drafts.c.id == draft.id)):
            return draft.id
        if status in _ANSWERED or last_message(connection, conversation) != message:
            require_fresh(Stale.CONVERSATION)
        here = drafts.c
        before = connection.execute(
            select(here.id, here.ordinal)
            .where(here.conversation == conversation)
            .order_by(here.ordinal.desc())
            .limit(1)
        ).one_or_none()
        if before is not None:
            _supersede(connection, before.id, now)
        connection.execute(
            insert(drafts).values(
                id=draft.id,
                conversation=conversation,
                ordinal=before.ordinal + 1 if before else 1,
                message=message,
                made_at=now,
                generator=draft.generator,
                commit=draft.commit,
                document=draft_document(draft),
            )
        )
        connection.execute(
            insert(decisions).values(
                draft=draft.id, version=1, state=State.PROPOSED.value, account=None, at=now
            )
        )
        records.keep_placeholders(
            connection, read(connection, draft.id), dict(proposal.placeholders)
        )
        records.touch(connection, conversation, None, now)
    return draft.id


def edit(
    store: Store, draft: str, who: Account, text: str, version: int, key: str, now: datetime,
    rules: Rules,
) -> Decision:  # fmt: skip
    """Keep a text that somebody wrote over the draft, to go on with it later.

    Raises AlreadyDecided, NotAllowed, NotFound, ReviewError, StoreUnavailable.
    """
    require_role(who)
    text = normal_text(text)

    def write(connection: Connection, found: Reviewed, attempt: Attempt) -> Decision:
        require_step(found, State.EDITED, version)
        fields = _written(connection, found, text, rules)
        return _add(connection, found, State.EDITED, attempt, **fields)[1]

    return _decide(store, Attempt(draft, who, key, now), State.EDITED, text_hash(text), write)


def checked(
    store: Store, draft: Reviewed, text: str, keys: tuple[str, ...], rules: Rules
) -> Checked:
    """The check of exactly this text as an approval of it would be checked.

    keys: of passages beside those that the draft cites. Raises IndexUnavailable, ReviewError,
    StoreUnavailable.
    """
    sentences = final_sentences(normal_text(text), draft.shown(), (*draft.keys, *keys))
    with store.reading() as connection:
        words = connection.scalars(
            select(messages.c.text)
            .where(in_conversation(draft.conversation), messages.c.direction == "in")
            .order_by(messages.c.received_at)
        ).all()
    return rules.check(sentences, commit=draft.document["commit"], message="\n\n".join(words))


def approve(
    store: Store, draft: str, who: Account, approval: Approval, rules: Rules, now: datetime
) -> Decision:
    """Approve exactly one text, which then stands in the outbox; nothing else is ever sent.

    The same key again gives the first result. Raises AlreadyDecided, StaleDraft, Unconfirmed,
    NotAllowed, NotFound, ReviewError, IndexUnavailable, StoreUnavailable; nothing is changed then.
    """
    require_role(who)
    text = normal_text(approval.text)
    attempt = Attempt(draft, who, approval.key, now)
    # In this order: what the same attempt has led to meanwhile is found, not taken for another's.
    found = reviewed(store, draft)
    with store.reading() as connection:
        before = records.known(connection, attempt, State.APPROVED, text_hash(text))
    if before is not None:
        return before
    _require_approvable(found, who, approval, rules)
    require_seen(text, approval.seen)
    require_fresh(found.stale or staleness(found, rules.freshness, approval.keys))
    sentences = checked(store, found, text, approval.keys, rules).sentences
    confirmed = require_confirmed(sentences, approval.confirmed)

    def write(connection: Connection, found: Reviewed, attempt: Attempt) -> Decision:
        require_step(found, State.APPROVED, approval.version)
        require_fresh(found.stale)
        fields = _written(connection, found, text, rules, sentences, confirmed)
        row, decision = _add(connection, found, State.APPROVED, attempt, **fields)
        reply = records.add_reply(connection, found, text, who, now)
        due = records.due_at(now, approval.delay)
        records.add_delivery(connection, found, row, reply, approval.means, due)
        records.mark_answered(connection, found.conversation, who.id, now)
        return decision

    return _decide(store, attempt, State.APPROVED, text_hash(text), write)


def reject(
    store: Store, draft: str, who: Account, reason: str, version: int, key: str, now: datetime,
    rules: Rules,
) -> Decision:  # fmt: skip
    """Turn a draft down; reason: in a few words, stored masked. Raises as `edit`."""
    require_role(who)

    def write(connection: Connection, found: Reviewed, attempt: Attempt) -> Decision:
        require_step(found, State.REJECTED, version)
        mask = _mask(connection, found, rules)
        masked = mask.hide(reason.strip())
        records.keep_placeholders(connection, found, mask.placeholders)
        records.touch(connection, found.conversation, who.id, now)
        return _add(connection, found, State.REJECTED, attempt, reason=masked)[1]

    return _decide(store, Attempt(draft, who, key, now), State.REJECTED, "", write)


def undo(store: Store, draft: str, who: Account, version: int, key: str, now: datetime) -> Decision:
    """Take the last decision of a draft back, an approval for as long as its reply was not tried.

    The history keeps both; the draft is open again, or superseded where a newer one stands. Who
    decided may, or a lead. Raises AlreadyDecided (state: that of the delivery, if that is why),
    NotAllowed, NotFound, ReviewError, StoreUnavailable.
    """
    require_role(who)

    def write(connection: Connection, found: Reviewed, attempt: Attempt) -> Decision:
        state = taken_back(found, who, version)
        if found.state is State.APPROVED:
            if not records.cancel_delivery(connection, draft, version):
                raise decided(found.last, "sending")
            records.mark_open(connection, found.conversation, found.last.at, who.id, now)
        entry = _add(connection, found, state, attempt, undoes=version)[1]
        newest = select(func.max(drafts.c.ordinal)).where(
            drafts.c.conversation == found.conversation
        )
        if connection.scalar(newest) != found.ordinal:
            _supersede(connection, draft, now)
        records.touch(connection, found.conversation, who.id, now)
        return entry

    return _decide(store, Attempt(draft, who, key, now), None, "", write)


def _require_approvable(draft: Reviewed, who: Account, approval: Approval, rules: Rules) -> None:
    require_role(who, rules.escalation_needs_lead and draft.escalates)
    require_step(draft, State.APPROVED, approval.version)


def _decide(
    store: Store,
    attempt: Attempt,
    state: State | None,
    hashed: str,
    write: Callable[[Connection, Reviewed, Attempt], Decision],
) -> Decision:
    """Decide in one transaction, while nobody else does in this conversation."""
    try:
        with store.writing() as connection:
            records.lock(connection, attempt.draft)
            before = records.known(connection, attempt, state, hashed)
            return before or write(connection, read(connection, attempt.draft), attempt)
    except IntegrityError:
        # The same key for another draft at the same moment: the schema lets one of them through.
        with store.reading() as connection:
            before = records.known(connection, attempt, state, hashed)
            if before is None:
                raise
            return before


def _written(
    connection: Connection,
    draft: Reviewed,
    text: str,
    rules: Rules,
    sentences: Sequence[Sentence] = (),
    confirmed: Sequence[str] = (),
) -> dict[str, Any]:
    """What the history keeps of a text: masked, with its hash and what was changed."""
    proposed = str(draft.document["text"])
    mask = _mask(connection, draft, rules)
    masked = proposed if text == draft.reveal(proposed) else mask.hide(text)
    fields = {
        "text": masked,
        "text_hash": text_hash(text),
        "changes": changes(proposed, masked),
        "sentences": [_hidden(one, mask) for one in sentences],
        "confirmed": [mask.hide(one) for one in confirmed],
    }
    records.keep_placeholders(connection, draft, mask.placeholders)
    return fields


def _hidden(sentence: Sentence, mask: Mask) -> dict[str, Any]:
    return {
        "text": mask.hide(sentence.text),
        "status": sentence.status.value,
        "reasons": [mask.hide(one) for one in sentence.reasons],
        "citations": list(sentence.citations),
    }


def _mask(connection: Connection, draft: Reviewed, rules: Rules) -> Mask:
    quotes = [one["quote"] for one in draft.document["citations"]]
    said = "\n".join([str(draft.document["text"]), *quotes])
    names = names_in(connection, draft.conversation)
    return Mask(draft.placeholders, said, rules.patterns, names)


def _add(
    connection: Connection, draft: Reviewed, state: State, attempt: Attempt, **fields: Any
) -> tuple[int, Decision]:
    by = {"account": attempt.who.id, "key": attempt.hash}
    return records.add(connection, draft, state, attempt.at, **by, **fields)


def _supersede(connection: Connection, draft: str, now: datetime) -> None:
    found = read(connection, draft)
    if found.state.is_open:
        records.add(connection, found, State.SUPERSEDED, now)
