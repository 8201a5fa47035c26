"""Load generator: a few keep-alive connections that ask a search API, run in its own process."""

from __future__ import annotations

import json
import re
from collections import Counter
from http.client import HTTPConnection, HTTPException
from threading import Event, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT_S = 30
#: Names the edition of the probe article in a passage, see tests.benchmarks.http.
_EDITION = re.compile(r"Wydanie numer (\d+)\.")


def run(
    port: int,
    queries: Sequence[str],
    connections: int,
    seconds: float,
    requests: int,
    rate: float | None = None,
) -> dict[str, Any]:
    """Ask until the time or the number of requests is used up.

    rate: requests per second over all connections, sent by the clock, and latency counted from
    when a request was due; None sends the next one when the last one is answered.
    Returns latencies in ms, errors, the seconds it took, and [commit, edition that the probe
    article stated or None, number of such answers].
    """
    generator = _Generator(port, queries, seconds, requests, rate)
    threads = [Thread(target=generator.connection) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "seconds": perf_counter() - generator.started,
        "latencies_ms": generator.latencies,
        "errors": generator.errors,
        "editions": [[*pair, answers] for pair, answers in generator.editions.items()],
    }


class _Generator:
    def __init__(
        self, port: int, queries: Sequence[str], seconds: float, requests: int, rate: float | None
    ) -> None:
        self._port = port
        self._queries = queries
        self._seconds = seconds
        self._requests = requests
        self._rate = rate
        self._next = 0
        self._lock = Lock()
        self.started = perf_counter()
        self.latencies: list[float] = []
        self.errors: list[str] = []
        self.editions: Counter[tuple[str, int | None]] = Counter()

    def connection(self) -> None:
        """One keep-alive connection; opened anew after an error."""
        client = HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT_S)
        never = Event()
        while (number := self._take()) is not None:
            due = perf_counter()
            if self._rate is not None:
                due = self.started + number / self._rate
                never.wait(max(0.0, due - perf_counter()))
            try:
                self._ask(client, self._queries[number % len(self._queries)])
            except (OSError, HTTPException, ValueError, KeyError) as exc:
                self.errors.append(f"{type(exc).__name__}: {exc}"[:200])
                client.close()
            self.latencies.append((perf_counter() - due) * 1000)
        client.close()

    def _take(self) -> int | None:
        with self._lock:
            number = self._next
            late = perf_counter() - self.started >= self._seconds
            if late or number >= self._requests:
                return None
            self._next += 1
            return number

    def _ask(self, client: HTTPConnection, query: str) -> None:
        client.request("GET", f"/api/v1/search?q={quote(query)}")
        response = client.getresponse()
        body = response.read()
        if response.status != 200:
            raise ValueError(f"status {response.status}: {body[:100]!r}")
        answer = json.loads(body)
        stated = [_EDITION.search(hit["passage"]["text"]) for hit in answer["results"]]
        number = next((int(found[1]) for found in stated if found), None)
        with self._lock:
            self.editions[(str(answer["commit"]), number)] += 1
