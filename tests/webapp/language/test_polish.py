from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.opening import Hours, Opening, SpecialDay, Status
from webapp.language import polish, times

FORMS = ("wynik", "wyniki", "wyników")


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "wyników"), (1, "wynik"), (2, "wyniki"), (4, "wyniki"), (5, "wyników"),
        (11, "wyników"), (12, "wyników"), (14, "wyników"), (21, "wyników"), (22, "wyniki"),
        (25, "wyników"), (101, "wyników"), (102, "wyniki"), (112, "wyników"), (1004, "wyniki"),
    ],
)  # fmt: skip
def test_a_noun_takes_its_form_from_the_number(number: int, form: str) -> None:
    assert polish.plural(number, *FORMS) == form


def test_a_number_stays_with_its_noun() -> None:
    assert polish.count(12345, *FORMS) == "12\u00a0345\u00a0wyników"
    assert polish.count(2000, *FORMS) == "2000\u00a0wyników"


def test_a_date_is_written_in_words() -> None:
    assert polish.date_in_words(date(2026, 10, 3)) == "3\u00a0października\u00a02026"


def test_a_moment_belongs_to_the_day_it_has_in_poland() -> None:
    assert times.local_day(datetime(2026, 10, 2, 22, 30, tzinfo=UTC)) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("zwrot w salonie", "zwrot w\u00a0salonie"),
        ("Z nami i w domu", "Z\u00a0nami i\u00a0w\u00a0domu"),
        ("12,99 zł i 14 dni", "12,99\u00a0zł i\u00a014\u00a0dni"),
        ("+48 12 000 00 00", "+48\u00a012\u00a0000\u00a000\u00a000"),
        ("8:00–18:00", "8:00\u2060–\u206018:00"),
        ("30-001 K", "30\u2060-\u2060001\u00a0K"),
        ("BLIK-iem, e-mail", "BLIK\u2060-\u2060iem, e-mail"),
        ("2026-10-31", "2026-10-31"),
        ("len wart ceny", "len wart ceny"),
        ("10 złotych rad", "10 złotych rad"),
    ],
)
def test_lines_do_not_break_where_polish_does_not(plain: str, typeset: str) -> None:
    assert polish.nbsp(plain) == typeset


@given(st.text())
def test_typesetting_changes_spaces_only_and_once(text: str) -> None:
    typeset = polish.nbsp(text)

    assert typeset.replace("\u2060", "").replace("\u00a0", " ") == text.replace(
        "\u2060", ""
    ).replace("\u00a0", " ")
    assert polish.nbsp(typeset).count("\u00a0") >= typeset.count("\u00a0")


WARSAW = ZoneInfo("Europe/Warsaw")


