"""Filling in the contact form and looking at what came of it."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.opening import Hours, Opening
from kb.store.messages import Message, message
from webapp.records import records
from webapp.serving import serving

#: A Saturday evening; the shop opens on Monday.
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
OPENING = Opening(
    zone=ZoneInfo("Europe/Warsaw"),
    week=((Hours(480, 1080),),) * 5 + ((Hours(540, 840),), ()),
    country="PL",
    answer_hours=4,
)
GOOD = {"wiadomosc": "Gdzie jest moja paczka?", "email": "jan@poczta.pl"}


def read(response: TestResponse) -> str:
    """The page's HTML with ordinary spaces."""
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("\u2060", "")


def opened(client: FlaskClient, address: str = "/kontakt") -> dict[str, str]:
    """The hidden fields of a form that was opened ten seconds ago."""
    now = serving().clock()
    serving().clock = lambda: now - timedelta(seconds=10)
    page = read(client.get(address))
    serving().clock = lambda: now
    hidden = re.findall(r'<input type="hidden" name="(token|strona|z)" value="([^"]*)"', page)
    return dict(hidden)


def send(client: FlaskClient, address: str = "/kontakt", **fields: Any) -> TestResponse:
    return client.post(address, data=opened(client, address) | GOOD | fields)


def stored(response: TestResponse) -> Message:
    """The message behind a redirect to a receipt."""
    assert response.status_code == 303
    found = message(records().store, response.location.rpartition("/")[2])
    assert found is not None
    return found


def stored_count() -> int:
    with sqlite3.connect(str(records().store.address)) as connection:
        count: int = connection.execute("SELECT count(*) FROM messages").fetchone()[0]
    connection.close()
    return count


def value_of(page: str, name: str) -> str:
    """What stands in a field of the page."""
    if name == "wiadomosc":
        found = re.search(
            r'<textarea[^>]*name="wiadomosc"[^>]*>\n(.*?)</textarea>', page, re.DOTALL
        )
    else:
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    assert found
    return unescape(found[1])
