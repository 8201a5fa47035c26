"""What the articles lack, and the way to an article."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from kb.editing.questions import key_of
from kb.editing_wiring import open_grouper
from kb.store.database import Store
from tests.bases import Base
from tests.editing.test_questions import written
from tests.statistics.history import History
from tests.webapp.editors.conftest import LATELY
from tests.webapp.panel.conftest import NOW, PanelClient
from webapp.serving import serving

ROLLERS = f"/redakcja/braki/{key_of('czy macie rolety')}"


@pytest.fixture
def asked(history: History) -> History:
    for text, times in (("czy macie rolety", 3), ("macie rolety?", 2), ("ceny hurtowe", 1)):
        for _ in range(times):
            history.search(LATELY, text=text, answered=False, top="termin-zwrotu", contacted=True)
    return history


def group(app: Flask, store: Store, base: Base) -> None:
    """The worker's part."""
    with app.app_context():
        library = serving().library
    while open_grouper(base.settings(), library, store, lambda: NOW.replace(hour=23)).once():
        pass


def test_questions_of_one_meaning_stand_together_once_they_are_grouped(
    editor: PanelClient, app: Flask, store: Store, base: Base, asked: History
) -> None:
    before = len(re.findall('class="gap"', editor.get("/redakcja/braki").text))
    group(app, store, base)

    page = editor.get("/redakcja/braki").text

    assert before == 3
    assert len(re.findall('class="gap"', page)) == 2
    assert page.index("czy macie rolety") < page.index("ceny hurtowe")
    assert "5\N{NO-BREAK SPACE}razy" in page


def test_a_gap_opens_a_template_with_its_questions(
    editor: PanelClient, app: Flask, store: Store, base: Base, asked: History
) -> None:
    group(app, store, base)

    page = editor.get(ROLLERS).text
    file = editor.get(f"{ROLLERS}/artykul.md?kategoria=zwroty&rodzaj=faq")

    assert "git switch -c artykul/czy-macie-rolety" in page
    assert file.headers["Content-Disposition"] == 'attachment; filename="czy-macie-rolety.md"'
    assert "title: Czy macie rolety?" in file.text
    assert "macie rolety?" in file.text


def test_any_question_of_a_gap_leads_to_it(
    editor: PanelClient, app: Flask, store: Store, base: Base, asked: History
) -> None:
    group(app, store, base)

    page = editor.get(f"/redakcja/braki/{key_of('macie rolety?')}").text

    assert '<h1 lang="">czy macie rolety</h1>' in page


@pytest.mark.parametrize(
    "query", ["rodzaj=zmyślony&kategoria=../../etc", "tytul=%0A---%0A", "tytul=" + "a" * 5000]
)
def test_what_the_address_says_of_the_article_is_bounded(
    editor: PanelClient, asked: History, query: str
) -> None:
    file = editor.get(f"{ROLLERS}/artykul.md?{query}")

    assert file.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="[a-z0-9-]+\.md"', file.headers["Content-Disposition"]
    )
    assert file.text.count("\n---\n") == 1


def test_what_is_set_aside_leaves_the_list_until_it_is_called_back(
    editor: PanelClient, asked: History
) -> None:
    response = editor.send(f"{ROLLERS}/odloz")
    without = editor.get(response.location).text
    editor.send("/redakcja/odlozone/przywroc")

    assert "czy macie rolety" not in without
    assert "Odłożono" in without
    assert "czy macie rolety" in editor.get("/redakcja/braki").text


def test_a_question_that_is_not_on_the_list_is_told(editor: PanelClient) -> None:
    assert editor.get(f"/redakcja/braki/{'0' * 64}").status_code == 404
    assert editor.get("/redakcja/braki/x").status_code == 404


def test_with_nothing_missing_the_page_says_so(editor: PanelClient) -> None:
    assert "każde pytanie znalazło odpowiedź" in editor.get("/redakcja/braki").text


def test_the_table_has_a_row_for_each_gap(editor: PanelClient, asked: History) -> None:
    rows = editor.get("/redakcja/braki.csv").get_data(as_text=True).strip().splitlines()

    assert len(rows) == 4
    assert rows[1].startswith("czy macie rolety;3;")


def test_what_agents_take_out_and_visitors_dislike_is_listed(
    editor: PanelClient, history: History
) -> None:
    anna = history.agent("Anna")
    draft = history.draft(history.case(LATELY), LATELY, "termin-zwrotu")
    history.entry(draft, 2, "rejected", LATELY, by=anna, reason="nieaktualne")

    page = editor.get("/redakcja/poprawki").text
    article = editor.get("/redakcja/artykul/termin-zwrotu").text

    assert "Ile mam czasu na zwrot towaru?" in page
    assert "szkic odrzucony" in article
    assert "nieaktualne" in article
    assert "Anna" not in page + article
    assert "termin-zwrotu;1;" in editor.get("/redakcja/poprawki.csv").get_data(as_text=True)
    assert editor.get("/redakcja/oceny.csv").status_code == 200


def test_what_messages_only_tell_stands_behind_what_they_ask(
    editor: PanelClient, history: History
) -> None:
    for number in range(3):
        draft = history.draft(history.case(LATELY), LATELY)
        told = ("Paczka leży od tygodnia.", False)
        written(history.store, draft, told, *([("Czy macie rolety?", False)] if number else []))

    page = editor.get("/redakcja/braki").text

    heading = page.index("Czego klienci nie pytali wprost")
    assert page.index("Czy macie rolety?") < heading < page.index("Paczka leży od tygodnia.")
    assert "bez dobrej odpowiedzi: 2, tematów: 1." in page
