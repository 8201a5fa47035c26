"""Agents approve, letters go out, processes are killed all the while: what is lost, what doubled?

python -m tests.benchmarks.desk_kill --conversations 200 --agents 10 [--database postgresql]

Everything is the real thing: `kb serve` with its worker beside it, agents over HTTP, a mail server.
Two agents are after every conversation. Who gets no answer sends the same form again. PostgreSQL,
if that is the database, is ended as by a power cut and started again all the while as well.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import Empty, Queue
from threading import Event
from time import monotonic, perf_counter
from typing import Any

from sqlalchemy import func, select, text

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.delivery.outbox import LEASE
from kb.desk_wiring import open_outbox
from kb.review.history import drafts_of
from kb.review.model import State
from kb.settings import Settings
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import deliveries, drafts
from kb.wiring import migrate, open_library, open_store
from tests.benchmarks.base import publish_repository, repository, repository_settings
from tests.benchmarks.desk_agent import Agent
from tests.benchmarks.killing import Killed
from tests.benchmarks.machine import describe
from tests.delivery.sink import Sink, serving
from tests.store.postgres import Server, running

_PASSWORD = "trzy zielone lampy na biurku"
_ARTICLES = {
    "kb.toml": 'name = "Lniany Dom"\n[desk]\nundo_seconds = 1\n',
    "termin-zwrotu.md": (
        "---\ntitle: Ile mam czasu na zwrot towaru?\naudience: public\n---\n\n"
        "Na zwrot towaru masz 30 dni od otrzymania przesyłki.\n"
    ),
    "koszt-dostawy.md": (
        "---\ntitle: Ile kosztuje dostawa?\naudience: public\n---\n\n"
        "Dostawa kurierem kosztuje 14,99 zł.\n"
    ),
}
_LETTER = "Dzień dobry,\nile mam czasu na zwrot towaru?\nAnna Nowak"
_OWN = re.compile(r"Odpowiada (agent\d+) w sprawie (\w{4}-\w{4})\.")
_DRAFTED_S, _SENT_S = 900, 300
#: What else is killed; how long it is gone; when the server must be ready again at the latest.
DATABASE, _GONE_S, _READY_S = "PostgreSQL", 1.0, 60


@dataclass(frozen=True)
class Found:
    """What stands in the database and in the mailbox when all is over."""

    approved: dict[str, str]
    twice: int
    states: Counter[str]
    letters: Sequence[tuple[str, str, str]]
    integrity: str


def run(
    embedder: str = "e5-small",
    conversations: int = 200,
    agents: int = 10,
    pause_s: float = 3.0,
    workers: int = 2,
    seed: int = 1,
    database: str = "sqlite",
) -> dict[str, Any]:
    """Kill until every conversation is decided. pause_s: mean time between two kills."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        sink = stack.enter_context(serving(Sink()))
        postgres = stack.enter_context(running()) if database == "postgresql" else None
        url = postgres.new_database() if postgres else None
        settings = _prepared(Path(folder), embedder, sink, url)
        server = Killed(settings, workers, Path(folder) / "server.log")
        outages = _Outages(postgres, server.port) if postgres else None
        if outages:
            server.others = {DATABASE: outages.once}
        with closing(open_store(Settings(**settings))) as store:  # type: ignore[arg-type]
            people = _people(store, server.port, agents)
            numbers = [_write(store, at) for at in range(conversations)]
            try:
                server.start()
                until(lambda: count(store, drafts) >= conversations, _DRAFTED_S)
                started = perf_counter()
                with _killing(server, random.Random(seed), pause_s):
                    _work(people, numbers, seed)
                seconds = perf_counter() - started
                until(lambda: _waiting(store) == 0, _SENT_S)
            finally:
                server.stop()
            _after_the_lease(settings, store)
            found = _found(store, numbers, sink)
    return {
        "machine": describe(),
        "conversations": conversations,
        "agents": agents,
        "seconds": round(seconds, 1),
        "database": database,
        "kills": dict(server.kills),
        "back_after_s": [round(one, 1) for one in outages.back_after] if outages else [],
        **_judged(people, numbers, found),
    }


