from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from webapp.addresses import for_log


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("/artykul/koszt-zwrotu/", "/artykul/koszt-zwrotu"),
        ("/szukaj/?q=zwrot&kategoria=zwroty", "/szukaj?q=zwrot&kategoria=zwroty"),
        ("/api/v1/search/?q=%C5%BCwir", "/api/v1/search?q=%C5%BCwir"),
        ("/kategoria/zwroty//", "/kategoria/zwroty"),
        ("/artykul/%C5%BC%0A/", "/artykul/%C5%BC%0A"),
    ],
)
def test_a_trailing_slash_leads_to_the_address_without_it(
    client: FlaskClient, written: str, right: str
) -> None:
    response = client.get(written)

    assert response.status_code == 308
    assert response.location == right


@pytest.mark.parametrize("address", ["/nie-ma/", "/artykul/", "/static/"])
def test_an_unknown_address_with_a_slash_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_redirect_never_leaves_the_site(client: FlaskClient) -> None:
    response = client.get("http://localhost//elsewhere.example/artykul/x/")

    assert not (response.location or "").startswith("//elsewhere")


@pytest.mark.parametrize(
    "address",
    ["/", "/szukaj?q=zwrot", "/artykul/koszt-zwrotu", "/api/v1/search?q=zwrot", "/readyz"],
)
def test_head_answers_like_get_without_a_body(client: FlaskClient, address: str) -> None:
    head, get = client.head(address), client.get(address)

    assert head.status_code == get.status_code == 200
    assert head.get_data() == b""
    assert head.content_type == get.content_type


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/", "/szukaj", "/api/v1/search", "/healthz"])
def test_other_methods_are_refused_with_the_ones_allowed(
    client: FlaskClient, address: str, method: str
) -> None:
    response = client.open(address, method=method)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/kontakt", "/kontakt"),
        ("/kontakt/7K4M-2QX9", "/kontakt/-"),
        ("/en/contact/7K4M-2QX9", "/en/contact/-"),
        ("/kontakt/7K4M\n-2QX9", "/kontakt/-"),
        ("//en/kontakt//7K4M-2QX9/ok", "//en/kontakt//-"),
        ("/artykul/kontakt/x", "/artykul/kontakt/x"),
        ("/static/site.css", "/static/site.css"),
        ("/api/v1/articles/zwrot-2026", "/api/v1/articles/zwrot-2026"),
        ("/artykul/jan@example.pl", "/artykul/-"),
        ("/artykul/600-700-800", "/artykul/-"),
        ("/api/v1/articles/Anna Nowak/44051401359", "/api/v1/articles/-/-"),
        ("/żółw\n/x", "/-/x"),
    ],
)
def test_logs_hold_no_number_of_a_message_and_nothing_odd(path: str, logged: str) -> None:
    assert for_log(path) == logged
