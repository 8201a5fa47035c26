"""Drafts: quality on message cases, the grounding check, time of a draft alone and under load.

    python -m tests.benchmarks.run --only drafts

Messages of three questions are put together from the development half of the message cases. The
clients share the machine with the server. Times are milliseconds.
"""

from __future__ import annotations

import http.client
import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.answer.request import Request
from kb.evaluate import message_scorecard
from kb.evaluate.drafts.run import judge_the_check
from kb.evaluate.messages import MESSAGES, Half, read_messages
from kb.ingest.repository import read_worktree
from kb.model import Audience, Scope
from kb.settings import load_settings
from kb.store.tokens import add_token
from kb.wiring import (
    migrate,
    model_fingerprint,
    open_assistant,
    open_library,
    open_store,
    query_encoder,
)
from tests.benchmarks.base import (
    SAMPLE,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import memory_mib, percentiles, row, spread
from tests.benchmarks.machine import describe
from tests.benchmarks.server import serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.settings import Settings

_QUESTIONS = 3
_CLIENTS = 10
_WORKERS = 2
_QUALITY = (
    "questions_handled", "questions_answered", "unanswerable_reported", "required_facts",
    "forbidden_texts", "flags_recall", "flags_precision", "citation_precision",
)  # fmt: skip
_GROUNDING = ("caught", "caught_exact", "caught_by_hand", "false_alarms", "false_alarms_by_hand")


def run(
    data_dir: Path, embedder: str = "e5-small", letters: int = 200, articles: Path = SAMPLE
) -> dict[str, Any]:
    """Publish the articles to a scratch folder and draft.

    data_dir: where vectors and unpacked models are kept. letters: messages that are timed.
    """
    written = letters_of_three(letters)
    with tempfile.TemporaryDirectory(prefix="drafts-") as scratch:
        repo = repository(articles, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", data_dir)
        publish_repository(repo, data, embedder)
        given = repository_settings(repo, data, embedder)
        settings = load_settings(**given)
        results = {
            **_alone(settings, written),
            "load": _under_load(settings, given, written),
            "grounding": _grounding(settings, articles),
        }
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "letters": len(written),
        "results": results,
    }


def letters_of_three(count: int) -> list[str]:
    """E-mails of three questions each, all different."""
    cases = read_messages(MESSAGES.read_bytes()).cases
    asked = [
        question.asked.rstrip(".")
        for case in cases
        if case.half is Half.DEV and case.language == "pl"
        for question in case.questions
        if question.answerable
    ]
    found = []
    for number in range(count):
        # Steps that share no factor with each other give every letter another triple.
        picked = [asked[(number * 7 + place * 31) % len(asked)] for place in range(_QUESTIONS)]
        body = " ".join(text if text.endswith("?") else f"{text}." for text in picked)
        found.append(f"Dzień dobry,\n\n{body}\n\nPozdrawiam\nAnna Kowalska\n")
    return found


def _alone(settings: Settings, letters: Sequence[str]) -> dict[str, Any]:
    """One draft after the other in one process, after one that is not counted."""
    with closing(open_library(settings)) as library:
        assistant = open_assistant(settings, library)
        started = perf_counter()
        assistant.warm()
        first = (perf_counter() - started) * 1000
        cold, warm = list[float](), list[float]()
        for times in (cold, warm):
            for letter in letters:
                started = perf_counter()
                assistant.suggest(Request((letter,)))
                times.append((perf_counter() - started) * 1000)
        cases = read_messages(MESSAGES.read_bytes())
        quality = message_scorecard.run(assistant.suggest, cases).figures
    return {
        "first_ms": round(first, 1),
        "new_sentences": percentiles(cold),
        "known_sentences": percentiles(warm),
        "quality": {
            half.value: {name: round(figures[name], 4) for name in _QUALITY if name in figures}
            for half, figures in quality.items()
        },
    }


def _grounding(settings: Settings, articles: Path) -> dict[str, dict[str, float]]:
    judged = judge_the_check(
        read_worktree(articles), Audience.INTERNAL, query_encoder(settings)
    ).figures
    return {
        half.value: {name: round(figures[name], 4) for name in _GROUNDING}
        for half, figures in judged.items()
    }


def _under_load(
    settings: Settings, given: Mapping[str, object], letters: Sequence[str]
) -> dict[str, Any]:
    """Ten clients at once, each asking for the next letter as soon as it has its draft."""
    migrate(settings)
    with closing(open_store(settings)) as store:
        token = add_token(store, "benchmark", [Scope.SUGGEST], datetime.now(UTC))
    with serving({**given, "rate_limit": 0}, _WORKERS) as server:

        def ask(letter: str) -> tuple[int, float]:
            started = perf_counter()
            with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as link:
                link.request(
                    "POST",
                    "/api/v1/suggestions",
                    json.dumps({"message": letter}),
                    {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                )
                answer = link.getresponse()
                answer.read()
            return answer.status, (perf_counter() - started) * 1000

        with ThreadPoolExecutor(_CLIENTS) as pool:
            list(pool.map(ask, letters[: 4 * _CLIENTS]))
            started = perf_counter()
            answers = list(pool.map(ask, letters))
            seconds = perf_counter() - started
        memory = max(memory_mib(pid)["rss"] for pid in server.workers())
    return {
        "clients": _CLIENTS,
        "workers": _WORKERS,
        "drafts_per_s": round(len(answers) / seconds, 1),
        "errors": sum(status != 200 for status, _ in answers),
        "worker_mib": memory,
        **percentiles([took for _, took in answers]),
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    load, first = found["load"], found["first_ms"] / 1000
    lines = [
        f"{result['letters']} letters of three questions. A process's first draft: {first:.1f} s.",
        "",
        row("Draft of a letter", "p50 ms", "p95 ms", "p99 ms"),
        "|---" * 4 + "|",
        row("one after the other, sentences met for the first time",
            *spread(found["new_sentences"])),
        row("the same letters again", *spread(found["known_sentences"])),
        row(f"{load['clients']} clients, {load['workers']} workers "
            f"({load['drafts_per_s']} drafts/s, {load['errors']} errors, "
            f"{load['worker_mib']:.0f} MiB a worker)", *spread(load)),
        "",
    ]  # fmt: skip
    for title, part, names in (
        ("Message cases", "quality", _QUALITY),
        ("Grounding check", "grounding", _GROUNDING),
    ):
        halves = found[part]
        lines += [row(title, *halves), "|---" * (1 + len(halves)) + "|"]
        for name in names:
            values = (f"{half[name]:.3f}" if name in half else "–" for half in halves.values())
            lines.append(row(name.replace("_", " "), *values))
        lines.append("")
    return "\n".join(lines).rstrip()
