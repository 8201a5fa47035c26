"""Many decide at the same moment: one of them does, and the others learn who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from kb.accounts.model import Account
from kb.answer.request import Proposal
from kb.errors import AlreadyDecided, ReviewError, StaleDraft, StoreUnavailable
from kb.review.history import drafts_of
from kb.review.model import Decision, State
from kb.review.store import approve, edit, propose, reject, undo
from kb.store.messages import NewMessage, add_message
from kb.store.schema import decisions, deliveries, messages
from tests.review.desk import COST, PLACEHOLDERS, Desk

Outcome = Decision | ReviewError


def at_once(steps: list[Callable[[], Decision]]) -> list[Outcome]:
    """Every step in a thread of its own, begun together; what each led to."""
    start = Barrier(len(steps))

    def run(step: Callable[[], Decision]) -> Outcome:
        start.wait()
        while True:
            try:
                return step()
            except ReviewError as error:
                return error
            except StoreUnavailable:
                # More threads than connections: as the page says, try again.
                continue

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def counted(desk: Desk) -> tuple[int, int, int]:
    """Approvals, deliveries and outgoing messages that are stored."""
    approved = decisions.c.state == "approved"
    wanted = (
        select(func.count()).select_from(decisions).where(approved),
        select(func.count()).select_from(deliveries),
        select(func.count()).select_from(messages).where(messages.c.direction == "out"),
    )
    with desk.store.reading() as connection:
        first, second, third = (connection.scalar(one) or 0 for one in wanted)
    return first, second, third


def approving(desk: Desk, number: str, who: Account, **fields: str) -> Callable[[], Decision]:
    seen = desk.seen(number)
    approval = desk.approval(seen, **fields)
    return lambda: approve(desk.store, seen.id, who, approval, desk.rules, desk.now)


def test_of_two_agents_one_approves_and_the_other_learns_who_when_and_what(desk: Desk) -> None:
    for _ in range(10):
        number, _draft = desk.waiting()
        found = at_once([approving(desk, number, who) for who in (desk.ewa, desk.jan)])

        [won] = [one for one in found if isinstance(one, Decision)]
        [lost] = [one for one in found if isinstance(one, AlreadyDecided)]
        assert (lost.by, lost.at, lost.state) == (won.by_name, won.at, "approved")
    assert counted(desk) == (10, 10, 10)


def test_of_a_hundred_approvals_of_one_draft_one_wins(desk: Desk) -> None:
    number, _ = desk.waiting()
    people = [desk.ewa, desk.jan, desk.ola, desk.lead] * 25
    found = at_once([approving(desk, number, who) for who in people])

    [won] = [one for one in found if isinstance(one, Decision)]
    lost = [one for one in found if isinstance(one, AlreadyDecided)]
    assert len(lost) == 99
    assert {(one.by, one.state, one.at) for one in lost} == {(won.by_name, "approved", won.at)}
    assert counted(desk) == (1, 1, 1)


def test_one_attempt_sent_many_times_at_once_is_one_decision(desk: Desk) -> None:
    number, _ = desk.waiting()
    found = at_once([approving(desk, number, desk.ewa, key="the same")] * 10)

    assert len(set(map(repr, found))) == 1
    assert isinstance(found[0], Decision)
    assert counted(desk) == (1, 1, 1)


def test_one_key_for_two_drafts_decides_one_of_them(desk: Desk) -> None:
    numbers = [desk.waiting()[0] for _ in range(4)]
    found = at_once([approving(desk, number, desk.ewa, key="the same") for number in numbers])

    assert Counter(isinstance(one, Decision) for one in found) == {True: 1, False: 3}
    assert counted(desk) == (1, 1, 1)


def test_different_decisions_at_once_leave_one(desk: Desk) -> None:
    for _ in range(5):
        number, draft = desk.waiting()
        seen = desk.seen(number)
        store, rules, now = desk.store, desk.rules, desk.now
        found = at_once(
            [
                approving(desk, number, desk.ewa),
                lambda: reject(store, draft, desk.jan, "nie", 1, "r", now, rules),  # noqa: B023
                lambda: edit(store, draft, desk.ola, COST, 1, "e", now, rules),  # noqa: B023
            ]
        )
        assert sum(isinstance(one, Decision) for one in found) == 1
        assert desk.seen(number).version == seen.version + 1


def test_a_customer_who_writes_meanwhile_is_answered_first_or_waits(desk: Desk) -> None:
    """Either the reply was approved before the new message, or the draft is stale: never both."""
    for at in range(10):
        number, _ = desk.waiting()
        message = NewMessage(
            key=f"later {at}", language="pl", topic="", text="Jeszcze jedno?", conversation=number
        )

        def write(sent: NewMessage = message) -> Decision:
            add_message(desk.store, sent, desk.now)
            raise StaleDraft("conversation", "written")

        won = at_once([approving(desk, number, desk.ewa), write])[0]
        states = [one.state for one in drafts_of(desk.store, number)]
        assert states == [State.APPROVED if isinstance(won, Decision) else State.PROPOSED]


def test_proposals_at_once_leave_one_open_draft(desk: Desk) -> None:
    number = desk.write()

    def proposing(at: int) -> Callable[[], Decision]:
        draft = Proposal(desk.draft(id=f"at once {at}"), PLACEHOLDERS)

        def run() -> Decision:
            propose(desk.store, number, number, draft, desk.now)
            raise StaleDraft("text", "proposed")

        return run

    at_once([proposing(at) for at in range(8)])

    states = Counter(one.state for one in drafts_of(desk.store, number))
    assert states == {State.SUPERSEDED: 7, State.PROPOSED: 1}


def test_an_approval_is_taken_back_once(desk: Desk) -> None:
    number, draft = desk.waiting()
    desk.approve(number)
    store, now = desk.store, desk.now
    found = at_once(
        [
            lambda: undo(store, draft, desk.ewa, 2, "a", now),
            lambda: undo(store, draft, desk.lead, 2, "b", now),
        ]
    )

    assert sum(isinstance(one, Decision) for one in found) == 1
    assert sum(isinstance(one, AlreadyDecided) for one in found) == 1
