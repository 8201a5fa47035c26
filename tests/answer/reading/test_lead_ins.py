"""Questions are quoted to the customer without what only leads them in."""

from __future__ import annotations

import pytest

from kb.answer.message import understand
from kb.answer.reading.lead_ins import lead_in


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("I jeszcze jedno: ile mam czasu na zwrot?", "ile mam czasu na zwrot?"),
        ("Mam pytanie: czy wysyłacie do Niemiec?", "czy wysyłacie do Niemiec?"),
        ("Mam takie pytanie czy szyjecie na wymiar?", "czy szyjecie na wymiar?"),
        ("No i jak mam to odesłać?", "jak mam to odesłać?"),
        ("a ile kosztuje dostawa?", "ile kosztuje dostawa?"),
        ("Druga sprawa: nie działa kod LEN10.", "nie działa kod LEN10."),
        ("Po drugie, kiedy będzie dostawa?", "kiedy będzie dostawa?"),
        ("Proszę o informację, kiedy dostanę paczkę.", "kiedy dostanę paczkę."),
        ("Czy mogłaby mi Pani powiedzieć, ile trwa reklamacja?", "ile trwa reklamacja?"),
        ("Aha, i jeszcze jedno – gdzie jest faktura?", "gdzie jest faktura?"),
        ("Mam kilka pytań: ile trwa dostawa?", "ile trwa dostawa?"),
        ("One more thing: how much is delivery?", "how much is delivery?"),
        ("Підкажіть, будь ласка, скільки коштує доставка?", "скільки коштує доставка?"),
    ],
)
def test_what_leads_a_question_in_is_no_part_of_it(message: str, question: str) -> None:
    understood = understand([message])

    [asked] = understood.questions
    assert asked.text == question
    assert understood.text[slice(*asked.span)] == question


@pytest.mark.parametrize(
    "question",
    [
        "Ile kosztuje dostawa?",
        "A jak dobiorę coś do 200 zł?",
        "A co jeśli kurier mnie nie zastanie?",
        "A do paczkomatu?",
        "Proszę o fakturę.",
        "Godziny otwarcia: do której?",
        "Rozmiar: M czy L?",
        "Pytanie:",
        "i kiedy",
        "",
    ],
)
def test_what_says_something_stays(question: str) -> None:
    assert lead_in(question) == 0
