from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kb.ingest.editorial import default_editorial
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary, summary
from webapp.assets import version


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    """The page as text, with non-breaking spaces as spaces so that tests stay readable."""
    response = client.get(address)
    assert response.status_code == status
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("\u2060", "")


def test_home_asks_for_a_question_and_lists_the_topics(client: FlaskClient) -> None:
    page = text(client, "/")

    assert "W czym możemy pomóc?" in page
    assert 'href="/kategoria/zwroty"' in page
    assert "6 artykułów" in page
    assert "2 artykuły" in page
    assert 'href="/artykul/zagubiony"' in page, "an article without a category is still reachable"


def test_an_article_in_another_language_is_marked_as_such(client: FlaskClient) -> None:
    link = '<a href="/artykul/delivery-abroad" lang="en" hreflang="en">'
    assert link in text(client, "/kategoria/dostawa")
    assert '<article class="reading-text" lang="en"' in text(client, "/artykul/delivery-abroad")


def test_the_answer_comes_first_with_its_source_and_date(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=zwrot")

    assert "<mark>zwrotu</mark>" in page
    assert page.index("<mark>") < page.index("Ile kosztuje zwrot?") < page.index("Inne artykuły")
    assert re.search(r'href="/artykul/koszt-zwrotu\?z=[\w-]{22}#jak-odeslac-paczke-za-darmo"', page)
    assert "Część „Jak odesłać paczkę za darmo?”" in page
    assert '<time datetime="2026-10-03">3 października 2026</time>' in page
    assert "Dlaczego ten artykuł? Pasujące słowa: paczkę, zwrotu</p>" in page


def test_a_correction_is_said_and_can_be_taken_back(
    client: FlaskClient, library: FakeLibrary
) -> None:
    page = text(client, "/szukaj?q=jak+zwrocic&kategoria=zwroty")
    exact = "/szukaj?q=jak+zwrocic&amp;kategoria=zwroty&amp;dokladnie=1"

    assert "Szukamy: <strong>jak zwrócić</strong>" in page
    assert f'Szukaj dokładnie: <a href="{exact}">jak zwrocic</a>' in page
    assert "Szukamy:" not in text(client, exact.replace("&amp;", "&"))
    assert [asked["exact"] for asked in library.public.asked] == [False, True]


def test_no_answer_is_said_first_then_the_nearest_then_a_person(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=kim+jestes")

    places = [page.index(part) for part in ("Nie mamy na to odpowiedzi.", "Może chodzi o", "tel:")]
    assert places == sorted(places)
    assert "<mark>" not in page


def test_a_category_narrows_the_search(client: FlaskClient, library: FakeLibrary) -> None:
    page = text(client, "/szukaj?q=zwrot&kategoria=zwroty")

    assert library.public.asked[-1]["category"] == "zwroty"
    assert '<option value="zwroty" selected>' in page


def test_an_unknown_category_searches_everything(client: FlaskClient, library: FakeLibrary) -> None:
    page = text(client, "/szukaj?q=zwrot&kategoria=nieznana")

    assert library.public.asked[-1]["category"] is None
    assert "selected" not in page


def test_a_refusal_in_one_category_offers_to_search_all(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=pogoda&kategoria=dostawa")

    assert '<a href="/szukaj?q=pogoda&amp;bylo=pogoda">Szukaj we wszystkich tematach</a>' in page


def test_a_degraded_search_says_so(client: FlaskClient, library: FakeLibrary) -> None:
    assert "uproszczony" not in text(client, "/szukaj?q=zwrot")

    library.public.degraded = ("dense",)

    assert "uproszczony" in text(client, "/szukaj?q=zwrot")


def test_an_article_has_contents_dates_and_related_articles(client: FlaskClient) -> None:
    page = text(client, "/artykul/koszt-zwrotu")

    assert '<h1 id="p_title">Ile kosztuje zwrot?</h1>' in page
    assert '<a href="#jak-odeslac-paczke-za-darmo">' in page
    assert "Zmieniono" in page
    assert "Stan prawny na" in page
    assert 'href="/kategoria/zwroty"' in page
    assert page.index("Zobacz też") < page.index("tel:+48120000000")


def test_a_category_lists_its_articles_with_one_line_each(client: FlaskClient) -> None:
    page = text(client, "/kategoria/zwroty")

    assert "6 artykułów" in page
    assert page.count("<p>Krótka odpowiedź") == 6
    assert "paczkomat" not in page


@pytest.mark.parametrize("address", ["/kategoria/nieznana", "/kategoria/", "/artykul/nie-ma"])
def test_an_unknown_address_offers_a_search(client: FlaskClient, address: str) -> None:
    assert "Nie ma takiej strony" in text(client, address, 404)


def test_the_words_of_a_lost_address_are_put_into_the_search_box(client: FlaskClient) -> None:
    assert 'value="reset hasla"' in text(client, "/artykul/reset-hasla", 404)


def test_a_shop_without_contacts_can_still_be_written_to() -> None:
    library = FakeLibrary()
    library.public.editorial = default_editorial()
    client = build(library).test_client()

    for address in ("/", "/szukaj?q=zwrot", "/szukaj?q=nic", "/artykul/koszt-zwrotu", "/brak"):
        block = client.get(address).get_data(as_text=True).split('id="p_contact"')[1]
        assert "Napisz do nas" in block
        assert "contact-ways" not in block


def test_a_folder_of_any_name_can_be_a_category(library: FakeLibrary) -> None:
    name = 'Docs & „Tips" 1'
    library.public.articles_served = (summary("x", name, "Jak zacząć?"),)
    library.public.categories_served = ((name, name, 1),)
    client = build(library).test_client()

    address = "/kategoria/Docs%20&%20%E2%80%9ETips%22%201"
    assert address.replace("&", "&amp;") in text(client, "/")
    assert "Jak zacząć?" in text(client, address)
    assert client.get("/szukaj", query_string={"q": "zwrot", "kategoria": name}).status_code == 200


def test_a_base_without_articles_still_has_a_home(library: FakeLibrary) -> None:
    library.public.articles_served = ()

    assert "W czym możemy pomóc?" in text(build(library).test_client(), "/")


def test_a_long_list_without_categories_is_cut_and_says_so(library: FakeLibrary) -> None:
    library.public.articles_served = library.public.articles_served[-1:] * 52

    assert "I jeszcze 2 artykuły." in text(build(library).test_client(), "/")


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> zwrot",
        "zwrot' OR 1=1; --",
        ".*(zwrot)+$",
        '{"must": [{"key": "audience"}]} zwrot',
        "zwrot 🎁👩‍👩‍👧",
        'zwrot "><img src=x onerror=alert(1)>',
        "zwrot {{ 7*7 }}",
        "zwrot\x00\x07\ufdd0\U0001ffff",
        "zwrot \ufffe",
    ],
)
def test_any_question_gives_a_clean_page(client: FlaskClient, question: str) -> None:
    response = client.get("/szukaj", query_string={"q": question})

    page = response.get_data(as_text=True)
    for name in ("site.js", "article.js"):
        own = f'<script type="module" src="/static/{name}?v={version(name)}"></script>'
        page = page.replace(own, "")
    assert response.status_code == 200
    assert "<script" not in page
    assert page.count("<img") == 1, "the logo"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/szukaj", "Pole jest puste."),
        ("/szukaj?q=", "Pole jest puste."),
        ("/szukaj?q=%20%00%20", "Pole jest puste."),
        ("/szukaj?q=" + "a" * 10_000, "Pytanie jest za długie."),
        ("/szukaj?q=zwrot%ff", "których nie da się odczytać"),
        ("/szukaj?q=%ed%a0%80", "których nie da się odczytać"),
    ],
)
def test_a_question_that_cannot_be_searched_is_explained(
    client: FlaskClient, address: str, said: str
) -> None:
    assert said in text(client, address, 400)


def test_a_refused_question_stays_in_the_box(client: FlaskClient) -> None:
    question = "zażółć " * 1000

    page = text(client, f"/szukaj?q={question}&kategoria=zwroty", 400)

    assert f'value="{question.strip()}"' in page
    assert '<input type="hidden" name="kategoria" value="zwroty">' in page


def test_robots_may_read_articles_but_not_searches(client: FlaskClient) -> None:
    assert "Disallow: /szukaj\n" in client.get("/robots.txt").get_data(as_text=True)
    assert 'content="noindex"' in text(client, "/szukaj?q=zwrot")
    assert "noindex" not in text(client, "/artykul/koszt-zwrotu")


def test_a_long_question_has_a_short_title(client: FlaskClient) -> None:
    for question in ("zwrot towaru " * 100, "zwrot" + "u" * 1900):
        title = text(client, f"/szukaj?q={question}").split("</title>")[0]

        assert title.endswith(" … – wyniki – Lniany Dom")
        assert len(title) < 250
