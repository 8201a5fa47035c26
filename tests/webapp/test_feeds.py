"""What machines read: each format by its rules, whatever stands in the articles."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.errors import IndexMissing
from kb.ingest.markdown import parse_markdown
from tests.webapp.conftest import build
from tests.webapp.fakes import ARTICLES, CHANGED, FakeLibrary, summary
from webapp.public import feeds
from webapp.public.feeds import ATOM, LATEST_CHANGES, SITEMAP, XHTML

FEEDS = ("/sitemap.xml", "/zmiany.xml", "/llms.txt", "/artykul/koszt-zwrotu.md")
SITE = "https://pomoc.example.pl"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<b>Zwrot</b> & wymiana &amp; reszta",
    "Prezent 🎁 od 👩‍👩‍👧",
    "Dzwonek\x07 i\x00 zero\ufffe\x9b oraz \ud800 połowa",
    "]]> --> <![CDATA[",
    "[nawias](javascript:alert(1)) `kod` *x*",
    "Dwa\nwiersze\r\n## nagłówek",
    "---\ntitle: inny",
)


def parsed(response: TestResponse) -> ET.Element:
    assert response.status_code == 200
    return ET.fromstring(response.get_data())


def addresses_of(site_map: ET.Element) -> list[str]:
    return [found.text or "" for found in site_map.iter(f"{{{SITEMAP}}}loc")]


def items_of(feed: ET.Element) -> list[dict[str, str]]:
    return [{part.tag: part.text or "" for part in item} for item in feed.iter("item")]


def front_of(markdown: str) -> tuple[dict[str, Any], str]:
    _, front, body = markdown.split("---\n", 2)
    return yaml.safe_load(front), body


@pytest.fixture
def shop(library: FakeLibrary) -> FlaskClient:
    """A site that knows its own address."""
    return build(library, public_url=SITE).test_client()


@pytest.fixture
def hostile(library: FakeLibrary) -> FlaskClient:
    library.public.articles_served = tuple(
        replace(summary(f"artykul-{place}", "zwroty", title), summary=f"{title} w treści")
        for place, title in enumerate(HOSTILE)
    )
    return build(library, public_url=SITE).test_client()


def test_the_map_lists_every_page_once_with_its_last_change(shop: FlaskClient) -> None:
    response = shop.get("/sitemap.xml")
    root = parsed(response)

    assert response.content_type == "application/xml; charset=utf-8"
    assert root.tag == f"{{{SITEMAP}}}urlset"
    polish = ["/", "/kategoria/zwroty", "/kategoria/dostawa"]
    polish += [f"/artykul/{item.slug}" for item in ARTICLES]
    english = ["/en", "/en/category/zwroty", "/en/category/dostawa"]
    english += [f"/en/article/{item.slug}" for item in ARTICLES]
    pairs = list(zip(polish, english, strict=True))
    assert addresses_of(root) == [SITE + path for pair in pairs for path in pair]
    for place, entry in enumerate(root):
        pl, en = pairs[place // 2]
        found = {link.get("hreflang"): link.get("href") for link in entry.iter(f"{{{XHTML}}}link")}
        assert found == {"pl": SITE + pl, "en": SITE + en, "x-default": SITE + pl}
    moments = [found.text or "" for found in root.iter(f"{{{SITEMAP}}}lastmod")]
    assert {datetime.fromisoformat(moment) for moment in moments} == {CHANGED}


def test_a_category_changed_when_its_newest_article_did(library: FakeLibrary) -> None:
    later = CHANGED + timedelta(days=3)
    library.public.articles_served = (replace(ARTICLES[0], updated_at=later), *ARTICLES[1:])

    root = parsed(build(library).test_client().get("/sitemap.xml"))

    moments = [found.text or "" for found in root.iter(f"{{{SITEMAP}}}lastmod")]
    new = [datetime.fromisoformat(moment) == later for moment in moments]
    assert new[::2][:5] == [True, True, False, True, False], "home, two categories, two articles"


def test_the_map_quotes_a_category_of_any_name(library: FakeLibrary) -> None:
    name = 'Docs & „Tips" 1'
    library.public.articles_served = (summary("x", name, "Jak zacząć?"),)
    library.public.categories_served = ((name, name, 1),)

    found = addresses_of(parsed(build(library).test_client().get("/sitemap.xml")))

    assert found[2] == "http://localhost/kategoria/Docs%20&%20%E2%80%9ETips%22%201"


def test_the_map_is_no_longer_than_the_format_allows(
    shop: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_ADDRESSES", 7)

    assert addresses_of(parsed(shop.get("/sitemap.xml")))[-1] == f"{SITE}/artykul/koszt-zwrotu"


def test_the_map_of_a_site_in_one_language_has_no_alternates(library: FakeLibrary) -> None:
    library.public.editorial = replace(library.public.editorial, languages=("pl",))
    root = parsed(build(library).test_client().get("/sitemap.xml"))

    assert not any("/en" in address for address in addresses_of(root))
    assert list(root.iter(f"{{{XHTML}}}link")) == []


def test_the_map_of_a_base_without_articles_has_the_home_page(library: FakeLibrary) -> None:
    library.public.articles_served = ()
    client = build(library, public_url=SITE).test_client()

    assert addresses_of(parsed(client.get("/sitemap.xml"))) == [f"{SITE}/", f"{SITE}/en"]
    assert items_of(parsed(client.get("/zmiany.xml"))) == []
    assert client.get("/llms.txt").status_code == 200


def test_the_feed_names_itself_and_its_articles(shop: FlaskClient) -> None:
    response = shop.get("/zmiany.xml")
    root = parsed(response)
    channel = root.find("channel")

    assert response.content_type == "application/rss+xml; charset=utf-8"
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    assert channel is not None
    assert channel.findtext("title") == "Zmiany w\u00a0artykułach – Lniany Dom"
    assert channel.findtext("link") == f"{SITE}/"
    assert channel.findtext("language") == "pl"
    assert channel.findtext("description")
    own = channel.find(f"{{{ATOM}}}link")
    assert own is not None
    assert (own.get("href"), own.get("rel")) == (f"{SITE}/zmiany.xml", "self")
    assert own.get("type") == "application/rss+xml"
    first = next(item for item in items_of(root) if item["title"] == "Ile kosztuje zwrot?")
    assert first["link"] == f"{SITE}/artykul/koszt-zwrotu"
    assert first["category"] == "Zwroty i wymiana"
    assert first["description"].startswith("Krótka odpowiedź")
    assert first["pubDate"] == "Sat, 03 Oct 2026 09:30:00 GMT"
    assert parsedate_to_datetime(first["pubDate"]) == CHANGED


def test_the_feed_has_the_latest_changes_first_and_no_more_than_thirty(
    library: FakeLibrary,
) -> None:
    library.public.articles_served = tuple(
        replace(summary(f"a{day}", "zwroty", f"Artykuł {day}"), updated_at=CHANGED + timedelta(day))
        for day in range(LATEST_CHANGES + 5)
    )

    feed = parsed(build(library).test_client().get("/zmiany.xml"))

    titles = [item["title"] for item in items_of(feed)]
    assert titles == [f"Artykuł {day}" for day in range(LATEST_CHANGES + 4, 4, -1)]
    assert feed.findtext("channel/lastBuildDate") == items_of(feed)[0]["pubDate"]


def test_a_change_is_a_new_entry_and_an_unchanged_article_is_not(library: FakeLibrary) -> None:
    client = build(library).test_client()
    before = {item["link"]: item["guid"] for item in items_of(parsed(client.get("/zmiany.xml")))}
    changed = replace(ARTICLES[0], updated_at=CHANGED + timedelta(minutes=1))
    library.public.articles_served = (changed, *ARTICLES[1:])

    after = {item["link"]: item["guid"] for item in items_of(parsed(client.get("/zmiany.xml")))}

    assert len(set(before.values())) == len(ARTICLES)
    assert {link for link in before if before[link] != after[link]} == {
        "http://localhost/artykul/koszt-zwrotu"
    }


def test_a_moment_in_another_zone_is_the_same_moment(library: FakeLibrary) -> None:
    from zoneinfo import ZoneInfo

    winter = datetime(2026, 1, 31, 0, 30, tzinfo=ZoneInfo("Europe/Warsaw"))
    library.public.articles_served = (replace(ARTICLES[0], updated_at=winter),)

    item = items_of(parsed(build(library).test_client().get("/zmiany.xml")))[0]

    assert item["pubDate"] == "Fri, 30 Jan 2026 23:30:00 GMT"


def test_llms_txt_has_the_form_that_its_readers_expect(shop: FlaskClient) -> None:
    response = shop.get("/llms.txt")
    lines = response.get_data(as_text=True).splitlines()

    assert response.content_type == "text/plain; charset=utf-8"
    assert lines[0] == "# Lniany Dom"
    assert lines[2] == "> Odpowiedzi na pytania o zamówienia, dostawę i zwroty."
    assert [line for line in lines if line.startswith("## ")] == [
        "## Zwroty i wymiana", "## Dostawa i odbiór", "## Pozostałe artykuły", "## Optional",
    ]  # fmt: skip
    assert (
        f"- [Ile kosztuje zwrot?]({SITE}/artykul/koszt-zwrotu.md): "
        "Krótka odpowiedź w pierwszym zdaniu, a w nim 14 dni i 12,99 zł."
    ) in lines


def test_every_address_in_llms_txt_answers(client: FlaskClient) -> None:
    text = client.get("/llms.txt").get_data(as_text=True)
    targets = [link.target for link in parse_markdown(text).links]

    assert len(targets) == len(ARTICLES) + 2
    assert {client.get(target).status_code for target in targets} == {200}


def test_an_article_as_markdown_says_where_it_comes_from(shop: FlaskClient) -> None:
    response = shop.get("/artykul/koszt-zwrotu.md")
    front, body = front_of(response.get_data(as_text=True))

    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.headers["Link"] == f'<{SITE}/artykul/koszt-zwrotu>; rel="canonical"'
    assert front == {
        "title": "Ile kosztuje zwrot?",
        "source": f"{SITE}/artykul/koszt-zwrotu",
        "updated": "2026-10-03T09:30:00+00:00",
        "language": "pl",
    }
    assert body.startswith("\n# Ile kosztuje zwrot?\n\nZwrot przez Paczkomat InPost")
    assert "| kurier lub poczta | Ty |" in body
    assert "1. Otwórz formularz" in body
    assert f"[kiedy oddajemy pieniądze]({SITE}/artykul/kiedy-zwrot-pieniedzy)" in body


def test_an_article_in_another_language_says_so_in_its_markdown(client: FlaskClient) -> None:
    front, _ = front_of(client.get("/artykul/delivery-abroad.md").get_data(as_text=True))

    assert front["language"] == "en"


def test_there_is_no_markdown_of_what_there_is_not(client: FlaskClient) -> None:
    for address in ("/artykul/nie-ma.md", "/artykul/.md", "/artykul/koszt-zwrotu.md.md"):
        assert client.get(address).status_code == 404
    assert client.get("/artykul/koszt-zwrotu.md/").location == "/artykul/koszt-zwrotu.md"


def test_no_title_breaks_the_map_or_the_feed(hostile: FlaskClient) -> None:
    assert len(addresses_of(parsed(hostile.get("/sitemap.xml")))) == 2 * (len(HOSTILE) + 2)

    titles = {item["title"] for item in items_of(parsed(hostile.get("/zmiany.xml")))}
    assert titles == {
        "</script><script>alert(1)</script>",
        "<b>Zwrot</b> & wymiana &amp; reszta",
        "Prezent 🎁 od 👩‍👩‍👧",
        "Dzwonek i zero oraz połowa",
        "]]> --> <![CDATA[",
        "[nawias](javascript:alert(1)) `kod` *x*",
        "Dwa wiersze ## nagłówek",
        "--- title: inny",
    }


def test_a_summary_is_words_for_a_reader_that_takes_it_for_html(hostile: FlaskClient) -> None:
    said = [item["description"] for item in items_of(parsed(hostile.get("/zmiany.xml")))]

    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; w treści" in said
    assert all("<" not in text for text in said)


def test_no_title_breaks_llms_txt(hostile: FlaskClient) -> None:
    text = hostile.get("/llms.txt").get_data(as_text=True)
    document = parse_markdown(text)

    assert [link.target for link in document.links[: len(HOSTILE)]] == [
        f"{SITE}/artykul/artykul-{place}.md" for place in range(len(HOSTILE))
    ]
    assert [section.title for section in document.sections if section.level == 2] == [
        "Zwroty i wymiana", "Optional",
    ]  # fmt: skip
    assert document.html_line is None


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_title_breaks_the_front_of_an_article(hostile: FlaskClient, place: int) -> None:
    text = hostile.get(f"/artykul/artykul-{place}.md").get_data(as_text=True)
    front, body = front_of(text)

    assert list(front) == ["title", "source", "updated", "language"]
    assert "\n" not in front["title"]
    assert parse_markdown(body).title == front["title"]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_that_did_not_change_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("address", FEEDS)
def test_head_answers_like_get(client: FlaskClient, address: str) -> None:
    head, get = client.head(address), client.get(address)

    assert (head.status_code, head.get_data()) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("address", FEEDS)
def test_the_address_of_the_site_goes_before_the_host_of_the_request(
    library: FakeLibrary, address: str
) -> None:
    told = build(library, public_url=SITE).test_client()
    other = build(library).test_client()

    text = told.get(address, base_url="http://evil.example").get_data(as_text=True)
    untold = other.get(address, base_url="https://inna.example:8443").get_data(as_text=True)

    assert "evil.example" not in text
    assert SITE in text
    assert "https://inna.example:8443/" in untold


@pytest.mark.parametrize("address", FEEDS)
def test_without_an_index_a_feed_is_unavailable_and_not_empty(
    client: FlaskClient, library: FakeLibrary, address: str
) -> None:
    library.failure = IndexMissing("nothing published")

    response = client.get(address)

    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_robots_are_told_where_the_map_is(shop: FlaskClient) -> None:
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in shop.get("/robots.txt").get_data(as_text=True)


def test_dates_are_told_in_universal_time(shop: FlaskClient) -> None:
    for moment in parsed(shop.get("/sitemap.xml")).iter(f"{{{SITEMAP}}}lastmod"):
        assert datetime.fromisoformat(moment.text or "").tzinfo == UTC


def test_the_front_is_json_and_yaml_alike(shop: FlaskClient) -> None:
    text = shop.get("/artykul/koszt-zwrotu.md").get_data(as_text=True)
    front, _ = front_of(text)

    for line in text.split("---\n")[1].splitlines():
        key, _, value = line.partition(": ")
        assert json.loads(value) == front[key]
