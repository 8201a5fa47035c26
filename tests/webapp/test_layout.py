"""What stands on the public pages, in which order, and what the script finds there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.ingest.editorial import Category, Editorial, read_editorial
from tests.webapp.conftest import build
from tests.webapp.fakes import EDITORIAL, FakeLibrary

#: Icons that stand in the pages themselves and for no category.
OF_THE_SITE = {"search", "phone", "mail", "clock", "place", "link"}
ROOT = Path(__file__).resolve().parents[2]


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True).replace("\u00a0", " ").replace("\u2060", "")


def test_home_goes_from_the_question_to_a_person(client: FlaskClient) -> None:
    page = text(client, "/")

    order = ('id="p_question"', "Na przykład", "Tematy", "Ostatnio zmienione", 'id="p_contact"')
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_examples_are_titles_of_the_base_and_lead_to_their_answer(client: FlaskClient) -> None:
    page = text(client, "/")

    assert '<a href="/szukaj?q=Ile+kosztuje+zwrot?">Ile kosztuje zwrot?</a>' in page
    assert page.count('<a href="/szukaj?q=') == 2, "one for each category that has a page"


def test_a_topic_is_one_link_with_a_picture_and_a_count(library: FakeLibrary) -> None:
    chosen = (Category("zwroty", "Zwroty", icon="return"), Category("dostawa", "D", icon="none"))
    library.public.editorial = Editorial(name="X", categories=chosen)
    page = text(build(library).test_client(), "/")

    cards = re.findall(r'<li class="card">.*?</li>', page, re.DOTALL)
    pictures = [re.findall(r'<path d="([^"]+)"', card) for card in cards]
    assert [card.count("<a ") for card in cards] == [1, 1]
    assert [len(picture) for picture in pictures] == [1, 1]
    assert pictures[0] != pictures[1]
    assert pictures[1][0].startswith("M6 3h8l4"), "an unknown name gives a sheet of paper"
    assert "6 artykułów" in cards[0]


def test_icons_of_the_sample_shop_and_of_the_manual_exist(client: FlaskClient) -> None:
    drawn = set(vars(client.application.jinja_env.get_template("macros/icon.html").module)["paths"])
    editorial, _ = read_editorial((ROOT / "kb/articles/kb.toml").read_bytes())
    manual = (ROOT / "docs/editors.md").read_text("utf-8")
    listed = re.findall(r"^icon = .*# ([a-z ]+)$", manual, flags=re.MULTILINE)

    assert {category.icon for category in editorial.categories} <= drawn
    assert set(listed[0].split()) == drawn - OF_THE_SITE


def test_what_changed_last_is_listed_with_its_day(client: FlaskClient) -> None:
    changed = text(client, "/").split("Ostatnio zmienione")[1].split("</section>")[0]

    assert changed.count('<time datetime="2026-10-03">3 października 2026</time>') == 5


def test_a_base_without_articles_has_no_empty_lists(library: FakeLibrary) -> None:
    library.public.articles_served = ()
    page = text(build(library).test_client(), "/")

    for heading in ("Na przykład", "Tematy", "Ostatnio zmienione", "artykuły"):
        assert heading not in page


def test_other_articles_are_grouped_under_their_category(client: FlaskClient) -> None:
    others = text(client, "/szukaj?q=zwrot").split("Inne artykuły")[1]

    assert others.count("<h3>Zwroty i wymiana</h3>") == 1
    assert others.index("<h3>Zwroty i wymiana</h3>") < others.index("Kiedy oddamy Ci pieniądze?")


def test_a_refusal_says_what_can_be_done(client: FlaskClient) -> None:
    assert "Zapytaj innymi słowami albo skontaktuj się z nami." in text(client, "/szukaj?q=kim")


def test_a_wide_table_scrolls_in_a_box_of_its_own(client: FlaskClient) -> None:
    page = text(client, "/artykul/koszt-zwrotu")

    opened = re.findall('<div class="scroll" data-label="Tabela, przewija się w bok"><table>', page)
    assert len(opened) == page.count("</table></div>") == 1


def test_a_page_brings_the_button_that_the_script_puts_beside_headings(
    client: FlaskClient,
) -> None:
    page = text(client, "/artykul/koszt-zwrotu")
    template = page.split('<template id="p_copy">')[1].split("</template>")[0]

    assert template.startswith('<button class="copy" type="button"')
    assert page.count('<script type="module" src="/static/article.js?v=') == 1
    assert '<span class="copy-word">Kopiuj odnośnik</span>' in template
    assert "p_copy" not in text(client, "/")


@pytest.mark.parametrize(
    "address", ["/", "/szukaj?q=zwrot", "/szukaj?q=kim", "/szukaj", "/artykul/paczkomat", "/brak"]
)
def test_every_page_has_one_search_that_knows_where_to_ask(
    client: FlaskClient, address: str
) -> None:
    page = text(client, address)

    (form,) = re.findall(r'<form class="search[^>]*>', page)
    assert 'action="/szukaj"' in form
    assert 'data-suggest="/podpowiedzi"' in form
    assert page.count('<script type="module" src="/static/site.js?v=') == 1


def test_the_name_of_the_shop_is_text_on_every_page(library: FakeLibrary) -> None:
    library.public.editorial = Editorial(name="<b>Sklep</b>", contact=EDITORIAL.contact)
    page = text(build(library).test_client(), "/")

    assert "&lt;b&gt;Sklep&lt;/b&gt;" in page
    assert "<b>" not in page
