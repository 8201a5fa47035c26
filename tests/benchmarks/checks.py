"""What `kb check` finds of seeded mistakes, what it says of good articles, and how long it takes.

`python -m tests.benchmarks.checks [FOLDER]`: prints recall by rule, the false alarms on the sample
base, those on harmless sentences, and with a FOLDER of articles the seconds for them. Ends with 1
when a rule is below its aim. Nothing is drawn by chance that a fixed seed does not decide.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from kb.ingest.examine import examine
from kb.ingest.repository import Snapshot, read_worktree
from kb.model import Audience, Problem
from tests.benchmarks.base import SAMPLE
from tests.benchmarks.machine import describe
from tests.benchmarks.seeding import MUTATIONS, fresh_seeds, seeds, with_opening, with_sentence

TODAY = date(2026, 11, 29)
AIM, MOST_FALSE = 0.95, 0.02
#: Articles that are changed for each mutation; every sentence is seeded once.
_EACH = 16
_SEED = 20261129
#: What the sample's kb.toml does not say, for the rules that need it said.
_INTERNAL = ("bon uznaniowy", "zwrot grzecznościowy", "lider zmiany", "lista nadużyć")
_TOML = f"\n[check]\ninternal = {list(_INTERNAL)}\n"
#: Rightly told where a sentence about the law comes into an article without a date.
_RIGHT = frozenset({"legal-date"})


@dataclass(frozen=True, slots=True)
class Seeded:
    """A rule's mistakes: how many, and those that were not found as "path: what"."""

    rule: str
    number: int
    missed: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share that was found."""
        return 1 - len(self.missed) / self.number


def measure(folder: Path | None = None) -> dict[str, Any]:
    """The figures of the document."""
    snapshot = sample()
    alarms = _problems(read_worktree(SAMPLE))
    known = frozenset(map(str, alarms))
    rules = [seeded(rule, snapshot) for rule in sorted({*MUTATIONS, *seeds()})]
    harmless = {rule: harmless_alarms(rule, snapshot, known) for rule in sorted(seeds())}
    fresh = [seeded(rule, snapshot, fresh=True) for rule in sorted(fresh_seeds())]
    figures: dict[str, Any] = {
        "rules": {
            one.rule: {"seeded": one.number, "recall": round(one.recall, 3), "missed": one.missed}
            for one in rules
        },
        "fresh": {
            one.rule: {"seeded": one.number, "recall": round(one.recall, 3), "missed": one.missed}
            for one in fresh
        },
        "articles": len(snapshot.files),
        "alarms": [str(problem) for problem in alarms],
        "harmless": sum(len(one["harmless"]) for one in seeds().values()),
        "harmless_alarms": {rule: found for rule, found in harmless.items() if found},
    }
    if folder:
        corpus = read_worktree(folder)
        started = perf_counter()
        found = _problems(corpus)
        figures["corpus"] = {
            "articles": len(corpus.files),
            "seconds": round(perf_counter() - started, 1),
            "problems": len(found),
        }
    return figures


def run(articles: Path | None) -> dict[str, Any]:
    """The section of the document. articles: a folder of foreign ones, to be timed."""
    return {"machine": describe(), "model": "none", **measure(articles)}


def sample() -> Snapshot:
    """The sample base with a list of internal words."""
    found = read_worktree(SAMPLE)
    return replace(found, config=(found.config or b"") + _TOML.encode())


def seeded(rule: str, snapshot: Snapshot, fresh: bool = False) -> Seeded:
    """Seed a rule's mistakes into the public articles and see which are found."""
    number, missed = 0, list[str]()
    rounds = _fresh_rounds if fresh else _rounds
    for changed, told in rounds(rule, snapshot):
        found = {p.path for p in _problems(_with(snapshot, changed)) if p.rule == rule}
        number += len(changed)
        missed += [f"{path}: {told[path]}" for path in sorted(changed.keys() - found)]
    return Seeded(rule, number, tuple(missed))


