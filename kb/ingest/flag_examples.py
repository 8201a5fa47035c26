"""flag_examples.yaml: sentences of customers from which flags are learned, beside the rules.

The product ships examples that know no shop (flag_examples.yaml beside this module) and what is
learned from them by the bundled model, so that no server embeds thousands of sentences. A base's
own file adds to them; a shipped sentence that it repeats takes the kinds that it has there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic import StringConstraints as Constraints

from kb.ingest.flag_schema import Kind
from kb.ingest.frontmatter import FrontMatter
from kb.ingest.settings_yaml import read_settings_yaml
from kb.model import Level, Problem

FLAG_EXAMPLES_PATH = "flag_examples.yaml"

_Sentence = Annotated[str, Constraints(strip_whitespace=True, min_length=2, max_length=300)]
_Sentences = Annotated[list[_Sentence], Field(max_length=4_000)]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Sentences with the kinds that each shows; none for an ordinary one. Compared by identity:
    bases without a file of their own share one object, and what was fitted to it.

    shipped: those of the product. own: those of the base, which count where both have one."""

    shipped: Mapping[str, frozenset[str]]
    own: Mapping[str, frozenset[str]]


class ExamplesSchema(BaseModel):
    """Sentences by the kind of flag that they show, and sentences that show none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kinds: dict[Kind, _Sentences] = {}
    neutral: _Sentences = []


def read_flag_examples(files: Mapping[str, bytes]) -> tuple[Examples, list[Problem]]:
    """Return the shipped examples with those of a base, and what is wrong with the base's file.

    A file with errors adds nothing. files: contents by name.
    """
    own, problems = _own(files)
    if not own:
        return _shipped(), problems
    return Examples(_shipped().shipped, own), problems


def check_flag_examples(files: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems of a base's file."""
    return _own(files)[1]


def _own(files: Mapping[str, bytes]) -> tuple[Mapping[str, frozenset[str]], list[Problem]]:
    data = files.get(FLAG_EXAMPLES_PATH)
    if data is None:
        return {}, []
    own, found, problems = read_settings_yaml(data, FLAG_EXAMPLES_PATH, ExamplesSchema)
    if own is None or found is None:
        return {}, problems
    problems = list(_both_ways(own, found))
    return ({}, problems) if problems else (_by_sentence(own), [])


def _both_ways(own: ExamplesSchema, found: FrontMatter) -> Iterator[Problem]:
    """A sentence cannot be ordinary and show something."""
    flagged = {text: kind for kind, texts in own.kinds.items() for text in texts}
    for number, text in enumerate(own.neutral):
        if text in flagged:
            yield Problem(
                FLAG_EXAMPLES_PATH, *found.place("neutral", number), Level.ERROR, "settings",
                f"`neutral.{number}`: the same sentence stands under `kinds.{flagged[text]}`. "
                "Keep one of them.",
            )  # fmt: skip


@cache
def _shipped() -> Examples:
    data = (resources.files("kb.ingest") / FLAG_EXAMPLES_PATH).read_bytes()
    schema, _, problems = read_settings_yaml(data, FLAG_EXAMPLES_PATH, ExamplesSchema)
    if schema is None:
        raise ValueError("; ".join(map(str, problems)))
    return Examples(_by_sentence(schema), {})


def _by_sentence(schema: ExamplesSchema) -> Mapping[str, frozenset[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for text in schema.neutral:
        kinds[text] = set()
    for kind, texts in schema.kinds.items():
        for text in texts:
            kinds[text].add(kind)
    return {text: frozenset(own) for text, own in kinds.items()}
