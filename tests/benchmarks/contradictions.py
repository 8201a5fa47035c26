"""How well two articles that contradict each other are told from two that do not.

`python -m kb.evaluate.contradictions` prints the same with every pair that is judged wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.consistency.contradictions import contradictions
from kb.consistency.statements import statements
from kb.evaluate.contradictions import Half, measure, seeded_pairs
from kb.evaluate.contradictions.mutated import (
    MutatedPair,
    Why,
    figures,
    mutated_pairs,
    sample_articles,
)
from tests.benchmarks.machine import describe


def run() -> dict[str, Any]:
    """The section of the document."""
    articles = sample_articles()
    written, made = seeded_pairs(), mutated_pairs(articles)
    rows = {
        f"written by hand, {half or 'all'}": _row(
            [one.contradicts for one in chosen], measure(chosen).recall, measure(chosen).precision
        )
        for half in (*Half, None)
        if (chosen := [one for one in written if half in (None, one.half)])
    }
    for name, half in (
        ("tuned", [one for one in made if not one.held_out]),
        ("held out", [one for one in made if one.held_out]),
        ("all", list(made)),
    ):
        found = figures(half)
        rows[f"made of articles, {name}"] = _row(
            [one.contradicts for one in half], found.recall, found.precision
        )
    return {
        "machine": describe(),
        "model": "none",
        "results": {
            "pairs": rows,
            "kinds": {why.value: _kind([one for one in made if one.why is why]) for why in Why},
            "articles": len(articles),
            "alarms": len(contradictions(list(statements(articles)))),
        },
    }


def _row(contradicting: Sequence[bool], recall: float, precision: float) -> dict[str, float]:
    number = sum(contradicting)
    return {
        "contradict": number,
        "harmless": len(contradicting) - number,
        "recall": round(recall, 4),
        "precision": round(precision, 4),
    }


def _kind(pairs: Sequence[MutatedPair]) -> dict[str, float]:
    held = [one for one in pairs if one.held_out]
    return {
        "pairs": len(pairs),
        "told": sum(one.is_told() for one in pairs),
        "held_out": len(held),
        "held_out_told": sum(one.is_told() for one in held),
    }


def table(section: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    results = section["results"]
    rows = ["| Pairs | contradict | harmless | recall | precision |", "|---|---|---|---|---|"]
    rows += [
        f"| {name} | {row['contradict']} | {row['harmless']} | {row['recall']:.3f} "
        f"| {row['precision']:.3f} |"
        for name, row in results["pairs"].items()
    ]
    rows += ["", "| Made of articles | pairs | told | held out | told |", "|---|---|---|---|---|"]
    rows += [
        f"| {name} | {row['pairs']} | {row['told']} | {row['held_out']} | {row['held_out_told']} |"
        for name, row in results["kinds"].items()
    ]
    rows += ["", "The first three kinds contradict the article, the others are harmless."]
    told = results["alarms"]
    rows += [f"Contradictions told among the {results['articles']} articles themselves: {told}."]
    return "\n".join(rows)
