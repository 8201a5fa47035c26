"""The API as a program with a token calls it, over an assistant in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from kb.model import Scope
from kb.store.database import Store
from kb.store.tokens import add_token
from tests.webapp.fakes import FakeAssistant
from webapp.api.openapi import DOCUMENT
from webapp.records import records
from webapp.serving import serving

SUGGESTIONS = "/api/v1/suggestions"
CHECK = "/api/v1/suggestions/check"
START = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def holds(name: str, body: Any) -> None:
    """Assert that a body has the described shape."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(body)


def accepted(name: str, body: Any) -> bool:
    """Whether the description says that a body may be sent."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return bool(Draft202012Validator(schema).is_valid(body))


@dataclass
class Clock:
    """The site's time, which moves when it is told to."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Caller:
    """A program that sends JSON with a token."""

    client: FlaskClient
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def post(self, address: str, body: Any, **more: Any) -> TestResponse:
        """Send a body, which is sent as it is when it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.client.post(
            address, data=data, headers=headers, **{"content_type": "application/json"} | more
        )

    def problem(self, address: str, body: Any, status: int, **more: Any) -> dict[str, Any]:
        """The problem with which a body is refused."""
        response = self.post(address, body, **more)
        assert response.status_code == status, response.get_data(as_text=True)
        assert response.content_type == "application/problem+json"
        assert response.headers["Cache-Control"] == "no-store"
        found: dict[str, Any] = response.get_json(force=True)
        holds("Problem", found)
        return found


@pytest.fixture
def clock(app: Flask) -> Clock:
    clock = Clock()
    with app.app_context():
        serving().clock = clock
    return clock


@pytest.fixture
def store(app: Flask, database: None) -> Iterator[Store]:
    """The application's own store, with tables."""
    with app.app_context():
        opened = records().store
    yield opened
    opened.close()


@pytest.fixture
def assistant(app: Flask) -> FakeAssistant:
    fake = FakeAssistant()
    with app.app_context():
        vars(serving())["assistant"] = fake
    return fake


@pytest.fixture
def token(store: Store) -> str:
    return add_token(store, "crm", [Scope.SUGGEST], START - timedelta(days=1))


@pytest.fixture
def caller(client: FlaskClient, assistant: FakeAssistant, clock: Clock, token: str) -> Caller:
    """A program whose token is in force."""
    return Caller(client, token)
