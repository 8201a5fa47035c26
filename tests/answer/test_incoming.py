"""What may be handed in as a message, and a text as sentences to check."""

from __future__ import annotations

import pytest

from kb.answer.incoming import MAX_BYTES, MAX_MESSAGES, cited_sentences, require_readable
from kb.answer.model import Sentence, Status
from kb.errors import MessageError


@pytest.mark.parametrize(
    "messages", [[""], [" \n"], ["a"] * MAX_MESSAGES, ["a" * MAX_BYTES], ["ł" * (MAX_BYTES // 2)]]
)
def test_an_empty_message_and_the_longest_are_read(messages: list[str]) -> None:
    require_readable(messages)


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([], "empty"),
        (["a" * (MAX_BYTES + 1)], "too-long"),
        (["ł" * (MAX_BYTES // 2), "a"], "too-long"),
        ([""] * (MAX_MESSAGES + 1), "too-long"),
        (["a\0"], "unreadable"),
        (["a", "\ud83d"], "unreadable"),
    ],
)
def test_what_is_no_message_or_too_long_is_refused(messages: list[str], reason: str) -> None:
    with pytest.raises(MessageError) as refused:
        require_readable(messages)

    assert refused.value.reason == reason
    str(refused.value).encode()


def test_each_sentence_of_a_text_may_stand_on_each_key() -> None:
    assert cited_sentences("Tak, np. dziś.\n\nKoszt: 5 zł. ", ["a", "b"]) == (
        Sentence("Tak, np. dziś.", ("a", "b"), Status.UNSUPPORTED),
        Sentence("Koszt: 5 zł.", ("a", "b"), Status.UNSUPPORTED),
    )
    assert cited_sentences(" \n ", ["a"]) == ()
