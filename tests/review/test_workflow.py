"""The way of a draft, step by step, without a database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.accounts.model import Account, Role
from kb.answer.model import Sentence, Status
from kb.errors import AlreadyDecided, NotAllowed, ReviewError, StaleDraft, Unconfirmed
from kb.review.model import Decision, Reviewed, Stale, State
from kb.review.workflow import (
    STEPS,
    normal_text,
    require_confirmed,
    require_fresh,
    require_role,
    require_seen,
    require_step,
    taken_back,
    text_hash,
)

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
OPEN = (State.PROPOSED, State.EDITED)
TEXT = st.text().filter(lambda text: text.replace("\0", "").encode("utf-8", "ignore").strip())


def draft(state: State, account: int = 1, text: str | None = None, delivery: str = "") -> Reviewed:
    history = (
        Decision(1, State.PROPOSED, None, "", NOW),
        Decision(2, state, account, "Ewa", NOW, text=text),
    )
    document = {"text": "Masz 30 dni.", "citations": []}
    return Reviewed("d", "7K4M-2QX9", 1, "7K4M-2QX9", NOW, document, history, delivery=delivery)


def person(role: Role = Role.AGENT, number: int = 1, disabled: bool = False) -> Account:
    return Account(number, "ewa", "Ewa", "", role, "pl", False, disabled)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", [State.EDITED, State.APPROVED, State.REJECTED, State.SUPERSEDED])
def test_a_step_follows_on_open_drafts_alone(state: State, step: State) -> None:
    assert (step in STEPS[state]) is (state in OPEN) is state.is_open
    if state in OPEN:
        require_step(draft(state), step, version=2)
    else:
        with pytest.raises(AlreadyDecided) as told:
            require_step(draft(state), step, version=2)
        assert (told.value.by, told.value.state) == ("Ewa", state)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_step_from_another_version_is_refused(version: int) -> None:
    with pytest.raises(AlreadyDecided):
        require_step(draft(State.EDITED), State.APPROVED, version)


@pytest.mark.parametrize("state", State)
def test_only_decisions_are_taken_back(state: State) -> None:
    if state in (State.APPROVED, State.REJECTED):
        assert taken_back(draft(state), person(), 2) is State.PROPOSED
        assert taken_back(draft(state, text="Masz 14 dni."), person(), 2) is State.EDITED
    else:
        with pytest.raises(AlreadyDecided):
            taken_back(draft(state), person(), 2)


@pytest.mark.parametrize("delivery", ["sending", "sent", "failed", "cancelled"])
def test_what_is_on_its_way_is_not_taken_back(delivery: str) -> None:
    with pytest.raises(AlreadyDecided) as told:
        taken_back(draft(State.APPROVED, delivery=delivery), person(), 2)
    assert told.value.state == delivery


@pytest.mark.parametrize("role", Role)
def test_another_persons_decision_is_taken_back_by_a_lead(role: Role) -> None:
    other = person(role, number=2)
    if role.may(Role.LEAD):
        taken_back(draft(State.APPROVED), other, 2)
    else:
        with pytest.raises(NotAllowed):
            taken_back(draft(State.APPROVED), other, 2)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("escalates", [False, True])
def test_who_may_decide(role: Role, escalates: bool) -> None:
    needed = Role.LEAD if escalates else Role.AGENT
    if role.may(needed):
        require_role(person(role), escalates)
    else:
        with pytest.raises(NotAllowed):
            require_role(person(role), escalates)


def test_a_disabled_account_decides_nothing() -> None:
    with pytest.raises(NotAllowed):
        require_role(person(Role.ADMIN, disabled=True))


@pytest.mark.parametrize("why", list(Stale)[1:])
def test_each_way_to_be_stale_is_told(why: Stale) -> None:
    require_fresh(Stale.NO)
    with pytest.raises(StaleDraft) as told:
        require_fresh(why)
    assert told.value.reason == why


@given(st.lists(st.sampled_from(Status)), st.sets(st.integers(0, 9)))
def test_every_unsupported_sentence_is_confirmed_or_told(
    statuses: list[Status], confirmed: set[int]
) -> None:
    sentences = [Sentence(f"Zdanie {at}.", (), status) for at, status in enumerate(statuses)]
    unsupported = {one.text for one in sentences if one.status is Status.UNSUPPORTED}
    said = {f"Zdanie {at}." for at in confirmed}
    if unsupported <= said:
        assert set(require_confirmed(sentences, tuple(said))) == unsupported
    else:
        with pytest.raises(Unconfirmed) as told:
            require_confirmed(sentences, tuple(said))
        assert set(told.value.sentences) == unsupported - said


@given(TEXT)
def test_a_text_is_the_same_however_often_it_is_made_so(text: str) -> None:
    try:
        once = normal_text(text)
    except ReviewError:
        assert not text.replace("\0", "").strip()
        return
    assert normal_text(once) == once
    assert normal_text(text.replace("\n", "\r\n")) == once
    assert not {"\0", "\r"} & set(once)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_hash_is_of_one_text(first: str, second: str) -> None:
    assert (text_hash(first) == text_hash(second)) is (first == second)
    require_seen(first, "")
    require_seen(first, text_hash(first))
    if first != second:
        with pytest.raises(StaleDraft):
            require_seen(first, text_hash(second))
