"""The desk that steps of chance are taken at, and what must be true after each of them."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import event, select

from kb.accounts.model import Account, Role
from kb.delivery.means import Means
from kb.delivery.outbox import Outbox
from kb.delivery.reply import read_reply
from kb.errors import ReviewError
from kb.review.history import drafts_of
from kb.review.model import Decision, Reviewed, State
from kb.review.workflow import STEPS, text_hash
from kb.store.address import address
from kb.store.database import Store
from kb.store.migrate import upgrade
from kb.store.schema import decisions, deliveries, messages
from tests.review.desk import INVENTED, Desk


class Died(BaseException):
    """The process is gone: nothing of ours runs after this."""


@contextmanager
def dying(store: Store, statements: int) -> Iterator[None]:
    """Die before the n-th statement that the store is given, or before the commit after it."""
    left = [statements]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", count)
        event.remove(store.engine, "commit", count)
        store.close()


class World(RuleBasedStateMachine):
    """What there is, what people know of it, and what must stay true after every step."""

    template: bytes = b""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        place = address(None, self.folder)
        assert place.file is not None
        if not World.template:
            upgrade(place)
            World.template = place.file.read_bytes()
        place.file.write_bytes(World.template)
        self.desk = Desk(Store(place, connections=2))
        self.people = [
            self.desk.ewa, self.desk.jan, self.desk.ola, self.desk.lead, self.desk.editor,
        ]  # fmt: skip
        self.numbers: list[str] = []
        self.tabs: dict[tuple[int, str], Reviewed] = {}
        self.submitted: dict[str, set[str]] = defaultdict(set)
        self.unheard: list[tuple[Callable[[], Decision], Decision | None]] = []
        self.heard: dict[tuple[str, int], Decision] = {}
        self.sink: dict[str, tuple[str, str]] = {}
        self.sent: list[str] = []
        self.seen_history: dict[str, tuple[Decision, ...]] = {}
        self.steps = self.deaths = 0
        self.outbox = self._worker()

    def teardown(self) -> None:
        self.desk.store.close()
        shutil.rmtree(self.folder)

    def _worker(self) -> Outbox:
        return Outbox(self.desk.store, {Means.SMTP: self._carry}, lambda: self.desk.now)

    def _carry(self, delivery: str) -> None:
        with self.desk.store.reading() as connection:
            reply = read_reply(connection, delivery)
        self.sent.append(delivery)
        before = self.sink.setdefault(delivery, (reply.number, reply.text))
        assert before == (reply.number, reply.text), "the same delivery with another text"
        if self.dies_sending:
            raise Died

    dies_sending = False

    def figures(self) -> dict[str, int]:
        """How much happened, so that nobody takes an idle run for a proof."""
        decided = [one for history in self.seen_history.values() for one in history]
        return {
            "runs": 1,
            "steps": self.steps,
            "drafts": len(self.seen_history),
            "decisions": sum(one.account is not None for one in decided),
            "approvals": sum(one.state is State.APPROVED for one in decided),
            "taken back": sum(one.undoes is not None for one in decided),
            "deaths": self.deaths,
            "letters": len(self.sink),
            "letters handed over again": len(self.sent) - len(self.sink),
        }

    @invariant()
    def all_is_well(self) -> None:
        self.steps += 1
        self._the_history_only_grows_by_legal_steps()
        self._what_was_acknowledged_is_there()
        self._every_approval_has_one_reply_and_none_else()
        self._only_what_a_person_approved_was_sent()
        self._personal_data_stand_with_the_messages_alone()

    def _only_what_a_person_approved_was_sent(self) -> None:
        with self.desk.store.reading() as connection:
            joined = deliveries.join(decisions, decisions.c.id == deliveries.c.decision)
            found = connection.execute(
                select(
                    deliveries.c.id, deliveries.c.state.label("delivery"), decisions
                ).select_from(joined)
            ).mappings()
            bound = {row["id"]: row for row in found}
        for delivery, (number, text) in self.sink.items():
            row = bound[delivery]
            assert text in self.submitted[number]
            assert row["account"] in {one.id for one in self.people if one.role is not Role.EDITOR}
            assert row["text_hash"] == text_hash(text)
            assert row["delivery"] != "cancelled"
            missing = INVENTED in text and INVENTED not in row["confirmed"]
            assert not missing, "an unsupported sentence was sent that nobody confirmed"

    def _the_history_only_grows_by_legal_steps(self) -> None:
        for number in self.numbers:
            drafts = drafts_of(self.desk.store, number)
            assert [one.ordinal for one in drafts] == list(range(1, len(drafts) + 1))
            assert not any(one.state.is_open for one in drafts[:-1])
            for draft in drafts:
                assert all(one.account != self.desk.editor.id for one in draft.history)
                before = self.seen_history.get(draft.id, ())
                assert draft.history[: len(before)] == before
                self.seen_history[draft.id] = draft.history
                _require_legal(draft)

    def _what_was_acknowledged_is_there(self) -> None:
        for (draft, version), decision in self.heard.items():
            assert self.seen_history[draft][version - 1] == decision

    def _every_approval_has_one_reply_and_none_else(self) -> None:
        approved = {
            draft
            for draft, history in self.seen_history.items()
            if history[-1].state is State.APPROVED
        }
        with self.desk.store.reading() as connection:
            joined = deliveries.join(decisions, decisions.c.id == deliveries.c.decision)
            alive = connection.execute(
                select(decisions.c.draft, deliveries.c.message)
                .select_from(joined)
                .where(deliveries.c.state != "cancelled")
            ).all()
            out = connection.scalars(
                select(messages.c.number).where(messages.c.direction == "out")
            ).all()
        assert sorted(row.draft for row in alive) == sorted(approved)
        assert sorted(row.message for row in alive) == sorted(out)

    def _personal_data_stand_with_the_messages_alone(self) -> None:
        kept = repr(self.seen_history)
        assert not any(one in kept for one in ("501 502 503", "Anna Nowak", "600 100 200"))

    def _step(
        self, step: Callable[[], Decision], fate: int | str, must: bool = False
    ) -> Decision | None:
        """What came of a step for whoever took it; None where it was refused or not heard of."""
        self.desk.tick()
        try:
            if isinstance(fate, int):
                with dying(self.desk.store, fate):
                    decision = step()
            else:
                decision = step()
        except Died:
            self.deaths += 1
            self.unheard.append((step, None))
            return None
        except ReviewError:
            assert not must, "what may be approved was refused"
            return None
        if fate == "unheard":
            self.unheard.append((step, decision))
            return None
        draft = self._draft_of(decision)
        self.heard[draft, decision.version] = decision
        return decision

    def _draft_of(self, decision: Decision) -> str:
        with self.desk.store.reading() as connection:
            found = connection.execute(
                select(decisions.c.draft).where(
                    decisions.c.at == decision.at,
                    decisions.c.account == decision.account,
                    decisions.c.version == decision.version,
                )
            ).scalars()
            [draft] = set(found)
        return str(draft)

    def _is_as_seen(self, seen: Reviewed) -> bool:
        now = self.desk.seen(seen.conversation)
        return (now.id, now.version) == (seen.id, seen.version) and (
            now.state.is_open and not now.stale
        )

    def _tab(
        self, who: int, which: int, fresh: bool, wants_open: bool = True
    ) -> tuple[Account, Reviewed] | None:
        """A person, and the draft that their tab of a conversation shows.

        fresh: the newest draft of a conversation that has something to decide or to take back.
        """
        drafted = [number for number in self.numbers if self._drafts(number)]
        if fresh:
            fit = [
                number for number in drafted
                if self._drafts(number)[-1].state.is_open is wants_open
            ]  # fmt: skip
            if not fit and wants_open:
                fit = [self.desk.write()]
                self.numbers += fit
                self.desk.propose(fit[0])
            drafted = fit
        if not drafted:
            return None
        number = drafted[which % len(drafted)]
        if fresh or (who, number) not in self.tabs:
            self.tabs[who, number] = self.desk.seen(number)
        return self.people[who], self.tabs[who, number]

    def _drafts(self, number: str) -> tuple[Reviewed, ...]:
        return drafts_of(self.desk.store, number)

    def _number(self, which: int) -> str:
        return self.numbers[which % len(self.numbers)]

    def _letters(self, number: str) -> list[str]:
        with self.desk.store.reading() as connection:
            found: Any = connection.scalars(
                select(messages.c.number)
                .where(messages.c.conversation == number, messages.c.direction == "in")
                .order_by(messages.c.received_at, messages.c.number)
            )
            return list(found)


def _require_legal(draft: Reviewed) -> None:
    first, *rest = draft.history
    assert (first.state, first.version, first.account) == (State.PROPOSED, 1, None)
    for before, after in zip(draft.history, rest, strict=False):
        assert after.version == before.version + 1
        if after.undoes is None:
            assert after.state in STEPS[before.state]
        else:
            assert after.undoes == before.version
            assert before.state in (State.APPROVED, State.REJECTED)
            assert after.state.is_open
        assert (after.account is None) == (after.state is State.SUPERSEDED)
