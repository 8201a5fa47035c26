"""The contact block: open now or not, and by when a message is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.opening import Hours, Opening
from tests.webapp.fakes import EDITORIAL, FakeLibrary
from webapp.contact import phone_address
from webapp.serving import serving

OPENING = Opening(
    zone=ZoneInfo("Europe/Warsaw"),
    week=((Hours(480, 1080),),) * 5 + ((Hours(540, 840),), ()),
    country="PL",
    answer_hours=4,
)
ADDRESSES = ("/", "/kategoria/zwroty", "/artykul/koszt-zwrotu", "/szukaj?q=pogoda", "/nie-ma")


@pytest.fixture
def client(app: Flask, library: FakeLibrary) -> FlaskClient:
    """A shop whose hours are known as rules."""
    contact = replace(EDITORIAL.contact, opening=OPENING, address_note="salon: sobota 10:00–18:00")
    library.public.editorial = replace(EDITORIAL, contact=contact)
    return app.test_client()


def page(client: FlaskClient, address: str, now: datetime) -> str:
    with client.application.app_context():
        serving().clock = lambda: now
    text = client.get(address).get_data(as_text=True)
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_contact_block_says_that_it_is_open_and_until_when(
    client: FlaskClient, address: str
) -> None:
    text = page(client, address, datetime(2026, 11, 23, 9, 20, tzinfo=UTC))

    assert 'teraz otwarte, <time datetime="2026-11-23T18:00:00+01:00">do 18:00</time>' in text
    assert 'odpowiemy <time datetime="2026-11-23T14:30:00+01:00">dziś do 14:30</time>' in text


def test_a_closed_shop_says_when_it_opens(client: FlaskClient) -> None:
    text = page(client, "/", datetime(2026, 11, 28, 19, 0, tzinfo=UTC))

    opens = '<time datetime="2026-11-30T08:00:00+01:00">w poniedziałek o 8:00</time>'
    assert f"teraz zamknięte, otwieramy {opens}" in text
    assert ">w poniedziałek do 12:00</time>" in text


def test_the_lines_of_hours_come_from_the_rules_and_not_from_the_text(client: FlaskClient) -> None:
    text = page(client, "/", datetime(2026, 11, 23, 9, 20, tzinfo=UTC))

    assert "<dd>poniedziałek–piątek 8:00–18:00</dd>" in text
    assert "<dd>w niedziele i święta nieczynne</dd>" in text
    assert "od poniedziałku do piątku" not in text
    assert "<dd>salon: sobota 10:00–18:00</dd>" in text


def test_an_english_page_says_it_in_english_and_marks_what_editors_wrote(
    client: FlaskClient,
) -> None:
    text = page(client, "/en", datetime(2026, 11, 28, 19, 0, tzinfo=UTC))

    opens = '<time datetime="2026-11-30T08:00:00+01:00">on Monday at 8:00</time>'
    assert f"closed now, opens {opens}" in text
    assert ">on Monday by 12:00</time>" in text
    assert "<dd>Monday–Friday 8:00–18:00</dd>" in text
    assert '<dd lang="pl">salon: sobota 10:00–18:00</dd>' in text


def test_hours_as_text_are_marked_as_polish_on_an_english_page(app: Flask) -> None:
    text = page(app.test_client(), "/en", datetime(2026, 11, 23, 9, 20, tzinfo=UTC))

    assert '<dd lang="pl">od poniedziałku do piątku 8:00–18:00</dd>' in text


def test_without_rules_the_text_is_shown_and_nothing_is_claimed_of_now(app: Flask) -> None:
    text = page(app.test_client(), "/", datetime(2026, 11, 23, 9, 20, tzinfo=UTC))

    assert "od poniedziałku do piątku 8:00–18:00" in text
    assert "teraz" not in text
    assert "odpowiemy" not in text


def test_a_page_that_a_browser_kept_is_good_until_the_status_changes(client: FlaskClient) -> None:
    def status(now: datetime, tag: str = "") -> tuple[int, str]:
        with client.application.app_context():
            serving().clock = lambda: now
        answer = client.get("/artykul/koszt-zwrotu", headers={"If-None-Match": tag})
        return answer.status_code, answer.headers["ETag"]

    _, tag = status(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))

    assert status(datetime(2026, 11, 23, 22, 0, tzinfo=UTC), tag) == (304, tag)
    code, fresh = status(datetime(2026, 11, 24, 7, 0, tzinfo=UTC), tag)
    assert code == 200
    assert fresh != tag


def test_a_phone_number_becomes_an_address() -> None:
    assert phone_address("+48 12 000-00-00") == "tel:+48120000000"
