"""Which conversations are asked for stands in the address, and comes back from it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.inbox.model import NOBODY, Filter, Status

FILTERS = st.builds(
    Filter,
    status=st.sampled_from([Status.OPEN, Status.SNOOZED, Status.ANSWERED, Status.CLOSED, None]),
    assignee=st.none() | st.just(NOBODY) | st.integers(1, 10**9 - 1),
    flag=st.sampled_from(["", "complaint", "legal"]),
    channel=st.sampled_from(["", "email", "chat", "social"]),
    origin=st.sampled_from(["", "form", "api", "email", "zammad"]),
    topic=st.sampled_from(["", "zwroty"]),
    text=st.sampled_from(["", "żółta & paczka", "7K4M-2QX9", "100%"]),
    overdue=st.booleans(),
    escalate=st.booleans(),
    failed=st.booleans(),
)


@given(FILTERS)
def test_a_filter_comes_back_from_its_address(wanted: Filter) -> None:
    assert Filter.from_query(dict(parse_qsl(wanted.to_query()))) == wanted


def test_the_plain_inbox_has_a_plain_address() -> None:
    assert Filter().to_query() == ""


@pytest.mark.parametrize(
    "query",
    [
        {"stan": "merged"},
        {"osoba": "-1"},
        {"osoba": "٣"},
        {"osoba": "99999999999999999999"},
        {"kanal": "fax"},
        {"zrodlo": "'; drop table messages"},
        {"po-terminie": "tak"},
    ],
)
def test_what_cannot_be_understood_asks_for_anything(query: dict[str, str]) -> None:
    assert Filter.from_query(query) == Filter()


def test_words_are_cut_and_tidied() -> None:
    assert Filter.from_query({"q": "  paczka \0 \n nie  doszła "}).text == "paczka nie doszła"
    assert len(Filter.from_query({"q": "x" * 5000}).text) == 200
