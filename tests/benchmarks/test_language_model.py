"""The benchmark of drafts by a model, in a short form. The real model has a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.answer.llm import adversaries as servers
from tests.answer.llm.conftest import HONEST, MATERIAL, shop_check
from tests.answer.llm.stub import answers, sentences
from tests.benchmarks.language_model import adversaries, figures


def test_every_server_is_asked_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: servers.FAULTS[name] for name in ("401", "garbage", "silence")}
    few["honest"] = (answers(sentences((HONEST, ["zwroty0001"]))), few["401"][1])
    monkeypatch.setattr("tests.benchmarks.language_model.FAULTS", few)

    outcomes = dict(adversaries(MATERIAL, shop_check(), tmp_path, limit_s=1.0))
    found = figures(outcomes.values())

    assert {name: one.kind for name, one in outcomes.items()} == {
        "401": "unauthorised",
        "garbage": "unreadable",
        "silence": "timeout",
        "honest": "draft",
    }
    assert (found["requests"], found["in_time"], found["supported"]) == (4, 4, 1)
    assert 0 < found["longest_s"] <= 1.5
