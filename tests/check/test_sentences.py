"""What rules of wording find in sentences as editors write them, and what they leave alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from kb.ingest.examine import examine
from kb.ingest.repository import Snapshot, read_worktree
from kb.model import Audience, Problem
from tests.check.examples import HEAD, TODAY

_FILE = Path(__file__).with_name("sentences.yaml")
_FIRST = "Zwrot do Paczkomatu jest darmowy."


@cache
def _sentences() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def told(folder: Path, rule: str, kind: str) -> set[str]:
    """The sentences of which the rule tells, each in an article of its own."""
    sentences = _sentences()[rule][kind]
    (folder / "a").mkdir()
    for number, sentence in enumerate(sentences):
        text = f"{HEAD}{_FIRST}\n\n{sentence}\n"
        (folder / "a" / f"s{number}.md").write_text(text, encoding="utf-8")
    problems = _problems(read_worktree(folder), TODAY)
    return {
        sentences[int(problem.path.removeprefix("a/s").removesuffix(".md"))]
        for problem in problems
        if problem.rule == rule and problem.line > HEAD.count("\n")
    }


def _problems(snapshot: Snapshot, today: date) -> list[Problem]:
    return examine(snapshot, Audience.PUBLIC, thorough=True, today=today)[1]


@pytest.mark.parametrize("rule", sorted(_sentences()))
def test_every_bad_sentence_is_found(rule: str, tmp_path: Path) -> None:
    assert set(_sentences()[rule]["bad"]) - told(tmp_path, rule, "bad") == set()


@pytest.mark.parametrize("rule", sorted(_sentences()))
def test_no_harmless_sentence_is_told(rule: str, tmp_path: Path) -> None:
    assert told(tmp_path, rule, "harmless") == set()
