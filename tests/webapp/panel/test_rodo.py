from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from kb.review.model import Rules
from kb.rodo.access_log import accesses, note_access
from kb.store.database import Store
from kb.store.messages import message
from kb.store.schema import messages
from tests.review.desk import Shelf
from tests.rodo.letters import ANNA, JAN, sent
from tests.webapp.panel.conftest import NOW, PanelClient
from webapp.serving import serving

PATH = "/panel/rodo"
ADDRESS = "anna.lewandowska@example.pl"


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True).replace("\u00a0", " ")


@pytest.fixture
def anna(store: Store) -> str:
    sent(store, JAN, NOW)
    return sent(store, ANNA, NOW)


def test_a_person_is_found_by_address_telephone_and_number(admin: PanelClient, anna: str) -> None:
    for who in (ADDRESS, "600 700 800", anna.lower()):
        page = text(admin.send(PATH, kto=who))

        assert "Znaleźliśmy: 1 sprawa." in page
        assert f">{anna}</a>" in page


def test_of_whom_nothing_is_kept_it_is_said(admin: PanelClient, anna: str) -> None:
    for who in ("nikt@example.pl", "0000-0000"):
        assert "Nie mamy danych tej osoby." in text(admin.send(PATH, kto=who))


@pytest.mark.parametrize("action", ["", "/kopia", "/usun"])
def test_what_means_nobody_is_told(admin: PanelClient, anna: str, action: str) -> None:
    response = admin.send(PATH + action, kto="Anna")

    assert response.status_code == 422
    assert "To nie jest adres e-mail, telefon ani numer sprawy." in text(response)


def test_a_copy_is_a_file_and_is_noted(admin: PanelClient, store: Store, anna: str) -> None:
    readable = admin.send(f"{PATH}/kopia", kto=ADDRESS, postac="txt")
    document = admin.send(f"{PATH}/kopia", kto=ADDRESS, postac="json")

    assert "Proszę o zwrot pieniędzy." in text(readable)
    assert "kopia-danych-2026-11-30.txt" in readable.headers["Content-Disposition"]
    (conversation,) = json.loads(document.get_data(as_text=True))["conversations"]
    assert conversation["number"] == anna
    assert [(one.by, one.action) for _, one in accesses(store)] == [("Jan Żak", "export")] * 2


def test_nothing_is_erased_without_a_yes(admin: PanelClient, store: Store, anna: str) -> None:
    response = admin.send(f"{PATH}/usun", kto=ADDRESS)

    assert response.status_code == 422
    assert "Niczego nie usunęliśmy." in text(response)
    found = message(store, anna)
    assert found is not None
    assert found.sent.text


def test_erasing_says_what_was_done(admin: PanelClient, store: Store, anna: str) -> None:
    page = text(admin.send(f"{PATH}/usun", kto=ADDRESS, **{"na-pewno": "tak"}))

    assert "Usunęliśmy dane z bazy: 1 sprawę." in page
    assert "usunięcie danych" in page, "the access log below"
    with store.reading() as connection:
        held = str(connection.execute(select(messages)).all())
    assert "ewandowsk" not in held
    assert "Gdzie jest paczka?" in held


def test_the_log_says_who_opened_what(
    app: Flask, admin: PanelClient, agent: PanelClient, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The base of these tests has no internal articles to be asked for.
    monkeypatch.setattr("webapp.panel.desk.procedure_titles", dict)
    shelf = Shelf()
    with app.app_context():
        vars(serving())["review_rules"] = lambda: Rules(shelf.check, shelf.freshness)
    assert agent.get(f"/panel/sprawa/{anna}").status_code == 200

    page = text(admin.get(f"{PATH}?sprawa={anna}"))

    assert "Anna Nowak" in page
    assert "otwarcie sprawy" in page
    assert "Nikt jeszcze nie otwierał spraw." in text(admin.get(f"{PATH}?sprawa=0000-0000"))


def test_a_long_log_goes_on(admin: PanelClient, store: Store) -> None:
    for number in range(101):
        note_access(store, None, "open", f"0000-{number:04}", NOW)

    first = text(admin.get(PATH))
    older = first.partition('href="/panel/rodo?przed=')[2].partition('"')[0]

    assert "0000-0100" in first
    assert "0000-0000" not in first
    assert "0000-0000" in text(admin.get(f"{PATH}?przed={older}"))


def test_only_admins_may(lead: PanelClient, editor: PanelClient, anna: str) -> None:
    for client in (lead, editor):
        assert client.get(PATH).status_code == 403
        assert client.send(f"{PATH}/kopia", kto=ADDRESS).status_code == 403
