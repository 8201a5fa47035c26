"""The document of a draft has the fixed members, in order, and nothing else."""

from __future__ import annotations

import json

from kb.answer.document import checked_document, draft_document
from kb.answer.suggest import Assistant
from tests.answer.conftest import Suggest
from tests.answer.test_suggest import LETTER

DRAFT = [
    "id", "version", "state", "language", "register", "channel", "confidence", "generator",
    "commit", "text", "escalate", "sentences", "citations", "questions", "internal", "flags",
]  # fmt: skip
MEMBERS = {
    "sentences": ["text", "status", "reasons", "citations"],
    "citations": [
        "key", "slug", "category", "audience", "anchor", "url", "quote", "commit", "lines",
    ],
    "questions": ["text", "answered", "citations"],
    "internal": ["slug", "anchor", "quote"],
    "flags": ["kind", "reason", "quote", "procedure"],
}  # fmt: skip


def test_a_draft_has_exactly_the_fixed_members(suggest: Suggest) -> None:
    document = draft_document(suggest(LETTER))

    assert list(document) == DRAFT
    for member, inside in MEMBERS.items():
        assert document[member], member
        assert all(list(one) == inside for one in document[member])


def test_a_draft_is_json_as_it_stands(suggest: Suggest) -> None:
    document = draft_document(suggest(LETTER))

    assert json.loads(json.dumps(document)) == document
    assert document["state"] == "proposed"
    assert document["version"] == 1
    assert 0 <= document["confidence"] <= 1


def test_a_check_has_exactly_the_fixed_members(suggest: Suggest, assistant: Assistant) -> None:
    document = checked_document(assistant.check(suggest(LETTER).sentences))

    assert list(document) == ["commit", "sentences", "changed"]
    assert all(list(one) == MEMBERS["sentences"] for one in document["sentences"])
