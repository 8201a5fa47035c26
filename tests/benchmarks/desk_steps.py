"""The review of drafts under twenty thousand steps of chance: see tests.review.machine.

python -m tests.benchmarks.desk_steps --steps 20000
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.review.machine import Review

_STEPS_EACH = 60


def run(steps: int = 20_000) -> dict[str, Any]:
    """Take at least so many steps. Raises AssertionError with the shortest way to a broken rule."""
    counted: Counter[str] = Counter()

    class Counted(Review):
        def teardown(self) -> None:
            counted.update(self.figures())
            super().teardown()

    started = perf_counter()
    while counted["steps"] < steps:
        run_state_machine_as_test(
            Counted,
            settings=settings(
                max_examples=max(1, min(50, (steps - counted["steps"]) // _STEPS_EACH + 1)),
                stateful_step_count=_STEPS_EACH,
                deadline=None,
                database=None,
                derandomize=False,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        print(f"{counted['steps']} of {steps} steps", file=sys.stderr)
    return {**dict(counted), "seconds": round(perf_counter() - started)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--steps", type=int, default=20_000)
    print(json.dumps(run(parser.parse_args(arguments).steps), indent=2))


if __name__ == "__main__":
    main()
