"""The inbox of a large shop: how long its list, tabs, search and a conversation take.

python -m tests.benchmarks.desk_inbox --messages 100000 --open 10000
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from kb.inbox.conversations import changes_since, counts, listed, opened
from kb.inbox.model import NOBODY, Filter, Status
from kb.store.address import address
from kb.store.database import Store
from kb.store.messages import new_number
from kb.store.migrate import upgrade
from kb.store.schema import accounts, conversations, messages
from tests.benchmarks.figures import percentiles, row
from tests.benchmarks.machine import describe

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
AGENTS = 20
_CUSTOMERS = Path("kb/evaluate/messages.yaml")
_MINUTE = timedelta(minutes=1)
_FLAGS: tuple[list[str], ...] = ([], [], [], ["complaint"], ["legal", "anger"])
_BATCH = 2_000
#: Frequent words, rare ones, several, none that is there.
_QUERIES = ("paczka", "reklamację", "obrus zwrot", "Kowalska", "LD-204518", "hipopotam")


def letters() -> list[str]:
    """What customers of the sample base write."""
    found = yaml.safe_load(_CUSTOMERS.read_text("utf-8"))
    said = (one.get("message") or one["messages"] for one in found["cases"])
    return ["\n\n".join(one) if isinstance(one, list) else one for one in said]


def fill(store: Store, total: int, waiting: int, seed: int) -> list[str]:
    """Conversations of one to three messages; `waiting` of them are open. Returns the numbers."""
    random.seed(seed)
    with store.writing() as connection:
        connection.execute(accounts.insert(), [_agent(at) for at in range(AGENTS)])
    texts, left = letters(), total
    numbers: list[str] = []
    while left > 0:
        rows, said = [], []
        for _ in range(min(_BATCH, left)):
            number, size = new_number(), random.choice((1, 1, 2, 3))
            rows.append(_conversation(number, len(numbers) < waiting))
            said += [_message(number, at, rows[-1], random.choice(texts)) for at in range(size)]
            numbers.append(number)
            left -= size
            if left <= 0:
                break
        with store.writing() as connection:
            connection.execute(conversations.insert(), rows)
            connection.execute(messages.insert(), said)
    return numbers


def _agent(at: int) -> dict[str, Any]:
    return {
        "login": f"agent{at}", "name": f"Agent {at}", "role": "agent", "created_at": NOW,
        "credentials_at": NOW, "recovery_codes": [],
    }  # fmt: skip


def _conversation(number: str, waits: bool) -> dict[str, Any]:
    came = NOW - random.randrange(1, 3_000 if waits else 100_000) * _MINUTE
    return {
        "number": number, "origin": "form", "channel": random.choice(("email", "chat", "social")),
        "language": "pl", "topic": random.choice(("zwroty", "dostawa", "platnosci")),
        "opened_at": came, "updated_at": came, "due_at": came + 480 * _MINUTE,
        "status": "open" if waits else random.choice(("answered", "closed")),
        "assignee": random.choice((None, None, *range(1, AGENTS + 1))),
        "flags": random.choice(_FLAGS), "escalate": random.random() < 0.05, "version": 1,
    }  # fmt: skip


def _message(number: str, at: int, opening: dict[str, Any], text: str) -> dict[str, Any]:
    sent = number if at == 0 else new_number()
    return {
        "number": sent, "key": sent, "received_at": opening["opened_at"] + at * _MINUTE,
        "language": "pl", "topic": opening["topic"], "text": text,
        "email": f"klient.{number.lower()}@example.pl", "phone": "", "searched": [], "page": "",
        "conversation": number, "name": "Ewa Kowalska" if number[0] == "7" else "Jan Maj",
    }  # fmt: skip


def _timed(ask: Callable[[], object], repeat: int) -> Iterator[float]:
    ask()
    for _ in range(repeat):
        began = perf_counter()
        ask()
        yield (perf_counter() - began) * 1000


def run(
    total: int = 100_000, waiting: int = 10_000, repeat: int = 40, seed: int = 2026
) -> dict[str, Any]:
    """total: messages. waiting: open conversations. repeat: how often each is asked."""
    with tempfile.TemporaryDirectory() as folder:
        place = address(None, Path(folder))
        upgrade(place)
        store = Store(place, 2)
        began = perf_counter()
        numbers = fill(store, total, waiting, seed)
        filled = perf_counter() - began
        figures = _figures(store, numbers, repeat)
        store.close()
        size = sum(path.stat().st_size for path in Path(folder).iterdir() if path.is_file())
    return {
        "machine": describe(),
        "model": "none",
        "messages": total,
        "conversations": len(numbers),
        "open": min(waiting, len(numbers)),
        "fill_s": round(filled, 1),
        "database_mib": round(size / 2**20, 1),
        "results": {name: percentiles(times) for name, times in figures.items()},
    }


def _figures(store: Store, numbers: list[str], repeat: int) -> dict[str, list[float]]:
    def page(**asked: Any) -> list[float]:
        after = asked.pop("after", "")
        return list(_timed(lambda: listed(store, Filter(**asked), NOW, after=after), repeat))

    third = listed(store, Filter(), NOW, after=listed(store, Filter(), NOW).after).after
    few = max(2, repeat // 8)
    figures = {
        "first page": page(),
        "third page": page(after=third),
        "of one agent": page(assignee=3),
        "of nobody, with a flag": page(assignee=NOBODY, flag="legal"),
        "overdue": page(overdue=True),
        "answered": page(status=Status.ANSWERED),
        "tabs": list(_timed(lambda: counts(store, 3, NOW), repeat)),
        "changes": list(_timed(lambda: changes_since(store, NOW - _MINUTE), repeat)),
        "a conversation": list(_timed(lambda: opened(store, random.choice(numbers), NOW), repeat)),
        "search, open ones": [],
        "search, all": [],
    }
    for words in _QUERIES:
        for name, status in (("open ones", Status.OPEN), ("all", None)):
            asked = Filter(status=status, text=words)
            figures[f"search, {name}"] += _timed(lambda: listed(store, asked, NOW), few)  # noqa: B023
    return figures


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [row("What", "p50 ms", "p95 ms", "p99 ms"), "|---|---|---|---|"]
    for name, found in result["results"].items():
        lines.append(row(name, *(f"{found[part]:.1f}" for part in ("p50", "p95", "p99"))))
    told = (
        f"{result['messages']} messages in {result['conversations']} conversations, "
        f"{result['open']} of them open; SQLite, {result['database_mib']} MiB."
    )
    return "\n".join([*lines, "", told])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = run(options.messages, options.open)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))


if __name__ == "__main__":
    main()
