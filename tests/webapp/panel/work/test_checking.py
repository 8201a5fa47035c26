"""What the check says of the text of a reply, and what it takes to approve it all the same."""

from __future__ import annotations

import pytest

from tests.webapp.panel.conftest import PanelClient
from tests.webapp.panel.work.workplace import (
    INVENTED,
    TERM,
    Page,
    Workplace,
    approve,
    case_page,
    press,
)

ANSWER = "/odpowiedz"


def test_a_sentence_without_a_source_is_confirmed_by_itself_or_not_sent(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    page = case_page(agent, number)

    answer = Page(approve(agent, page, tekst=f"{TERM} {INVENTED}"))

    assert answer.status == 409
    assert "Bez źródła: 1 zdanie." in answer.trouble
    assert answer.form(ANSWER)["tekst"] == [f"{TERM} {INVENTED}"]
    assert answer.ticks() == [INVENTED]
    assert desk.replies(number) == []

    assert approve(agent, answer, potwierdzam=[INVENTED]).status_code == 303
    assert desk.replies(number) == [f"{TERM} {INVENTED}"]
    assert desk.draft(number).last.confirmed == (INVENTED,)
    assert "potwierdzono bez źródła: 1 zdanie" in case_page(agent, number).text


def test_ticking_another_sentence_confirms_nothing(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    page = case_page(agent, number)

    answer = Page(
        approve(agent, page, tekst=f"{TERM} {INVENTED}", potwierdzam=["Zwrot przyjmiemy."])
    )

    assert answer.status == 409
    assert desk.replies(number) == []


def test_a_sentence_over_several_lines_can_be_confirmed(
    agent: PanelClient, desk: Workplace
) -> None:
    """Browsers send what is in the value of a tick with other ends of lines."""
    number = desk.drafted()
    text = "Zwrot przyjmiemy\r\ntakże po dziesięciu latach"
    answer = Page(approve(agent, case_page(agent, number), tekst=text))
    ticks = [one.replace("\n", "\r\n") for one in answer.ticks()]

    assert approve(agent, answer, potwierdzam=ticks).status_code == 303
    assert desk.replies(number) == [text.replace("\r\n", "\n")]


def test_a_changed_number_has_no_source(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    page = case_page(agent, number)
    changed = TERM.replace("30", "60")

    answer = Page(press(agent, page, ANSWER, akcja="sprawdz", tekst=changed))

    assert answer.status == 200
    assert answer.ticks() == [changed]
    assert answer.form(ANSWER)["tekst"] == [changed]
    mended = Page(press(agent, answer, ANSWER, akcja="sprawdz", tekst=TERM))
    assert mended.ticks() == []
    assert "Każde zdanie ma źródło" in mended.text


def test_enter_on_a_tick_checks_and_decides_nothing(agent: PanelClient, desk: Workplace) -> None:
    """A browser presses the first button of the form then."""
    page = case_page(agent, desk.drafted())

    form = next(one for one in page.root.iter("form") if one.get("id") == "p_reply")
    first = next(one for one in form.iter("button"))

    assert first.get("value") == "sprawdz"


@pytest.mark.parametrize("action", ["zatwierdz", "zapisz"])
def test_an_empty_reply_is_refused_with_words(
    agent: PanelClient, desk: Workplace, action: str
) -> None:
    number = desk.drafted()

    answer = Page(press(agent, case_page(agent, number), ANSWER, akcja=action, tekst=" \r\n "))

    assert answer.status == 422
    assert "Odpowiedź jest pusta." in answer.trouble
    assert desk.replies(number) == []


def test_an_empty_reply_can_be_checked(agent: PanelClient, desk: Workplace) -> None:
    page = case_page(agent, desk.drafted())

    assert press(agent, page, ANSWER, akcja="sprawdz", tekst="").status_code == 200


def test_a_reply_that_is_too_long_stays_in_its_field(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    text = "Zdanie. " * 2501

    answer = Page(approve(agent, case_page(agent, number), tekst=text))

    assert answer.status == 422
    assert "najwyżej 20 000 znaków" in answer.trouble
    assert answer.form(ANSWER)["tekst"] == [text.strip()]


def test_an_end_of_line_counts_as_one_character(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    text = "\r\n".join(["Dzień dobry,"] * 1400)

    answer = Page(press(agent, case_page(agent, number), ANSWER, akcja="zapisz", tekst=text))

    assert answer.status == 303, "18,199 characters, of which browsers send 1,399 twice"


def test_a_long_reply_is_checked_with_every_sentence_confirmed(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    sentences = [f"Zwrot numer {at} przyjmiemy także po roku." for at in range(60)]
    fields = {"csrf": agent.csrf(), "tekst": " ".join(sentences), "potwierdzam": sentences}

    answer = agent.post(
        f"/panel/sprawa/{number}/odpowiedz", data=fields, content_type="multipart/form-data"
    )

    assert answer.status_code == 200
