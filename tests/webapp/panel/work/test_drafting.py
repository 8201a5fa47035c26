"""Drafts made anew, otherwise, or by hand; and the desk while a part is away."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kb.answer.request import Proposal, Request
from kb.errors import MessageError
from kb.inbox.model import Drafting
from kb.settings import Settings
from kb.store.address import FILE_NAME
from tests.webapp.panel.conftest import PanelClient
from tests.webapp.panel.work.workplace import (
    LETTER,
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


class Broken:
    """A draft engine on which every message is poison; everything else of it works."""

    def __init__(self, engine: Any, error: Exception) -> None:
        self._engine = engine
        self._error = error

    def propose(self, request: object) -> object:
        raise self._error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def poison(app: Flask, error: Exception) -> None:
    with app.app_context():
        state = serving()
        state.assistant = Broken(state.assistant, error)  # type: ignore[assignment]


def test_a_draft_is_made_while_the_agent_waits(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()
    page = case_page(agent, number)
    assert "Szkic się przygotowuje" in page.text

    assert press(agent, page, "/nowy-szkic").status_code == 303

    assert "30 dni" in case_page(agent, number).form("/odpowiedz")["tekst"][0]
    found = desk.case(number).conversation
    assert (found.drafting, found.topic) == (Drafting.NONE, "zwroty")
    desk.work()
    assert desk.draft(number).ordinal == 1, "the worker makes no second one"


def test_a_draft_is_made_in_another_form_of_address(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    press(agent, case_page(agent, number), "/nowy-szkic", rejestr="ty", kanal="chat")

    document = desk.draft(number).document
    assert (document["register"], document["channel"]) == ("ty", "chat")


def test_a_draft_is_made_anew_after_a_rejection(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    press(agent, case_page(agent, number), "/odrzuc", powod="zły ton")

    press(agent, case_page(agent, number), "/nowy-szkic")

    assert desk.draft(number).ordinal == 2
    assert approve(agent, case_page(agent, number)).status_code == 303


def test_a_model_that_is_not_there_leaves_the_quotes_and_a_word_about_it(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()

    response = press(agent, case_page(agent, number), "/nowy-szkic", kto="llm")

    page = Page(agent.get(response.location))
    assert "Model językowy nie odpowiedział." in page.text
    assert "30 dni" in page.form("/odpowiedz")["tekst"][0]


class Model:
    """A draft engine whose language model says what the quotes say."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def propose(self, request: Request) -> Proposal:
        made: Proposal = self._engine.propose(replace(request, generator="extractive"))
        written = "llm test" if request.generator == "llm" else made.draft.generator
        return replace(made, draft=replace(made.draft, generator=written))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_the_models_version_and_the_quotes_stand_beside_each_other(
    app: Flask, agent: PanelClient, desk: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        monkeypatch.setattr(serving(), "assistant", Model(serving().assistant))
    number = desk.drafted()
    assert "Dla porównania" not in case_page(agent, number).text

    press(agent, case_page(agent, number), "/nowy-szkic", kto="llm")
    page = case_page(agent, number)

    assert "Zdania ułożył model językowy." in page.text
    assert "Dla porównania: wersja z cytatów, bez modelu" in page.text
    press(agent, page, "/nowy-szkic")
    assert "Dla porównania: wersja modelu językowego" in case_page(agent, number).text
    approve(agent, case_page(agent, number))
    assert "Dla porównania" not in case_page(agent, number).text


def test_what_is_answered_needs_no_draft(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    approve(agent, case_page(agent, number))

    answer = Page(press(agent, case_page(agent, number), "/nowy-szkic"))

    assert answer.status == 409
    assert "żadna wiadomość nie czeka na odpowiedź" in answer.trouble


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (MessageError("unreadable", "It cannot be read."), 422, "automat nie umie odczytać"),
        (ZeroDivisionError("Anna Kowal"), 500, "Nie udało się przygotować szkicu."),
    ],
)
def test_a_message_that_no_engine_can_read_is_answered_by_hand(
    agent: PanelClient, desk: Workplace, app: Flask, error: Exception, status: int, told: str
) -> None:
    number = desk.write()
    poison(app, error)
    for _ in range(6):
        desk.work()
        desk.later(minutes=8)
    page = case_page(agent, number)
    assert "Nie udało się przygotować szkicu." in page.text
    assert "bez szkicu" in read(agent, "/panel").text

    again = Page(press(agent, page, "/nowy-szkic"))
    assert again.status == status
    assert told in again.trouble
    assert "Możesz napisać samodzielnie." in again.trouble

    assert press(agent, again, "/samodzielnie").status_code == 303
    page = case_page(agent, number)
    assert "Piszesz samodzielnie, bez szkicu." in page.text
    answer = Page(approve(agent, page, tekst="Dziękujemy, zadzwonimy jutro."))
    assert answer.ticks() == ["Dziękujemy, zadzwonimy jutro."]
    assert approve(agent, answer, potwierdzam=answer.ticks()).status_code == 303
    assert desk.replies(number) == ["Dziękujemy, zadzwonimy jutro."]
    assert desk.case(number).conversation.drafting is Drafting.NONE


