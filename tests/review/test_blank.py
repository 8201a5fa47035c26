"""Where no draft can be made, a person writes the reply, and answers for every sentence."""

from __future__ import annotations

import pytest

from kb.errors import Unconfirmed
from kb.review.blank import blank
from kb.review.model import State
from kb.review.store import propose
from tests.review.desk import COST, TERM, Desk


def test_what_a_person_writes_alone_is_checked_as_well(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    number = desk.write()
    propose(desk.store, number, number, blank("pl"), desk.now)

    with pytest.raises(Unconfirmed) as told:
        desk.approve(number, text=f"{TERM}\n{COST}", keys=("term",))
    assert told.value.sentences == (COST,)
    decision = desk.approve(number, text=TERM, keys=("term",))
    assert (decision.state, decision.text) == (State.APPROVED, TERM)
