"""A desk for tests: people, conversations, drafts, and a base of two passages that may change.

The database and the grounding check are the real ones; only the base is written down here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from kb.accounts.model import Account, Role
from kb.answer.grounding.check import Evidence, check_sentence, narrowed
from kb.answer.model import Channel, Draft, Register, Sentence, Source, Status
from kb.answer.request import Checked, Proposal
from kb.model import Audience
from kb.review.history import current
from kb.review.model import Approval, Decision, Reviewed, Rules, Stale
from kb.review.store import approve, edit, propose, reject, undo
from kb.review.workflow import text_hash
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import accounts

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
GREETING = "Dzień dobry, Pani Anno,"
TERM = "Na zwrot towaru masz 30 dni od otrzymania przesyłki."
COST = "Dostawa kurierem kosztuje 14,99 zł."
INVENTED = "Zwrot przyjmiemy także po roku."
LETTER = "Ile mam czasu na zwrot?\nAnna Nowak\ntel. 600 100 200, anna.nowak@example.pl"
#: What the engine hides of the letter.
PLACEHOLDERS = {
    "[osoba 0]": "Pani Anno",
    "[osoba 1]": "Anna Nowak",
    "[telefon 1]": "600 100 200",
    "[e-mail 1]": "anna.nowak@example.pl",
}
PROPOSED = f"Dzień dobry, [osoba 0],\n\n{TERM}"


def source(key: str, quote: str) -> Source:
    return Source(
        key=key, slug="termin-zwrotu", category="zwroty", audience=Audience.PUBLIC,
        title="Ile mam czasu na zwrot towaru?", anchor="", url="/artykul/termin-zwrotu",
        quote=quote, commit="c1", lines=(1, 2),
    )  # fmt: skip


SOURCES = {"term": source("term", TERM), "cost": source("cost", COST)}


class Shelf:
    """The base of the shop: its passages, and what became of those that are gone."""

    def __init__(self) -> None:
        self.sources = dict(SOURCES)
        self.gone: dict[str, Stale] = {}

    def lose(self, key: str, why: Stale = Stale.ARTICLES) -> None:
        del self.sources[key]
        self.gone[key] = why

    def check(
        self, sentences: Sequence[Sentence], *, commit: str = "", message: str = ""
    ) -> Checked:
        evidence = Evidence(
            tuple(self.sources.values()), message, is_phrase=lambda text: text == GREETING
        )
        found = tuple(
            narrowed(check_sentence(self._known(one), evidence), evidence) for one in sentences
        )
        keys = {key for one in sentences for key in one.citations}
        return Checked(found, "c2", tuple(keys - set(self.sources)))

    def freshness(self, keys: Sequence[str]) -> Mapping[str, Stale]:
        return {key: self.gone[key] for key in keys if key in self.gone}

    def _known(self, one: Sentence) -> Sentence:
        return replace(one, citations=tuple(key for key in one.citations if key in self.sources))


class Desk:
    """Three agents, a lead and an editor before one database, with a clock that they set."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.shelf = Shelf()
        self.now = START
        self.needs_lead = False
        self._numbers = count()
        self.ewa, self.jan, self.ola = (self.person(name) for name in ("Ewa", "Jan", "Ola"))
        self.lead = self.person("Kinga", Role.LEAD)
        self.editor = self.person("Emil", Role.EDITOR)

    def person(self, name: str, role: Role = Role.AGENT) -> Account:
        row = {"login": name.lower(), "name": name, "role": role.value}
        times = {"created_at": self.now, "credentials_at": self.now}
        with self.store.writing() as connection:
            connection.execute(insert(accounts).values(row | times))
            number = connection.scalar(
                select(accounts.c.id).where(accounts.c.login == row["login"])
            )
        return Account(number or 0, row["login"], name, "", role, "pl", False, False)

    @property
    def rules(self) -> Rules:
        return Rules(self.shelf.check, self.shelf.freshness, escalation_needs_lead=self.needs_lead)

    def tick(self, **passed: float) -> None:
        self.now += timedelta(**(passed or {"minutes": 1}))

    def write(self, conversation: str = "", text: str = LETTER) -> str:
        """A message of the customer; its number, which is the conversation's if it opens one."""
        sent = NewMessage(
            key=f"letter {next(self._numbers)}", language="pl", topic="zwroty", text=text,
            email="anna.nowak@example.pl", conversation=conversation,
        )  # fmt: skip
        self.tick()
        return add_message(self.store, sent, self.now).number

    def draft(self, **changed: Any) -> Draft:
        """What the engine proposes to the letter."""
        sentences = (
            Sentence("Dzień dobry, [osoba 0],", (), Status.PHRASE),
            Sentence(TERM, ("term",), Status.SUPPORTED),
        )
        draft = Draft(
            id=f"d{next(self._numbers)}", version=1, state="proposed", language="pl",
            register=Register.FORMAL, channel=Channel.EMAIL, confidence=0.8,
            generator="extractive 1", commit="c1", text=PROPOSED, escalate=False,
            sentences=sentences, citations=(SOURCES["term"],),
        )  # fmt: skip
        return replace(draft, **changed)

    def propose(self, conversation: str, message: str = "", **changed: Any) -> str:
        proposal = Proposal(self.draft(**changed), PLACEHOLDERS)
        return propose(self.store, conversation, message or conversation, proposal, self.now)

    def waiting(self, **changed: Any) -> tuple[str, str]:
        """A conversation with a draft that waits for a decision: number and draft."""
        number = self.write()
        return number, self.propose(number, **changed)

    def seen(self, conversation: str) -> Reviewed:
        found = current(self.store, conversation, self.shelf.freshness)
        assert found is not None
        return found

    def approval(self, found: Reviewed, text: str = "", **changed: Any) -> Approval:
        """The approval of a draft as it is seen, or of another text."""
        fields: dict[str, Any] = {
            "text": text or found.text,
            "version": found.version,
            "key": self.key(),
        }
        return Approval(**(fields | changed))

    def key(self) -> str:
        return f"key {next(self._numbers)}"

    def approve(
        self, conversation: str, who: Account | None = None, text: str = "", **changed: Any
    ) -> Decision:
        found = self.seen(conversation)
        self.tick()
        approval = self.approval(found, text, **changed)
        return approve(self.store, found.id, who or self.ewa, approval, self.rules, self.now)

    def edit(self, conversation: str, text: str, who: Account | None = None) -> Decision:
        found = self.seen(conversation)
        self.tick()
        return edit(
            self.store, found.id, who or self.ewa, text, found.version, self.key(), self.now,
            self.rules,
        )  # fmt: skip

    def reject(self, conversation: str, reason: str, who: Account | None = None) -> Decision:
        found = self.seen(conversation)
        self.tick()
        return reject(
            self.store, found.id, who or self.ewa, reason, found.version, self.key(), self.now,
            self.rules,
        )  # fmt: skip

    def undo(self, conversation: str, who: Account | None = None) -> Decision:
        found = self.seen(conversation)
        self.tick()
        return undo(self.store, found.id, who or self.ewa, found.version, self.key(), self.now)

    def hash(self, text: str) -> str:
        return text_hash(text)
