"""The desk at work: how long pages take, and what is left when everything is killed meanwhile.

python -m tests.benchmarks.run --only desk
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.settings import Settings
from kb.store.messages import NewMessage, add_message
from kb.store.schema import drafts as drafts_table
from kb.wiring import migrate, model_fingerprint, open_store
from tests.benchmarks import desk_kill, desk_steps
from tests.benchmarks.base import (
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.desk_agent import Agent, Forms
from tests.benchmarks.drafts import letters_of_three
from tests.benchmarks.figures import percentiles, row, spread
from tests.benchmarks.killing import Killed
from tests.benchmarks.machine import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PASSWORD = "trzy zielone lampy na biurku"
_DRAFTED_S = 900
_WORKERS = 2
#: What the agent adds, so that there is something to check that the draft did not say.
_ADDED = "Paczkę wyślemy w ciągu 3 dni roboczych."


@dataclass(frozen=True, slots=True)
class DeskSizes:
    """letters: opened conversations. killed, agents: of the kill test. steps: of chance."""

    letters: int = 60
    killed: int = 200
    agents: int = 10
    pause_s: float = 3.0
    steps: int = 20_000


WHOLE = DeskSizes()


def run(data_dir: Path, embedder: str, sample: Path, size: DeskSizes) -> dict[str, Any]:
    """data_dir: where vectors and unpacked models are kept. sample: the articles."""
    killed = {
        database: desk_kill.run("fake", size.killed, size.agents, size.pause_s, database=database)
        for database in ("sqlite", "postgresql")
    }
    return {
        "machine": describe(),
        "model": model_fingerprint(Settings(data_dir=data_dir, embedder=embedder)),
        "results": {
            **_times(data_dir, embedder, sample, size.letters),
            "killed": killed,
            "steps": desk_steps.run(size.steps),
        },
    }


def _times(data_dir: Path, embedder: str, sample: Path, letters: int) -> dict[str, Any]:
    """An agent opens conversations and has an edited reply checked, one after the other."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        repo = repository(sample, Path(folder) / "repo")
        data = scratch_data(Path(folder) / "data", data_dir)
        publish_repository(repo, data, embedder)
        given = repository_settings(repo, data, embedder) | {"rate_limit": 0}
        settings = Settings(**given)  # type: ignore[arg-type]
        migrate(settings)
        server = Killed(given, _WORKERS, Path(folder) / "server.log")
        with closing(open_store(settings)) as store:
            now = datetime.now(UTC)
            add_account(store, "anna", "Anna Lis", Role.AGENT, now, password=_PASSWORD)
            numbers = [
                add_message(store, _message(at, text), now).number
                for at, text in enumerate(letters_of_three(letters))
            ]
            try:
                server.start()
                desk_kill.until(lambda: desk_kill.count(store, drafts_table) >= letters, _DRAFTED_S)
                return _day(Agent(server.port, "anna", _PASSWORD), numbers)
            finally:
                server.stop()


def _message(at: int, text: str) -> NewMessage:
    return NewMessage(
        key=f"letter {at}", language="pl", topic="inne", text=text,
        email=f"klient{at}@example.org", name="Anna Kowalska",
    )  # fmt: skip


def _day(agent: Agent, numbers: Sequence[str]) -> dict[str, Any]:
    agent.sign_in()
    lists, opened, checked = [], [], []
    for number in numbers:
        path = f"/panel/sprawa/{number}"
        lists.append(_timed(agent, "GET", "/panel")[0])
        took, page = _timed(agent, "GET", path)
        opened.append(took)
        fields = Forms(page).found["p_reply"]
        text = f"{dict(fields)['tekst'].strip()}\n\n{_ADDED}"
        edited = [(name, value) for name, value in fields if name != "tekst"]
        checked.append(_timed(agent, "POST", f"{path}/sprawdz", [*edited, ("tekst", text)])[0])
    return {
        "list": percentiles(lists),
        "conversation": percentiles(opened),
        "check": percentiles(checked),
    }


def _timed(agent: Agent, method: str, path: str, fields: object = None) -> tuple[float, str]:
    started = perf_counter()
    status, page = agent.ask(method, path, fields)
    if status != 200:
        raise RuntimeError(f"{method} {path} was answered by {status}.")
    return (perf_counter() - started) * 1000, page


def table(section: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = section["results"]
    killed = found["killed"]
    lines = [
        row("What", "p50 ms", "p95 ms", "p99 ms"),
        row("---", "---", "---", "---"),
        row("the list of the inbox", *spread(found["list"])),
        row("a conversation with its draft", *spread(found["conversation"])),
        row("check of an edited reply", *spread(found["check"])),
        "",
        row("Killed meanwhile", *killed),
        row("---", *("---" for _ in killed)),
    ]
    parts = {name: dict(desk_kill.figures(one)) for name, one in killed.items()}
    lines += [
        row(what, *(one[what] for one in parts.values())) for what in next(iter(parts.values()))
    ]
    steps = found["steps"]
    told = ", ".join(f"{name} {steps[name]}" for name in ("decisions", "approvals", "deaths"))
    lines += ["", f"{steps['steps']} steps of chance ({told}): no rule broken."]
    return "\n".join(lines)
