"""The kill test of the desk in a short form; `make kill` runs it whole."""

from __future__ import annotations

import pytest

from tests.benchmarks import desk_canaries, desk_kill, desk_steps


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_and_nobody_gets_two_replies(database: str) -> None:
    found = desk_kill.run(
        "fake", conversations=4, agents=2, pause_s=2.0, workers=1, database=database
    )

    assert found["approved"] == found["acknowledged"] == 4
    assert sum(found["kills"].values()) > 0
    for lost in ("acknowledged_lost", "approved_twice", "letters_lost", "letters_doubled"):
        assert found[lost] == 0, lost
    assert found["letters_foreign"] == 0
    assert found["deliveries"] == {"sent": 4}
    assert found["integrity"] == ("ok" if database == "sqlite" else "–")
    assert dict(desk_kill.figures(found))["… of them lost"] == 0


def test_steps_of_chance_are_counted() -> None:
    found = desk_steps.run(steps=120)

    assert found["steps"] >= 120
    assert {"decisions", "approvals", "deaths", "letters"} <= found.keys()


def test_what_persons_tell_stands_in_the_messages_alone_until_they_are_erased() -> None:
    found = desk_canaries.run(persons=2)

    assert found["in_messages"] == {
        f"messages: {kind}": 2 for kind in ("name", "PESEL", "telephone", "e-mail")
    }
    assert found["elsewhere"] == {}
    assert found["left_after_erasing"] == {}
