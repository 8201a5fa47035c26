"""Which lines of a passage a letter can say, and which lean on another one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb.answer.findings import Findings
from kb.answer.lines import leans, lines_of
from kb.answer.model import Asked
from kb.model import ArticleSummary, Chunk, ChunkKind
from kb.search.passages import Query, ScoredPassage
from kb.search.question import Prepared

QUESTION = "Gdzie jest paczka?"


def said(text: str) -> list[str]:
    """What a letter can say of a passage."""
    chunk = Chunk("id", "paczka", "", (), (1, 2), text, ChunkKind.TEXT)
    now = datetime(2026, 11, 30, tzinfo=UTC)
    summary = ArticleSummary("paczka", "dostawa", "Paczka", "pl", now, "")
    query = Query(Prepared(QUESTION, QUESTION, None, "pl"), None)
    passages = (ScoredPassage(chunk, summary, True, 1.0),)
    found = Findings(Asked(QUESTION, (0, 18), "pl"), True, 0.9, query, query, passages)
    return [line.text for line in lines_of(found, (), None, None)]


def test_courtesies_of_an_article_are_left_to_the_phrases() -> None:
    assert said("Sprawdzimy paczkę. Przykro nam, że musisz czekać.") == ["Sprawdzimy paczkę."]


@pytest.mark.parametrize(
    "sentence",
    ["Przepraszamy, ale za granicę nie wysyłamy.", "Przykro nam, pieniądze oddamy w 14 dni."],
)
def test_a_courtesy_that_states_something_is_said(sentence: str) -> None:
    assert said(f"Sprawdzimy paczkę. {sentence}")[-1] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Nie ujawni przy tym danych kupującego.",
        "Poza tymi godzinami zmień hasło.",
        "Przy innym statusie zadzwoń do nas.",
        "Jeśli to nie pomoże, napisz na czacie.",
        "Zrób to w aplikacji, bo my nie możemy.",
        "Chroni to konto przed skasowaniem.",
        "My nie znamy powodu i nie możemy jej zmienić.",
        "Jeśli zdążył wyschnąć, spryskaj go wodą.",
    ],
)
def test_a_sentence_that_points_back_leans_on_the_one_before(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pieniądze oddajemy w ciągu 7 dni.",
        "Adres to ul. Lniana 5.",
        "Para to dwie poszewki.",
        "Zapisz to, co może się przydać.",
        "Zważ paczkę i dopiero wtedy ją nadaj.",
        "Kupon i kartę podasz w koszyku, gdzie je zsumujemy.",
    ],
)
def test_a_sentence_that_says_all_by_itself_does_not_lean(sentence: str) -> None:
    assert not leans(sentence)
