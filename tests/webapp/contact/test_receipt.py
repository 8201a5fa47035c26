"""What becomes of a message: stored once, with a receipt; kept in the form while it cannot be."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kb.errors import IndexMissing
from kb.ingest.desk import Desk, ReceiptText
from kb.store.schema import deliveries
from tests.webapp.contact.letters import (
    GOOD,
    NOW,
    opened,
    read,
    send,
    stored,
    stored_count,
    value_of,
)
from tests.webapp.fakes import EDITORIAL, FakeLibrary
from webapp.records import records
from webapp.serving import serving

_CANNOT_BE_SHOWN = {
    "/kontakt": "Nie możemy teraz niczego zapisać ani odczytać",
    "/en/contact": "We cannot store or read anything at the moment",
}


def test_the_receipt_says_number_and_time_and_nothing_of_the_message(client: FlaskClient) -> None:
    page = read(client.get(send(client).location))

    assert re.search(r">[0-9A-Z]{4}-[0-9A-Z]{4}</strong>", page)
    assert "Odpowiemy <time" in page
    assert ">w poniedziałek do 12:00</time>" in page
    assert "teraz zamknięte, otwieramy" in page
    assert "tel:+48120000000" in page
    assert "noindex" in page
    assert "paczka" not in page
    assert "jan@poczta.pl" not in page


def test_a_promise_of_the_past_is_not_repeated(client: FlaskClient) -> None:
    receipt = send(client).location
    serving().clock = lambda: NOW + timedelta(days=3)

    page = read(client.get(receipt))

    assert "Termin odpowiedzi już minął" in page
    assert "Odpowiemy" not in page


def test_a_holiday_is_no_day_to_answer(client: FlaskClient) -> None:
    before_christmas = datetime(2025, 12, 23, 18, 0, tzinfo=UTC)
    serving().clock = lambda: before_christmas

    # Four hours of the Saturday after it, which opens at nine.
    assert stored(send(client)).sent.promised_by == datetime(2025, 12, 27, 12, 0, tzinfo=UTC)


def test_without_hours_nothing_is_promised(client: FlaskClient, library: FakeLibrary) -> None:
    library.public.editorial = EDITORIAL

    sent = send(client)

    assert stored(sent).sent.promised_by is None
    assert "Odpowiemy" not in read(client.get(sent.location))


@pytest.mark.parametrize("number", ["AAAA-AAAA", "x", "%00", "a" * 300])
def test_a_receipt_that_does_not_exist_is_not_found(client: FlaskClient, number: str) -> None:
    response = client.get(f"/kontakt/{number}")

    assert response.status_code == 404
    assert 'type="search" value=""' in read(response)


def test_the_same_form_sent_twice_is_one_message(client: FlaskClient) -> None:
    form = opened(client) | GOOD

    first, second = (client.post("/kontakt", data=form) for _ in range(2))

    assert first.location == second.location
    assert stored_count() == 1


def test_a_form_that_was_changed_and_sent_again_is_another_message(client: FlaskClient) -> None:
    form = opened(client) | GOOD
    client.post("/kontakt", data=form)

    client.post("/kontakt", data=form | {"wiadomosc": "I jeszcze jedno."})

    assert stored_count() == 2


@pytest.mark.parametrize("damage", ["gone", "locked", "full"])
def test_without_a_database_the_form_comes_back_whole_with_phone_and_e_mail(
    client: FlaskClient, damage: str
) -> None:
    form = opened(client) | GOOD | {"bylo": "zwrot"}
    store = records().store
    file = str(store.address)
    blocker = sqlite3.connect(file, isolation_level=None)
    if damage == "gone":
        store.close()
        store.address.file.rename(file + ".away")  # type: ignore[union-attr]
    elif damage == "locked":
        blocker.execute("BEGIN IMMEDIATE")
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    else:
        with store.engine.connect() as connection:
            # Pages that migrations have left free would take the message.
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
            connection.exec_driver_sql("CREATE TABLE filler (bytes BLOB)")
            connection.exec_driver_sql(f"INSERT INTO filler VALUES (zeroblob({free} * 5000))")
            connection.commit()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        form["wiadomosc"] = "ż" * 4000

    response = client.post("/kontakt", data=form)
    blocker.close()

    page = read(response)
    assert response.status_code == 503
    assert "Nie możemy teraz zapisać wiadomości" in page
    first, rest = page.split('<form class="letter"')
    assert "tel:+48120000000" in first
    assert "mailto:pomoc@lnianydom.example" in first
    assert value_of(rest, "wiadomosc") == form["wiadomosc"]
    assert value_of(rest, "email") == GOOD["email"]
    assert 'value="zwrot" checked' in rest


@pytest.mark.parametrize("form", ["/kontakt", "/en/contact"])
def test_a_receipt_without_a_database_says_that_it_cannot_be_shown_now(
    client: FlaskClient, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = send(client, form).location
    records().store.close()
    records().store.address.file.unlink()  # type: ignore[union-attr]

    response = client.get(receipt)

    assert response.status_code == 503
    assert _CANNOT_BE_SHOWN[form] in read(response)
    assert f"GET '{form}/-'" in caplog.text
    assert receipt.rpartition("/")[2] not in caplog.text


def test_without_articles_a_message_can_still_be_sent(
    client: FlaskClient, library: FakeLibrary
) -> None:
    client.get("/kontakt")
    library.failure = IndexMissing("Nothing is published; run `kb publish`.")

    page = read(client.post("/kontakt", data=GOOD | {"akcja": "pokaz"}))

    assert "Nie możemy teraz wyszukać odpowiedzi." in page
    assert stored(send(client)).sent.text == GOOD["wiadomosc"]


@pytest.mark.parametrize(
    ("wanted", "email", "count"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_a_receipt_by_mail_waits_in_the_outbox_where_the_shop_wants_one(
    client: FlaskClient, library: FakeLibrary, wanted: bool, email: bool, count: int
) -> None:
    desk = Desk(receipt=ReceiptText(enabled=wanted))
    library.public.editorial = replace(library.public.editorial, desk=desk)
    mail = {"smtp_host": "127.0.0.1", "smtp_from": "pomoc@sklep.example"}
    serving().settings = serving().settings.model_copy(update=mail)

    response = send(client, email=GOOD["email"] if email else "", telefon="600 100 200")

    number = stored(response).conversation
    with records().store.reading() as connection:
        rows = connection.execute(select(deliveries)).mappings().all()
    assert [(one["conversation"], one["means"]) for one in rows] == [(number, "smtp")] * count
