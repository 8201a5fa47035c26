"""How often the check errs on the whole sample base: our own sets, made by rule.

The figures that the product is judged by come from drafts written apart from the check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import pytest

from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.model import Sentence, Source, Status
from kb.answer.register import Address, address_formally
from tests.answer.grounding.changed import Changed, corrupted, honest
from tests.answer.grounding.shop import sentences, sources

#: Kinds of which not one may pass.
NEVER = frozenset(
    "number unit clock weekday phone email link address code citation internal bound".split()
)


@lru_cache(maxsize=1)
def evidence() -> Evidence:
    return Evidence(sources())


def status(text: str, source: Source) -> Status:
    return check_sentence(Sentence(text, (source.key,)), evidence()).status


def in_status(wanted: Status, drafts: Iterable[Changed]) -> tuple[list[Changed], int]:
    """Those of every third draft that the check gives a status, and how many it was given."""
    drafts = list(drafts)[::3]
    return [one for one in drafts if status(one.text, one.source) is wanted], len(drafts)


def test_every_sentence_of_the_base_is_supported_by_its_own_passage() -> None:
    assert [
        text for text, source in sentences() if status(text, source) is not Status.SUPPORTED
    ] == []


@pytest.mark.parametrize("address", list(Address))
def test_no_sentence_loses_its_source_when_it_is_said_to_another_person(address: Address) -> None:
    turned = [
        (formal, source)
        for text, source in sentences()
        if (formal := address_formally(text, address)) and formal != text
    ]

    assert len(turned) > 300
    assert [text for text, source in turned if status(text, source) is not Status.SUPPORTED] == []


def test_honest_changes_raise_few_false_alarms() -> None:
    alarms, total = in_status(Status.UNSUPPORTED, honest())

    assert total > 600
    assert len(alarms) / total <= 0.01, Counter(one.how for one in alarms)


def test_nearly_every_change_of_meaning_is_caught() -> None:
    missed, total = in_status(Status.SUPPORTED, corrupted())

    assert total > 1200
    assert len(missed) / total <= 0.01, Counter(one.how for one in missed)
    assert [one for one in missed if one.how in NEVER] == []
