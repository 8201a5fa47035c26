"""Approving, changing, turning down and taking back, by forms of the page as browsers send them."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kb.accounts.model import Role
from kb.store.schema import deliveries
from tests.delivery.sink import Sink
from tests.delivery.sink import serving as smtp
from tests.webapp.panel.conftest import PanelClient, SignIn
from tests.webapp.panel.work.workplace import (
    DAMAGED,
    TERM,
    Editors,
    Page,
    Workplace,
    approve,
    case_page,
    press,
    read,
)
from webapp.serving import serving

ANSWER = "/odpowiedz"


@pytest.fixture
def other(sign_in: SignIn) -> PanelClient:
    """A second agent."""
    return sign_in(Role.AGENT, login="inna")


def test_a_draft_is_approved_as_it_stands(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    response = approve(agent, case_page(agent, number))

    assert response.status_code == 303
    assert desk.draft(number).state == "approved"
    assert desk.draft(number).last.by_name == "Anna Nowak"
    (reply,) = desk.replies(number)
    assert "ma Pani 30 dni od otrzymania przesyłki." in reply
    assert "\r" not in reply
    assert desk.case(number).conversation.status == "answered"


def test_after_an_approval_comes_the_next_conversation_with_a_way_back(
    agent: PanelClient, desk: Workplace
) -> None:
    first, second = desk.drafted(), desk.drafted()

    response = approve(agent, case_page(agent, first, "?kanal=email"))

    assert response.location == f"/panel/sprawa/{second}?kanal=email&zrobione={first}"
    page = Page(agent.get(response.location))
    assert (
        "Odpowiedź zatwierdzona. System jej nie wyśle. Skopiuj ją i wyślij samodzielnie."
        in page.text
    )
    assert press(agent, page, "/cofnij").location == f"/panel/sprawa/{first}"
    assert desk.draft(first).state == "proposed"
    assert desk.replies(first) == []


def test_the_last_approval_can_be_taken_back_from_the_inbox(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()

    response = approve(agent, case_page(agent, number))

    assert response.location == f"/panel?zrobione={number}"
    page = Page(agent.get(response.location))
    assert "Odpowiedź zatwierdzona." in page.text
    press(agent, page, "/cofnij")
    assert desk.case(number).conversation.status == "open"
    assert approve(agent, case_page(agent, number)).status_code == 303
    assert len(desk.replies(number)) == 1


def test_a_form_sent_twice_is_one_reply(agent: PanelClient, desk: Workplace) -> None:
    page = case_page(agent, desk.drafted())

    first, second = approve(agent, page), approve(agent, page)

    assert (first.status_code, second.status_code) == (303, 303)
    with desk.store.reading() as connection:
        assert len(connection.execute(deliveries.select()).all()) == 1


def test_the_second_of_two_agents_learns_who_was_first_and_keeps_the_text(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    mine, theirs = case_page(agent, number), case_page(other, number)
    written = f"Dzień dobry,\r\n\r\n{TERM} Do zobaczenia."
    approve(agent, mine)

    answer = Page(approve(other, theirs, tekst=written))

    assert answer.status == 409
    assert "Ktoś był szybszy: Anna Nowak, 30 listopada 2026, 10:00" in answer.trouble
    assert "Twój tekst, którego nie wysłano" in answer.text
    assert "Do zobaczenia." in answer.text
    assert not answer.has_button("Zatwierdź")
    (final,) = answer.of("div", "final")
    assert "Do zobaczenia." not in final
    assert len(desk.replies(number)) == 1


def test_of_two_tabs_the_one_that_saves_later_does_not_win_unnoticed(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    mine, theirs = case_page(agent, number), case_page(other, number)
    press(agent, mine, ANSWER, akcja="zapisz", tekst="Sprawdzam w magazynie.")

    answer = Page(press(other, theirs, ANSWER, akcja="zapisz", tekst="Proszę o numer."))

    assert answer.status == 409
    assert "Anna Nowak" in answer.trouble
    assert answer.form(ANSWER)["tekst"] == ["Proszę o numer."]
    assert "Sprawdzam w magazynie." in answer.text, "the other's text can be read and taken over"
    assert press(other, answer, ANSWER, akcja="zapisz").status_code == 303
    assert desk.draft(number).text == "Proszę o numer."


def test_what_was_saved_is_there_for_the_next_person(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()

    press(agent, case_page(agent, number), ANSWER, akcja="zapisz", tekst="Sprawdzam to.")

    page = case_page(other, number)
    assert page.form(ANSWER)["tekst"] == ["Sprawdzam to."]
    assert "szkic poprawiony" in page.text


def test_a_draft_whose_article_changed_is_not_sent(
    agent: PanelClient, desk: Workplace, editors: Editors
) -> None:
    number = desk.drafted()
    page = case_page(agent, number)
    editors.publish({"zwroty/termin-zwrotu.md": None})

    answer = Page(approve(agent, page))

    assert answer.status == 409
    assert "Artykuł, na którym opiera się szkic, zmienił się" in answer.trouble
    assert desk.replies(number) == []
    assert answer.form(ANSWER)["tekst"][0].startswith("Dzień dobry")
    assert "Artykuł, na którym opiera się szkic, zmienił się" in case_page(agent, number).text


def test_a_draft_is_stale_when_the_customer_writes_again(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    page = case_page(agent, number)
    desk.write("I ile kosztuje dostawa kurierem?", conversation=number)

    answer = Page(approve(agent, page, tekst=f"{TERM} Pozdrawiam."))

    assert answer.status == 409
    assert "Klient napisał po przygotowaniu szkicu." in answer.trouble
    assert answer.form(ANSWER)["tekst"] == [f"{TERM} Pozdrawiam."]
    press(agent, answer, "/nowy-szkic")
    fresh = case_page(agent, number)
    assert "14,99 zł" in fresh.form(ANSWER)["tekst"][0]
    assert approve(agent, fresh).status_code == 303


def test_what_is_escalated_is_approved_by_a_lead_where_the_shop_says_so(
    agent: PanelClient, lead: PanelClient, desk: Workplace, editors: Editors
) -> None:
    editors.set("[desk]\nescalation_needs_lead = true")
    number = desk.drafted(DAMAGED)
    page = case_page(agent, number)
    assert not page.has_button("Zatwierdź")
    assert "Tę odpowiedź zatwierdza kierownik zmiany." in page.text

    answer = Page(approve(agent, page))

    assert answer.status == 409
    assert "Tę odpowiedź zatwierdza kierownik zmiany." in answer.trouble
    assert press(agent, answer, ANSWER, akcja="zapisz", tekst="Przepraszamy.").status_code == 303
    confirmed = case_page(lead, number)
    assert approve(lead, confirmed, potwierdzam=confirmed.ticks()).status_code == 303
    assert desk.replies(number) == ["Przepraszamy."]


def test_a_draft_is_turned_down_with_a_reason(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    answer = press(agent, case_page(agent, number), "/odrzuc", powod="nieaktualne", inny="cena")

    assert answer.status_code == 303
    found = desk.draft(number)
    assert (found.state, found.last.reason) == ("rejected", "nieaktualne: cena")
    page = case_page(agent, number)
    assert "odrzucono" in page.text
    press(agent, page, "/cofnij")
    assert desk.draft(number).state == "proposed"


def test_a_draft_is_not_turned_down_without_a_reason(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    answer = Page(press(agent, case_page(agent, number), "/odrzuc"))

    assert answer.status == 422
    assert "Wybierz albo wpisz powód" in answer.trouble
    assert desk.draft(number).state == "proposed"


def test_what_is_on_its_way_is_not_taken_back(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    approve(agent, case_page(agent, number))
    page = case_page(agent, number)
    desk.later(minutes=5)
    desk.send()

    answer = Page(press(agent, page, "/cofnij"))

    assert answer.status == 409
    assert len(desk.replies(number)) == 1
    assert not answer.has_button("Cofnij decyzję")


def test_another_agents_decision_is_taken_back_by_a_lead_alone(
    agent: PanelClient, other: PanelClient, lead: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    approve(agent, case_page(agent, number))

    assert press(other, case_page(other, number), "/cofnij").status_code == 409
    assert len(desk.replies(number)) == 1
    assert press(lead, case_page(lead, number), "/cofnij").status_code == 303
    assert desk.replies(number) == []


def test_a_draft_of_another_conversation_is_not_decided_here(
    agent: PanelClient, desk: Workplace
) -> None:
    first, second = desk.drafted(), desk.drafted()
    page = case_page(agent, first)

    answer = approve(agent, page, szkic=desk.draft(second).id)

    assert answer.status_code == 404
    assert desk.replies(second) == []


def test_the_reply_is_a_file_for_a_mail_program(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    assert agent.get(f"/panel/sprawa/{number}/list.eml").status_code == 404
    approve(agent, case_page(agent, number))

    response = agent.get(f"/panel/sprawa/{number}/list.eml")

    assert response.mimetype == "message/rfc822"
    assert b"anna@poczta.example" in response.data


def test_the_number_of_a_merged_conversation_leads_to_the_letter_too(
    agent: PanelClient, desk: Workplace
) -> None:
    merged, number = desk.write(), desk.drafted()
    press(agent, case_page(agent, merged), "/polacz", z=number)
    desk.work()
    approve(agent, case_page(agent, number))

    assert agent.get(f"/panel/sprawa/{merged}/list.eml").mimetype == "message/rfc822"


def test_without_an_address_there_is_no_letter(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted(email="")
    approve(agent, case_page(agent, number))

    assert "list.eml" not in case_page(agent, number).html
    answer = Page(agent.get(f"/panel/sprawa/{number}/list.eml"))
    assert answer.status == 409
    assert "nie da się zrobić e-maila" in answer.text


def test_a_reply_that_was_refused_comes_back_and_is_sent_once_more(
    agent: PanelClient, desk: Workplace, app: Flask
) -> None:
    with smtp(Sink(refusals={"anna@poczta.example": "550 no such mailbox"})) as sink:
        with app.app_context():
            known = serving().settings
            mail = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "none"}
            serving().settings = known.model_copy(update=mail)
        number = desk.drafted()
        page = case_page(agent, number)
        assert page.has_button("Zatwierdź i wyślij")
        approve(agent, page)
        assert press_resend(agent, number).status_code == 409, "it has not failed yet"
        desk.later(minutes=5)
        desk.send()

        page = case_page(agent, number)
        assert desk.case(number).conversation.status == "open"
        assert "Odpowiedzi nie udało się wysłać." in page.text
        assert "550" in page.text
        sink.refusals.clear()
        assert press(agent, page, "/wyslij-ponownie").status_code == 303
        desk.send()

        assert [str(one["To"]) for one in sink.mails] == ["anna@poczta.example"]
    assert desk.case(number).conversation.status == "answered"
    assert "Odpowiedzi nie udało się wysłać." not in case_page(agent, number).text


def press_resend(client: PanelClient, number: str) -> TestResponse:
    return client.send(f"/panel/sprawa/{number}/wyslij-ponownie")


def test_a_reply_that_a_person_sends_is_at_hand_on_the_next_page_for_who_approved_it(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    onwards = approve(agent, case_page(agent, number)).location
    reply = desk.replies(number)[0]

    page = read(agent, onwards)

    assert " ".join(reply.split()) in page.text
    assert f"/panel/sprawa/{number}/list.eml" in page.html
    # Nobody reads a customer's letter without a note in the log of who opened it.
    assert " ".join(reply.split()) not in read(other, onwards).text
    desk.later(minutes=11)
    assert " ".join(reply.split()) not in read(agent, onwards).text


def test_the_next_conversation_is_not_one_that_was_passed_over(
    agent: PanelClient, desk: Workplace
) -> None:
    skipped, first, second = desk.drafted(), desk.drafted(), desk.drafted()

    assert f"/panel/sprawa/{first}" in case_page(agent, skipped).html
    response = approve(agent, case_page(agent, first))

    assert response.location == f"/panel/sprawa/{second}?zrobione={first}"


def test_the_metrics_tell_what_waits_in_the_outbox(
    agent: PanelClient, desk: Workplace, nobody: PanelClient
) -> None:
    def gauge(name: str) -> float:
        text = nobody.get("/metrics").get_data(as_text=True)
        (line,) = [one for one in text.splitlines() if one.startswith(f"kb_outbox_{name} ")]
        return float(line.split()[1])

    assert gauge("waiting") == 0
    approve(agent, case_page(agent, desk.drafted()))
    assert (gauge("waiting"), gauge("oldest_seconds"), gauge("failed")) == (1, 0, 0)
    desk.later(seconds=90)
    assert gauge("oldest_seconds") == 60
    desk.send()
    assert gauge("waiting") == 0