def warsaw(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def plain(phrase: times.Timed) -> str:
    return str(phrase).replace(times.NBSP, " ")


# The 23rd of November 2026 is a Monday.
@pytest.mark.parametrize(
    ("now", "changes", "words"),
    [
        ("2026-11-23 10:00", "2026-11-23 18:00", "teraz otwarte, do 18:00"),
        ("2026-11-23 10:00", "2026-11-24 00:00", "teraz otwarte, do północy"),
        ("2026-11-23 23:00", "2026-11-24 02:30", "teraz otwarte, do 2:30"),
        ("2026-11-23 10:00", "2026-11-25 10:00", "teraz otwarte"),
        ("2026-11-23 10:00", None, "teraz otwarte"),
    ],
)
def test_open_is_said_with_its_end(now: str, changes: str | None, words: str) -> None:
    status = Status(True, warsaw(changes) if changes else None)

    assert plain(polish.open_now(status, warsaw(now))) == words


@pytest.mark.parametrize(
    ("now", "changes", "words"),
    [
        ("2026-11-23 06:00", "2026-11-23 08:00", "dziś o 8:00"),
        ("2026-11-23 23:59", "2026-11-24 08:00", "jutro o 8:00"),
        ("2026-11-23 00:00", "2026-11-24 08:00", "jutro o 8:00"),
        ("2026-11-22 10:00", "2026-11-24 08:00", "we wtorek o 8:00"),
        ("2026-11-22 10:00", "2026-11-25 08:00", "w środę o 8:00"),
        ("2026-11-22 10:00", "2026-11-26 08:00", "w czwartek o 8:00"),
        ("2026-11-22 10:00", "2026-11-27 08:00", "w piątek o 8:00"),
        ("2026-11-22 10:00", "2026-11-28 09:05", "w sobotę o 9:05"),
        ("2026-11-23 10:00", "2026-11-29 08:00", "w niedzielę o 8:00"),
        ("2026-11-28 20:00", "2026-11-30 08:00", "w poniedziałek o 8:00"),
        ("2026-11-23 20:00", "2026-11-30 08:00", "30 listopada o 8:00"),
        ("2026-12-10 20:00", "2026-12-23 08:00", "23 grudnia o 8:00"),
        ("2026-12-31 20:00", "2027-01-02 09:00", "w sobotę o 9:00"),
    ],
)
def test_closed_is_said_with_the_next_opening(now: str, changes: str, words: str) -> None:
    phrase = polish.open_now(Status(False, warsaw(changes)), warsaw(now))

    assert plain(phrase) == f"teraz zamknięte, otwieramy {words}"
    assert phrase.at == warsaw(changes)


def test_closed_for_good_names_no_time() -> None:
    assert plain(polish.open_now(Status(False, None), warsaw("2026-11-23 10:00"))) == (
        "teraz zamknięte"
    )


@pytest.mark.parametrize(
    ("now", "by", "words"),
    [
        ("2026-11-23 10:00", "2026-11-23 15:30", "odpowiemy dziś do 15:30"),
        ("2026-11-23 17:00", "2026-11-24 10:00", "odpowiemy jutro do 10:00"),
        ("2026-11-28 17:00", "2026-11-30 12:00", "odpowiemy w poniedziałek do 12:00"),
        ("2026-12-10 17:00", "2026-12-23 10:00", "odpowiemy 23 grudnia do 10:00"),
        # Midnight is the end of its day, not the beginning of the next one.
        ("2026-11-23 20:00", "2026-11-24 00:00", "odpowiemy dziś do północy"),
        ("2026-11-23 20:00", "2026-11-26 00:00", "odpowiemy w środę do północy"),
    ],
)
def test_a_promise_names_the_day_and_the_time(now: str, by: str, words: str) -> None:
    assert plain(polish.answer_promise(warsaw(by), warsaw(now))) == words


def test_today_is_the_shops_and_not_that_of_universal_time() -> None:
    just_past_midnight = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    status = Status(False, warsaw("2026-11-24 08:00"))

    assert "dziś" in plain(polish.open_now(status, just_past_midnight))
    assert "dziś" in plain(polish.answer_promise(warsaw("2026-11-24 12:00"), just_past_midnight))


DAY = (Hours(480, 1080),)
SHORT = (Hours(540, 840),)
BREAK = (Hours(480, 720), Hours(780, 1080))


@pytest.mark.parametrize(
    ("week", "country", "lines"),
    [
        (
            (DAY,) * 5 + (SHORT, ()),
            "PL",
            (
                "poniedziałek–piątek 8:00–18:00",
                "sobota 9:00–14:00",
                "w niedziele i święta nieczynne",
            ),
        ),
        ((DAY,) * 7, "", ("codziennie 8:00–18:00",)),
        ((DAY,) * 7, "PL", ("codziennie 8:00–18:00", "w święta nieczynne")),
        (((Hours(0, 1440),),) * 7, "", ("codziennie całą dobę",)),
        (
            (DAY, DAY, DAY, (), DAY, SHORT, SHORT),
            "",
            (
                "poniedziałek–środa i piątek 8:00–18:00",
                "sobota i niedziela 9:00–14:00",
                "w czwartki nieczynne",
            ),
        ),
        (
            (BREAK, (), BREAK, (), BREAK, (), ()),
            "PL",
            (
                "poniedziałek, środa i piątek 8:00–12:00 i 13:00–18:00",
                "we wtorki, czwartki, soboty, niedziele i święta nieczynne",
            ),
        ),
    ],
)
def test_the_hours_of_a_week_are_grouped(
    week: tuple[tuple[Hours, ...], ...], country: str, lines: tuple[str, ...]
) -> None:
    found = polish.opening_lines(Opening(zone=WARSAW, week=week, country=country))

    assert tuple(line.replace(times.NBSP, " ") for line in found) == lines


def test_a_day_that_differs_says_how_and_why() -> None:
    eve = SpecialDay(date(2026, 12, 31), SHORT, "sylwester")
    count = SpecialDay(date(2027, 1, 4))

    assert polish.special_day_line(eve) == "31\u00a0grudnia 9:00–14:00 (sylwester)"
    assert polish.special_day_line(count) == "4\u00a0stycznia nieczynne"
