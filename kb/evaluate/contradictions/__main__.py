"""The figures of the seeded pairs, and the pairs that are judged wrongly."""

from __future__ import annotations

import sys

from kb.evaluate.contradictions import Half, measure, seeded_pairs


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Print them."""
    pairs = seeded_pairs()
    _say(f"{'pairs':<10}{'contradict':>11}{'harmless':>9}{'recall':>8}{'precision':>10}")
    for half in (*Half, None):
        chosen = [pair for pair in pairs if half in (None, pair.half)]
        figures = measure(chosen)
        number = sum(pair.contradicts for pair in chosen)
        _say(
            f"{half or 'all':<10}{number:>11}{len(chosen) - number:>9}"
            f"{figures.recall:>8.3f}{figures.precision:>10.3f}"
        )
    figures = measure(pairs)
    for label, wrong in (("missed", figures.missed), ("false", figures.false)):
        for pair in wrong:
            _say(f"{label} {pair.kind}: {pair.first[1]} | {pair.second[1]}")


if __name__ == "__main__":
    main()
