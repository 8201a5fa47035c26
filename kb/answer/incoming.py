"""What is handed in: how large it may be, what is no text, and a text as sentences to check."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.model import Sentence
from kb.errors import MessageError
from kb.polish.sentences import split_sentences

#: Of all messages of one request together, in UTF-8.
MAX_BYTES = 100 * 1024
MAX_MESSAGES = 100


def require_readable(messages: Sequence[str]) -> None:
    """Raise MessageError for messages that are none, too many or too long, or are no text.

    A message with nothing in it is one: its draft says that there is nothing to answer.
    """
    if not messages:
        raise MessageError("empty", "There is no message.")
    if len(messages) > MAX_MESSAGES:
        raise MessageError(
            "too-long", f"There are {len(messages)} messages; at most {MAX_MESSAGES} are read."
        )
    if any("\0" in message for message in messages):
        raise MessageError("unreadable", "The message holds NUL characters: it is no text.")
    try:
        size = sum(len(message.encode()) for message in messages)
    except UnicodeEncodeError as error:
        raise MessageError(
            "unreadable", "The message holds halves of characters (lone surrogates)."
        ) from error
    if size > MAX_BYTES:
        raise MessageError(
            "too-long", f"The message has {size} bytes; at most {MAX_BYTES} (100 kB) are read."
        )


def cited_sentences(text: str, keys: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences of a text, each of which may stand on any of the keys."""
    return tuple(
        Sentence(text[start:end], citations=tuple(keys)) for start, end in split_sentences(text)
    )
