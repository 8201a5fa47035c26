"""The fields of the contact form: what they take, what is said, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from kb.inbox.conversations import listed
from kb.inbox.model import Drafting, Filter, Status
from tests.webapp.conftest import build
from tests.webapp.contact.letters import (
    GOOD,
    NOW,
    opened,
    read,
    send,
    stored,
    stored_count,
    value_of,
)
from tests.webapp.fakes import FakeLibrary
from webapp.records import records


def test_a_message_is_stored_with_all_that_an_agent_needs(client: FlaskClient) -> None:
    sent = send(
        client,
        temat="zwroty",
        wiadomosc="Pierwszy akapit.\r\n\r\nDrugi: żółć, 👩‍👧, ﷽, e\u0301.",
        telefon="600-100-200",
        imie=" Jan  Żak ",
        bylo=["zwrot", "ile trwa zwrot"],
        szukano=["zwrot", "ile trwa zwrot", "sukienka"],
        strona="/artykul/koszt-zwrotu",
        zgoda="tak",
    )

    found = stored(sent).sent
    assert found.text == "Pierwszy akapit.\n\nDrugi: żółć, 👩‍👧, ﷽, e\u0301."
    assert (found.topic, found.language, found.page) == ("zwroty", "pl", "/artykul/koszt-zwrotu")
    assert (found.email, found.phone) == ("jan@poczta.pl", "+48 600 100 200")
    assert found.name == "Jan Żak"
    assert found.searched == ("zwrot", "ile trwa zwrot")
    assert found.may_improve
    assert found.promised_by == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_a_sent_form_waits_in_the_inbox(client: FlaskClient) -> None:
    found = stored(send(client, temat="zwroty", imie="Jan Żak"))

    (row,) = listed(records().store, Filter(), NOW).conversations
    assert (row.number, row.origin, row.topic) == (found.receipt.number, "form", "zwroty")
    assert (row.customer, row.due_at) == ("Jan Żak", found.sent.promised_by)
    assert (row.status, row.drafting) == (Status.OPEN, Drafting.WAITS)


def test_the_consent_is_not_given_unless_it_is(client: FlaskClient) -> None:
    assert not stored(send(client)).sent.may_improve


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"wiadomosc": ""}, "wiadomosc", "Napisz, w czym możemy pomóc."),
        ({"wiadomosc": " \n\t\r\n\u00a0"}, "wiadomosc", "Napisz, w czym możemy pomóc."),
        ({"wiadomosc": "ą" * 4001}, "wiadomosc", "Skróć ją o 1 znak."),
        ({"wiadomosc": "👩" * 4052}, "wiadomosc", "Skróć ją o 52 znaki."),
        ({"email": ""}, "email", "Podaj e-mail albo telefon"),
        ({"email": " ", "telefon": " "}, "email", "Podaj e-mail albo telefon"),
        ({"email": "jan@"}, "email", "W adresie e-mail jest błąd."),
        ({"email": "j@p.pl\r\nBcc: x@y.pl"}, "email", "W adresie e-mail jest błąd."),
        ({"email": "j@p.pl%0aBcc: x@y.pl"}, "email", "W adresie e-mail jest błąd."),
        ({"email": "j" * 9000 + "@p.pl"}, "email", "W adresie e-mail jest błąd."),
        ({"email": "", "telefon": "600"}, "telefon", "W numerze telefonu jest błąd."),
        ({"telefon": "600 100 200\nBcc: x"}, "telefon", "W numerze telefonu jest błąd."),
        ({"imie": "ż" * 81}, "imie", "Podaj imię i nazwisko, najwyżej 80 znaków."),
    ],
)
def test_a_fault_is_said_at_the_top_and_by_its_field_and_nothing_is_lost(
    client: FlaskClient, fields: dict[str, str], field: str, told: str
) -> None:
    typed = GOOD | {"telefon": "", "bylo": "zwrot"} | fields

    response = send(client, **typed)

    page = read(response)
    assert response.status_code == 422
    assert "<title>Błąd: Napisz do nas" in page
    summary = page.split('id="p_errors"')[1].split("</section>")[0]
    assert f'<a href="#p_{field}">' in summary
    assert told in summary
    box = re.search(rf'<(?:input|textarea)[^>]*id="p_{field}"[^>]*>', page)
    assert box
    assert 'aria-invalid="true"' in box[0]
    assert f"p_{field}_error" in box[0]
    for name in ("wiadomosc", "email", "telefon"):
        assert value_of(page, name) == " ".join(typed[name].split()).replace("\n", " ")
    assert 'value="zwrot" checked' in page
    assert stored_count() == 0


def test_a_message_of_the_greatest_length_is_taken_as_it_is(client: FlaskClient) -> None:
    text = "ż" * 3998 + "\r\nx"

    assert stored(send(client, wiadomosc=text)).sent.text == "ż" * 3998 + "\nx"


def test_a_phone_alone_is_enough(client: FlaskClient) -> None:
    found = stored(send(client, email="", telefon="+49 30 123456")).sent

    assert (found.email, found.phone) == ("", "+49 30 123456")


def test_a_body_over_the_limit_is_refused_with_what_to_do(client: FlaskClient) -> None:
    response = client.post("/kontakt", data={"wiadomosc": "x" * 66_000})

    assert response.status_code == 413
    assert "Skróć wiadomość" in read(response)


@pytest.mark.parametrize("text", ["\x00\x08abc", "\ud800", "\ufffe", "\u202eabc", "</textarea><b>"])
def test_odd_characters_do_no_harm(client: FlaskClient, text: str) -> None:
    shown = client.post("/kontakt", data={"wiadomosc": text.encode("utf-8", "surrogatepass")})
    kept = send(client, wiadomosc=b"Dobra " + text.encode("utf-8", "surrogatepass"))

    assert shown.status_code == 422
    assert stored(kept).sent.text.startswith("Dobra")


def test_what_was_searched_comes_along_and_can_be_left_out(client: FlaskClient) -> None:
    page = read(client.get("/kontakt?bylo=zwrot+butów&bylo=<b>&bylo=+&bylo=zwrot+butów"))

    assert page.count('name="bylo"') == 2
    assert page.count(" checked") == 2
    assert "Szukano: zwrot butów" in page
    assert "Szukano: &lt;b&gt;" in page


def test_what_was_left_out_stays_to_be_chosen(client: FlaskClient) -> None:
    page = read(send(client, wiadomosc="", szukano=["a", "b"], bylo=["b"]))

    assert 'value="a">' in page
    assert 'value="b" checked>' in page
    assert stored(send(client, szukano=["a", "b"], bylo=["b"])).sent.searched == ("b",)


def test_a_long_visit_is_cut(client: FlaskClient) -> None:
    many = [f"{number} " + "x" * 400 for number in range(9)]

    found = stored(send(client, bylo=many)).sent.searched

    assert len(found) == 5
    assert {len(text) for text in found} == {300}


@pytest.mark.parametrize(
    "page",
    [
        "https://zly.example/artykul/koszt-zwrotu",
        "//zly.example/",
        "/\\zly.example",
        "javascript:alert(1)",
        "/nie-ma-takiej",
        "artykul/koszt-zwrotu",
        "/artykul/" + "x" * 400,
        "http://[",
    ],
)
def test_only_pages_of_this_site_are_where_a_message_comes_from(
    client: FlaskClient, page: str
) -> None:
    assert opened(client, "/kontakt?" + "strona=" + page.replace("\\", "%5C"))["strona"] == ""
    assert stored(send(client, strona=page)).sent.page == ""


def test_a_topic_that_does_not_exist_is_another_matter(client: FlaskClient) -> None:
    assert stored(send(client, temat="../../etc")).sent.topic == ""


def test_topics_are_those_with_a_page_and_another_matter(client: FlaskClient) -> None:
    options = re.findall(r'<option value="(\w*)"', read(client.get("/kontakt")))

    assert options == ["zwroty", "dostawa", ""]


def test_every_contact_block_leads_to_the_form_with_what_was_searched(client: FlaskClient) -> None:
    assert 'href="/kontakt?strona=/"' in read(client.get("/"))
    assert 'href="/kontakt?strona=/artykul/koszt-zwrotu"' in read(
        client.get("/artykul/koszt-zwrotu")
    )
    assert 'href="/kontakt?bylo=pogoda&amp;strona=/szukaj&amp;z=' in read(
        client.get("/szukaj?q=pogoda")
    )
    found = read(client.get("/szukaj?q=zwrot"))
    assert 'href="/kontakt?bylo=zwrot&amp;strona=/szukaj&amp;z=' in found
    assert 'href="/kontakt"' in read(client.get("/nie-ma"))
    assert 'href="/kontakt' not in read(client.get("/kontakt")).split("<main")[1]


def test_the_form_says_who_keeps_the_data_and_how_long(library: FakeLibrary) -> None:
    page = read(build(library, message_retention_days=30).test_client().get("/kontakt"))

    assert "Dane z formularza przetwarza Lniany Dom, ul. Lniana 5, 30-001 Kraków" in page
    assert "Usuwamy je po 30 dniach od odpowiedzi." in page


def test_the_language_can_be_changed_without_losing_what_came_along(client: FlaskClient) -> None:
    page = read(client.get("/kontakt?bylo=a&bylo=b&strona=/"))

    assert 'href="/en/contact?bylo=a&amp;bylo=b&amp;strona=/"' in page
