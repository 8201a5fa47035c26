from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.security import HEADERS

SHOP = "https://sklep.example.pl"
PAGES = ("/widget", "/widget/szukaj?q=zwrot", "/en/widget/article/koszt-zwrotu", "/widget/szukaj")
PLACE = "strona=/produkt/obrus&tytul=Obrus+%22lniany%22"


def policy(client: FlaskClient, address: str) -> str:
    return client.get(address).headers["Content-Security-Policy"]


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True).replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize("address", PAGES)
def test_only_the_named_shops_may_frame_the_widget(library: FakeLibrary, address: str) -> None:
    on = build(library, widget_origins=f"{SHOP}, https://www.example.pl").test_client()
    off = build(library).test_client()

    assert policy(on, address).endswith(f"frame-ancestors {SHOP} https://www.example.pl")
    assert policy(off, address) == HEADERS["Content-Security-Policy"]
    assert policy(on, "/szukaj?q=zwrot").endswith("frame-ancestors 'none'")


def test_pages_name_the_shops_that_they_talk_to(library: FakeLibrary) -> None:
    client = build(library, widget_origins=SHOP).test_client()

    assert f'data-origins="{SHOP}"' in text(client, "/widget")


@pytest.mark.parametrize("language", ["", "/en"])
def test_links_and_forms_stay_in_the_widget_and_carry_the_shops_page(
    client: FlaskClient, language: str
) -> None:
    search, article = (
        ("/en/widget/search", "/en/widget/article/")
        if language
        else ("/widget/szukaj", "/widget/artykul/")
    )
    page = text(client, f"{search}?q=jak+zwrocic&{PLACE}")

    assert f'action="{search}"' in page
    assert '<input type="hidden" name="strona" value="/produkt/obrus">' in page
    assert '<input type="hidden" name="tytul" value="Obrus &#34;lniany&#34;">' in page
    links = [part.split('"')[0] for part in page.split('<a href="')[1:]]
    inside = [link for link in links if "widget" in link]
    assert any(link.startswith(article) for link in inside)
    assert all("strona=/produkt/obrus" in link for link in inside)
    assert f'href="{search}?q=jak+zwrocic&amp;dokladnie=1' in page or language


def test_suggestions_lead_to_pages_of_the_widget(client: FlaskClient) -> None:
    found = client.get(f"/widget/podpowiedzi?q=zwrot&{PLACE}").get_json()
    addresses = [one["url"] for group in found["groups"] for one in group["options"]]

    assert addresses
    assert all(address.startswith("/widget/") for address in addresses)
    assert all("strona=/produkt/obrus" in address for address in addresses)


def test_an_article_leads_back_to_the_results_and_out_to_the_whole_page(
    client: FlaskClient,
) -> None:
    page = text(client, "/widget/artykul/koszt-zwrotu?q=zwrot")

    assert 'href="/widget/szukaj?q=zwrot">Wróć do wyników' in page
    assert '<a href="/artykul/koszt-zwrotu" target="_blank" rel="noopener">Otwórz' in page
    assert 'href="/widget/artykul/kiedy-zwrot-pieniedzy?q=zwrot"' in page, "inside the text"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "javascript:alert(1)"])
def test_what_is_no_path_is_no_page_of_the_shop(client: FlaskClient, path: str) -> None:
    assert "strona" not in text(client, f"/widget?strona={path}")


def test_a_long_title_is_cut(client: FlaskClient) -> None:
    page = text(client, f"/widget?tytul={'a' * 500}")

    assert f'value="{"a" * 200}"' in page


def test_a_prepared_question_waits_in_the_box(client: FlaskClient) -> None:
    assert 'value="ile &lt;b&gt;"' in text(client, "/widget?q=ile+<b>")


@pytest.mark.parametrize(
    ("address", "status"), [("/widget/szukaj?q=", 400), ("/widget/artykul/nie-ma", 404)]
)
def test_errors_have_nothing_of_the_site_around(
    client: FlaskClient, address: str, status: int
) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert '<header class="top">' not in answer.get_data(as_text=True)
    assert 'action="/widget/szukaj"' in answer.get_data(as_text=True)


def test_a_refusal_that_is_kept_for_others_holds_nothing_of_who_was_refused(
    library: FakeLibrary,
) -> None:
    app = build(library, rate_limit=1, proxy_hops=1)
    asked = [
        app.test_client().get(
            f"/widget/szukaj?q=zwrot+{word}&strona=/{word}&tytul={word}",
            headers={"X-Forwarded-For": "203.0.113.7"},
        )
        for word in ("pierwszy", "drugi", "trzeci")
    ]

    assert [answer.status_code for answer in asked] == [200, 429, 429]
    assert "drugi" not in asked[2].get_data(as_text=True)
    assert "drugi" not in asked[1].get_data(as_text=True)


def test_pages_of_the_widget_are_not_indexed(client: FlaskClient) -> None:
    assert all('name="robots" content="noindex"' in text(client, at) for at in PAGES[:3])
