from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kb.statistics.waves import Subject, Wave, waves
from tests.statistics.history import WARSAW, History, at, minutes

#: A Wednesday, the third one after the clocks went forward on the 29th of March.
NOW = at("04-15 10:30")
WEEK = timedelta(weeks=1)


def weeks_before(weeks: int) -> datetime:
    """The same time of the same weekday by the clock, so many weeks before NOW."""
    return NOW - weeks * WEEK


def history_of(history: History, counts: dict[int, int], **case: str) -> None:
    """So many cases in the hour before NOW of each earlier week."""
    for week, number in counts.items():
        for index in range(number):
            history.case(weeks_before(week) - minutes(1 + index), **case)  # type: ignore[arg-type]


def found(history: History, now: datetime = NOW) -> dict[tuple[str, str], Wave]:
    return {(one.subject.value, one.key): one for one in waves(history.store, now, WARSAW)}


def test_three_times_the_usual_count_is_a_wave(history: History) -> None:
    history.case(weeks_before(4) - minutes(61), topic="konto")
    history_of(history, {0: 6, 1: 2, 2: 1, 3: 3, 4: 2}, topic="dostawa")

    wave = found(history)["topic", "dostawa"]

    assert wave == Wave(Subject.TOPIC, "dostawa", 6, 2.0, NOW)
    assert ("topic", "konto") not in found(history)


def test_less_than_three_times_is_none(history: History) -> None:
    history.case(weeks_before(4) - minutes(61), topic="konto")
    history_of(history, {0: 5, 1: 2, 2: 2, 3: 1, 4: 2}, topic="dostawa")

    assert ("topic", "dostawa") not in found(history)


def test_a_few_messages_are_chance_however_rare_they_are(history: History) -> None:
    history.case(weeks_before(3), topic="konto")
    history_of(history, {0: 4}, topic="dostawa")

    assert found(history) == {}


def test_what_never_came_before_is_a_wave_at_once(history: History) -> None:
    history.case(weeks_before(3), topic="konto")
    history_of(history, {0: 5}, topic="dostawa")

    assert found(history)["topic", "dostawa"].usual == 0


def test_in_the_first_week_nothing_is_usual(history: History) -> None:
    history_of(history, {0: 9}, topic="dostawa")

    assert found(history) == {}


def test_what_is_older_than_an_hour_has_passed(history: History) -> None:
    history.case(weeks_before(3), topic="konto")
    history_of(history, {0: 5}, topic="dostawa")

    assert found(history, NOW + minutes(60)) == {}


def test_the_hour_stays_the_same_when_the_clocks_change(history: History) -> None:
    """Three weeks before, in winter time, 10:00 by the clock was an hour later by UTC."""
    history.case(weeks_before(4) - minutes(61), topic="konto")
    history_of(history, {0: 6, 3: 6, 4: 6}, topic="dostawa")

    assert (NOW.astimezone(UTC).hour, weeks_before(3).astimezone(UTC).hour) == (8, 9)
    # 12 in two of four weeks: 3 usually; six are twice as much.
    assert ("topic", "dostawa") not in found(history)


def test_flags_articles_and_unanswered_questions_come_in_waves_too(history: History) -> None:
    history.case(weeks_before(3))
    for index in range(6):
        when = NOW - minutes(1 + index)
        case = history.case(when, topic="", flags=["anger", "complaint"])
        history.draft(case, when, "blik")
        history.search(when, text="kod błędu 500", answered=False, top="konto")
    for index in range(2):
        history.search(NOW - minutes(1 + index), top="blik")

    assert {key: wave.count for key, wave in found(history).items()} == {
        ("article", "blik"): 8,
        ("flag", "anger"): 6,
        ("flag", "complaint"): 6,
        ("question", "kod błędu 500"): 6,
    }


def test_an_empty_desk_has_no_waves(history: History) -> None:
    assert found(history) == {}
