"""The token of a form: ours, and neither too young nor too old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.form_token import Fault, FormTokens

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
TOKENS = FormTokens(b"k" * 32, "contact")


@pytest.mark.parametrize(
    ("age", "fault"),
    [
        (timedelta(seconds=-5), Fault.EARLY),
        (timedelta(0), Fault.EARLY),
        (timedelta(seconds=2, milliseconds=999), Fault.EARLY),
        (timedelta(seconds=3), None),
        (timedelta(hours=12), None),
        (timedelta(hours=12, seconds=1), Fault.EXPIRED),
        (timedelta(days=400), Fault.EXPIRED),
    ],
)
def test_a_form_is_good_from_three_seconds_to_twelve_hours(
    age: timedelta, fault: Fault | None
) -> None:
    form = TOKENS.read(TOKENS.issue(NOW))

    assert form is not None
    assert form.at == NOW
    assert form.fault(NOW + age) is fault


def test_each_opened_form_has_a_name_of_its_own() -> None:
    names = {form.name for _ in range(50) if (form := TOKENS.read(TOKENS.issue(NOW)))}

    assert len(names) == 50


def test_tokens_of_another_site_or_another_form_are_not_ours() -> None:
    assert TOKENS.read(FormTokens(b"x" * 32, "contact").issue(NOW)) is None
    assert TOKENS.read(FormTokens(b"k" * 32, "rating").issue(NOW)) is None


@given(st.text(max_size=300))
def test_what_is_no_token_is_told_apart(text: str) -> None:
    assert TOKENS.read(text) is None


@given(st.integers(0, 60), st.characters(codec="ascii"))
def test_a_changed_token_is_not_ours(place: int, letter: str) -> None:
    token = TOKENS.issue(NOW)
    changed = token[:place] + letter + token[place + 1 :]

    form = TOKENS.read(changed)

    assert form is None or changed == token
