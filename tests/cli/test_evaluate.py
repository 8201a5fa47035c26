"""`kb evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.answer.model import Draft
from kb.answer.request import Request
from tests.cli.conftest import NEW, Base
from tests.evaluate.drafts_by_hand import answered, draft


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


CASES = """\
cases:
  - {id: termin, set: dev, message: "Ile mam czasu?",
     questions: [{asked: Ile mam czasu, articles: [termin-zwrotu]}]}
  - {id: cisza, set: held_out, message: "Ile mam czasu?"}
"""


class Assistant:
    """Drafts the same reply to everybody."""

    def suggest(self, _request: Request) -> Draft:
        return draft(answered("Ile mam czasu?", "termin-zwrotu"), text="Masz 30 dni.")


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("kb.wiring.open_assistant", lambda *_: Assistant())
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return str(path)


def test_message_cases_are_drafted_and_judged_by_half(published: Base, cases: str) -> None:
    done = published.kb("evaluate", "--messages", cases)

    assert done.exit_code == 0
    assert "Drafting replies to 2 messages" in done.stderr
    assert done.stdout.split()[:3] == ["figure", "dev", "held_out"]
    figures = published.json("evaluate", "--messages", cases)["figures"]
    assert figures["dev"]["questions_answered"] == 1.0
    assert figures["held_out"]["answers_beside"] == 1.0


def test_a_missed_threshold_of_drafts_fails(published: Base, cases: str, tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("maximum_answers_beside = 0.5\n", encoding="utf-8")

    done = published.kb("evaluate", "--messages", cases, "--thresholds", str(limits))

    assert done.exit_code == 1
    assert "MISSED held_out: answers_beside is 1.000" in done.stdout


@pytest.mark.usefixtures("cases")
def test_without_a_file_the_cases_of_the_sample_base_are_drafted(published: Base) -> None:
    done = published.kb("evaluate", "--messages", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout)["figures"]["dev"]["cases"] >= 60


@pytest.mark.usefixtures("cases")
def test_a_missing_file_of_cases_is_a_configuration_error(published: Base) -> None:
    done = published.kb("evaluate", "--messages", "nic.yaml")

    assert done.exit_code == 2
    assert "nic.yaml cannot be read" in done.stderr
