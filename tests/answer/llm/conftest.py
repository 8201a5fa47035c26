"""A message, two passages, a generator at a stub, and the real grounding check."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.llm.budget import Budget
from kb.answer.llm.client import Endpoint
from kb.answer.llm.generate import Check, Generator
from kb.answer.llm.prompt import Material
from kb.answer.model import Channel, Register, Sentence, Source
from kb.model import Audience

#: Short, so that the tests of time limits are; the product's own is 8.
LIMIT_S = 1.0

RETURNS = Source(
    key="zwroty0001",
    slug="zwrot",
    category="zwroty",
    audience=Audience.PUBLIC,
    title="Zwrot towaru",
    anchor="termin",
    url="/zwroty/zwrot",
    quote="Towar możesz zwrócić w ciągu 14 dni od otrzymania przesyłki. Koszt odesłania ponosi "
    "kupujący.",
    commit="c" * 40,
    lines=(10, 12),
)
REFUND = Source(
    key="pieniadze1",
    slug="zwrot-pieniedzy",
    category="zwroty",
    audience=Audience.PUBLIC,
    title="Zwrot pieniędzy",
    anchor="kiedy",
    url="/zwroty/zwrot-pieniedzy",
    quote="Pieniądze oddajemy w ciągu 7 dni od dnia, w którym przesyłka wróciła do magazynu.",
    commit="c" * 40,
    lines=(20, 22),
)
HONEST = "Towar możesz zwrócić w ciągu 14 dni od otrzymania przesyłki."
HONEST_REFUND = "Pieniądze oddajemy w ciągu 7 dni od dnia, w którym przesyłka wróciła do magazynu."
FALSE = "Towar możesz zwrócić w ciągu 90 dni od otrzymania przesyłki."
MESSAGE = "Dzień dobry, ile mam czasu na zwrot? Mój numer to [telefon 1]."

MATERIAL = Material(
    message=MESSAGE,
    questions=("ile mam czasu na zwrot?",),
    passages=(RETURNS, REFUND),
    language="pl",
    register=Register.INFORMAL,
    channel=Channel.EMAIL,
)


def shop_check() -> Check:
    """The product's check, without vectors."""
    evidence = Evidence(
        sources=MATERIAL.passages,
        message=MESSAGE,
        similarity=None,
        is_phrase=lambda sentence: sentence == "Dzień dobry,",
    )

    def run(sentences: Sequence[Sentence]) -> list[Sentence]:
        return [check_sentence(one, evidence) for one in sentences]

    return run


@pytest.fixture
def check() -> Check:
    return shop_check()


@pytest.fixture
def generator(tmp_path: Path) -> Callable[[str], Generator]:
    """A generator at an address, with a budget of its own."""

    def at(url: str, *, ceiling: int = 1_000_000, key: str | None = "sekret-1") -> Generator:
        return Generator(
            Endpoint(url, "stub", key),
            Budget(tmp_path, ceiling),
            timeout_s=LIMIT_S,
            clock=time.monotonic,
        )

    return at
