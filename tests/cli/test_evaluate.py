"""`kb evaluate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NEW, Base


@pytest.fixture
def lenient(tmp_path: Path) -> str:
    path = tmp_path / "thresholds.toml"
    path.write_text("minimum_recall_at_3 = 0.5\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def impossible(tmp_path: Path) -> str:
    path = tmp_path / "thresholds.toml"
    path.write_text("minimum_recall_at_3 = 1.5\n", encoding="utf-8")
    return str(path)


def test_reached_thresholds_pass_with_a_table(published: Base, lenient: str) -> None:
    done = published.kb("evaluate", "--thresholds", lenient)

    assert done.exit_code == 0
    assert "recall_at_3" in done.stdout
    assert "MISSED" not in done.stdout


def test_a_missed_threshold_fails_and_is_named(published: Base, impossible: str) -> None:
    done = published.kb("evaluate", "--thresholds", impossible)

    assert done.exit_code == 1
    assert "MISSED recall_at_3 is " in done.stdout


def test_the_json_document_holds_the_figures(published: Base, lenient: str) -> None:
    document = published.json("evaluate", "--thresholds", lenient)

    assert document["passed"] is True
    assert document["figures"]["recall_at_3"] == 1.0


def test_questions_of_another_commit_than_the_served_one_are_warned_about(
    base: Base, lenient: str
) -> None:
    base.commit(NEW)

    done = base.kb("evaluate", "--thresholds", lenient)

    assert "Run `kb publish` to compare like with like." in done.stderr


def test_a_folder_without_golden_questions_says_what_to_write(base: Base) -> None:
    (base.repo / "pomoc" / "golden.yaml").unlink()
    base.commit({})

    done = base.kb("evaluate")

    assert done.exit_code == 3
    assert "There is no golden.yaml in pomoc" in done.stderr


def test_wrong_golden_questions_are_a_configuration_error(base: Base) -> None:
    base.commit({"golden.yaml": "questions: [{kind: plain}]\n"})

    done = base.kb("evaluate")

    assert done.exit_code == 2
    assert "golden.yaml" in done.stderr
