"""Canonical addresses, link previews and structured data of pages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.fakes import ARTICLES, CHANGED, FakeLibrary, FakeReader, summary
from webapp.public import structured

SITE = "https://pomoc.example.pl"
END = "</script><script>alert(1)</script>"


def head(client: FlaskClient, address: str, status: int = 200, **how: Any) -> list[Any]:
    """Elements of a page's head."""
    response = client.get(address, **how)
    assert response.status_code == status
    root = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    return list(root.iterfind("head/*"))


def meta(elements: list[Any]) -> dict[str, str]:
    named = {e.get("property") or e.get("name"): e.get("content") for e in elements}
    return {name: said for name, said in named.items() if name}


def canonical(elements: list[Any]) -> list[str]:
    return [e.get("href") for e in elements if e.tag == "link" and e.get("rel") == "canonical"]


def data(elements: list[Any]) -> dict[str, dict[str, Any]]:
    """Data blocks by type."""
    blocks = [json.loads(e.text) for e in elements if e.get("type") == "application/ld+json"]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return {block["@type"]: block for block in blocks}


@pytest.fixture
def shop(library: FakeLibrary) -> FlaskClient:
    """A site that knows its own address."""
    return build(library, public_url=SITE).test_client()


@pytest.mark.parametrize("address", ["/", "/artykul/koszt-zwrotu", "/kategoria/zwroty"])
def test_a_page_names_its_one_address(shop: FlaskClient, address: str) -> None:
    for asked in (address, f"{address}?utm_source=list"):
        found = head(shop, asked, base_url="http://evil.example")

        assert canonical(found) == [SITE + address]
        assert meta(found)["og:url"] == SITE + address


def test_without_the_setting_the_host_of_the_request_is_named(client: FlaskClient) -> None:
    found = head(client, "/artykul/koszt-zwrotu", base_url="https://pomoc.example:8443")

    assert canonical(found) == ["https://pomoc.example:8443/artykul/koszt-zwrotu"]


@pytest.mark.parametrize("host", ['a"><script>', "a'b", "a b", "<x>", "a\\b"])
def test_no_host_name_breaks_a_page(client: FlaskClient, host: str) -> None:
    for address in ("/", "/artykul/koszt-zwrotu", "/sitemap.xml", "/zmiany.xml"):
        response = client.get(address, headers={"Host": host})

        assert response.status_code in {200, 400}
        assert "<script>" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/szukaj?q=zwrot", 200),
        ("/szukaj?q=pogoda", 200),
        ("/szukaj", 400),
        ("/artykul/nie-ma", 404),
    ],
)
def test_results_and_errors_are_not_indexed(shop: FlaskClient, address: str, status: int) -> None:
    found = head(shop, address, status)

    assert meta(found)["robots"] == "noindex"
    assert canonical(found) == []
    assert "og:url" not in meta(found)
    assert data(found) == {}


def test_an_article_can_be_previewed(shop: FlaskClient) -> None:
    said = meta(head(shop, "/artykul/koszt-zwrotu"))

    assert said["og:title"] == "Ile kosztuje zwrot?"
    assert said["og:type"] == "article"
    assert said["og:site_name"] == "Lniany Dom"
    assert said["og:locale"] == "pl_PL"
    assert said["og:description"] == said["description"]
    assert said["description"].startswith("Krótka odpowiedź")
    assert "robots" not in said


def test_an_article_in_another_language_says_so_to_machines_too(shop: FlaskClient) -> None:
    found = head(shop, "/artykul/delivery-abroad")

    assert meta(found)["og:locale"] == "en_GB"
    assert data(found)["Article"]["inLanguage"] == "en"
    assert [e.get("lang") for e in found if e.get("name") == "description"] == ["en"]


def test_home_and_category_describe_themselves(shop: FlaskClient) -> None:
    home, category = meta(head(shop, "/")), meta(head(shop, "/kategoria/zwroty"))

    assert home["description"] == "Odpowiedzi na pytania o zamówienia, dostawę i zwroty."
    assert (home["og:title"], home["og:type"]) == ("Lniany Dom", "website")
    assert category["og:title"] == "Zwroty i wymiana"
    assert category["description"].startswith("Ile kosztuje zwrot? · Kiedy oddamy")
    assert len(category["description"]) < 160


