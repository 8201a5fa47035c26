"""A real model behind a real server: the protocol works, and the limits hold whatever it says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.answer.llm import client
from kb.answer.llm.budget import Budget
from kb.answer.llm.client import Endpoint, ask
from kb.answer.llm.deadline import Deadline
from kb.answer.llm.faults import Fault
from kb.answer.llm.generate import LIMIT_S, Check, Generator
from kb.answer.llm.prompt import Prompt, answer_form
from kb.answer.model import Status
from kb.errors import GeneratorError
from tests.answer.llm.conftest import MATERIAL
from tests.answer.llm.tiny_model import NAME, serving_model

SHORT = Prompt("Odpowiadaj krótko.", "Napisz zdanie o {thing}.", {"thing": "zwrotach"}, ())


@pytest.fixture(scope="module")
def model() -> Iterator[Endpoint]:
    with serving_model() as url:
        yield Endpoint(url, NAME)


def test_a_real_model_is_asked_and_held_to_a_form_and_to_the_time(
    model: Endpoint, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One test, because another process would start another server for another one.
    client.load()
    budget = Budget(tmp_path, 1_000_000)
    with monkeypatch.context() as shorter:
        shorter.setattr(client, "MAX_ANSWER_TOKENS", 12)
        free = ask(model, SHORT, Deadline.after(60, time.monotonic))
        held = ask(model, SHORT, Deadline.after(60, time.monotonic), answer_form(["a"]))

    assert free.text
    assert free.tokens > 12
    assert held.text.lstrip().startswith("{")

    asking = Generator(model, budget)
    started = time.monotonic()
    # So small a model is seldom right: anything but an answer in time and in order is an error.
    try:
        outcome = {one.status for one in asking.generate(MATERIAL, check).sentences}
        assert Status.SUPPORTED in outcome
    except GeneratorError as exc:
        kind = Fault(exc.kind)
        assert kind in {
            Fault.TIMEOUT,
            Fault.UNREADABLE,
            Fault.UNSUPPORTED,
            Fault.WRONG_LANGUAGE,
        }
    assert time.monotonic() - started < LIMIT_S
    assert budget.spent() > 0
