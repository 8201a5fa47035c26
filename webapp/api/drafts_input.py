"""What programs send about drafts. Unknown members are ignored, wrong values are a 400."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.answer.incoming import MAX_MESSAGES, cited_sentences, require_readable
from kb.answer.model import Channel, Register, Sentence
from webapp.api import body
from webapp.inputs import LANGUAGES, BodyError, one_line

if TYPE_CHECKING:
    from kb.answer.request import Request

GENERATORS = ("extractive", "llm")
#: Characters of a name, of a conversation's, of a commit and of a key.
MAX_WORDS = 200
MAX_SENTENCES = 500
#: Keys of one sentence.
MAX_CITATIONS = 100


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A text to check. commit, message: empty where they were not sent."""

    sentences: tuple[Sentence, ...]
    commit: str
    message: str


def asked(found: body.Object) -> Request:
    """What a draft is asked for. Raises BodyError, MessageError."""
    # It brings the engine with it, which the server does not need to start.
    from kb.answer.request import Request

    messages = _messages(found)
    require_readable(messages)
    register = body.choice(found, "register", Register)
    return Request(
        messages=messages,
        channel=Channel(body.choice(found, "channel", Channel) or Channel.EMAIL),
        customer_name=one_line(
            body.text(found.get("customer_name", ""), "customer_name", MAX_WORDS)
        ),
        conversation=body.text(found.get("conversation", ""), "conversation", MAX_WORDS),
        language=body.choice(found, "language", LANGUAGES) or "",
        register=Register(register) if register else None,
        generator=body.choice(found, "generator", GENERATORS) or "extractive",
    )


def to_check(found: body.Object) -> ToCheck:
    """The text that is to be checked. Raises BodyError, MessageError."""
    sentences = _sentences(found)
    message = body.text(found.get("message", ""), "message")
    require_readable([message])
    return ToCheck(
        sentences=sentences,
        commit=body.text(found.get("commit", ""), "commit", MAX_WORDS),
        message=message,
    )


def _messages(found: body.Object) -> tuple[str, ...]:
    if body.exactly_one(found, "message", "messages") == "message":
        return (body.text(found["message"], "message"),)
    written = body.items(found["messages"], "messages", MAX_MESSAGES)
    if not written:
        raise BodyError("messages", "empty", "messages must hold at least one message")
    return tuple(body.text(one, f"messages[{at}]") for at, one in enumerate(written))


def _sentences(found: body.Object) -> tuple[Sentence, ...]:
    if body.exactly_one(found, "sentences", "text") == "text":
        whole = body.text(found["text"], "text")
        sentences = cited_sentences(whole, _keys(found.get("keys", []), "keys"))
        if len(sentences) > MAX_SENTENCES:
            raise BodyError("text", "too-many", f"text may have at most {MAX_SENTENCES} sentences")
        return sentences
    written = body.items(found["sentences"], "sentences", MAX_SENTENCES)
    return tuple(_sentence(one, f"sentences[{at}]") for at, one in enumerate(written))


def _sentence(written: object, place: str) -> Sentence:
    if not isinstance(written, dict):
        raise BodyError(place, "wrong-type", f"{place} must be an object")
    if "text" not in written:
        raise BodyError(f"{place}.text", "missing", f"{place}.text is needed")
    return Sentence(
        body.text(written["text"], f"{place}.text"),
        citations=_keys(written.get("citations", []), f"{place}.citations"),
    )


def _keys(written: object, place: str) -> tuple[str, ...]:
    return tuple(
        body.text(key, f"{place}[{at}]", MAX_WORDS)
        for at, key in enumerate(body.items(written, place, MAX_CITATIONS))
    )
