"""The queue of conversations that wait for a draft: leased, settled, put off, given up.

A job is a row; who dies with one leaves a lease that runs out, and the next worker takes it again.
So after kill -9 a draft may be made twice, and the second takes the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, update

from kb.inbox.conversations import conversation_at
from kb.inbox.model import MOST_ATTEMPTS
from kb.inbox.rows import here
from kb.store.database import Store
from kb.store.messages import queue_draft
from kb.store.schema import conversations, draft_jobs

#: Longer than any draft takes, with a language model and on a busy machine.
LEASE = timedelta(minutes=2)
_LONGEST_ERROR = 300
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """A conversation that wants a draft. queued_at tells whether it was queued anew meanwhile.

    attempts: this one included.
    """

    conversation: str
    queued_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What the draft says of the message. topic: category of its first source; may be empty."""

    flags: tuple[str, ...]
    escalate: bool
    topic: str = ""


def take(store: Store, now: datetime) -> Job | None:
    """Lease the job whose conversation was promised an answer first; None when none is due."""
    job = draft_jobs.c
    due = (
        select(job.conversation, job.queued_at, job.attempts)
        .join(conversations, here.number == job.conversation)
        .where(
            job.attempts < MOST_ATTEMPTS, or_(job.leased_until.is_(None), job.leased_until <= now)
        )
        .order_by(func.coalesce(here.due_at, literal(_NEVER, here.due_at.type)), job.queued_at)
        .limit(1)
        .with_for_update(of=draft_jobs, skip_locked=True)
    )
    with store.writing() as connection:
        row = connection.execute(due).one_or_none()
        if row is None:
            return None
        attempts = row.attempts + 1
        connection.execute(
            update(draft_jobs)
            .where(job.conversation == row.conversation)
            .values(attempts=attempts, leased_until=now + LEASE)
        )
    return Job(row.conversation, row.queued_at, attempts)


def settle(store: Store, job: Job, findings: Findings | None, now: datetime) -> None:
    """Note what was found, and that the job is done unless another message queued it anew."""
    with store.writing() as connection:
        if findings is not None:
            values: dict[str, Any] = {
                "flags": list(findings.flags), "escalate": findings.escalate, "updated_at": now,
            }  # fmt: skip
            number = here.number == job.conversation
            connection.execute(update(conversations).where(number).values(**values))
            if findings.topic:
                connection.execute(
                    update(conversations)
                    .where(number, here.topic == "")
                    .values(topic=findings.topic)
                )
        connection.execute(delete(draft_jobs).where(*_same(job)))


def settle_asked(store: Store, conversation: str, findings: Findings | None, now: datetime) -> None:
    """As `settle`, after a draft that a person asked for and did not wait in the queue for."""
    queued = select(draft_jobs.c.queued_at).where(
        draft_jobs.c.conversation == conversation, draft_jobs.c.queued_at <= now
    )
    with store.reading() as connection:
        at = connection.scalar(queued)
    settle(store, Job(conversation, at or now, 0), findings, now)


def put_off(store: Store, job: Job, error: str, until: datetime, now: datetime) -> None:
    """Try again later, or, after the last try, have agents see that there is no draft.

    error: without personal data.
    """
    last = job.attempts >= MOST_ATTEMPTS
    with store.writing() as connection:
        connection.execute(
            update(draft_jobs)
            .where(*_same(job))
            .values(
                attempts=job.attempts,
                leased_until=None if last else until,
                error=error[:_LONGEST_ERROR],
            )
        )
        if last:
            connection.execute(
                update(conversations).where(here.number == job.conversation).values(updated_at=now)
            )


def give_back(store: Store, job: Job, until: datetime) -> None:
    """Undo the lease: what stopped the job has nothing to do with its message."""
    with store.writing() as connection:
        connection.execute(
            update(draft_jobs)
            .where(*_same(job))
            .values(attempts=job.attempts - 1, leased_until=until)
        )


def retry(store: Store, number: str, now: datetime) -> None:
    """Have a draft made anew, also where it was given up. Raises NotFound, StoreUnavailable."""
    with store.writing() as connection:
        conversation_at(connection, number, now)
        queue_draft(connection, number, now)


def waiting(store: Store) -> int:
    """How many jobs are not given up. Raises StoreUnavailable."""
    tried = draft_jobs.c.attempts < MOST_ATTEMPTS
    with store.reading() as connection:
        found = connection.scalar(select(func.count()).select_from(draft_jobs).where(tried))
    return found or 0


def _same(job: Job) -> tuple[Any, ...]:
    return (
        draft_jobs.c.conversation == job.conversation,
        draft_jobs.c.queued_at == job.queued_at,
    )
