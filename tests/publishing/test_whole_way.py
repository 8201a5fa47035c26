"""A push told over HTTP to a running server becomes what it serves; a broken one does not."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.bases import Base, article
from tests.benchmarks.server import Server, serving
from tests.connectors.git_pushes import SECRET, by_github, push

_TOO_LONG_S = 120


@pytest.fixture
def clone(base: Base, tmp_path: Path) -> Path:
    """The bare clone on the server, of a published base that editors push to."""
    folder = tmp_path / "clone.git"
    subprocess.run(["git", "clone", "-q", "--bare", base.repo, folder], check=True)
    return folder


@pytest.fixture
def server(base: Base, clone: Path) -> Iterator[Server]:
    settings = {
        "content_repo": clone,
        "content_ref": "main",
        "content_remote": "origin",
        "articles": "pomoc",
        "data_dir": base.data,
        "embedder": "fake",
        "git_webhook_secret": SECRET,
        "worker": True,
    }
    with serving(settings, workers=1) as running:
        yield running


def ask(server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(
        method, path, body, {name.replace("_", "-"): v for name, v in headers.items()}
    )
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said


def until(server: Server, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What /readyz says once it says so."""
    end = time.monotonic() + _TOO_LONG_S
    while time.monotonic() < end:
        _, said = ask(server, "GET", "/readyz")
        if reached(said):
            return said  # type: ignore[no-any-return]
        Event().wait(0.1)
    raise AssertionError(f"It was never reached: {said}")


def test_a_push_goes_live_and_a_broken_one_leaves_what_is_served(
    base: Base, server: Server
) -> None:
    sha = base.commit({"zwroty/nowy.md": article("Nowy")})
    body = push(after=sha)

    status, told = ask(server, "POST", "/hooks/git", body, **by_github(body, "d-1"))
    assert (status, told["will"]) == (202, "fetch, then publish")
    until(server, lambda said: said["commit"] == sha)

    bad = base.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    body = push(after=bad)
    ask(server, "POST", "/hooks/git", body, **by_github(body, "d-2"))
    said = until(server, lambda said: said["publishing"]["state"] == "refused")
    assert said["commit"] == sha
    assert said["publishing"]["problems"] > 0

    base.git("reset", "-q", "--hard", "HEAD~2")
    first = base.git("rev-parse", "HEAD")
    body = push(after=first)
    ask(server, "POST", "/hooks/git", body, **by_github(body, "d-3"))
    until(server, lambda said: said["commit"] == first)
