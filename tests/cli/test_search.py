"""`kb search` and `kb article`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.cli.output import emphasised
from kb.settings import load_settings
from tests.cli.conftest import Base
from webapp import create_app
from webapp.records import RECORDS

ANSWERED = "do kiedy mogę zwrócić zamówienie"
REFUSED = "qqq xyzzy vvv"


def test_an_answer_shows_the_passage_its_article_and_the_confidence(published: Base) -> None:
    done = published.kb("search", ANSWERED)

    assert done.exit_code == 0
    assert done.stdout.startswith("Odpowiedź (pewność ")
    assert "Ile mam czasu na zwrot towaru?" in done.stdout
    assert "/artykul/termin-zwrotu" in done.stdout
    assert "\x1b" not in done.stdout


def test_matched_words_are_bold_on_a_terminal(published: Base) -> None:
    done = published.on_terminal("search", "zwrot towaru")

    assert "\x1b[1mzwrot\x1b[0m" in done.stdout


def test_a_question_without_an_answer_is_refused_with_the_way_to_a_person(published: Base) -> None:
    done = published.kb("search", REFUSED)

    assert done.exit_code == 1
    assert done.stdout.startswith("Nie mamy na to odpowiedzi.")
    assert "Zapytaj nas wprost" in done.stdout
    assert "22 123 45 67, pomoc@lnianydom.example" in done.stdout


def test_a_question_needs_no_quotes(published: Base) -> None:
    quoted = published.json("search", ANSWERED)
    unquoted = published.json("search", *ANSWERED.split())

    assert unquoted["query"] == quoted["query"] == ANSWERED


def test_a_correction_is_said_and_can_be_switched_off(published: Base) -> None:
    done = published.kb("search", "ile kosztuje dostwaa")

    assert "Szukamy: ile kosztuje dostawa" in done.stdout
    assert "Wpisano: ile kosztuje dostwaa" in done.stdout
    assert published.json("search", "--exact", "ile kosztuje dostwaa")["corrected_query"] is None


def without_time(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "took_ms"}


@pytest.mark.parametrize("question", [ANSWERED, REFUSED, "ile kosztuje dostwaa"])
def test_the_json_document_is_the_one_of_the_api(
    published: Base, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    for name, value in published.settings.items():
        monkeypatch.setenv(name, value)
    app = create_app(load_settings())

    answer = app.test_client().get("/api/v1/search", query_string={"q": question, "limit": 2})
    # There is no database here, and its thread would say so into the output of later commands.
    app.extensions[RECORDS].recorder.close()

    printed = published.json("search", "--limit", "2", question)
    assert without_time(printed) == without_time(json.loads(answer.data))


def test_the_json_document_of_an_article_is_the_one_of_the_api(
    published: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in published.settings.items():
        monkeypatch.setenv(name, value)
    client = create_app(load_settings()).test_client()

    answer = client.get("/api/v1/articles/koszt-dostawy")

    assert published.json("article", "koszt-dostawy") == json.loads(answer.data)


def test_the_public_search_never_shows_an_internal_article(published: Base) -> None:
    public = published.kb("search", "reklamacja stałego klienta")
    internal = published.kb("search", "--internal", "reklamacja stałego klienta")

    assert "reklamacja-vip" not in public.stdout
    assert "kierownik" not in public.stdout
    assert "reklamacja-vip" in internal.stdout


def test_a_category_restricts_the_search(published: Base) -> None:
    found = published.json("search", "--category", "dostawa", ANSWERED)["results"]

    assert {hit["category"] for hit in found} == {"dostawa"}


def test_an_unknown_category_is_refused_with_the_known_ones(published: Base) -> None:
    done = published.kb("search", "--category", "buty", ANSWERED)

    assert done.exit_code == 2
    assert "zwroty, dostawa" in done.stderr


@pytest.mark.parametrize("question", ["", "   ", "\u200b", "x" * 2001])
def test_a_question_that_cannot_be_searched_is_a_usage_error(
    published: Base, question: str
) -> None:
    done = published.kb("search", question)

    assert done.exit_code == 2
    assert done.stderr.startswith("Error: The question ")
    assert done.stdout == ""


def test_a_question_in_another_encoding_is_refused(published: Base) -> None:
    done = published.kb("search", b"\xbf\xf3\xb3w".decode("utf-8", "surrogateescape"))

    assert done.exit_code == 2
    assert "not valid UTF-8" in done.stderr


def test_an_article_is_printed_in_markdown(published: Base) -> None:
    done = published.kb("article", "termin-zwrotu")

    assert done.exit_code == 0
    assert done.stdout.startswith("Ile mam czasu na zwrot towaru?\n")
    assert "## Jak liczyć termin?" in done.stdout
    assert "zwroty/termin-zwrotu.md at " in done.stdout


def test_an_internal_article_is_shown_only_when_asked_for(published: Base) -> None:
    assert published.kb("article", "reklamacja-vip").exit_code == 8
    assert "kierownik" in published.kb("article", "--internal", "reklamacja-vip").stdout


def test_an_article_that_is_not_there_is_said_in_one_line(published: Base) -> None:
    done = published.kb("article", "nie-ma")

    assert done.exit_code == 8
    assert done.stderr == "Error: There is no article 'nie-ma'.\n"


def test_marked_words_become_bold_and_text_cannot_command_the_terminal() -> None:
    shown = emphasised("a &lt;b&gt; <mark>zwrot</mark><br>\x1b[2Jc &amp;amp;")

    assert shown == "a <b> \x1b[1mzwrot\x1b[0m\n\ufffd[2Jc &amp;"
