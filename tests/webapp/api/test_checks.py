"""Checks of texts as a program gets them."""

from __future__ import annotations

from typing import Any

import pytest

from kb.answer.incoming import MAX_BYTES
from kb.answer.model import Sentence
from tests.webapp.api.conftest import CHECK, Caller, accepted, holds
from tests.webapp.fakes import COMMIT, SOURCE, FakeAssistant
from webapp.api.drafts_input import MAX_CITATIONS, MAX_SENTENCES


def test_a_check_has_exactly_the_promised_members(caller: Caller, assistant: FakeAssistant) -> None:
    body = {
        "sentences": [
            {"text": "Zapisz kod.", "citations": [SOURCE.key]},
            {"text": "Zwrot trwa rok.", "citations": ["gone000000"]},
            {"text": "Pozdrawiam"},
        ],
        "commit": "0a1b",
        "message": "Jak zwrócić?",
    }

    response = caller.post(CHECK, body)

    assert accepted("CheckRequest", body)
    holds("Checked", response.get_json())
    assert response.headers["Cache-Control"] == "no-store"
    reason = "Zdanie nie wskazuje fragmentu."
    assert response.get_json() == {
        "commit": COMMIT,
        "sentences": [
            {
                "text": "Zapisz kod.",
                "status": "supported",
                "reasons": [],
                "citations": [SOURCE.key],
            },
            {
                "text": "Zwrot trwa rok.",
                "status": "unsupported",
                "reasons": [reason],
                "citations": ["gone000000"],
            },
            {"text": "Pozdrawiam", "status": "unsupported", "reasons": [reason], "citations": []},
        ],
        "changed": ["gone000000"],
    }
    assert assistant.checked[0][1:] == ("0a1b", "Jak zwrócić?")


def test_a_whole_text_is_checked_sentence_by_sentence(
    caller: Caller, assistant: FakeAssistant
) -> None:
    body = {"text": "Dzień dobry,\n\nZwrot np. w salonie. Koszt to 5 zł.", "keys": [SOURCE.key]}

    assert accepted("CheckRequest", body)
    assert caller.post(CHECK, body).status_code == 200

    assert assistant.checked[0][0] == tuple(
        Sentence(text, (SOURCE.key,))
        for text in ("Dzień dobry,", "Zwrot np. w salonie.", "Koszt to 5 zł.")
    )


@pytest.mark.parametrize("body", [{"sentences": []}, {"text": ""}, {"text": " \n", "keys": []}])
def test_nothing_to_check_is_no_error(caller: Caller, body: dict[str, Any]) -> None:
    found = caller.post(CHECK, body).get_json()

    holds("Checked", found)
    assert found["sentences"] == found["changed"] == []


WRONG_CHECKS: list[tuple[Any, str, str]] = [
    ({}, "sentences", "missing"),
    ({"sentences": [], "text": ""}, "text", "ambiguous"),
    ({"sentences": {}}, "sentences", "wrong-type"),
    ({"sentences": ["Tak."]}, "sentences[0]", "wrong-type"),
    ({"sentences": [{}]}, "sentences[0].text", "missing"),
    ({"sentences": [{"text": 1}]}, "sentences[0].text", "wrong-type"),
    ({"sentences": [{"text": "a\ud800"}]}, "sentences[0].text", "unreadable"),
    ({"sentences": [{"text": "a", "citations": "k"}]}, "sentences[0].citations", "wrong-type"),
    ({"sentences": [{"text": "a", "citations": [1]}]}, "sentences[0].citations[0]", "wrong-type"),
    ({"sentences": [{"text": "a"}] * (MAX_SENTENCES + 1)}, "sentences", "too-many"),
    ({"text": 1}, "text", "wrong-type"),
    ({"text": "a", "keys": "k"}, "keys", "wrong-type"),
    ({"text": "a", "keys": ["k"] * (MAX_CITATIONS + 1)}, "keys", "too-many"),
    ({"text": "a", "commit": 7}, "commit", "wrong-type"),
    ({"text": "a", "message": ["m"]}, "message", "wrong-type"),
]


@pytest.mark.parametrize(("body", "place", "reason"), WRONG_CHECKS, ids=lambda case: str(case)[:40])
def test_a_wrong_member_of_a_check_is_named(
    caller: Caller, assistant: FakeAssistant, body: Any, place: str, reason: str
) -> None:
    found = caller.problem(CHECK, body, 400)

    assert (found["parameter"], found["reason"]) == (place, reason)
    assert reason == "unreadable" or not accepted("CheckRequest", body)
    assert assistant.checked == []


def test_a_text_of_too_many_sentences_is_refused(caller: Caller) -> None:
    found = caller.problem(CHECK, {"text": "Tak.\n" * (MAX_SENTENCES + 1)}, 400)

    assert (found["parameter"], found["reason"]) == ("text", "too-many")


def test_a_message_beside_a_check_has_the_same_limit(caller: Caller) -> None:
    found = caller.problem(CHECK, {"text": "", "message": "a" * (MAX_BYTES + 1)}, 400)

    assert found["reason"] == "too-long"