def test_somebody_who_would_rather_write_alone_may(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    press(agent, case_page(agent, number), "/samodzielnie")

    page = case_page(agent, number)
    assert page.form("/odpowiedz")["tekst"] == [""]
    assert "Zdania zostaną sprawdzone, gdy coś napiszesz." in page.text
    desk.work()
    assert desk.draft(number).document["generator"] == "by hand"


def test_a_second_reply_is_written_by_hand(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    approve(agent, case_page(agent, number))
    assert press(agent, case_page(agent, number), "/samodzielnie").status_code == 409
    press(agent, case_page(agent, number), "/otworz")
    desk.later(minutes=1)

    press(agent, case_page(agent, number), "/samodzielnie")
    answer = Page(approve(agent, case_page(agent, number), tekst="Zapomniałam dodać: do jutra!"))
    approve(agent, answer, potwierdzam=answer.ticks())

    assert desk.replies(number)[1:] == ["Zapomniałam dodać: do jutra!"]


def test_without_an_index_a_draft_is_sent_when_each_sentence_is_confirmed(
    agent: PanelClient, desk: Workplace, editors: Editors
) -> None:
    number = desk.drafted()
    editors.lose_everything()

    page = case_page(agent, number)

    assert page.status == 200
    assert "Artykuły są chwilowo niedostępne." in page.text
    assert page.ticks(), "nothing can be checked, so that a person answers for each sentence"
    answer = Page(approve(agent, page))
    assert answer.status == 409
    assert answer.ticks() == page.ticks()
    assert approve(agent, answer, potwierdzam=answer.ticks()).status_code == 303
    assert len(desk.replies(number)) == 1


def test_without_an_index_a_reply_is_written_by_hand(
    agent: PanelClient, desk: Workplace, editors: Editors
) -> None:
    editors.lose_everything()
    number = desk.write()
    assert "Sprawa" not in read(agent, "/panel").trouble
    page = case_page(agent, number)
    assert "Artykuły są chwilowo niedostępne." in page.text

    none = Page(press(agent, page, "/nowy-szkic"))
    assert none.status == 503
    assert "szkicu nie da się przygotować" in none.trouble
    press(agent, none, "/samodzielnie")
    answer = Page(approve(agent, case_page(agent, number), tekst=TERM))
    approve(agent, answer, potwierdzam=[TERM])

    assert desk.replies(number) == [TERM]


def test_without_an_index_a_search_for_passages_says_so(
    agent: PanelClient, desk: Workplace, editors: Editors
) -> None:
    editors.lose_everything()

    page = read(agent, f"/panel/sprawa/{desk.write()}/szukaj?pytanie=zwrot")

    assert page.status == 503
    assert "Artykuły są chwilowo niedostępne" in page.text


def sent_by_page(client: PanelClient, page: Page, ending: str, **changed: Any) -> Page:
    """A form as a browser sends it, which says that the page is one of this site."""
    fields = {**page.form(ending), **changed}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return Page(client.post(page.address(ending), data=fields, headers=headers))


@pytest.fixture
def database_file(app: Flask) -> str:
    return str(Settings().data_dir / FILE_NAME)


def test_while_the_database_is_locked_nothing_typed_is_lost(
    agent: PanelClient, desk: Workplace, database_file: str
) -> None:
    number = desk.drafted()
    page = case_page(agent, number)
    text = f"Dzień dobry,\r\n\r\n{TERM}"
    with sqlite3.connect(database_file) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = sent_by_page(agent, page, "/odpowiedz", akcja="zatwierdz", tekst=text)
        other.rollback()

    assert answer.status == 503
    assert "Baza danych jest chwilowo niedostępna" in answer.text
    assert TERM in answer.text
    assert desk.replies(number) == []
    again = sent_by_page(agent, page, "/odpowiedz", akcja="zatwierdz", tekst=text)
    assert again.status == 303
    assert len(desk.replies(number)) == 1


def test_a_database_that_takes_nothing_more_says_so(
    agent: PanelClient, desk: Workplace, database_file: str
) -> None:
    number = desk.drafted()
    page = case_page(agent, number)
    with sqlite3.connect(database_file) as other:
        for table in ("decisions", "messages"):
            other.execute(
                f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
            )

    for ending, field in (("/odpowiedz", "tekst"), ("/notatka", "tresc")):
        text = f"Tego nikt nie może stracić: {ending}"
        answer = sent_by_page(agent, page, ending, akcja="zapisz", **{field: text})
        assert answer.status in {500, 503}
        assert text in answer.text


def test_without_a_database_every_page_says_so(
    agent: PanelClient, desk: Workplace, app: Flask, database_file: str
) -> None:
    number = desk.write(LETTER)
    desk.store.close()
    with Path(database_file).open("wb") as file:
        file.write(b"this is no database" * 1000)

    for path in ("/panel", f"/panel/sprawa/{number}", "/panel/nowa"):
        page = read(agent, path)
        assert page.status == 503
        assert "Baza danych jest chwilowo niedostępna" in page.text
