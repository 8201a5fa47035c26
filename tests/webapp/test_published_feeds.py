"""Feeds over a real index: what customers may not read yet, any more or at all is not in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from tests.bases import SECRET, article, new_base
from webapp import create_app

TODAY = datetime.now(ZoneInfo("Europe/Warsaw")).date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PUBLIC_TEXT = """\
Zwrot jest prosty. <!-- Hasło: zgredolinka -->

Zobacz [termin](../zwroty/termin.md#kiedy) albo [dział](/kategoria/zwroty).

<details>Więcej zgrzytów</details>
"""
FILES: dict[str, str | bytes | None] = {
    "kb.toml": 'name = "Sklep"\n[[categories]]\nslug = "zwroty"\ntitle = "Zwroty"\n',
    "zwroty/jak.md": article("Jak zwrócić?", PUBLIC_TEXT),
    "zwroty/termin.md": article("Jaki jest termin?", "30 dni.\n\n## Kiedy?\n\nOd odbioru."),
    "zwroty/stary.md": article("Stary cennik", valid_until=str(YESTERDAY)),
    "zwroty/nowy.md": article("Nowy cennik", valid_from=str(TOMORROW)),
    "procedury/procedura-vip.md": article("Tajne", f"Hasło {SECRET}.", audience="internal"),
}
FEEDS = ("/sitemap.xml", "/zmiany.xml", "/llms.txt", "/kategoria/zwroty", "/")
HIDDEN = ("stary", "nowy", "procedura-vip")


@pytest.fixture
def client(quick_path: Path) -> Iterator[FlaskClient]:
    base = new_base(quick_path / "base", FILES)
    base.publish()
    with base.library() as library:
        app = create_app(base.settings(public_url="https://pomoc.example.pl"), library)
        yield app.test_client()


def test_only_what_is_public_and_valid_today_is_read_by_machines(client: FlaskClient) -> None:
    for address in FEEDS:
        text = client.get(address).get_data(as_text=True)

        assert "jak" in text
        for hidden in (*HIDDEN, "procedury", "Tajne", "cennik", SECRET):
            assert hidden not in text, address
    for slug in HIDDEN:
        response = client.get(f"/artykul/{slug}.md")
        assert response.status_code == (410 if slug == "stary" else 404)
        assert SECRET not in response.get_data(as_text=True)


def test_markdown_holds_what_the_page_shows_and_nothing_of_the_file_behind_it(
    client: FlaskClient,
) -> None:
    text = client.get("/artykul/jak.md").get_data(as_text=True)

    assert "[termin](https://pomoc.example.pl/artykul/termin#kiedy)" in text
    assert "[dział](https://pomoc.example.pl/kategoria/zwroty)" in text
    assert "Więcej zgrzytów" in text
    for hidden in ("../", ".md", "<!--", SECRET, "<details>"):
        assert hidden not in text
