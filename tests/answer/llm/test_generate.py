"""Sentences by a model: checked, tried once more, counted, or an error that says why not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.llm.budget import Budget
from kb.answer.llm.faults import Fault
from kb.answer.llm.generate import Check, Generator
from kb.answer.model import Channel, Sentence, Status
from kb.errors import GeneratorError
from kb.settings import load_settings
from kb.wiring import open_generator
from tests.answer.llm.conftest import FALSE, HONEST, HONEST_REFUND, MATERIAL, MESSAGE
from tests.answer.llm.stub import Asked, answers, in_turn, response, sends, sentences, serving
from tests.project.test_architecture import loaded_by

At = Callable[..., Generator]

GOOD = sentences((HONEST, ["zwroty0001"]), (HONEST_REFUND, ["pieniadze1"]))
MIXED = sentences((HONEST, ["zwroty0001"]), (FALSE, ["zwroty0001"]))
BAD = sentences((FALSE, ["zwroty0001"]))


def told(asked: Asked) -> str:
    return str(asked.body["messages"][1]["content"])


def kind_of(generator: Generator, check: Check) -> str:
    with pytest.raises(GeneratorError) as caught:
        generator.generate(MATERIAL, check)
    return caught.value.kind


def test_an_honest_answer_is_asked_for_once(generator: At, check: Check) -> None:
    with serving(answers(GOOD)) as stub:
        generated = generator(stub.url).generate(MATERIAL, check)

    assert [(one.text, one.citations, one.status) for one in generated.sentences] == [
        (HONEST, ("zwroty0001",), Status.SUPPORTED),
        (HONEST_REFUND, ("pieniadze1",), Status.SUPPORTED),
    ]
    assert stub.connections == 1
    (asked,) = stub.asked
    assert json.dumps(MESSAGE, ensure_ascii=False) in told(asked)
    assert asked.body["model"] == "stub"
    assert asked.body["temperature"] == 0


def test_a_second_try_is_told_what_was_wrong_with_the_first(generator: At, check: Check) -> None:
    with serving(answers(MIXED, GOOD)) as stub:
        generated = generator(stub.url).generate(MATERIAL, check)

    assert generated.unsupported == 0
    assert len(stub.asked) == 2
    assert FALSE in told(stub.asked[1])
    assert FALSE not in told(stub.asked[0])


@pytest.mark.parametrize("first", ["no JSON", BAD, sentences(("Only English here, sorry.", []))])
def test_an_answer_that_cannot_be_used_is_tried_once_more(
    first: str, generator: At, check: Check
) -> None:
    with serving(answers(first, GOOD)) as stub:
        assert generator(stub.url).generate(MATERIAL, check).unsupported == 0


def test_what_stays_unsupported_is_kept_and_marked(generator: At, check: Check) -> None:
    with serving(answers(MIXED)) as stub:
        generated = generator(stub.url).generate(MATERIAL, check)

    assert [one.status for one in generated.sentences] == [Status.SUPPORTED, Status.UNSUPPORTED]
    assert generated.sentences[1].text == FALSE
    assert generated.sentences[1].reasons
    assert stub.connections == 2


def test_the_better_of_both_tries_is_kept(generator: At, check: Check) -> None:
    with serving(answers(MIXED, BAD)) as stub:
        assert generator(stub.url).generate(MATERIAL, check).unsupported == 1


def test_a_server_that_fails_at_the_second_try_leaves_the_first(
    generator: At, check: Check
) -> None:
    with serving(in_turn(answers(MIXED), sends(response(b"{}", "500 Failed")))) as stub:
        assert generator(stub.url).generate(MATERIAL, check).unsupported == 1


def test_phrases_alone_are_no_answer(generator: At, check: Check) -> None:
    with serving(answers(sentences(("Dzień dobry,", [])))) as stub:
        assert kind_of(generator(stub.url), check) == Fault.UNSUPPORTED


def test_a_check_that_lets_everything_pass_does_not_outvote_the_form(generator: At) -> None:
    def lenient(given: Sequence[Sentence]) -> list[Sentence]:
        return [replace(one, status=Status.SUPPORTED, reasons=()) for one in given]

    answer = sentences(
        (HONEST, ["zwroty0001"]),
        (HONEST, ["zmyslony99"]),
        (HONEST, []),
        ("Zadzwonimy na [telefon 9] jutro rano.", ["zwroty0001"]),
        ("Zwrot <b>jest</b> bezpłatny.", ["zwroty0001"]),
    )
    with serving(answers(answer)) as stub:
        generated = generator(stub.url).generate(MATERIAL, lenient)

    assert [one.status for one in generated.sentences] == [Status.SUPPORTED] + [
        Status.UNSUPPORTED
    ] * 4
    assert all(one.reasons for one in generated.sentences[1:])


def test_in_public_no_data_of_the_customer_comes_back(generator: At) -> None:
    def lenient(given: Sequence[Sentence]) -> list[Sentence]:
        return [replace(one, status=Status.SUPPORTED) for one in given]

    answer = sentences((HONEST, ["zwroty0001"]), ("Zadzwonimy na [telefon 1].", ["zwroty0001"]))
    with serving(answers(answer)) as stub:
        in_mail = generator(stub.url).generate(MATERIAL, lenient)
        in_public = generator(stub.url).generate(replace(MATERIAL, channel=Channel.SOCIAL), lenient)

    assert (in_mail.unsupported, in_public.unsupported) == (0, 1)


def test_a_server_that_does_not_know_the_form_is_asked_without_it(
    generator: At, check: Check
) -> None:
    good, no = answers(GOOD), sends(response(b"{}", "400 Bad Request"))
    with serving(
        lambda connection, asked: (no if "response_format" in asked.body else good)(
            connection, asked
        )
    ) as stub:
        asking = generator(stub.url)
        asking.generate(MATERIAL, check)
        asking.generate(MATERIAL, check)

    assert ["response_format" in asked.body for asked in stub.asked] == [True, False, False]


def test_without_passages_nobody_is_asked(generator: At, check: Check) -> None:
    with serving(answers(GOOD)) as stub, pytest.raises(GeneratorError) as caught:
        generator(stub.url).generate(replace(MATERIAL, passages=()), check)

    assert caught.value.kind == Fault.UNSUPPORTED
    assert stub.connections == 0


def test_tokens_are_counted_as_the_server_says(generator: At, check: Check, tmp_path: Path) -> None:
    with serving(answers(GOOD)) as stub:
        generator(stub.url).generate(MATERIAL, check)

    assert Budget(tmp_path, 1).spent() == 1000


def test_nothing_is_counted_where_nothing_was_computed(
    generator: At, check: Check, tmp_path: Path
) -> None:
    with serving(sends(response(b"{}", "401 Unauthorized"))) as stub:
        kind_of(generator(stub.url), check)

    assert Budget(tmp_path, 1).spent() == 0


def test_a_spent_day_asks_nobody(generator: At, check: Check) -> None:
    with serving(answers(GOOD)) as stub:
        assert kind_of(generator(stub.url, ceiling=1500), check) == Fault.BUDGET_SPENT
        assert stub.connections == 0


def test_a_server_that_keeps_failing_is_left_alone(generator: At, check: Check) -> None:
    with serving(sends(response(b"{}", "500 Failed"))) as stub:
        asking = generator(stub.url)
        kinds = [kind_of(asking, check) for _ in range(5)]

    assert kinds == [Fault.SERVER] * 3 + [Fault.PAUSED] * 2
    assert stub.connections == 3


def test_a_full_waiting_room_is_said_at_once(generator: At, check: Check) -> None:
    waiting, go_on = threading.Semaphore(0), threading.Event()
    good = answers(GOOD)

    def slow(connection: object, asked: Asked) -> None:
        waiting.release()
        go_on.wait(5)
        good(connection, asked)  # type: ignore[arg-type]

    with serving(slow) as stub:
        asking = generator(stub.url)
        threads = [
            threading.Thread(target=asking.generate, args=(MATERIAL, check)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.acquire(timeout=5)
        kind = kind_of(asking, check)
        go_on.set()
        for thread in threads:
            thread.join()
        asking.generate(MATERIAL, check)

    assert kind == Fault.BUSY


def test_the_name_tells_model_prompt_and_settings_but_not_the_key(generator: At) -> None:
    names = {
        url + (key or ""): generator(url, key=key).name
        for url in ("http://localhost:1/v1", "http://localhost:2/v1")
        for key in ("sekret-1", None)
    }

    assert len(set(names.values())) == 2
    assert all(name.startswith("llm:stub ") and len(name.split()) == 3 for name in names.values())
    assert "sekret" not in "".join(names.values())


def test_no_model_is_asked_unless_one_is_set(tmp_path: Path) -> None:
    assert open_generator(load_settings(data_dir=tmp_path)) is None
    settings = load_settings(data_dir=tmp_path, llm_url="http://localhost:1/v1", llm_model="m")
    made = open_generator(settings)

    assert made is not None
    assert made.name.startswith("llm:m ")


def test_the_draft_engine_without_a_model_loads_nothing_of_it() -> None:
    statement = "import kb.wiring, kb.answer.llm.generate, webapp"

    assert loaded_by(statement, ("httpcore", "httpx", "llama_index", "openai")) == []
