"""The whole path as a program calls it: a published shop, the engine, the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from kb.model import Scope
from kb.store.tokens import add_token
from kb.wiring import open_store
from tests.answer.conftest import Desk
from tests.answer.shop import SECRET
from tests.answer.test_suggest import COST, LETTER
from tests.bases import article
from webapp import create_app
from webapp.api.openapi import DOCUMENT

Post = Callable[[str, Any], TestResponse]
SUGGESTIONS, CHECK = "/api/v1/suggestions", "/api/v1/suggestions/check"


@pytest.fixture
def post(desk: Desk) -> Iterator[Post]:
    settings = desk.base.settings()
    store = open_store(settings)
    token = add_token(store, "crm", [Scope.SUGGEST], datetime.now(UTC))
    store.close()
    with desk.base.library() as library:
        client = create_app(settings, library).test_client()
        yield lambda address, body: client.post(
            address, json=body, headers={"Authorization": f"Bearer {token}"}
        )


def test_a_letter_gets_a_draft_of_the_described_shape(post: Post) -> None:
    response = post(SUGGESTIONS, {"message": LETTER})

    assert response.status_code == 200
    document = response.get_json()
    schema = {"$ref": "#/components/schemas/Draft", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(document)
    assert "14,99 zł" in document["text"]
    assert document["text"].startswith("Dzień dobry, Pani Anno,")
    assert SECRET not in str({**document, "internal": None})


def test_a_draft_that_is_sent_back_to_be_checked_passes(post: Post) -> None:
    draft = post(SUGGESTIONS, {"message": COST}).get_json()
    sentences = [{"text": one["text"], "citations": one["citations"]} for one in draft["sentences"]]

    checked = post(CHECK, {"sentences": sentences, "commit": draft["commit"]}).get_json()

    assert [one["status"] for one in checked["sentences"]] == [
        one["status"] for one in draft["sentences"]
    ]
    assert checked["changed"] == []


def test_a_base_that_changed_between_draft_and_check_is_told(post: Post, desk: Desk) -> None:
    draft = post(SUGGESTIONS, {"message": COST}).get_json()
    changed = article("Ile kosztuje dostawa?", "Dostawa kurierem kosztuje 19 zł.")
    desk.republish({"dostawa/koszt-dostawy.md": changed})
    sentences = [{"text": one["text"], "citations": one["citations"]} for one in draft["sentences"]]

    checked = post(CHECK, {"sentences": sentences, "commit": draft["commit"]}).get_json()

    assert checked["changed"] == [one["key"] for one in draft["citations"]]
    assert "unsupported" in {one["status"] for one in checked["sentences"]}
    assert "19 zł" in post(SUGGESTIONS, {"message": COST}).get_json()["text"]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "> Ile kosztuje dostawa?",
        "Pozdrawiam\nAnna Nowak",
        "a" * 100_000,
        "\n" * 50_000,
        "<!--" * 20_000,
        "\u202e\u200b\U000e0041",
        "<div>" * 10_000,
        "?" * 1_000,
        "Ile? " * 5_000,
    ],
    ids=lambda message: ascii(message[:12]),
)
def test_bad_input_gets_a_whole_draft(post: Post, message: str) -> None:
    response = post(SUGGESTIONS, {"message": message})

    assert response.status_code == 200
    document = response.get_json()
    assert document["text"]
    assert {one["status"] for one in document["sentences"]} <= {"phrase", "supported"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"message": "a\0"}, "unreadable"),
        ({"message": "a" * 102_401}, "too-long"),
        ({"message": "Jak?", "channel": "fax"}, "unknown-value"),
    ],
)
def test_what_cannot_be_read_is_a_clear_refusal(
    post: Post, body: dict[str, Any], reason: str
) -> None:
    response = post(SUGGESTIONS, body)

    assert response.status_code == 400
    assert response.get_json(force=True)["reason"] == reason
