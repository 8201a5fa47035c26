"""Personal data in messages: what is found, what is taken for it, and how long it takes.

python -m tests.benchmarks.privacy --json
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.privacy.detect import every_detector, found_in
from kb.privacy.found import Kind
from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import conceal
from tests.benchmarks.figures import percentiles, row
from tests.benchmarks.identifiers import CHECKSUMMED, REACHABLE, Sentence, sentences
from tests.benchmarks.machine import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent
#: The sets of sentences with names by hand: what was tuned on, and what was written afterwards.
NAMES = ("names", "names_held_out")
_SHOP = Patterns(orders=("LD-######",))
_PAGE = 4096
_SHOWN = 12


@dataclass
class Tally:
    """Counts by kind, and the first misses and false finds."""

    expected: Counter[Kind] = field(default_factory=Counter)
    recalled: Counter[Kind] = field(default_factory=Counter)
    right: Counter[Kind] = field(default_factory=Counter)
    wrong: Counter[Kind] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def recall(self, kinds: Iterable[Kind]) -> float:
        """Share of what should be found of these kinds; 1 for nothing."""
        kinds = set(kinds)
        return _share(self.recalled, self.expected, kinds)

    def precision(self, kinds: Iterable[Kind]) -> float:
        """Share of the finds of these kinds that are right; 1 for nothing."""
        kinds = set(kinds)
        return _share(self.right, self.right + self.wrong, kinds)


def _share(part: Counter[Kind], whole: Counter[Kind], kinds: set[Kind]) -> float:
    total = sum(whole[kind] for kind in kinds)
    return sum(part[kind] for kind in kinds) / total if total else 1.0


def judge(given: Iterable[Sentence], kinds: frozenset[Kind]) -> Tally:
    """Look for personal data of the kinds. Recalled is what one find of its kind covers whole."""
    tally, detectors = Tally(), every_detector(_SHOP)
    for sentence in given:
        found = [one for one in found_in(sentence.text, detectors) if one.kind in kinds]
        for kind, (start, end) in sentence.expected:
            tally.expected[kind] += 1
            whole = any(
                one.kind is kind and one.span[0] <= start and end <= one.span[1] for one in found
            )
            tally.recalled[kind] += whole
            if not whole:
                tally.missed.append(f"{sentence.text[start:end]} | {sentence.text}")
        for one in found:
            touched = any(
                one.kind is kind and one.span[0] < end and start < one.span[1]
                for kind, (start, end) in sentence.expected
            )
            (tally.right if touched else tally.wrong)[one.kind] += 1
            if not touched:
                tally.false.append(f"{sentence.text[slice(*one.span)]} | {sentence.text}")
    return tally


def named_sentences(path: Path) -> list[Sentence]:
    """A set by hand: a message per line, names in braces, `\\n` for the end of a line."""
    lines = path.read_text("utf-8").splitlines()
    return [_named(line) for line in lines if line.strip() and not line.startswith("#")]


def _named(line: str) -> Sentence:
    text, expected = "", []
    for place, part in enumerate(re.split(r"[{}]", line.replace("\\n", "\n"))):
        if place % 2:
            expected.append((Kind.NAME, (len(text), len(text) + len(part))))
        text += part
    return Sentence(text, tuple(expected))


def milliseconds(texts: Iterable[str]) -> list[float]:
    """The time to conceal each text."""
    times = []
    for text in texts:
        began = perf_counter()
        conceal(text, _SHOP)
        times.append((perf_counter() - began) * 1000)
    return times


def pages(seed: int, count: int) -> list[str]:
    """Texts of 4 kB: sentences with personal data, with look-alikes and with names, mixed."""
    by_hand = [one.text for name in NAMES for one in named_sentences(FOLDER / f"{name}.txt")]
    made, found = iter(sentences(count * 100, seed)), []
    for place in range(count):
        page = ""
        while len(page) < _PAGE:
            page += f"{next(made).text}\n{by_hand[(len(page) + place * 7) % len(by_hand)]}\n"
        found.append(page[:_PAGE])
    return found


def run(count: int = 3_000, seed: int = 2026, timed: int = 60) -> dict[str, Any]:
    """count: generated sentences. timed: pages of 4 kB, the first of which warm up."""
    kinds = CHECKSUMMED | REACHABLE
    tally = judge(sentences(count, seed), kinds)
    texts = pages(seed + 1, timed + timed // 4)
    milliseconds(texts[: timed // 4])
    return {
        "machine": describe(),
        "model": "none",
        "sentences": count,
        "results": {
            "kinds": {
                kind.name.lower(): {
                    "expected": tally.expected[kind],
                    "recall": round(tally.recall([kind]), 4),
                    "precision": round(tally.precision([kind]), 4),
                }
                for kind in sorted(kinds)
            },
            "checksummed_recall": round(tally.recall(CHECKSUMMED), 4),
            "reachable_recall": round(tally.recall(REACHABLE), 4),
            "precision": round(tally.precision(kinds), 4),
            "missed": tally.missed[:_SHOWN],
            "false": tally.false[:_SHOWN],
            "names": {name: _names(name) for name in NAMES},
            "page_ms": percentiles(milliseconds(texts[timed // 4 :])),
        },
    }


def _names(name: str) -> dict[str, Any]:
    given = named_sentences(FOLDER / f"{name}.txt")
    tally = judge(given, frozenset({Kind.NAME}))
    return {
        "sentences": len(given),
        "expected": tally.expected[Kind.NAME],
        "recall": round(tally.recall([Kind.NAME]), 4),
        "precision": round(tally.precision([Kind.NAME]), 4),
        "missed": tally.missed,
        "false": tally.false,
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    results = result["results"]
    lines = [row("What", "number", "recall", "precision"), "|---|---|---|---|"]
    kinds = results["kinds"].items()
    lines += [
        row(name.replace("_", " "), k["expected"], f"{k['recall']:.4f}", f"{k['precision']:.4f}")
        for name, k in kinds
    ]
    for name, figures in results["names"].items():
        title = f"names, {'held out' if 'held' in name else 'tuned on'}"
        lines.append(
            row(title, figures["expected"], f"{figures['recall']:.4f}",
                f"{figures['precision']:.4f}")
        )  # fmt: skip
    spread = results["page_ms"]
    times = f"4 kB take {spread['p50']:.1f} ms, p95 {spread['p95']:.1f} ms"
    lines += ["", f"{result['sentences']} generated sentences; {times}."]
    wrong = [*results["missed"], *(m for f in results["names"].values() for m in f["missed"])]
    false = [*results["false"], *(m for f in results["names"].values() for m in f["false"])]
    for title, shown in (("Missed", wrong), ("Taken for personal data", false)):
        if shown:
            lines += ["", f"{title}: " + "; ".join(_quoted(one) for one in shown[:_SHOWN]) + "."]
    return "\n".join(lines)


def _quoted(line: str) -> str:
    value = " ".join(line.partition(" | ")[0].split())
    return f"`{value}`"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = run(options.count, options.seed)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))


if __name__ == "__main__":
    main()
