"""Pushes as git hosts tell them, with the members that their documentation names."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import datetime
from typing import Any

from tests.delivery.conftest import NOW

SECRET = "a-secret-of-the-git-host"
KEY = b"g" * 32
SIGNING = "whsec_" + b64encode(KEY).decode()
BEFORE, AFTER = "1" * 40, "2" * 40


def push(ref: str = "refs/heads/main", after: str = AFTER, **others: Any) -> bytes:
    told = {
        "ref": ref,
        "before": BEFORE,
        "after": after,
        "repository": {"full_name": "sklep/artykuly", "pushed_at": 1795946400},
        "commits": [{"id": after, "message": "Poprawka", "modified": ["zwroty/koszt.md"]}],
    }
    return json.dumps(told | others).encode()


def digest(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def by_github(body: bytes, name: str = "d-1", event: str = "push") -> dict[str, str]:
    return {
        "x-github-event": event,
        "x-github-delivery": name,
        "x-hub-signature-256": f"sha256={digest(body)}",
    }


def by_gitea(body: bytes, name: str = "d-1", event: str = "push") -> dict[str, str]:
    """Gitea adds the headers that GitHub would send."""
    own = {
        "x-gitea-event": event,
        "x-gitea-delivery": name,
        "x-gitea-signature": digest(body),
    }
    return by_github(body, name, event) | own


def by_forgejo(body: bytes, name: str = "d-1", event: str = "push") -> dict[str, str]:
    own = {
        "x-forgejo-event": event,
        "x-forgejo-delivery": name,
        "x-forgejo-signature": digest(body),
    }
    return by_gitea(body, name, event) | own


def by_gitlab(body: bytes, name: str = "d-1", event: str = "Push Hook") -> dict[str, str]:
    return {"x-gitlab-event": event, "idempotency-key": name, "x-gitlab-token": SECRET}


def by_gitlab_signed(
    body: bytes, name: str = "d-1", event: str = "Push Hook", at: datetime = NOW
) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signed = hmac.digest(KEY, f"{name}.{stamp}.".encode() + body, "sha256")
    return {
        "x-gitlab-event": event,
        "idempotency-key": name,
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }


#: name of the host → how it signs, and with which secret.
HOSTS = {
    "github": (by_github, SECRET),
    "gitea": (by_gitea, SECRET),
    "forgejo": (by_forgejo, SECRET),
    "gitlab": (by_gitlab, SECRET),
    "gitlab-signed": (by_gitlab_signed, SIGNING),
}
