"""A customer's message as a program sends it.

Unknown members are ignored, wrong values are a 400.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from flask import request

from kb.answer.incoming import require_readable
from kb.answer.model import Channel
from kb.privacy.reach import email_address, phone_number
from webapp.api import body
from webapp.inputs import LANGUAGES, BodyError, one_line

KEY_HEADER = "Idempotency-Key"
#: Characters of a name, a subject, a topic and an address.
MAX_WORDS = 200
#: Of the other system's name of the conversation. Kept beside the message, not in it: hence nothing
#: that could be an address.
EXTERNAL_ID = r"[A-Za-z0-9._-]{1,150}"
TOPIC = r"[a-z0-9]+(-[a-z0-9]+)*"
#: As a string of RFC 8941, or without its quotes.
_KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x7e]{1,200})')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent; empty where it was not. email, phone: in their usual form."""

    text: str
    name: str
    email: str
    phone: str
    subject: str
    topic: str
    language: str
    channel: Channel
    external_id: str


def sent(found: body.Object) -> Sent:
    """A message. Raises BodyError, MessageError."""
    if "text" not in found:
        raise BodyError("text", "missing", "text is needed")
    text = body.text(found["text"], "text")
    require_readable([text])
    if not text.strip():
        raise BodyError("text", "empty", "text must hold more than spaces")
    return Sent(
        text=text,
        name=_words(found, "name"),
        email=_reached(found, "email", email_address),
        phone=_reached(found, "phone", phone_number),
        subject=_words(found, "subject"),
        topic=_matching(found, "topic", TOPIC),
        language=body.choice(found, "language", LANGUAGES) or "",
        channel=Channel(body.choice(found, "channel", Channel) or Channel.EMAIL),
        external_id=_matching(found, "external_id", EXTERNAL_ID),
    )


def message_key(token: str) -> str:
    """What makes the same request twice one message. token: name of the caller's, whose keys are
    apart from those of others. Raises BodyError.
    """
    written = request.headers.get(KEY_HEADER, "")
    if not written:
        return f"api:{token_hex(30)}"
    match = _KEY.fullmatch(written.strip())
    if match is None:
        raise BodyError(
            KEY_HEADER, "wrong-value", f"{KEY_HEADER} must be 1 to 200 printable ASCII characters"
        )
    told = f"{token}\0{match[1] or match[2]}"
    return f"api:{sha256(told.encode()).hexdigest()[:60]}"


def _words(found: body.Object, name: str) -> str:
    return one_line(body.text(found.get(name, ""), name, MAX_WORDS))


def _matching(found: body.Object, name: str, pattern: str) -> str:
    written = body.text(found.get(name, ""), name, MAX_WORDS)
    if written and not re.fullmatch(pattern, written):
        raise BodyError(name, "wrong-value", f"{name} must match {pattern}")
    return written


def _reached(found: body.Object, name: str, usual: Callable[[str], str | None]) -> str:
    written = _words(found, name)
    if not written:
        return ""
    known = usual(written)
    if not known:
        raise BodyError(name, "wrong-value", f"no customer could be reached by this {name}")
    return known
