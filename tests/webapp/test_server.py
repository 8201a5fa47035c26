"""The production server, run as an operator runs it but with a library in memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from kb.errors import ConfigError
from kb.settings import Settings
from webapp.server import (
    address,
    check_address,
    fresh_metrics_folder,
    main,
    url_of,
)

ROOT = Path(__file__).parents[2]

# The library is replaced before anything asks for it: no index is needed to test a server.
PROGRAM = """
import sys
import kb.wiring
from tests.webapp.fakes import FakeAssistant, FakeLibrary
kb.wiring.open_library = lambda settings: FakeLibrary()
kb.wiring.open_assistant = lambda settings, library: FakeAssistant()
from webapp.server import main
sys.exit(main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int
    greeting: str

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self) -> tuple[int, str]:
        """Exit status, and everything that was written after the greeting."""
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=30)
        return self.process.returncode, out


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name[:3] != "KB_"}
    environment |= {"PORT": str(port), "KB_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Running(process, port, process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def test_a_server_greets_answers_counts_and_stops(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.greeting == f"Podpowiedź: http://127.0.0.1:{server.port}/\n"

        found, page = server.get("/szukaj?q=zwrot+tajny")
        longest, kept = server.get("/szukaj?q=" + quote("ź" * 10_000))
        many = [server.get("/api/v1/search?q=zwrot")[0] for _ in range(8)]
        forged, _ = server.get("/brak%0Aforged")
        _, metrics = server.get("/metrics")
        status, log = server.stop()

    assert (found, longest, forged) == (200, 400, 404)
    assert many == [200] * 8
    assert "Ile kosztuje zwrot?" in page
    assert "ź" * 10_000 in kept, "a question that is far too long is answered with a page"
    assert "kb_search_seconds_count 9.0" in metrics, "workers are counted together"
    assert status == 0
    assert "GET /szukaj 200" in log
    assert "tajny" not in log, "what visitors ask is not logged"
    assert "127.0.0.1" not in log, "neither is where they are"
    assert "\nforged" not in log


def test_a_taken_port_is_said_before_anything_starts(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        status = main(["--port", str(port)])

    assert status == 2
    assert capsys.readouterr().err == (
        f"Port {port} on 127.0.0.1 is taken by another program; "
        f"start with PORT={port + 1} make serve\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5", "٨٠", "9" * 5000])
def test_a_wrong_port_is_refused_with_what_is_right(port: str) -> None:
    with pytest.raises(ConfigError, match="from 1 to 65535"):
        address([], {"PORT": port})


def test_arguments_win_over_the_environment_and_the_environment_over_defaults() -> None:
    assert address([], {}) == ("127.0.0.1", 8000)
    assert address([], {"HOST": "0.0.0.0", "PORT": "8001"}) == ("0.0.0.0", 8001)
    assert address(["--host", "::1", "--port", "9"], {"PORT": "8001"}) == ("::1", 9)
    assert address([], {"HOST": "", "PORT": ""}) == ("127.0.0.1", 8000)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError, match="Check HOST and PORT"):
        check_address("192.0.2.1", free_port())
    with pytest.raises(ConfigError, match="not an address of this machine"):
        check_address("..", free_port())


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::", "http://[::1]:80/"),
        ("::1", "http://[::1]:80/"),
        ("pomoc.example", "http://pomoc.example:80/"),
    ],
)
def test_the_printed_address_can_be_opened(host: str, url: str) -> None:
    assert url_of(host, 80) == url


def test_counters_of_an_earlier_run_are_gone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (fresh_metrics_folder(settings, 8000) / "counter_1.db").write_bytes(b"old")

    assert list(fresh_metrics_folder(settings, 8000).iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(ConfigError, match="KB_DATA_DIR"):
        fresh_metrics_folder(Settings(data_dir=tmp_path / "file"), 8000)
