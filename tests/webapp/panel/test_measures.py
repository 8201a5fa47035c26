"""Figures in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from webapp.panel.measures import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (12 * 60, "12 min"),
        (3599, "1 godz."),
        (3 * 3600 + 5 * 60, "3 godz. 5 min"),
        (86_399, "1 dzień"),
        (52 * 3600, "2 dni 4 godz."),
    ],
)
def test_a_duration_is_said_in_the_units_that_it_fills(
    app: Flask, seconds: float, words: str
) -> None:
    with app.test_request_context():
        told = duration(timedelta(seconds=seconds))

    assert told.replace("\u00a0", " ") == words
