"""Drafts are ready before an agent opens the message: one job at a time, in the background."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from kb.answer.incoming import MAX_BYTES, MAX_MESSAGES
from kb.answer.model import Channel, Draft
from kb.answer.request import Proposal, Request
from kb.errors import (
    IndexUnavailable,
    KbError,
    MessageError,
    NotFound,
    StaleDraft,
    StoreUnavailable,
)
from kb.inbox.conversations import opened
from kb.inbox.jobs import Findings, Job, give_back, put_off, settle, take
from kb.inbox.model import MOST_ATTEMPTS, Entry, Opened, Status
from kb.store.database import Store

log = logging.getLogger(__name__)

Propose = Callable[[Request], Proposal]
#: (conversation, number of the last message, draft, now): keeps a draft for review. Raises
#: StaleDraft where the conversation has gone on.
Keep = Callable[[str, str, Proposal, datetime], object]
Clock = Callable[[], datetime]

_WAITING = (Status.OPEN, Status.SNOOZED)
#: After a fault of the message itself; doubled with each further one.
_BACKOFF = timedelta(seconds=15)
#: After a fault that hits every message.
_PAUSE = timedelta(seconds=30)


class Drafter:
    """Makes the drafts that conversations wait for."""

    def __init__(self, store: Store, propose: Propose, keep: Keep, clock: Clock) -> None:
        self._store = store
        self._propose = propose
        self._keep = keep
        self._clock = clock

    def work_once(self) -> bool:
        """Make one draft; whether there was one to make.

        A fault of one message is noted with its job and stops nothing. Raises IndexUnavailable and
        StoreUnavailable, which hit them all: wait before the next call.
        """
        job = take(self._store, self._clock())
        if job is None:
            return False
        try:
            findings = self._made(job)
        except IndexUnavailable:
            give_back(self._store, job, self._clock() + _PAUSE)
            raise
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned message must not stop the others
            self._failed(job, error)
        else:
            settle(self._store, job, findings, self._clock())
        return True

    def _made(self, job: Job) -> Findings | None:
        try:
            found = opened(self._store, job.conversation, self._clock())
            request = request_for(found)
            if request is None or found.conversation.status not in _WAITING:
                return None
            proposal = self._propose(request)
            self._keep(job.conversation, found.unanswered[-1].number, proposal, self._clock())
        except (StaleDraft, NotFound):
            # It was answered, closed or erased, or a newer message has queued it anew.
            return None
        return findings_of(proposal.draft)

    def _failed(self, job: Job, error: Exception) -> None:
        # Messages of foreign exceptions may quote the customer; where it happened does not.
        told = str(error) if isinstance(error, KbError) else type(error).__name__
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("No draft for %s: %s\n%s", job.conversation, told, place)
        # What is wrong with a text is wrong with it the next time.
        if isinstance(error, MessageError):
            job = Job(job.conversation, job.queued_at, MOST_ATTEMPTS)
        now = self._clock()
        put_off(self._store, job, told, now + _BACKOFF * 2 ** (job.attempts - 1), now)


def request_for(found: Opened) -> Request | None:
    """What the draft engine is asked for a conversation; None where every message is answered.

    Several messages in a row read as one. Of more than the engine reads the latest are taken.
    """
    entries = _readable(found.unanswered)
    if not entries:
        return None
    names = [one.name for one in found.entries if one.direction == "in" and one.name]
    return Request(
        messages=tuple(one.text for one in entries),
        channel=Channel(found.conversation.channel),
        customer_name=names[-1] if names else "",
        conversation=found.conversation.number,
    )


def findings_of(draft: Draft) -> Findings:
    """What a draft says of the message, for the list."""
    kinds = dict.fromkeys(flag.kind.value for flag in draft.flags)
    topic = draft.citations[0].category if draft.citations else ""
    return Findings(tuple(kinds), draft.escalate, topic)


def _readable(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    left = MAX_BYTES
    for at, one in enumerate(reversed(entries)):
        left -= len(one.text.encode())
        if (left < 0 or at >= MAX_MESSAGES) and at > 0:
            return entries[len(entries) - at :]
    return entries