def test_every_page_names_the_feed_and_an_article_its_markdown(shop: FlaskClient) -> None:
    found = head(shop, "/artykul/koszt-zwrotu")
    others = {e.get("type"): e.get("href") for e in found if e.get("rel") == "alternate"}
    others.pop(None)  # the same page in other languages

    assert others == {
        "application/rss+xml": "/zmiany.xml",
        "text/markdown": "/artykul/koszt-zwrotu.md",
    }
    for address in others.values():
        assert shop.get(address).status_code == 200
    for address in ("/", "/szukaj?q=zwrot", "/kategoria/zwroty"):
        assert any(e.get("type") == "application/rss+xml" for e in head(shop, address))


def test_home_tells_how_to_search_it(shop: FlaskClient) -> None:
    site = data(head(shop, "/"))["WebSite"]
    template = site["potentialAction"]["target"]["urlTemplate"]

    assert (site["name"], site["url"]) == ("Lniany Dom", f"{SITE}/")
    assert site["potentialAction"]["query-input"] == "required name=search_term_string"
    assert template.startswith(f"{SITE}/szukaj?")
    address = template.removeprefix(SITE).replace("{search_term_string}", "zwrot")
    assert shop.get(address).status_code == 200


def test_an_article_tells_its_publisher_and_its_date(shop: FlaskClient) -> None:
    article = data(head(shop, "/artykul/koszt-zwrotu"))["Article"]

    assert article["headline"] == "Ile kosztuje zwrot?"
    assert article["dateModified"] == CHANGED.isoformat()
    assert article["inLanguage"] == "pl"
    assert article["publisher"]["name"] == "Lniany Dom"
    assert article["url"] == f"{SITE}/artykul/koszt-zwrotu"
    assert "Anna Nowak" not in json.dumps(article, ensure_ascii=False), "staff are not named"


def test_an_article_tells_where_it_stands(shop: FlaskClient) -> None:
    steps = data(head(shop, "/artykul/koszt-zwrotu"))["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Pomoc", f"{SITE}/"),
        (2, "Zwroty i wymiana", f"{SITE}/kategoria/zwroty"),
        (3, "Ile kosztuje zwrot?", f"{SITE}/artykul/koszt-zwrotu"),
    ]


def test_an_article_without_a_category_stands_right_under_the_home_page(shop: FlaskClient) -> None:
    steps = data(head(shop, "/artykul/zagubiony"))["BreadcrumbList"]["itemListElement"]

    assert [step["name"] for step in steps] == ["Pomoc", "Artykuł bez działu"]


def test_a_category_is_questions_with_answers(shop: FlaskClient) -> None:
    questions = data(head(shop, "/kategoria/zwroty"))["FAQPage"]["mainEntity"]

    assert [question["name"] for question in questions] == [
        item.title for item in ARTICLES if item.category == "zwroty"
    ]
    answer = questions[0]["acceptedAnswer"]
    assert answer["text"] == ARTICLES[0].summary
    assert answer["url"] == f"{SITE}/artykul/koszt-zwrotu"


def test_articles_without_words_are_no_answers(library: FakeLibrary) -> None:
    silent = tuple(replace(item, summary="  ") for item in ARTICLES)
    library.public.articles_served = silent

    assert data(head(build(library).test_client(), "/kategoria/zwroty")) == {}
    assert structured.faq_page([silent[0], ARTICLES[1]], str) == structured.faq_page(
        [ARTICLES[1]], str
    )


@pytest.mark.parametrize("title", [END, "<!--<script>", "]]>", "\"'&\\u003c/script>"])
def test_no_text_ends_a_data_block(library: FakeLibrary, title: str) -> None:
    library.public.articles_served = (replace(summary("x", "zwroty", title), summary=title),)
    library.public.categories_served = (("zwroty", title, 1),)
    library.public.editorial = replace(library.public.editorial, name=title, tagline=title)
    client = build(library).test_client()

    for address in ("/", "/artykul/x", "/kategoria/zwroty"):
        text = client.get(address).get_data(as_text=True)
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)

        assert "alert(1)</script>" not in text
        assert blocks
        assert all("<" not in block for block in blocks)
        assert [json.loads(block)["@type"] for block in blocks] == list(data(head(client, address)))
    assert data(head(client, "/artykul/x"))["Article"]["headline"] == title


def test_objects_are_made_without_an_application() -> None:
    page = FakeReader().article("koszt-zwrotu")

    made = structured.article(page, address="A", publisher=" Sklep\n\x07 ", home="H")

    assert made["publisher"] == {"@type": "Organization", "name": "Sklep", "url": "H"}
    assert structured.breadcrumbs([])["itemListElement"] == []
