"""Drafts by a language model: servers that misbehave, and a real, tiny model of this machine.

`make llm`, or python -m tests.benchmarks.language_model --messages 10 --json

The messages are the development cases of `kb evaluate --messages`, over the base that is published
in KB_DATA_DIR. What is asked: does every request end in time, in checked sentences or a typed
error, and is anything shown as supported that no passage says?
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from kb.answer.llm.budget import Budget
from kb.answer.llm.client import Endpoint
from kb.answer.llm.generate import LIMIT_S, Check, Generated, Generator
from kb.answer.llm.prompt import Material
from kb.answer.model import Draft, Sentence, Status
from kb.answer.request import Request
from kb.answer.suggest import Assistant
from kb.errors import GeneratorError
from kb.evaluate.messages import MESSAGES, Half, MessageCase, read_messages
from kb.privacy.pseudonyms import conceal
from kb.settings import load_settings
from kb.wiring import open_assistant, open_library
from tests.answer.llm.adversaries import FAULTS
from tests.answer.llm.stub import serving
from tests.answer.llm.tiny_model import NAME, serving_model
from tests.benchmarks.machine import describe

_CEILING = 10**9


@dataclass(frozen=True)
class Outcome:
    """How one request ended: the kind of error, or "draft"; its seconds; sentences by status."""

    kind: str
    took_s: float
    supported: tuple[Sentence, ...] = ()
    unsupported: int = 0


def outcome_of(generator: Generator, material: Material, check: Check) -> Outcome:
    """Ask once, as the draft engine does."""
    started = perf_counter()
    try:
        generated: Generated | None = generator.generate(material, check)
        kind = "draft"
    except GeneratorError as exc:
        generated, kind = None, exc.kind
    took = perf_counter() - started
    said = generated.sentences if generated else ()
    supported = tuple(one for one in said if one.status is Status.SUPPORTED)
    return Outcome(kind, took, supported, generated.unsupported if generated else 0)


def adversaries(
    material: Material, check: Check, folder: Path, limit_s: float = LIMIT_S
) -> Iterator[tuple[str, Outcome]]:
    """Every server that misbehaves, asked once by a generator of its own."""
    for name, (behaviour, _) in FAULTS.items():
        with serving(behaviour) as stub:
            endpoint = Endpoint(stub.url, "stub")
            generator = Generator(endpoint, Budget(folder, _CEILING), timeout_s=limit_s)
            yield name, outcome_of(generator, material, check)


def figures(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Counts by kind, the longest time, and the sentences that were shown as supported."""
    known = list(outcomes)
    return {
        "requests": len(known),
        "kinds": dict(Counter(one.kind for one in known).most_common()),
        "longest_s": round(max((one.took_s for one in known), default=0.0), 2),
        "in_time": sum(one.took_s <= LIMIT_S for one in known),
        "supported": sum(len(one.supported) for one in known),
        "unsupported": sum(one.unsupported for one in known),
    }


def material_of(case: MessageCase, draft: Draft) -> Material:
    """What the engine would give to a model: the concealed message and the cited passages."""
    concealed = conceal("\n".join(case.messages))
    questions = tuple(concealed.hide(one.text) for one in draft.questions)
    return Material(
        concealed.text, questions, draft.citations, draft.language, draft.register, draft.channel
    )


def check_by(assistant: Assistant, material: Material) -> Check:
    return lambda given: assistant.check(given, message=material.message).sentences


def materials(assistant: Assistant, count: int) -> Iterator[Material]:
    """Of the first cases that the base answers at all."""
    found = 0
    for case in read_messages(MESSAGES.read_bytes()).cases:
        if case.half is not Half.DEV or found == count:
            continue
        draft = assistant.suggest(Request(case.messages, case.channel, case.customer_name))
        if draft.citations:
            found += 1
            yield material_of(case, draft)


def run(messages: int) -> dict[str, Any]:
    """Both measurements."""
    settings = load_settings()
    assistant = open_assistant(settings, open_library(settings))
    given = list(materials(assistant, messages))
    with tempfile.TemporaryDirectory() as folder, serving_model() as url:
        budget = Budget(Path(folder), _CEILING)
        check = check_by(assistant, given[0])
        stubs = [one for _, one in adversaries(given[0], check, Path(folder))]
        real = []
        for material in given:
            # One for each, so that no pause after failures shortens the figures.
            generator = Generator(Endpoint(url, NAME), budget)
            real.append(outcome_of(generator, material, check_by(assistant, material)))
    return {
        "machine": describe(),
        "adversaries": figures(stubs),
        "model": {"name": NAME, **figures(real)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = run(given.messages)
    if given.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for name in ("adversaries", "model"):
        print(name)
        for key, value in result[name].items():
            print(f"  {key:12} {value}")


if __name__ == "__main__":
    main()
