from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kb.ingest.editorial import Privacy
from tests.webapp.conftest import build
from tests.webapp.fakes import EDITORIAL, FakeLibrary


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("address", "searches", "messages"),
    [
        ("/prywatnosc", "17 dni", "1 dzień od odpowiedzi"),
        ("/en/privacy", "17 days", "1 day after the reply"),
    ],
)
def test_the_days_are_those_of_the_settings(
    library: FakeLibrary, address: str, searches: str, messages: str
) -> None:
    client = build(library, retention_days=17, message_retention_days=1).test_client()
    page = text(client, address)

    assert page.count(f": {searches}.") == 2
    assert page.count(f": {messages}") == 1


def test_it_names_who_processes_the_data(library: FakeLibrary) -> None:
    library.public.editorial = replace(EDITORIAL, privacy=Privacy("Len <sp.> z o.o.", "iod@x.pl"))
    page = text(build(library).test_client(), "/prywatnosc")

    assert "Administrator danych: Len &lt;sp.&gt; z o.o." in page
    assert page.count('href="mailto:iod@x.pl"') == 2


@pytest.mark.parametrize("address", ["ul. Prosta 1, Kraków", "Lniany Dom, ul. Prosta 1, Kraków"])
def test_without_a_named_controller_it_is_the_shop_here_and_under_the_form(
    library: FakeLibrary, address: str
) -> None:
    contact = replace(EDITORIAL.contact, address=address)
    library.public.editorial = replace(EDITORIAL, privacy=Privacy(), contact=contact)
    client = build(library).test_client()
    page = text(client, "/prywatnosc")

    assert "Administrator danych: Lniany Dom, ul. Prosta 1, Kraków." in page
    assert "przetwarza Lniany Dom, ul. Prosta 1, Kraków, żeby" in text(client, "/kontakt")
    assert f'href="mailto:{EDITORIAL.contact.email}"' in page


def test_every_page_links_to_it(client: FlaskClient) -> None:
    assert '<a href="/prywatnosc">Prywatność i AI</a>' in text(client, "/")
    assert '<a href="/en/privacy">Privacy and AI</a>' in text(client, "/en/article/koszt-zwrotu")