def harmless_alarms(rule: str, snapshot: Snapshot, known: frozenset[str]) -> list[str]:
    """What any rule says of sentences that only look like this rule's mistakes, and not without
    them (`known`)."""
    chance = random.Random(_SEED)
    articles = _articles(snapshot)
    sentences = seeds()[rule]["harmless"]
    paths = chance.sample(sorted(articles), len(sentences))
    changed = {
        path: with_sentence(articles[path], sentence, chance)
        for path, sentence in zip(paths, sentences, strict=True)
    }
    problems = _problems(_with(snapshot, changed))
    return [str(p) for p in problems if p.rule not in _RIGHT and str(p) not in known]


def _rounds(rule: str, snapshot: Snapshot) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Changed articles by path, with what was changed; an article holds one mistake at a time."""
    chance = random.Random(f"{_SEED} {rule}")
    articles = _articles(snapshot)
    if rule in seeds():
        yield _with_sentences(rule, seeds()[rule]["bad"], articles, chance)
    for number, mutation in enumerate(MUTATIONS.get(rule, ())):
        changed: dict[str, str] = {}
        for path in chance.sample(sorted(articles), len(articles)):
            new = mutation(articles[path], chance)
            if new is not None and len(changed) < _EACH:
                changed[path] = new
        yield changed, dict.fromkeys(changed, f"mutation {number + 1}")


def _fresh_rounds(rule: str, snapshot: Snapshot) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    chance = random.Random(f"{_SEED} fresh {rule}")
    yield _with_sentences(rule, fresh_seeds()[rule], _articles(snapshot), chance)


def _with_sentences(
    rule: str, sentences: list[str], articles: Mapping[str, str], chance: random.Random
) -> tuple[dict[str, str], dict[str, str]]:
    """One sentence for each of so many articles: the changed texts, and the sentences, by path."""
    told = dict(zip(chance.sample(sorted(articles), len(sentences)), sentences, strict=True))
    if rule == "answer-first":
        return {path: with_opening(articles[path], one) for path, one in told.items()}, told
    return {path: with_sentence(articles[path], one, chance) for path, one in told.items()}, told


def _articles(snapshot: Snapshot) -> dict[str, str]:
    return {
        file.path: file.data.decode()
        for file in snapshot.files
        if not file.path.startswith("procedury/")
    }


def _with(snapshot: Snapshot, changed: Mapping[str, str]) -> Snapshot:
    files = tuple(
        replace(file, data=changed[file.path].encode()) if file.path in changed else file
        for file in snapshot.files
    )
    return replace(snapshot, files=files)


def _problems(snapshot: Snapshot) -> list[Problem]:
    return examine(snapshot, Audience.PUBLIC, thorough=True, today=TODAY)[1]


def table(figures: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    rows = ["| Rule | Seeded | Found | Fresh | Found |", "|---|---|---|---|---|"]
    for rule, one in figures["rules"].items():
        fresh = figures["fresh"].get(rule)
        new = f"{fresh['seeded']} | {fresh['recall']:.0%}" if fresh else " | "
        rows.append(f"| `{rule}` | {one['seeded']} | {one['recall']:.0%} | {new} |")
    alarms, harmless = figures["alarms"], figures["harmless_alarms"]
    touched = sum(map(len, harmless.values()))
    rows += [
        "",
        f"Problems told of the {figures['articles']} articles of the sample base: {len(alarms)}.",
    ]
    rows += [f"Harmless sentences that look like mistakes: {figures['harmless']}, told: {touched}."]
    if corpus := figures.get("corpus"):
        seconds, number = corpus["seconds"], corpus["problems"]
        rows += [f"Another base of {corpus['articles']} articles: {seconds} s, {number} problems."]
    return "\n".join(rows)


def main() -> int:
    """Print the figures and what was missed; 1 where an aim is missed."""
    figures = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(table(figures))
    for rule, one in [*figures["rules"].items(), *figures["fresh"].items()]:
        for missed in one["missed"]:
            print(f"missed {rule} {missed}")
    for rule, alarms in figures["harmless_alarms"].items():
        for alarm in alarms:
            print(f"harmless {rule}: {alarm}")
    for alarm in figures["alarms"]:
        print(f"alarm {alarm}")
    low = [rule for rule, one in figures["rules"].items() if one["recall"] < AIM]
    false = len(figures["alarms"]) / figures["articles"]
    return int(bool(low) or false > MOST_FALSE)


if __name__ == "__main__":
    sys.exit(main())
