"""What a sentence states, in one normalised form however it is written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.grounding.bounds import Bound
from kb.answer.grounding.facts import Kind, facts
from tests.answer.grounding.shop import sentences


def values(text: str) -> list[str]:
    return [fact.value for fact in facts(text)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("14 dni", "14 day"),
        ("czternastu dni", "14 day"),
        ("dwa tygodnie", "14 day"),
        ("dwóch tygodni", "14 day"),
        ("14-dniowy termin", "14 day"),
        ("dwutygodniowy termin", "14 day"),
        ("w ciągu miesiąca", "1 month"),
        ("12 miesięcy", "12 month"),
        ("przez rok", "12 month"),
        ("2 lata", "24 month"),
        ("pół roku", "6 month"),
        ("48 godzin", "2880 minute"),
        ("czterdziestu ośmiu godzin", "2880 minute"),
        ("dwie doby", "2880 minute"),
        ("1–2 dni robocze", "1-2 business day"),
        ("od 1 do 2 dni roboczych", "1-2 business day"),
        ("4 godziny robocze", "240 business minute"),
        ("14 days", "14 day"),
        ("two working days", "2 business day"),
        ("30 днів", "30 day"),
    ],
)
def test_a_term_has_one_value_however_it_is_written(written: str, value: str) -> None:
    assert values(written) == [value]


def test_days_working_days_and_hours_are_different_terms() -> None:
    assert len({*values("2 dni"), *values("2 dni robocze"), *values("48 godzin")}) == 3


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,99 zł", "12.99 PLN"),
        ("12.99 PLN", "12.99 PLN"),
        ("1 000 zł", "1000 PLN"),
        ("tysiąc złotych", "1000 PLN"),
        ("50–500 zł", "50-500 PLN"),
        ("99 groszy", "0.99 PLN"),
        ("5 euro", "5 EUR"),
        ("€5", "5 EUR"),
        ("10 %", "10 %"),
        ("dziesięć procent", "10 %"),
        ("10-procentowy rabat", "10 %"),
    ],
)
def test_amounts_keep_their_currency(written: str, value: str) -> None:
    assert values(written) == [value]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("28 czerwca 2025 r.", "2025-06-28"),
        ("28.06.2025", "2025-06-28"),
        ("2025-06-28", "2025-06-28"),
        ("28 czerwca", "--06-28"),
        ("28 June 2025", "2025-06-28"),
        ("8:00–18:00", "08:00-18:00"),
        ("od 8 do 18", "08:00-18:00"),
        ("do godz. 12", "12:00"),
        ("od poniedziałku do piątku", "1-5"),
        ("poniedziałek–piątek", "1-5"),
        ("w soboty", "6"),
        ("+48 12 000 00 00", "120000000"),
        ("12 000 00 00", "120000000"),
        ("Pomoc@LnianyDom.example", "pomoc@lnianydom.example"),
        ("https://www.lnianydom.example/zwroty/", "lnianydom.example/zwroty"),
        ("przy ul. Lnianej 5", "lniany 5"),
        ("30-001", "30-001"),
        ("kod LEN10", "LEN10"),
        ("LD-204518", "LD-204518"),
        ("140 × 200", "140x200"),
        ("najpóźniej 30. dnia", "30 day"),
        ("do 30. dnia", "30"),
        ("otwarte 8–18", "08:00-18:00"),
        ("od ósmej do osiemnastej", "08:00-18:00"),
        ("od 8.00 do 18.00", "08:00-18:00"),
        ("pierwszego lutego 2026 r.", "2026-02-01"),
        ("01.02.2026 r.", "2026-02-01"),
        ("trzydziestego", "30"),
        ("[numer zamówienia 1]", "[numer zamówienia 1]"),
    ],
)
def test_dates_hours_addresses_and_codes_are_found(written: str, value: str) -> None:
    assert values(written) == [value]


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("od 199 zł", Bound.AT_LEAST),
        ("co najmniej 199 zł", Bound.AT_LEAST),
        ("do 1 000 zł", Bound.AT_MOST),
        ("ponad 2 dni", Bound.MORE),
        ("w ciągu 14 dni", Bound.WITHIN),
        ("po 12:00", Bound.AFTER),
        ("do 12:00", Bound.AT_MOST),
        ("14 dni", Bound.NONE),
        ("2 dni lub dłużej", Bound.AT_LEAST),
    ],
)
def test_what_a_number_limits_belongs_to_it(written: str, bound: Bound) -> None:
    assert [fact.bound for fact in facts(written)] == [bound]


@pytest.mark.parametrize("text", ["2. Zaznacz rzeczy.", "ten kod", "m.in. len", "Dzień dobry"])
def test_what_states_nothing_has_no_fact(text: str) -> None:
    assert facts(text) == ()


def test_spans_point_at_what_is_written_in_every_sentence_of_the_base() -> None:
    for text, _ in sentences():
        found = facts(text)
        assert all(text[slice(*fact.span)] == fact.text for fact in found)
        assert all(a.span[1] <= b.span[0] for a, b in pairwise(found))


def test_every_digit_of_the_base_belongs_to_a_fact_or_numbers_a_step() -> None:
    for text, _ in sentences():
        covered = {place for fact in facts(text) for place in range(*fact.span)}
        loose = [place for place, c in enumerate(text) if c.isdigit() and place not in covered]
        assert not loose or (max(loose) < 3 and text[max(loose) + 1] == "."), text


@given(st.text(max_size=80))
def test_any_text_has_facts_in_order_or_none(text: str) -> None:
    spans = [fact.span for fact in facts(text)]
    assert spans == sorted(spans)


def test_a_range_is_one_fact() -> None:
    assert [fact.kind for fact in facts("3–6 dni roboczych")] == [Kind.DURATION]
