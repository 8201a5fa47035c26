"""A message that is pasted in from somewhere else."""

from __future__ import annotations

import pytest

from tests.webapp.panel.conftest import PanelClient
from tests.webapp.panel.work.workplace import Page, Workplace, press, read

WORDS = "Dzwonił pan w sprawie zwrotu.\r\nIle ma czasu?"


def test_a_pasted_message_is_a_conversation_with_a_draft(
    agent: PanelClient, desk: Workplace
) -> None:
    page = read(agent, "/panel/nowa")

    response = press(
        agent, page, "/nowa", tresc=WORDS, imie="Jan Żak", telefon="600 100 200", kanal="chat"
    )

    assert response.status_code == 303
    number = response.location.rpartition("/")[2]
    found = desk.case(number)
    assert found.entries[0].text == WORDS.replace("\r\n", "\n")
    assert found.conversation.origin == "pasted"
    assert found.conversation.channel == "chat"
    assert found.conversation.due_at is not None
    desk.work()
    assert "30 dni" in desk.draft(number).text


def test_the_same_form_sent_twice_is_one_message(agent: PanelClient, desk: Workplace) -> None:
    page = read(agent, "/panel/nowa")

    first, second = (press(agent, page, "/nowa", tresc=WORDS) for _ in range(2))

    assert first.location == second.location


def test_another_text_in_the_same_form_is_another_message(
    agent: PanelClient, desk: Workplace
) -> None:
    """Who goes back in the browser has the old form, and loses nothing with it."""
    page = read(agent, "/panel/nowa")

    first = press(agent, page, "/nowa", tresc=WORDS)
    second = press(agent, page, "/nowa", tresc="Zupełnie inna sprawa.")
    without = [press(agent, page, "/nowa", tresc=WORDS, klucz="") for _ in range(2)]

    assert len({first.location, second.location, *(one.location for one in without)}) == 4


def test_a_message_may_be_as_long_in_any_alphabet(agent: PanelClient, desk: Workplace) -> None:
    """A letter that is no Latin one is six characters in a form."""
    page = read(agent, "/panel/nowa")

    assert press(agent, page, "/nowa", tresc="дуже " * 4000).status_code == 303


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tresc": "  "}, "Wklej treść wiadomości."),
        ({"tresc": "a" * 20_001}, "najwyżej 20 000 znaków"),
        ({"email": "anna@"}, "W adresie e-mail jest błąd."),
        ({"telefon": "zadzwoń"}, "To nie wygląda na numer telefonu."),
    ],
)
def test_a_fault_is_told_and_everything_typed_stays(
    agent: PanelClient, desk: Workplace, changed: dict[str, str], told: str
) -> None:
    typed = {
        "tresc": "Treść\r\nz rozmowy", "imie": "Jan <b>Żak</b>", "email": "jan@poczta.example",
        "telefon": "600 100 200", "kanal": "social",
    } | changed  # fmt: skip

    answer = Page(press(agent, read(agent, "/panel/nowa"), "/nowa", **typed))

    assert answer.status == 422
    assert told in answer.text
    kept = answer.form("/nowa")
    for name, value in typed.items():
        assert kept[name] == [value.strip()]


def test_an_end_of_line_counts_as_one_character(agent: PanelClient, desk: Workplace) -> None:
    text = "\r\n".join(["Dzień dobry,"] * 1400)

    assert press(agent, read(agent, "/panel/nowa"), "/nowa", tresc=text).status_code == 303
