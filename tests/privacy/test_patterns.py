"""The shop's own numbers, as editors describe them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.privacy.found import Kind
from kb.privacy.patterns import Patterns, fault_of, patterned

SHOP = Patterns(orders=("LD-######", "ZAM/####/@@"), parcels=("@@#########PL",))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("gdzie LD-204518?", Kind.ORDER, "LD-204518"),
        ("gdzie ld 204518?", Kind.ORDER, "ld 204518"),
        ("gdzie LD204518?", Kind.ORDER, "LD204518"),
        ("gdzie LD-\n204518?", Kind.ORDER, "LD-\n204518"),
        ("nr zam/2045/kr.", Kind.ORDER, "zam/2045/kr"),
        ("RR123456789PL", Kind.PARCEL, "RR123456789PL"),
    ],
)
def test_numbers_are_found_as_customers_type_them(text: str, kind: Kind, value: str) -> None:
    (found,) = patterned(text, SHOP)

    assert (found.kind, text[slice(*found.span)]) == (kind, value)


@pytest.mark.parametrize(
    "text", ["OLD-204518", "LD-2045189", "LD-20451", "LD-204518-7", "LD204518a"]
)
def test_parts_of_other_numbers_are_none(text: str) -> None:
    assert list(patterned(text, SHOP)) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "", "####", "#####", "LD-##", "@@@@@@@", "(a+)+#####", "LD.*###", "LD--####", "-LD####",
        "LD####-", "LD-######" * 5, "zażółć####",
    ],
)  # fmt: skip
def test_patterns_that_fit_too_much_or_nothing_are_refused(pattern: str) -> None:
    assert fault_of(pattern)
    with pytest.raises(ValueError, match=":"):
        Patterns(orders=(pattern,))


@given(
    st.text(alphabet="#@LD09-/._ (+*[]\\", max_size=30), st.text(alphabet="LD09- ab", max_size=60)
)
def test_any_pattern_that_is_accepted_can_be_looked_for(pattern: str, text: str) -> None:
    if fault_of(pattern) is None:
        for found in patterned(text, Patterns(orders=(pattern,))):
            assert found.span[0] < found.span[1] <= len(text)
