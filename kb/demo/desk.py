"""One letter's way through the desk, by the same calls as those of its screens and its worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from kb.accounts.model import Account
from kb.answer.request import Proposal, Request
from kb.delivery.survey import Answers, Invitations, answer
from kb.demo.letters import Again, Handling, Letter
from kb.errors import Unconfirmed
from kb.inbox.changes import add_note, close
from kb.inbox.conversations import opened
from kb.inbox.drafting import findings_of, request_for
from kb.inbox.jobs import Job, settle
from kb.review.gaps import ask
from kb.review.history import current
from kb.review.model import Approval, Reviewed, Rules
from kb.review.store import approve, edit, propose, reject
from kb.rodo.access_log import Action, note_access
from kb.store.database import Store
from kb.store.messages import NewMessage, take_in
from kb.store.schema import draft_jobs

#: The engine takes about so long.
_DRAFTING = timedelta(seconds=3)
#: After the reply customers who answer the survey do so.
_ANSWERING = timedelta(hours=3)


@dataclass(frozen=True)
class Desk:
    """What a letter goes through. promised: by when a channel is answered; people: by login."""

    store: Store
    propose: Callable[[Request], Proposal]
    rules: Callable[[], Rules]
    promised: Callable[[str, datetime], datetime | None]
    invitations: Invitations
    people: dict[str, Account]
    now: datetime

    def go(self, letter: Letter) -> None:
        """Take a letter in, draft, and do with it what is written down."""
        number = self._take_in(letter, letter.text, letter.at, "")
        done = self._handle(number, letter.handling, letter.at)
        if letter.again is not None:
            done = self._go_on(number, letter, letter.again)
        replied = letter.handling.decision not in ("close", "none")
        if letter.email and replied and done < self.now - _ANSWERING:
            self._survey(number, letter, done)

    def _go_on(self, number: str, letter: Letter, again: Again) -> datetime:
        at = letter.at + timedelta(hours=again.hours)
        self._take_in(letter, again.text, at, number)
        return self._handle(number, again.handling, at)

    def _take_in(self, letter: Letter, text: str, at: datetime, conversation: str) -> str:
        """Stored and drafted at once, so that a worker that runs beside finds nothing to do."""
        sent = NewMessage(
            key=token_hex(16), language=letter.language, topic="", text=text, email=letter.email,
            phone=letter.phone, name=letter.name, subject=letter.subject,
            searched=letter.searched, conversation=conversation, channel=letter.channel,
            origin="form" if letter.channel == "email" else "pasted",
            promised_by=self.promised(letter.channel, at),
        )  # fmt: skip
        with self.store.writing() as connection:
            receipt = take_in(connection, sent, at)
            number = conversation or receipt.number
            connection.execute(draft_jobs.delete().where(draft_jobs.c.conversation == number))
        self._draft(number, at + _DRAFTING)
        return number

    def _draft(self, number: str, at: datetime) -> None:
        found = opened(self.store, number, at)
        request = request_for(found)
        if request is None:
            return
        proposal = self.propose(request)
        propose(self.store, number, found.unanswered[-1].number, proposal, at)
        settle(self.store, Job(number, at, 1), findings_of(proposal.draft), at)

    def _handle(self, number: str, handling: Handling, came: datetime) -> datetime:
        """Decide; when it was done."""
        at = min(came + timedelta(minutes=handling.after), self.now)
        if handling.decision == "none":
            return at
        who = self.people[handling.by]
        note_access(self.store, who.id, Action.OPEN, number, at - _reading(handling))
        if handling.note:
            add_note(self.store, number, handling.note, account=who.id, now=at)
        if handling.gap:
            patterns = self.rules().patterns
            ask(self.store, handling.gap, "", number, who.id, at, patterns)
        if handling.decision == "close":
            self._close(number, who, at)
            return at
        self._decide(number, handling, who, at)
        return at

    def _decide(self, number: str, handling: Handling, who: Account, at: datetime) -> None:
        draft = current(self.store, number)
        if draft is None:
            return
        if handling.decision == "reject":
            self._reject(draft, handling, who, at)
            if not handling.reply:
                # Settled another way: the case waits for nothing.
                self._close(number, who, at)
                return
            # The next draft is only a sheet to write on.
            self._draft(number, at)
            draft = current(self.store, number) or draft
        text = handling.reply.strip() or _with(draft.text, handling.added)
        version = draft.version
        if text != draft.text:
            before = at - timedelta(minutes=1)
            edited = edit(
                self.store, draft.id, who, text, version, token_hex(16), before, self.rules()
            )
            version = edited.version
        self._approve(draft, who, text, version, at)

    def _approve(
        self, draft: Reviewed, who: Account, text: str, version: int, at: datetime
    ) -> None:
        """What has no source the agent vouches for, word by word, as the screen asks."""
        confirmed: tuple[str, ...] = ()
        for _ in range(2):
            approval = Approval(text=text, version=version, key=token_hex(16), confirmed=confirmed)
            try:
                approve(self.store, draft.id, who, approval, self.rules(), at)
            except Unconfirmed as error:
                confirmed = error.sentences
            else:
                return

    def _close(self, number: str, who: Account, at: datetime) -> None:
        version = opened(self.store, number, at).conversation.version
        close(self.store, number, version=version, account=who.id, now=at)

    def _reject(self, draft: Reviewed, handling: Handling, who: Account, at: datetime) -> None:
        reject(
            self.store, draft.id, who, handling.reason, draft.version, token_hex(16), at,
            self.rules(),
        )  # fmt: skip

    def _survey(self, number: str, letter: Letter, done: datetime) -> None:
        with self.store.writing() as connection:
            asked = self.invitations.invite(connection, number, letter.language, done)
        if not letter.marks:
            return
        answer(
            self.store, asked.address.rpartition("/")[2], Answers(**letter.marks), done + _ANSWERING
        )


def _reading(handling: Handling) -> timedelta:
    """How long the agent has had the conversation open: 1 to 8 minutes, longer for own words."""
    return timedelta(minutes=1 + handling.after % 5 + (3 if handling.reply else 0))


def _with(text: str, added: str) -> str:
    """The draft with a paragraph before its farewell."""
    if not added:
        return text
    *paragraphs, farewell = text.split("\n\n")
    return "\n\n".join([*paragraphs, added, farewell])
