"""The figures of the seeded pairs, and the pairs that are judged wrongly."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kb.evaluate.contradictions import Half, measure, seeded_pairs
from kb.evaluate.contradictions.mutated import (
    MutatedPair,
    Why,
    figures,
    mutated_pairs,
    sample_articles,
)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Print them."""
    pairs = seeded_pairs()
    _say(f"{'pairs':<10}{'contradict':>11}{'harmless':>9}{'recall':>8}{'precision':>10}")
    for half in (*Half, None):
        chosen = [pair for pair in pairs if half in (None, pair.half)]
        told = measure(chosen)
        number = sum(pair.contradicts for pair in chosen)
        _say(
            f"{half or 'all':<10}{number:>11}{len(chosen) - number:>9}"
            f"{told.recall:>8.3f}{told.precision:>10.3f}"
        )
    whole = measure(pairs)
    for label, wrong in (("missed", whole.missed), ("false", whole.false)):
        for pair in wrong:
            _say(f"{label} {pair.kind}: {pair.first[1]} | {pair.second[1]}")
    _mutated()


def _mutated() -> None:
    pairs = mutated_pairs(sample_articles())
    _say("")
    _say(f"{'made of articles':<22}{'pairs':>6}{'told':>6}{'held out':>10}{'told':>6}")
    for why in Why:
        halves = [[one for one in pairs if one.why is why and one.held_out is held]
                  for held in (False, True)]  # fmt: skip
        cells = [(len(half), sum(one.is_told() for one in half)) for half in halves]
        (tuned, told), (held, held_told) = cells
        _say(f"{why:<22}{tuned:>6}{told:>6}{held:>10}{held_told:>6}")
    for name, chosen in (
        ("tuned", [one for one in pairs if not one.held_out]),
        ("held out", [one for one in pairs if one.held_out]),
        ("all", list(pairs)),
    ):
        found = figures(chosen)
        _say(f"{name}: recall {found.recall:.3f}, precision {found.precision:.3f}")
    for label, wrong in zip(("missed", "false"), _tuned_faults(pairs), strict=True):
        for one in wrong:
            _say(f"{label} {one.why}, {one.article.slug}: {one.text}")


def _tuned_faults(pairs: Sequence[MutatedPair]) -> tuple[Sequence[MutatedPair], ...]:
    """What is judged wrongly where one may look."""
    found = figures([one for one in pairs if not one.held_out])
    return found.missed, found.false


if __name__ == "__main__":
    main()
