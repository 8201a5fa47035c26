from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.opening import (
    Hours,
    Opening,
    SpecialDay,
    Status,
    answered_by,
    coming_special_days,
    hours_on,
    is_holiday,
    open_between,
    promised_by,
    public_holidays,
    status_at,
)

WARSAW = ZoneInfo("Europe/Warsaw")
QUARTER = timedelta(minutes=15)

WEEKDAY = (Hours(8 * 60, 18 * 60),)
SHOP = Opening(
    zone=WARSAW,
    week=(WEEKDAY,) * 5 + ((Hours(9 * 60, 14 * 60),), ()),
    country="PL",
    answer_hours=4,
)
ALWAYS = Opening(zone=WARSAW, week=((Hours(0, 1440),),) * 7)
NEVER = Opening(zone=WARSAW, week=((),) * 7)


def at(text: str) -> datetime:
    """A moment by the clocks of Warsaw."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("now", "is_open", "changes"),
    [
        ("2026-11-23 07:59", False, "2026-11-23 08:00"),
        ("2026-11-23 08:00", True, "2026-11-23 18:00"),
        ("2026-11-23 17:59", True, "2026-11-23 18:00"),
        ("2026-11-23 18:00", False, "2026-11-24 08:00"),
        ("2026-11-24 00:00", False, "2026-11-24 08:00"),
        ("2026-11-28 13:59", True, "2026-11-28 14:00"),
        ("2026-11-28 20:00", False, "2026-11-30 08:00"),  # a Saturday evening
        ("2026-12-23 18:00", False, "2026-12-28 08:00"),  # Christmas Eve is free since 2025
        ("2026-12-24 10:00", False, "2026-12-28 08:00"),
        ("2024-12-24 10:00", True, "2024-12-24 18:00"),
        ("2027-05-03 10:00", False, "2027-05-04 08:00"),  # Constitution Day, a Monday
        ("2026-04-06 10:00", False, "2026-04-07 08:00"),  # Easter Monday
        ("2026-06-04 10:00", False, "2026-06-05 08:00"),  # Corpus Christi
        ("2026-11-11 10:00", False, "2026-11-12 08:00"),
        ("2026-12-31 18:30", False, "2027-01-02 09:00"),  # New Year's Day is in the next year
    ],
)
def test_it_is_known_whether_the_shop_is_open_and_until_when(
    now: str, is_open: bool, changes: str
) -> None:
    assert status_at(SHOP, at(now)) == Status(is_open, at(changes))


def test_a_moment_of_any_zone_is_answered_in_the_shops_own() -> None:
    status = status_at(SHOP, datetime(2026, 7, 6, 7, 30, tzinfo=UTC))

    assert status.changes is not None
    assert status.changes.isoformat() == "2026-07-06T18:00:00+02:00"


@pytest.mark.parametrize(
    ("sent", "promised"),
    [
        ("2026-11-23 09:10", "2026-11-23 13:10"),
        ("2026-11-23 14:00", "2026-11-23 18:00"),  # the end of the day still belongs to it
        ("2026-11-23 14:01", "2026-11-24 08:01"),
        ("2026-11-23 20:00", "2026-11-24 12:00"),
        ("2026-11-27 17:00", "2026-11-28 12:00"),  # one hour on Friday, three on Saturday
        ("2026-11-28 13:00", "2026-11-30 11:00"),
        ("2026-11-28 20:00", "2026-11-30 12:00"),
        ("2026-12-23 16:30", "2026-12-28 10:30"),  # over Christmas
    ],
)
def test_a_promise_counts_opening_hours_only(sent: str, promised: str) -> None:
    assert promised_by(SHOP, at(sent), 4) == at(promised)


def test_a_promise_is_rounded_up_but_never_past_closing() -> None:
    odd = Opening(zone=WARSAW, week=((Hours(8 * 60, 16 * 60 + 10),),) * 7, answer_hours=4)

    assert answered_by(odd, at("2026-11-23 09:01:30")) == at("2026-11-23 13:15")
    assert answered_by(odd, at("2026-11-23 09:15")) == at("2026-11-23 13:15")
    assert answered_by(odd, at("2026-11-23 12:05")) == at("2026-11-23 16:10")


def test_nothing_is_promised_where_no_answer_hours_are_set_or_nobody_is_there() -> None:
    now = at("2026-11-23 09:00")

    assert answered_by(ALWAYS, now) is None
    assert promised_by(NEVER, now, 1) is None
    assert status_at(NEVER, now) == Status(open=False, changes=None)


def test_a_place_that_never_closes_has_no_end_to_name() -> None:
    assert status_at(ALWAYS, at("2026-11-23 09:00")) == Status(open=True, changes=None)
    assert promised_by(ALWAYS, at("2026-11-23 09:00"), 500) == at("2026-12-14 05:00")


def test_hours_past_midnight_are_one_span() -> None:
    bar = Opening(zone=WARSAW, week=((), (), (), (), (Hours(20 * 60, 1440),), (Hours(0, 120),), ()))

    assert status_at(bar, at("2026-11-27 23:00")) == Status(True, at("2026-11-28 02:00"))
    assert status_at(bar, at("2026-11-28 00:00")) == Status(True, at("2026-11-28 02:00"))
    assert promised_by(bar, at("2026-11-27 23:00"), 2) == at("2026-11-28 01:00")


def test_a_special_day_goes_before_the_week_and_before_a_holiday() -> None:
    special = (
        SpecialDay(date(2026, 12, 31), (Hours(480, 840),), "sylwester"),
        SpecialDay(date(2026, 12, 24), (Hours(480, 720),)),
        SpecialDay(date(2026, 12, 30), (), "inwentaryzacja"),
    )
    shop = Opening(zone=WARSAW, week=SHOP.week, country="PL", special=special)

    assert hours_on(shop, date(2026, 12, 31)) == (Hours(480, 840),)
    assert hours_on(shop, date(2026, 12, 24)) == (Hours(480, 720),)
    assert hours_on(shop, date(2026, 12, 30)) == ()
    assert [one.day.day for one in coming_special_days(shop, at("2026-12-24 23:59"))] == [
        24, 30, 31
    ]  # fmt: skip
    assert [one.day.day for one in coming_special_days(shop, at("2026-12-17 12:00"))] == [24, 30]
    assert coming_special_days(shop, at("2027-01-01 00:00")) == ()


def test_holidays_that_are_given_are_not_computed() -> None:
    day = date(2026, 11, 25)
    shop = Opening(zone=WARSAW, week=SHOP.week, country="PL", holidays={2026: frozenset({day})})

    assert is_holiday(shop, day)
    assert not is_holiday(shop, date(2026, 11, 11))
    assert is_holiday(shop, date(2027, 11, 11))
    assert not is_holiday(ALWAYS, date(2027, 11, 11))


def test_a_country_without_known_holidays_is_said() -> None:
    with pytest.raises(LookupError, match="XX"):
        public_holidays("XX", 2026)


@pytest.mark.parametrize(
    ("range_", "sent", "promised"),
    [
        # 29 March 2026: 2:00 becomes 3:00, the night has an hour less.
        (Hours(0, 360), "2026-03-29T00:00+01:00", "2026-03-29T05:00+02:00"),
        # 2:30 does not exist; it is open as soon as the clock has passed it.
        (Hours(150, 360), "2026-03-29T00:00+01:00", "2026-03-29T07:00+02:00"),
        # 25 October 2026: 3:00 becomes 2:00, the night has an hour more.
        (Hours(0, 360), "2026-10-25T00:00+02:00", "2026-10-25T03:00+01:00"),
    ],
)
def test_hours_of_the_nights_when_clocks_change_are_real_hours(
    range_: Hours, sent: str, promised: str
) -> None:
    night = Opening(zone=WARSAW, week=((range_, Hours(360, 720)),) * 7)

    found = promised_by(night, datetime.fromisoformat(sent), 4)

    assert found == datetime.fromisoformat(promised)


# The rest compares with the plainest way to count: quarter of an hour by quarter of an hour.

quarters = st.integers(min_value=0, max_value=96)


@st.composite
def days(draw: st.DrawFn) -> tuple[Hours, ...]:
    marks = sorted(draw(st.sets(quarters, max_size=6)))
    return tuple(Hours(a * 15, b * 15) for a, b in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    week = draw(st.tuples(*(days() for _ in range(7))))
    special = draw(
        st.lists(
            st.builds(SpecialDay, st.dates(date(2026, 3, 20), date(2026, 4, 10)), days()),
            max_size=3,
            unique_by=lambda one: one.day,
        )
    )
    # Never closed for a whole week, so that the plain count comes to an end.
    week = (*week[:2], week[2] or (Hours(600, 720),), *week[3:])
    return Opening(zone=WARSAW, week=week, special=tuple(special), country="PL")


# Around both changes of the clock, Easter and All Saints.
moments = st.one_of(
    st.integers(0, 15 * 96).map(
        lambda number: datetime(2026, 3, 25, tzinfo=UTC) + number * QUARTER
    ),
    st.integers(0, 20 * 96).map(
        lambda number: datetime(2026, 10, 23, tzinfo=UTC) + number * QUARTER
    ),
)
amounts = st.integers(min_value=1, max_value=40).map(lambda number: number / 4)


def open_during(opening: Opening, quarter: datetime) -> bool:
    """Whether the quarter of an hour that begins then is open, by the clock on the wall."""
    wall = quarter.astimezone(WARSAW)
    if wall.fold:  # the repeated hour: every time of it has been reached before
        wall = wall.replace(minute=45)
    minutes = wall.hour * 60 + wall.minute
    return any(one.opens <= minutes < one.closes for one in hours_on(opening, wall.date()))


@given(openings(), moments, amounts)
def test_a_promise_is_the_end_of_so_many_open_quarters(
    opening: Opening, moment: datetime, hours: float
) -> None:
    promise = promised_by(opening, moment, hours)

    assert promise is not None
    counted, now, last = 0, moment, False
    while now < promise.astimezone(UTC):
        last = open_during(opening, now)
        counted += last
        now += QUARTER
    assert counted == hours * 4
    assert last, "the quarter before a promise is an open one"


@given(openings(), moments, moments, amounts)
def test_who_writes_later_is_not_answered_earlier(
    opening: Opening, one: datetime, other: datetime, hours: float
) -> None:
    first, second = (promised_by(opening, moment, hours) for moment in sorted((one, other)))

    assert first is not None
    assert second is not None
    assert first <= second


@given(openings(), moments, amounts, amounts)
def test_promises_add_up(opening: Opening, moment: datetime, first: float, then: float) -> None:
    between = promised_by(opening, moment, first)

    assert between is not None
    assert promised_by(opening, between, then) == promised_by(opening, moment, first + then)


@given(openings(), moments, st.timedeltas(timedelta(), QUARTER))
def test_rounding_adds_less_than_a_quarter_and_stays_open(
    opening: Opening, moment: datetime, later: timedelta
) -> None:
    answering = Opening(
        opening.zone, opening.week, opening.special, opening.country, answer_hours=1.5
    )
    exact = promised_by(answering, moment + later, 1.5)
    rounded = answered_by(answering, moment + later)

    assert exact is not None
    assert rounded is not None
    assert timedelta() <= rounded - exact < QUARTER
    assert rounded.minute % 15 == rounded.second == rounded.microsecond == 0
    assert open_during(answering, rounded.astimezone(UTC) - QUARTER)


@given(openings(), moments)
def test_a_status_lasts_until_the_change_that_it_names(opening: Opening, moment: datetime) -> None:
    status = status_at(opening, moment)

    assert status.open == open_during(opening, moment)
    end = status.changes.astimezone(UTC) if status.changes else moment + timedelta(days=7)
    now = moment
    while now < end:
        assert open_during(opening, now) == status.open
        now += QUARTER
    if status.changes:
        assert open_during(opening, end) != status.open


class TestOpenBetween:
    def test_hours_that_are_closed_do_not_count(self) -> None:
        week = ((Hours(9 * 60, 17 * 60),),) * 5 + ((), ())
        place = Opening(ZoneInfo("Europe/Warsaw"), week)
        friday = datetime(2026, 3, 6, 16, 30, tzinfo=place.zone)

        def until(day: int, hour: int) -> timedelta:
            return open_between(place, friday, datetime(2026, 3, day, hour, tzinfo=place.zone))

        assert until(6, 17) == until(6, 23) == until(8, 12) == timedelta(minutes=30)
        assert until(9, 10) == timedelta(minutes=90)
        assert until(6, 16) == timedelta(), "the end is before the start"
