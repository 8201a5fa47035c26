"""Contracts of other systems, and requests signed as they sign them."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.conftest import NOW
from tests.delivery.receiver import Receiver, receiving
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "server", "sqlite", "store"]

CONTRACTS = Path(__file__).parent / "contracts"
CHATWOOT_SECRET, ZAMMAD_SECRET = "chatwoot-webhook-secret", "zammad-signature-token"
MESSAGES_SECRET = "whsec_" + b64encode(b"m" * 32).decode()


def contract(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def written(payload: object) -> bytes:
    return json.dumps(payload).encode()


def by_chatwoot(body: bytes, at: datetime = NOW, secret: str = CHATWOOT_SECRET) -> dict[str, str]:
    """The headers that Chatwoot adds."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "x-chatwoot-signature": f"sha256={digest}",
        "x-chatwoot-timestamp": stamp,
        "x-chatwoot-delivery": "5a8f6f0e-3c58-4f0a-9f6a-0d4b2a3c1e77",
    }


def by_zammad(body: bytes, secret: str = ZAMMAD_SECRET) -> dict[str, str]:
    """The headers that Zammad adds."""
    digest = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return {
        "x-hub-signature": f"sha1={digest}",
        "x-zammad-trigger": "Podpowiedź",
        "x-zammad-delivery": "0b2f5b55-8e5b-4a3e-8f4c-3d2a1b0c9d8e",
    }


def by_standard(body: bytes, name: str = "msg_1", at: datetime = NOW) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(b"m" * 32, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found
