"""Signatures of webhooks by the Standard Webhooks specification, HMAC-SHA256 under `v1`.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from datetime import datetime, timedelta

PREFIX = "whsec_"
#: A message that is older, or from the future, may be one that somebody recorded.
TOLERANCE = timedelta(minutes=5)
_VERSION = "v1"
#: Bytes of a key, by the specification.
_SHORTEST = 24


def signing_key(secret: str) -> bytes:
    """The key in a secret as it is passed on, `whsec_` and base64. Raises ValueError."""
    key = b64decode(secret.removeprefix(PREFIX), validate=True)
    if len(key) < _SHORTEST:
        raise ValueError(f"a secret has at least {_SHORTEST} bytes, as whsec_ and base64")
    return key


def signature(key: bytes, name: str, sent_at: datetime, body: bytes) -> str:
    """The value of `webhook-signature`. name: of `webhook-id`, without a dot."""
    signed = f"{name}.{int(sent_at.timestamp())}.".encode() + body
    return f"{_VERSION},{b64encode(hmac.digest(key, signed, 'sha256')).decode('ascii')}"


def is_signed(key: bytes, name: str, sent_at: datetime, body: bytes, signatures: str) -> bool:
    """Whether one of the signatures, separated by spaces, is ours; compared in constant time."""
    expected = signature(key, name, sent_at, body).encode()
    # All are compared, so that the time tells nothing.
    found = [hmac.compare_digest(expected, one.encode("utf-8")) for one in signatures.split(" ")]
    return any(found)


def is_fresh(sent_at: datetime, now: datetime) -> bool:
    """Whether a moment is near enough to be believed."""
    return abs(now - sent_at) <= TOLERANCE
