"""Tokens of the day: one ceiling for all workers, also after a restart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.answer.llm.budget import FILE, Budget
from kb.answer.llm.faults import Fault
from kb.errors import GeneratorError
from tests.project.imports import ROOT


def is_spent(budget: Budget, tokens: int) -> bool:
    try:
        budget.reserve(tokens)
    except GeneratorError as exc:
        return exc.kind == Fault.BUDGET_SPENT and not exc.retryable
    return False


def test_tokens_are_taken_up_to_the_ceiling(tmp_path: Path) -> None:
    budget = Budget(tmp_path, 100)

    assert not is_spent(budget, 60)
    assert is_spent(budget, 41)
    assert not is_spent(budget, 40)
    assert is_spent(budget, 1)


def test_what_was_spent_takes_the_place_of_what_was_reserved(tmp_path: Path) -> None:
    budget = Budget(tmp_path, 100)
    day = budget.reserve(90)
    budget.settle(day, 90, 20)

    assert budget.spent() == 20
    assert not is_spent(budget, 80)


def test_more_than_was_reserved_counts_too(tmp_path: Path) -> None:
    budget = Budget(tmp_path, 100)
    budget.settle(budget.reserve(10), 10, 500)

    assert is_spent(budget, 1)


def test_another_worker_and_a_restart_see_the_same_count(tmp_path: Path) -> None:
    Budget(tmp_path, 100).reserve(70)

    assert is_spent(Budget(tmp_path, 100), 31)


def test_a_new_day_begins_anew_and_forgets_the_old_one(tmp_path: Path) -> None:
    today = ["2026-03-01"]
    budget = Budget(tmp_path, 100, lambda: today[0])
    day = budget.reserve(100)
    today[0] = "2026-03-02"
    assert not is_spent(budget, 100)

    budget.settle(day, 100, 0)

    assert budget.spent() == 100


def test_processes_at_the_same_time_do_not_go_over_the_ceiling_together(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from kb.answer.llm.budget import Budget
from kb.errors import GeneratorError

budget, taken, kind = Budget(Path(sys.argv[1]), 1000), 0, ""
while kind != "budget-spent":
    try:
        budget.reserve(10)
        taken += 1
    except GeneratorError as exc:
        # A file that another process holds for long is no licence either.
        kind = exc.kind
print(taken)
"""
    command = [sys.executable, "-c", program, str(tmp_path)]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    written = [worker.communicate(timeout=60)[0] for worker in workers]
    taken = [int(number) for number in written]

    assert sum(taken) == 100
    assert Budget(tmp_path, 1000).spent() == 1000


def test_where_nothing_can_be_written_down_nothing_is_spent(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(GeneratorError) as caught:
        Budget(tmp_path, 100).reserve(1)

    assert caught.value.kind == Fault.UNCOUNTED


def test_a_damaged_file_is_no_licence_to_spend(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)

    with pytest.raises(GeneratorError) as caught:
        Budget(tmp_path, 100).reserve(1)

    assert caught.value.kind == Fault.UNCOUNTED


def test_what_cannot_be_settled_stays_reserved(tmp_path: Path) -> None:
    budget = Budget(tmp_path, 100)
    day = budget.reserve(50)
    (tmp_path / FILE).rename(tmp_path / "kept")
    (tmp_path / FILE).mkdir()
    budget.settle(day, 50, 1)
    (tmp_path / FILE).rmdir()
    (tmp_path / "kept").rename(tmp_path / FILE)

    assert budget.spent() == 50
