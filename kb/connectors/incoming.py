"""What other systems tell: believed only when signed, taken in once, whatever its shape."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from kb.answer.incoming import require_readable
from kb.delivery.signature import is_fresh, is_signed
from kb.errors import MessageError, WebhookRefused
from kb.store.database import Store, insert_for
from kb.store.messages import NewMessage, in_one_transaction, take_in
from kb.store.schema import received_webhooks

_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_SUBJECT = 200, 320, 500
#: A dot would end it in what is signed.
_WEBHOOK_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")

Payload = Mapping[str, Any]
#: Of HTTP, names in lower case.
Headers = Mapping[str, str]
#: By when an answer is promised in a channel; None where nothing is.
Promise = Callable[[str], datetime | None]


def nothing_promised(_: str) -> None:
    """A promise where the shop makes none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a webhook. status: taken, known or ignored. number: of the message."""

    status: str
    number: str = ""


IGNORED = Taken("ignored")


def payload(body: bytes) -> Payload:
    """The JSON object of a webhook. Raises MessageError `unreadable`; nothing of it is quoted."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise MessageError("unreadable", "The webhook's body is not JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise MessageError("unreadable", "The webhook's body is no JSON object.")
    return found


def part(found: object, *path: str) -> Payload:
    """The object at a path; an empty one where there is none."""
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def words(found: object, *path: str, longest: int = _LONGEST_NAME) -> str:
    """The text or number at a path as one line; empty where there is neither."""
    value = part(found, *path[:-1]).get(path[-1])
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        return " ".join(str(value).split())[:longest]
    except ValueError:  # a number of thousands of digits
        return ""


def number(found: object, *path: str) -> str:
    """A name of another system at a path: its digits. Empty for anything else."""
    written = words(found, *path)
    return written if written.isascii() and written.isdigit() and len(written) <= 18 else ""


def address(found: object, *path: str) -> str:
    """An e-mail address at a path; empty for what cannot be one."""
    written = words(found, *path, longest=_LONGEST_ADDRESS + 1)
    user, at, domain = written.rpartition("@")
    fits = user and at and domain and len(written) <= _LONGEST_ADDRESS and " " not in written
    return written if fits else ""


def letter_text(text: object) -> str:
    """A customer's text. Raises MessageError `unreadable`, `empty`, `too-long`."""
    if not isinstance(text, str):
        raise MessageError("unreadable", "The webhook's message has no text.")
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise MessageError("empty", "The webhook's message has no text.")
    require_readable([clean])
    return clean


def require_signed(key: bytes, body: bytes, headers: Headers, now: datetime) -> str:
    """The `webhook-id` of what is signed by Standard Webhooks, and lately. Raises WebhookRefused.

    key: made of the secret by `signing_key`.
    """
    name, written = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not _WEBHOOK_ID.fullmatch(name) or not re.fullmatch(r"[0-9]{1,11}", written):
        raise refused("webhook-id or webhook-timestamp is missing or cannot be.")
    sent_at = datetime.fromtimestamp(int(written), UTC)
    if not is_signed(key, name, sent_at, body, headers.get("webhook-signature", "")):
        raise refused("webhook-signature is missing or wrong.")
    if not is_fresh(sent_at, now):
        raise refused("webhook-timestamp is not of the last five minutes.")
    return name


def key_of(*parts: str) -> str:
    """The key under which a message of another system is taken in once."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def take_once(store: Store, system: str, proof: str, sent: NewMessage, now: datetime) -> Taken:
    """Take a message in unless this webhook was told before. Raises StoreUnavailable.

    proof: the part of the webhook that only its sender can make, such as the signature. A message
    has a key of its own besides, so one that is told anew in another webhook changes nothing.
    """
    row = {"system": system, "delivery": hashlib.sha256(proof.encode()).hexdigest(), "at": now}

    def write(connection: Connection) -> Taken:
        note = insert_for(connection)(received_webhooks).values(row).on_conflict_do_nothing()
        if connection.execute(note).rowcount == 0:
            return Taken("known")
        return Taken("taken", take_in(connection, sent, now).number)

    return in_one_transaction(store, write)


def refused(reason: str) -> WebhookRefused:
    """The error for a webhook that is not believed; it never says what would have been."""
    return WebhookRefused(reason)
