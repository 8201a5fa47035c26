"""Drafts as a program gets them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.answer.incoming import MAX_BYTES, MAX_MESSAGES
from kb.answer.model import Channel, Register
from kb.answer.request import Request
from kb.errors import IndexMissing, MessageError
from tests.project.imports import ROOT
from tests.project.test_architecture import NOT_FOR_SEARCH
from tests.webapp.api.conftest import CHECK, SUGGESTIONS, Caller, accepted, holds
from tests.webapp.fakes import COMMIT, RETURN_TEXT, SOURCE, FakeAssistant
from webapp.api.drafts_input import MAX_WORDS

FULL = {
    "messages": ["Dzień dobry,", "jak zwrócić paczkę?"],
    "channel": "chat",
    "customer_name": " Anna  Nowak ",
    "conversation": "c-17",
    "language": "uk",
    "register": "ty",
    "generator": "llm",
}


def test_a_draft_has_exactly_the_promised_members(caller: Caller) -> None:
    response = caller.post(SUGGESTIONS, {"message": "Jak zwrócić?", "customer_name": "Anna"})

    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json() == {
        "id": "d-1",
        "version": 1,
        "state": "proposed",
        "language": "pl",
        "register": "pan-pani",
        "channel": "email",
        "confidence": 0.9123,
        "generator": "extractive-1/0a1b2c3d",
        "commit": COMMIT,
        "text": "Dzień dobry, Anna\n\nZapisz kod nadania.",
        "escalate": True,
        "sentences": [
            {"text": "Dzień dobry,", "status": "phrase", "reasons": [], "citations": []},
            {
                "text": "Zapisz kod nadania.",
                "status": "supported",
                "reasons": [],
                "citations": [SOURCE.key],
            },
        ],
        "citations": [
            {
                "key": SOURCE.key,
                "slug": "koszt-zwrotu",
                "category": "zwroty",
                "audience": "public",
                "anchor": "jak-odeslac-paczke-za-darmo",
                "url": "/artykul/koszt-zwrotu#jak-odeslac-paczke-za-darmo",
                "quote": RETURN_TEXT,
                "commit": COMMIT,
                "lines": [12, 18],
            }
        ],
        "questions": [{"text": "Jak zwrócić?", "answered": True, "citations": [SOURCE.key]}],
        "internal": [{"slug": "zlosc", "anchor": "kto", "quote": "Odpowiada kierownik."}],
        "flags": [
            {
                "kind": "anger",
                "reason": "Klient jest zły.",
                "quote": "Jak zwrócić?",
                "procedure": "zlosc",
            }
        ],
    }


def test_members_come_in_the_promised_order_and_readable(caller: Caller) -> None:
    said = caller.post(SUGGESTIONS, {"message": "Jak zwrócić?"}).get_data(as_text=True)

    assert said.index('"id"') < said.index('"text"') < said.index('"flags"')
    assert "Dzień dobry" in said


@pytest.mark.parametrize("body", [{"message": "Jak?"}, {"message": ""}, FULL])
def test_drafts_are_as_described(caller: Caller, body: dict[str, Any]) -> None:
    assert accepted("SuggestionRequest", body)
    holds("Draft", caller.post(SUGGESTIONS, body).get_json())


def test_everything_that_is_said_reaches_the_engine(
    caller: Caller, assistant: FakeAssistant
) -> None:
    caller.post(SUGGESTIONS, FULL)

    assert assistant.asked == [
        Request(
            messages=("Dzień dobry,", "jak zwrócić paczkę?"),
            channel=Channel.CHAT,
            customer_name="Anna Nowak",
            conversation="c-17",
            language="uk",
            register=Register.INFORMAL,
            generator="llm",
        )
    ]


def test_what_is_not_said_has_a_default(caller: Caller, assistant: FakeAssistant) -> None:
    caller.post(SUGGESTIONS, {"message": "Jak?", "channel": "", "language": "", "other": None})

    assert assistant.asked == [Request(messages=("Jak?",))]


def test_a_message_goes_to_the_engine_letter_for_letter(
    caller: Caller, assistant: FakeAssistant
) -> None:
    odd = " <b>Cześć</b>\r\n\t\u200b\u202e👩‍👩‍👧\U000e0041 \x07 "

    assert caller.post(SUGGESTIONS, {"message": odd}).status_code == 200

    assert assistant.asked[0].messages == (odd,)


@pytest.mark.parametrize("body", [{"message": ""}, {"message": " \n"}, {"messages": [""]}])
def test_a_message_with_nothing_in_it_gets_a_draft_that_says_so(
    caller: Caller, body: dict[str, Any]
) -> None:
    draft = caller.post(SUGGESTIONS, body).get_json()

    assert [flag["kind"] for flag in draft["flags"]] == ["nothing_to_answer"]


WRONG: list[tuple[Any, str, str]] = [
    ({}, "message", "missing"),
    ({"text": "Jak?"}, "message", "missing"),
    ({"message": "a", "messages": ["b"]}, "messages", "ambiguous"),
    ({"message": None}, "message", "wrong-type"),
    ({"message": 5}, "message", "wrong-type"),
    ({"message": ["Jak?"]}, "message", "wrong-type"),
    ({"message": "a\0b"}, "message", "unreadable"),
    ({"message": "a\ud800"}, "message", "unreadable"),
    ({"messages": "Jak?"}, "messages", "wrong-type"),
    ({"messages": {}}, "messages", "wrong-type"),
    ({"messages": []}, "messages", "empty"),
    ({"messages": ["a", True]}, "messages[1]", "wrong-type"),
    ({"messages": ["a", "b\udfff"]}, "messages[1]", "unreadable"),
    ({"messages": [""] * (MAX_MESSAGES + 1)}, "messages", "too-many"),
    ({"message": "a", "channel": "fax"}, "channel", "unknown-value"),
    ({"message": "a", "channel": "E-mail"}, "channel", "unknown-value"),
    ({"message": "a", "channel": None}, "channel", "wrong-type"),
    ({"message": "a", "channel": ["chat"]}, "channel", "wrong-type"),
    ({"message": "a", "language": "de"}, "language", "unknown-value"),
    ({"message": "a", "register": "wy"}, "register", "unknown-value"),
    ({"message": "a", "generator": "gpt"}, "generator", "unknown-value"),
    ({"message": "a", "customer_name": {"x": 1}}, "customer_name", "wrong-type"),
    ({"message": "a", "customer_name": "A" * (MAX_WORDS + 1)}, "customer_name", "too-long"),
    ({"message": "a", "customer_name": "A\0"}, "customer_name", "unreadable"),
    ({"message": "a", "conversation": 17}, "conversation", "wrong-type"),
    ({"message": "a", "conversation": "c" * (MAX_WORDS + 1)}, "conversation", "too-long"),
]


@pytest.mark.parametrize(("body", "place", "reason"), WRONG, ids=lambda case: str(case)[:40])
def test_a_wrong_member_is_named(
    caller: Caller, assistant: FakeAssistant, body: Any, place: str, reason: str
) -> None:
    found = caller.problem(SUGGESTIONS, body, 400)

    assert found["type"] == "urn:podpowiedz:problem:bad-body"
    assert (found["parameter"], found["reason"]) == (place, reason)
    assert found["detail"]
    assert assistant.asked == []


@pytest.mark.parametrize("case", WRONG, ids=lambda case: str(case[0])[:40])
def test_the_description_refuses_the_same(case: tuple[Any, str, str]) -> None:
    body, _, reason = case

    # Characters that are no text cannot be described.
    assert reason == "unreadable" or not accepted("SuggestionRequest", body)


def test_an_unknown_channel_is_told_those_that_are_known(caller: Caller) -> None:
    found = caller.problem(SUGGESTIONS, {"message": "a", "channel": "fax"}, 400)

    assert found["detail"] == "unknown channel; accepted: chat, email, social"


def test_the_longest_message_is_read_and_a_longer_one_told_the_limit(
    caller: Caller, assistant: FakeAssistant
) -> None:
    assert caller.post(SUGGESTIONS, {"message": "a" * MAX_BYTES}).status_code == 200

    for body in ({"message": "a" * (MAX_BYTES + 1)}, {"messages": ["a", "b" * MAX_BYTES]}):
        found = caller.problem(SUGGESTIONS, body, 400)
        assert found["type"] == "urn:podpowiedz:problem:bad-message"
        assert (found["parameter"], found["reason"]) == ("message", "too-long")
        assert "at most 102400 (100 kB)" in found["detail"]
    assert len(assistant.asked) == 1


def test_what_the_engine_cannot_read_is_a_clear_refusal(
    caller: Caller, assistant: FakeAssistant
) -> None:
    assistant.failure = MessageError("unreadable", "The message is not text.")

    found = caller.problem(SUGGESTIONS, {"message": "Jak?"}, 400)

    assert (found["reason"], found["detail"]) == ("unreadable", "The message is not text.")


@pytest.mark.parametrize("address", [SUGGESTIONS, CHECK])
def test_without_a_published_base_nothing_is_drafted(
    caller: Caller, assistant: FakeAssistant, address: str
) -> None:
    assistant.failure = IndexMissing("/srv/secret is gone")

    found = caller.problem(
        address,
        {"message": "Jak?", "text": "Tak."} if address == CHECK else {"message": "Jak?"},
        503,
    )

    assert found["type"] == "urn:podpowiedz:problem:index-unavailable"
    assert "/srv" not in str(found)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", [SUGGESTIONS, CHECK])
def test_other_methods_are_not_allowed(caller: Caller, address: str, method: str) -> None:
    response = caller.client.open(address, method=method)

    assert response.status_code == 405
    assert response.headers["Allow"] == "OPTIONS, POST"
    assert response.get_json()["type"].endswith(":method-not-allowed")


def test_no_other_site_may_read_an_answer(caller: Caller) -> None:
    response = caller.post(
        SUGGESTIONS, {"message": "Jak?"}, headers={"Origin": "https://elsewhere.example"}
    )

    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
    assert "Set-Cookie" not in response.headers


def test_drafts_and_checks_are_counted_by_how_they_ended(caller: Caller) -> None:
    for message in ("Jak?", "Gdzie?", ""):
        caller.post(SUGGESTIONS, {"message": message})
    caller.post(CHECK, {"sentences": [{"text": "a", "citations": [SOURCE.key]}, {"text": "b"}]})

    figures = caller.client.get("/metrics").get_data(as_text=True)

    assert 'kb_drafts_total{outcome="answered"} 2.0' in figures
    assert 'kb_drafts_total{outcome="nothing-asked"} 1.0' in figures
    assert "kb_draft_seconds_count 3.0" in figures
    assert 'kb_checked_sentences_total{status="supported"} 1.0' in figures
    assert 'kb_checked_sentences_total{status="unsupported"} 1.0' in figures


def test_a_server_starts_without_the_engine_of_drafts(tmp_path: Path) -> None:
    program = (
        "from kb.settings import Settings\nfrom webapp import create_app\n"
        f"create_app(Settings(data_dir={str(tmp_path)!r}))\n"
        "import sys\nprint(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    heavy = {*NOT_FOR_SEARCH, "kb.answer.suggest", "morfeusz2", "phonenumbers"}
    assert heavy & set(done.stdout.split()) == set()
