"""What agents ask for is answered, and the answer stands in their conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.review.gaps import answers_in, requests
from kb.store.database import Store
from kb.store.schema import gaps
from tests.statistics.history import History
from tests.webapp.panel.conftest import NOW, PanelClient

QUESTION = "Czy [osoba 1] dostanie cennik hurtowy?"


@pytest.fixture
def number(history: History) -> int:
    agent = history.agent("Anna")
    row = {
        "question": QUESTION, "note": "Trzeci raz w tym tygodniu", "conversation": "0000-0001",
        "account": agent, "at": NOW - timedelta(days=1),
    }  # fmt: skip
    return int(history._insert(gaps, **row)[0])


def test_a_request_is_closed_with_a_word_for_the_agent(
    editor: PanelClient, store: Store, number: int
) -> None:
    open_page = editor.get("/redakcja/prosby").text
    editor.send(f"/redakcja/prosby/{number}/zalatwione", odpowiedz="Jest artykuł „Hurt”.")

    assert QUESTION in open_page
    assert "Anna" not in open_page
    assert QUESTION not in editor.get("/redakcja/prosby").text
    assert "Jest artykuł „Hurt”." in editor.get("/redakcja/prosby?stan=zalatwione").text
    assert answers_in(store, "0000-0001") == {QUESTION: "Jest artykuł „Hurt”."}


def test_who_closes_second_changes_nothing_and_it_can_be_opened_again(
    editor: PanelClient, store: Store, number: int
) -> None:
    editor.send(f"/redakcja/prosby/{number}/zalatwione", odpowiedz="Pierwsza.")
    editor.send(f"/redakcja/prosby/{number}/zalatwione", odpowiedz="Druga.")
    (closed,) = requests(store, done=True)
    editor.send(f"/redakcja/prosby/{number}/otworz")

    assert (closed.answer, closed.done_by) == ("Pierwsza.", "Ewa Lis")
    assert [one.answer for one in requests(store, done=False)] == [""]
    assert answers_in(store, "0000-0001") == {}


def test_a_request_opens_a_template_without_what_was_masked(
    editor: PanelClient, number: int
) -> None:
    page = editor.get(f"/redakcja/prosby/{number}")
    file = editor.get(f"/redakcja/prosby/{number}/artykul.md")

    assert page.status_code == 200
    assert "[osoba 1]" not in file.text
    assert "title: Nowy artykuł" in file.text


def test_a_request_that_is_not_there_is_told(editor: PanelClient) -> None:
    assert editor.get("/redakcja/prosby/77").status_code == 404
    assert editor.get("/redakcja/prosby/77/artykul.md").status_code == 404
    assert editor.send("/redakcja/prosby/77/zalatwione").status_code == 404
    assert editor.send("/redakcja/prosby/77/otworz").status_code == 404


def test_the_table_has_open_and_closed_ones(editor: PanelClient, number: int) -> None:
    editor.send(f"/redakcja/prosby/{number}/zalatwione", odpowiedz="=2+2")

    assert "'=2+2" in editor.get("/redakcja/prosby.csv").get_data(as_text=True)
