"""What is needed most: counted beside the requests, and only what can be read is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from kb.errors import StoreUnavailable
from kb.settings import Settings
from kb.store.ratings import Rating
from kb.wiring import migrate
from tests.webapp.conftest import build
from tests.webapp.fakes import ARTICLES, FakeLibrary
from tests.webapp.test_public import text
from webapp.needed import EVERY, MostNeeded
from webapp.public.overview import needed
from webapp.records import RECORDS

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Later:
    """Work that was started and not done yet."""

    def __init__(self) -> None:
        self.work: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.work.append(work)

    def do(self) -> None:
        while self.work:
            self.work.pop()()


def test_a_page_takes_the_last_count_and_never_waits() -> None:
    later = Later()
    most = MostNeeded(lambda now: (f"at-{now.minute}",), later)

    assert most.slugs(NOW) == ()
    later.do()
    assert most.slugs(NOW) == ("at-0",)
    assert later.work == [], "the count is still fresh"
    assert most.slugs(NOW + EVERY) == ("at-0",)
    later.do()
    assert most.slugs(NOW + EVERY) == ("at-5",)


def test_a_count_that_fails_leaves_the_last_one(caplog: pytest.LogCaptureFixture) -> None:
    later = Later()
    counts = iter([("a",)])

    def count(now: datetime) -> tuple[str, ...]:
        for found in counts:
            return found
        raise StoreUnavailable("away")

    most = MostNeeded(count, later)
    most.slugs(NOW)
    later.do()
    most.slugs(NOW + EVERY)
    later.do()

    assert most.slugs(NOW + EVERY) == ("a",)
    assert "away" in caplog.text


def test_what_cannot_be_read_is_left_out() -> None:
    found = needed(ARTICLES, ("tajny", "zwrot-prezentu", "koszt-zwrotu", "zwrot-prezentu"))

    assert [item.slug for item in found] == ["zwrot-prezentu", "koszt-zwrotu"]
    assert len(needed(ARTICLES, [item.slug for item in ARTICLES])) == 5
    assert needed((), ("tajny",)) == ()


def counted(app: Flask) -> None:
    """Let the application count at once."""
    app.extensions[RECORDS].most_needed.run = lambda work: work()


def test_home_shows_what_helped(library: FakeLibrary) -> None:
    migrate(Settings())
    app = build(library)
    counted(app)
    with app.app_context():
        rating = Rating(key="k", slug="paczkomat", commit="c", language="pl", helpful=True)
        app.extensions[RECORDS].rate(rating)

    page = text(app.test_client(), "/")

    assert page.index("Najczęściej potrzebne") < page.index("Ostatnio zmienione")
    listed = page.split("Najczęściej potrzebne")[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]*)"', listed) == ["/artykul/paczkomat"]


def test_an_empty_list_is_not_shown(library: FakeLibrary) -> None:
    app = build(library)
    counted(app)

    assert "Najczęściej potrzebne" not in text(app.test_client(), "/")


def test_what_is_old_is_not_needed_now(library: FakeLibrary) -> None:
    migrate(Settings())
    app = build(library)
    counted(app)
    with app.app_context():
        from webapp.serving import serving

        serving().clock = lambda: NOW - timedelta(days=31)
        rating = Rating(key="k", slug="paczkomat", commit="c", language="pl", helpful=True)
        app.extensions[RECORDS].rate(rating)
        serving().clock = lambda: NOW

    assert "Najczęściej potrzebne" not in text(app.test_client(), "/")
