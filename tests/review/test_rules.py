"""Reviews over a published base: real passages, the real check, articles that change and expire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from kb.answer.request import Request
from kb.answer.suggest import Assistant
from kb.errors import IndexUnavailable, StaleDraft, Unconfirmed
from kb.ingest.editorial import default_editorial
from kb.reader import Library
from kb.review.history import current
from kb.review.model import Approval, Decision, Reviewed, Rules, Stale, State
from kb.review.rules import rules_of
from kb.review.store import approve, propose
from kb.search.sparse import copy_tree
from kb.store.messages import NewMessage, add_message
from kb.wiring import open_assistant, open_review
from tests.answer.conftest import shop
from tests.bases import Base, Clock, article
from tests.review.desk import Desk

__all__ = ["shop"]

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LETTER = "Dzień dobry,\nile kosztuje dostawa kurierem?\nPozdrawiam\nAnna Nowak\ntel. 600 100 200"
FILE = "dostawa/koszt-dostawy.md"
SAME = "Dostawa kurierem kosztuje 14,99 zł. Dostawa do Paczkomatu kosztuje 11,99 zł."


@dataclass
class Live:
    """A base of one's own, and one conversation with what the engine drafted for it."""

    base: Base
    library: Library
    clock: Clock
    desk: Desk

    def __post_init__(self) -> None:
        self.assistant: Assistant = open_assistant(self.base.settings(), self.library)
        sent = NewMessage(key="letter", language="pl", topic="dostawa", text=LETTER)
        self.number = add_message(self.desk.store, sent, NOW).number
        proposal = self.assistant.propose(Request((LETTER,), conversation=self.number))
        propose(self.desk.store, self.number, self.number, proposal, NOW)

    @property
    def rules(self) -> Rules:
        return open_review(self.library, self.assistant)()

    def seen(self) -> Reviewed:
        found = current(self.desk.store, self.number, self.rules.freshness)
        assert found is not None
        return found

    def approve(self, text: str = "", confirmed: tuple[str, ...] = ()) -> Decision:
        found = self.seen()
        wanted = Approval(
            text=text or found.text, version=found.version, key=self.desk.key(),
            confirmed=confirmed,
        )  # fmt: skip
        return approve(self.desk.store, found.id, self.desk.ewa, wanted, self.rules, NOW)

    def republish(self, text: str, **front: str) -> None:
        self.base.commit({FILE: article("Ile kosztuje dostawa?", text, **front)})
        self.base.publish()
        self.clock.pass_a_second()


@pytest.fixture
def live(quick_path: Path, shop: Base, clock: Clock, sqlite_desk: Desk) -> Iterator[Live]:
    copy_tree(shop.root, quick_path / "desk")
    base = Base(quick_path / "desk")
    with base.library() as library:
        yield Live(base, library, clock, sqlite_desk)


def test_a_draft_as_it_was_made_is_approved_without_a_word(live: Live) -> None:
    decision = live.approve()

    assert decision.state is State.APPROVED
    assert {one["status"] for one in decision.sentences} <= {"supported", "phrase"}
    assert decision.confirmed == decision.changes == ()


def test_the_customers_data_are_in_the_reply_and_not_in_the_history(live: Live) -> None:
    text = live.seen().text + "\n\nOddzwonimy: 600 100 200."
    decision = live.approve(text, confirmed=("Oddzwonimy: 600 100 200.",))

    assert "600" not in str(decision)
    assert live.seen().text == text


def test_a_changed_sum_is_noticed_whatever_the_screen_said(live: Live) -> None:
    with pytest.raises(Unconfirmed) as told:
        live.approve(live.seen().text.replace("14,99", "4,99"))

    assert len(told.value.sentences) == 1
    assert "4,99" in told.value.sentences[0]


def test_an_article_that_changed_makes_the_draft_stale(live: Live) -> None:
    live.republish("Dostawa kurierem kosztuje 16,99 zł.")

    assert live.seen().stale is Stale.ARTICLES
    with pytest.raises(StaleDraft):
        live.approve()


def test_an_article_that_expired_makes_it_stale_too(live: Live) -> None:
    live.republish(SAME, valid_until="2020-01-01")

    assert live.seen().stale is Stale.EXPIRED


def test_a_base_published_anew_with_the_same_words_changes_nothing(live: Live) -> None:
    live.base.commit({"zwroty/nowy.md": article("Nowy?", "Nowy artykuł o niczym.")})
    live.base.publish()
    live.clock.pass_a_second()

    assert live.seen().stale is Stale.NO
    assert live.approve().state is State.APPROVED


def test_without_the_base_every_sentence_is_somebodys_own_word(live: Live) -> None:
    def base() -> NoReturn:
        raise IndexUnavailable("Nothing was published.")

    away = Assistant(base, lambda _, register, __: register)
    rules = rules_of(away, default_editorial())
    found = live.seen()
    wanted = Approval(text=found.text, version=1, key="first")
    store, who = live.desk.store, live.desk.ewa

    with pytest.raises(Unconfirmed) as told:
        approve(store, found.id, who, wanted, rules, NOW)
    signed = Approval(
        text=found.text, version=1, key="second", confirmed=tuple(told.value.sentences)
    )
    assert approve(store, found.id, who, signed, rules, NOW).state is State.APPROVED
