from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.settings import Settings
from kb.store.address import FILE_NAME
from kb.wiring import migrate
from tests.webapp import page_checker
from tests.webapp.fakes import FakeLibrary, FakeRecorder, FakeVersions
from webapp import create_app
from webapp.desks import is_desk
from webapp.language import offered
from webapp.records import RECORDS
from webapp.serving import serving


class CheckedClient(FlaskClient):
    """Checks every page that passes through it, whatever the test is about."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True} | kwargs)
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            packed = response.headers.get("Content-Encoding") == "gzip"
            body = response.get_data()
            html = (gzip.decompress(body) if packed else body).decode()
            if response.request.method != "HEAD":
                page_checker.check(html, language_of(self.application, response.request.path))
        return response


def language_of(app: Flask, path: str) -> str:
    """What the page at a path must be in: English under /en, where the site offers it.

    Empty, hence either, at the desk: there the account decides.
    """
    if is_desk(path):
        return ""
    with app.app_context():
        return "en" if f"{path}/".startswith("/en/") and "en" in offered() else "pl"


def build(library: FakeLibrary, **settings: Any) -> Flask:
    """An application over a library in memory."""
    app = create_app(Settings(**settings), cast("Any", library))
    app.test_client_class = CheckedClient
    with app.app_context():
        serving().versions = cast("Any", FakeVersions())
    kept = app.extensions[RECORDS]
    kept.recorder = FakeRecorder()
    kept.most_needed.run = lambda work: None
    return app


def recorded(app: Flask) -> list[Any]:
    """Searches and marks in the order in which the application recorded them."""
    recorder: FakeRecorder = app.extensions[RECORDS].recorder
    return recorder.items


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an application writes, its database and its key, is this test's own."""
    monkeypatch.setenv("KB_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _known_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses are counted under a key of zeros, so that which of them share is no chance."""
    monkeypatch.setattr("webapp.limits.token_bytes", bytes)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with today's tables, to be copied: making the tables takes half a second."""
    folder = tmp_path_factory.mktemp("database")
    migrate(Settings(data_dir=folder))
    return folder / FILE_NAME


@pytest.fixture
def database(empty_database: Path, _own_data_folder: None) -> None:
    """The tables, in this test's data folder."""
    folder = Settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_database, folder)


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def app(library: FakeLibrary) -> Flask:
    return build(library)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
