"""Former addresses lead on or say where to go, on every page and for every program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

import kb.reader
from tests.bases import SECRET, Base, article, new_base
from tests.webapp.conftest import CheckedClient
from webapp import create_app

TEXT = "Obrusy pierz w 40 stopniach, prasuj po lewej stronie i susz w cieniu.\n" * 4
FILES: dict[str, str | bytes | None] = {
    "kb.toml": 'name = "Sklep"\nlanguages = ["pl", "en"]\n'
    '[[categories]]\nslug = "rady"\ntitle = "Rady"\n',
    "rady/pranie.md": article("Jak prać obrusy?", TEXT),
    "rady/prasowanie.md": article("Jak prasować?", "Po lewej stronie.", redirect_from="zelazko"),
    "rady/kupon.md": article("Kupon na obrusy", "Kupon daje 20 zł.", valid_until="2026-12-24"),
    "rady/wyprzedaz.md": article("Wyprzedaż obrusów", "Obrusy są tańsze o połowę."),
    "rady/tajne.md": article("Hasło", f"Hasło {SECRET}.", audience="internal"),
}  # fmt: skip
#: Pages of an article by its slug.
PAGES = (
    "/artykul/{}", "/en/article/{}", "/artykul/{}.md", "/artykul/{}/historia",
    "/en/article/{}/history", "/widget/artykul/{}", "/api/v1/articles/{}", "/obraz/{}.png",
)  # fmt: skip


@pytest.fixture
def base(quick_path: object, monkeypatch: pytest.MonkeyPatch) -> Base:
    made = new_base(quick_path / "base", FILES)  # type: ignore[operator]
    made.git("mv", "pomoc/rady/pranie.md", "pomoc/rady/pranie-obrusow.md")
    made.commit({"rady/wyprzedaz.md": None, "rady/tajne.md": None})
    made.publish()
    now = datetime(2026, 12, 24, 23, 0, tzinfo=UTC)
    monkeypatch.setattr(kb.reader, "_now", lambda: now)
    return made


@pytest.fixture
def client(base: Base) -> Iterator[FlaskClient]:
    with base.library() as library:
        app = create_app(base.settings(), library)
        app.test_client_class = CheckedClient
        yield app.test_client()


@pytest.mark.parametrize("page", PAGES)
def test_a_renamed_article_is_led_to_from_each_of_its_pages(client: FlaskClient, page: str) -> None:
    for old, new in (("pranie", "pranie-obrusow"), ("zelazko", "prasowanie")):
        response = client.get(page.format(old), query_string={"z": "x" * 20})

        assert response.status_code == 301
        address = page.format(new)
        assert response.headers["Location"] == f"{address}?z={'x' * 20}"
        assert "max-age" not in response.headers["Cache-Control"]
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("slug", ["wyprzedaz", "kupon"])
def test_what_was_removed_or_is_over_says_what_to_read_instead(
    client: FlaskClient, page: str, slug: str
) -> None:
    response = client.get(page.format(slug))
    said = response.get_data(as_text=True)

    assert response.status_code == 410
    assert "no-store" in response.headers["Cache-Control"]
    if response.mimetype == "text/html":
        assert "noindex" in said
        assert "pranie-obrusow" in said
        assert "Wyprzedaż obrusów" not in said
        assert f"/{slug}" not in said.partition("<main")[2].partition("</main")[0].replace(
            page.format(slug), ""
        )
    else:
        assert response.get_json()["type"].endswith(":gone") or "image" in page


def test_nobody_hears_of_what_was_internal_or_never_was(client: FlaskClient) -> None:
    for slug in ("tajne", "nigdy"):
        for page in PAGES:
            assert client.get(page.format(slug)).status_code == 404


def test_hostile_addresses_lead_nowhere(client: FlaskClient) -> None:
    for address in (
        "/artykul/pranie%0d%0aX-Evil:1", "/artykul/..%2f..%2fetc", "/artykul/%2f%2fevil.example",
        "/artykul/pranie?next=//evil.example", "/artykul/" + "a" * 5_000,
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code in (301, 308, 404, 414)
        assert "X-Evil" not in response.headers
        assert response.headers.get("Location", "/artykul/").startswith(
            ("/artykul/", "http://localhost/artykul/")
        )


def test_after_a_rollback_the_former_address_is_the_article_again(base: Base) -> None:
    base.git("mv", "pomoc/rady/prasowanie.md", "pomoc/rady/zelazkiem.md")
    base.commit({})
    base.publish()
    with base.reader() as reader, pytest.raises(kb.errors.ArticleMoved):
        reader.article("prasowanie")

    from kb.ingest.rollback import roll_back

    roll_back(base.data, None, "fake-64")
    with base.reader() as reader:
        assert reader.article("prasowanie").summary.slug == "prasowanie"
