"""Every page in two languages: its addresses, its twin, what it says of articles in another one.

The page checker, through which every page here passes, compares the language of a page with its
address and finds Polish on English pages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from kb.errors import IndexMissing
from kb.ingest.editorial import Contact
from tests.webapp.conftest import build
from tests.webapp.fakes import COMMIT, EDITORIAL, FakeLibrary, summary
from tests.webapp.test_contact import OPENING
from webapp.language import current, page, pages

TWINS = {
    "/": "/en",
    "/szukaj?q=zwrot": "/en/search?q=zwrot",
    "/szukaj?q=pogoda": "/en/search?q=pogoda",
    "/szukaj?q=zwrocic": "/en/search?q=zwrocic",
    "/szukaj?q=pogoda&kategoria=zwroty": "/en/search?q=pogoda&kategoria=zwroty",
    "/artykul/koszt-zwrotu": "/en/article/koszt-zwrotu",
    "/artykul/zagubiony": "/en/article/zagubiony",
    "/artykul/delivery-abroad": "/en/article/delivery-abroad",
    "/artykul/koszt-zwrotu/historia": "/en/article/koszt-zwrotu/history",
    f"/artykul/koszt-zwrotu/wersja/{COMMIT}": f"/en/article/koszt-zwrotu/version/{COMMIT}",
    "/kategoria/zwroty": "/en/category/zwroty",
    "/kategoria/dostawa": "/en/category/dostawa",
    "/kontakt": "/en/contact",
    "/kontakt/dziekujemy": "/en/contact/thank-you",
    "/prywatnosc": "/en/privacy",
}
#: Has a language, but is not a page, or nobody can guess its address.
NO_PAGES = {
    # Behind a link that only a customer has; seen by the tests of the survey.
    "/ankieta/<token>",
    "/en/survey/<token>",
    "/podpowiedzi",
    "/en/suggest",
    "/obraz.png",
    "/en/picture.png",
    "/ocena",
    "/en/rating",
}
NO_PAGES |= {"/kontakt/<number>", "/en/contact/<number>"}
ERRORS = {
    "/artykul/brak": "/en/article/brak",
    "/szukaj?q=": "/en/search",
    "/brak": "/en",
    "/en/brak": "/",
}
SITE = "https://pomoc.example.pl"


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("\u2060", "")


def switches(found: str) -> set[tuple[str, str]]:
    """Language and address of the links to this page in another language."""
    pattern = r'<a[^>]* href="([^"]*)" lang="(\w+)" hreflang="\2">(?:English|Polski)</a>'
    return {(language, unescape(address)) for address, language in re.findall(pattern, found)}


def alternates(found: str) -> dict[str, str]:
    pattern = r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">'
    return {language: unescape(address) for language, address in re.findall(pattern, found)}


@pytest.fixture
def client(library: FakeLibrary) -> FlaskClient:
    """A site that knows its address, and its hours as rules."""
    contact = replace(EDITORIAL.contact, opening=OPENING, address_note="salon: święta nieczynne")
    library.public.editorial = replace(EDITORIAL, contact=contact)
    return build(library, public_url=SITE).test_client()


@pytest.mark.parametrize(("polish", "english"), TWINS.items())
def test_every_page_has_its_twin_and_both_say_so(
    client: FlaskClient, polish: str, english: str
) -> None:
    pl, en = text(client, polish), text(client, english)

    assert switches(pl) == {("en", english)}
    assert switches(en) == {("pl", polish)}
    expected = {"pl": SITE + polish, "en": SITE + english, "x-default": SITE + polish}
    assert alternates(pl) == alternates(en) == expected


@pytest.mark.parametrize(("address", "twin"), ERRORS.items())
def test_a_page_of_an_error_leads_to_the_other_language_but_is_no_alternate(
    client: FlaskClient, address: str, twin: str
) -> None:
    found = client.get(address).get_data(as_text=True)

    assert {where for _, where in switches(found)} == {twin}
    assert alternates(found) == {}


def test_the_twins_are_all_pages_that_there_are(client: FlaskClient) -> None:
    rules = client.application.url_map.iter_rules()
    paths = {
        rule.rule
        for rule in rules
        # A shop's page decides the language of the widget, which offers no other.
        if "language" in rule.arguments and not rule.endpoint.startswith("widget.")
    }
    seen = {re.sub("(article|artykul|category|kategoria)/[^/]*", r"\1/<slug>",
                   path.split("?")[0].replace(COMMIT, "<commit>"))
            for pair in TWINS.items() for path in pair}  # fmt: skip

    assert paths - NO_PAGES == seen


def test_the_switch_keeps_the_question_with_its_filter_and_nothing_else(
    client: FlaskClient,
) -> None:
    asked = "?q=zwrot+%26+koszt&kategoria=zwroty&dokladnie=1"

    assert switches(text(client, f"/szukaj{asked}&utm=x")) == {("en", f"/en/search{asked}")}


def test_links_stay_in_the_language_of_the_page(client: FlaskClient) -> None:
    for address in TWINS.values():
        links = re.findall(r'<(?:a|form) [^>]*(?:href|action)="(/[^"]*)"', text(client, address))
        switch = {where for _, where in switches(text(client, address))}
        assert {
            link for link in map(unescape, links) if not f"{link}/".startswith("/en/")
        } == switch


def test_an_article_in_another_language_is_said_to_be_so(client: FlaskClient) -> None:
    note = '<span class="in-language" lang="{}">({})</span></a>'

    assert note.format("en", "in Polish") in text(client, "/en/category/zwroty")
    assert note.format("pl", "po angielsku") in text(client, "/kategoria/dostawa")
    assert "in-language" not in text(client, "/kategoria/zwroty")


def test_an_article_in_another_language_leads_to_a_person(client: FlaskClient) -> None:
    english = text(client, "/en/article/koszt-zwrotu")
    polish = text(client, "/artykul/delivery-abroad")

    assert "This article is available in Polish only." in english
    assert '<a href="#p_contact">Ask a person</a>' in english
    assert '<title lang="pl">Ile kosztuje zwrot? (in Polish) –' in english
    assert 'Ten artykuł jest dostępny tylko po angielsku. <a href="#p_contact">' in polish
    assert '<title lang="en">Do you deliver abroad? (po angielsku) –' in polish
    assert "notice" not in text(client, "/artykul/koszt-zwrotu")
    assert "notice" not in text(client, "/en/article/delivery-abroad")


def test_a_shop_without_contacts_sends_nobody_to_them(library: FakeLibrary) -> None:
    library.public.editorial = replace(EDITORIAL, contact=Contact())

    assert "Ask a person" not in text(build(library).test_client(), "/en/article/koszt-zwrotu")


def test_a_ukrainian_article_has_a_name_for_its_language(library: FakeLibrary) -> None:
    library.public.articles_served = (summary("x", "zwroty", "Повернення", language="uk"),)
    client = build(library).test_client()

    assert "(in Ukrainian)" in text(client, "/en/category/zwroty")
    assert "(po ukraińsku)" in text(client, "/kategoria/zwroty")


def test_categories_have_their_english_names_and_counts(client: FlaskClient) -> None:
    home = text(client, "/en")

    assert ">Returns and exchanges</a>" in home
    assert ' lang="pl">Dostawa i odbiór</a>' in home, "nobody translated it"
    assert "6 articles" in home
    assert "Returns and exchanges" in text(client, "/en/search?q=zwrot")


def test_machines_are_told_the_language(client: FlaskClient) -> None:
    for address, locale in (("/", "pl_PL"), ("/en", "en_GB"), ("/en/search?q=x", "en_GB")):
        assert f'<meta property="og:locale" content="{locale}">' in text(client, address)
    assert f'<link rel="canonical" href="{SITE}/en/category/zwroty">' in text(
        client, "/en/category/zwroty"
    )


@pytest.mark.parametrize("path", ["/en", "/en/search?q=zwrot", "/en/article/koszt-zwrotu", "/en/x"])
def test_without_english_there_are_no_english_addresses(library: FakeLibrary, path: str) -> None:
    library.public.editorial = replace(EDITORIAL, languages=("pl",))
    client = build(library).test_client()

    assert "Nie ma takiej strony" in text(client, path, 404)
    for address in ("/", "/szukaj?q=zwrot", "/artykul/koszt-zwrotu", "/brak"):
        found = client.get(address).get_data(as_text=True)
        assert switches(found) == set()
        assert alternates(found) == {}


def test_an_address_that_only_begins_like_english_is_polish(client: FlaskClient) -> None:
    assert "Nie ma takiej strony" in text(client, "/english", 404)


def test_an_english_page_of_an_error_is_english(client: FlaskClient, library: FakeLibrary) -> None:
    assert "There is no such page" in text(client, "/en/nothing", 404)
    assert "The box is empty." in text(client, "/en/search?q=", 400)
    assert client.post("/en/search").status_code == 405
    library.failure = IndexMissing("gone")
    assert "not available at the moment" in text(client, "/en", 503)


def test_without_an_index_an_english_address_is_answered_in_english() -> None:
    client = build(FakeLibrary(failure=IndexMissing("x"))).test_client()

    assert "not available at the moment" in text(client, "/en", 503)


def test_a_trailing_slash_leads_to_the_english_page(client: FlaskClient) -> None:
    assert client.get("/en/").location == "/en"
    assert client.get("/en/article/koszt-zwrotu/").location == "/en/article/koszt-zwrotu"


def test_one_view_serves_both_addresses_and_is_told_the_language(library: FakeLibrary) -> None:
    app = Flask("two")
    blueprint = Blueprint("two", __name__)

    @page(blueprint, "/dwa/<slug>", "/en/two/<slug>", methods=("GET", "POST"))
    def two(slug: str) -> str:
        return f"{current()} {slug}"

    app.extensions.update(build(library).extensions)
    pages.register(app)
    app.register_blueprint(blueprint)

    client = app.test_client()
    assert client.get("/dwa/x").get_data(as_text=True) == "pl x"
    assert client.post("/en/two/x").get_data(as_text=True) == "en x"
