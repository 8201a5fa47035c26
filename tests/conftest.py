"""What every test stands on: no network, no settings of the person who runs it, no randomness."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest
from hypothesis import settings

# Two cores run the tests side by side: spinning OpenMP threads would make each slower (see
# docs/decisions.md), and a slow machine must not fail a property test by its deadline.
os.environ.update(
    OMP_NUM_THREADS="1",
    TOKENIZERS_PARALLELISM="false",
    HF_HUB_OFFLINE="1",
    GIT_AUTHOR_NAME="Redakcja",
    GIT_AUTHOR_EMAIL="redakcja@example.org",
    GIT_COMMITTER_NAME="Redakcja",
    GIT_COMMITTER_EMAIL="redakcja@example.org",
)
pytest_plugins = ["tests.bases", "tests.branches"]
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def _own_settings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the shell that started the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("KB_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails the test and names the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test tried to reach {address}: tests use no network.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