@dataclass
class _Outages:
    """PostgreSQL gone and back. back_after: seconds from its start to a server that reads it."""

    database: Server
    port: int
    back_after: list[float] = field(default_factory=list)

    def once(self) -> None:
        self.database.crash()
        Event().wait(_GONE_S)
        self.database.start()
        started = perf_counter()
        until(self._reads_sessions, _READY_S)
        self.back_after.append(perf_counter() - started)

    def _reads_sessions(self) -> bool:
        """A stranger's session is looked for in the database before it is sent to sign in."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/panel", headers={"Cookie": f"panel={'x' * 43}"})
                return connection.getresponse().status == HTTPStatus.SEE_OTHER
            except (OSError, HTTPException):
                return False


def _prepared(folder: Path, embedder: str, sink: Sink, database: str | None) -> dict[str, object]:
    articles = folder / "articles"
    articles.mkdir()
    for name, content in _ARTICLES.items():
        (articles / name).write_text(content, "utf-8")
    (folder / "repository").mkdir()
    repo = repository(articles, folder / "repository")
    data = folder / "data"
    publish_repository(repo, data, embedder)
    settings = repository_settings(repo, data, embedder) | {
        "smtp_host": "127.0.0.1",
        "smtp_port": sink.port,
        "smtp_tls": "none",
        "smtp_from": "Lniany Dom <pomoc@example.org>",
        "rate_limit": 0,
        **({"database_url": database} if database else {}),
    }
    migrate(Settings(**settings))  # type: ignore[arg-type]
    return settings


def _people(store: Store, port: int, agents: int) -> list[Agent]:
    for at in range(agents):
        add_account(
            store, f"agent{at}", f"Agent {at}", Role.AGENT, datetime.now(UTC), password=_PASSWORD
        )
    return [Agent(port, f"agent{at}", _PASSWORD) for at in range(agents)]


def _write(store: Store, at: int) -> str:
    sent = NewMessage(
        key=f"letter {at}", language="pl", topic="zwroty", text=_LETTER,
        email=f"klient{at}@example.org", name="Anna Nowak",
    )  # fmt: skip
    return add_message(store, sent, datetime.now(UTC)).number


@contextmanager
def _killing(server: Killed, chance: random.Random, pause_s: float) -> Iterator[None]:
    done = Event()
    with ThreadPoolExecutor(1) as pool:
        killer = pool.submit(server.kill_until, done, chance, pause_s)
        try:
            yield
        finally:
            done.set()
        killer.result()


def _work(people: Sequence[Agent], numbers: Sequence[str], seed: int) -> None:
    """Every conversation is taken up twice, by whoever is free, in an order of chance."""
    waiting: Queue[str] = Queue()
    twice = [*numbers, *numbers]
    random.Random(seed).shuffle(twice)
    for number in twice:
        waiting.put(number)

    def day(agent: Agent) -> None:
        agent.sign_in()
        while True:
            try:
                agent.approve(waiting.get_nowait())
            except Empty:
                return

    with ThreadPoolExecutor(len(people)) as pool:
        for _ in pool.map(day, people):
            pass


def until(is_so: Any, seconds: float) -> None:
    """Wait until something is so. Raises RuntimeError when it takes longer."""
    end, never = monotonic() + seconds, Event()
    while not is_so():
        if monotonic() > end:
            raise RuntimeError(f"It did not come about in {seconds} s.")
        never.wait(0.5)


def count(store: Store, table: Any) -> int:
    """Rows of a table."""
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def _waiting(store: Store) -> int:
    """Letters that nobody has begun to send; what a killed worker was at waits for its lease."""
    with store.reading() as connection:
        wanted = select(func.count()).where(deliveries.c.state == "pending")
        return connection.scalar(wanted) or 0


def _after_the_lease(settings: Mapping[str, object], store: Store) -> None:
    """Send what killed workers left behind, as the next worker does when the lease has run out."""
    known = Settings(**settings)  # type: ignore[arg-type]
    with closing(open_library(known)) as library:
        outbox = open_outbox(known, library, store, lambda: datetime.now(UTC) + 2 * LEASE)
        while outbox.send_due():
            pass


def _found(store: Store, numbers: Sequence[str], sink: Sink) -> Found:
    approved, twice = dict[str, str](), 0
    for number in numbers:
        found = [one.last for one in drafts_of(store, number) if one.state is State.APPROVED]
        twice += len(found) > 1
        approved.update((number, one.by_name) for one in found)
    with store.reading() as connection:
        states = Counter(connection.scalars(select(deliveries.c.state)).all())
        sqlite = connection.dialect.name == "sqlite"
        integrity = str(connection.scalar(text("PRAGMA integrity_check"))) if sqlite else "–"
    letters = []
    for mail in sink.mails:
        body = mail.get_body(("plain",))
        signed = _OWN.search(body.get_content()) if body else None
        letters.append((str(mail["Message-ID"]), *(signed.groups() if signed else ("", ""))))
    return Found(approved, twice, states, letters, integrity)  # type: ignore[arg-type]


def _judged(people: Sequence[Agent], numbers: Sequence[str], found: Found) -> dict[str, Any]:
    told = [(number, agent.login) for agent in people for number in agent.acknowledged]
    kept = {number: name.replace("Agent ", "agent") for number, name in found.approved.items()}
    ids = Counter(mail_id for mail_id, _, _ in found.letters)
    of_number: dict[str, set[str]] = {number: set() for number in numbers}
    for mail_id, login, number in found.letters:
        if kept.get(number) == login:
            of_number[number].add(mail_id)
    return {
        "acknowledged": len(told),
        "acknowledged_lost": sum(kept.get(number) != login for number, login in told),
        "approved": len(kept),
        "approved_twice": found.twice + len(told) - len({number for number, _ in told}),
        "refused": sum(agent.refused for agent in people),
        "sent_again": sum(agent.unheard for agent in people),
        "deliveries": dict(found.states),
        "letters": len(found.letters),
        "letters_lost": sum(not mails for mails in of_number.values()),
        "letters_doubled": sum(len(mails) > 1 for mails in of_number.values()),
        "letters_foreign": sum(kept.get(number) != login for _, login, number in found.letters),
        "same_letter_again": sum(times - 1 for times in ids.values()),
        "integrity": found.integrity,
    }


def figures(section: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What a person wants to know of a run, in order."""
    yield "conversations, agents", f"{section['conversations']}, {section['agents']}"
    yield (
        "killed with SIGKILL",
        ", ".join(f"{what} {times}" for what, times in section["kills"].items()),
    )
    yield "approvals acknowledged", section["acknowledged"]
    yield "… of them lost", section["acknowledged_lost"]
    yield "conversations approved twice", section["approved_twice"]
    yield "forms sent again without an answer", section["sent_again"]
    yield "refused, because decided", section["refused"]
    yield "letters lost", section["letters_lost"]
    yield "two different letters to one customer", section["letters_doubled"]
    yield "same letter again, same Message-ID", section["same_letter_again"]
    yield "`PRAGMA integrity_check`", section["integrity"]
    yield "back after the database, at most, s", max(section["back_after_s"], default="–")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--pause", type=float, default=3.0)
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args(arguments)
    found = run(
        given.embedder, given.conversations, given.agents, given.pause, seed=given.seed,
        database=given.database,
    )  # fmt: skip
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
