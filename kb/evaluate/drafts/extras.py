"""Data written by hand: paraphrases, corruptions and claims that no article states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kb.answer.model import Source
from kb.errors import ConfigError
from kb.evaluate.drafts.model import Corrupted, Kind, Trial
from kb.evaluate.drafts.passages import nearest
from kb.evaluate.wording import plain

T = TypeVar("T")
#: The parser in C where there is one: nine times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FOLDER = Path(__file__).parent
HONEST = _FOLDER / "honest.yaml"
CORRUPTED = _FOLDER / "corrupted.yaml"
CLAIMS = _FOLDER / "claims.yaml"
#: Both kinds, written before the check was last tuned and not looked at while it was.
FRESH = _FOLDER / "fresh.yaml"


class Sample(BaseModel):
    """A sentence and the words that locate its passage in an article."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str = Field(min_length=1)
    article: str
    quote: str = Field(min_length=1)
    kind: Kind


class Claim(BaseModel):
    """What a shop might say of the subject of an article, and this one does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str = Field(min_length=1)
    article: str


@dataclass(frozen=True, slots=True)
class Written:
    """Everything that people wrote for a base.

    clauses: second halves for half-truths, by category of articles.
    """

    samples: tuple[Sample, ...] = ()
    claims: tuple[Claim, ...] = ()
    clauses: Mapping[str, Sequence[str]] = field(default_factory=dict)


class _Claims(BaseModel):
    model_config = ConfigDict(extra="forbid")
    claims: list[Claim]
    clauses: dict[str, list[str]]


def read_written(
    honest: Path = HONEST, corrupted: Path = CORRUPTED, claims: Path = CLAIMS
) -> Written:
    """Read the three files. Raises ConfigError that says which entry is wrong."""
    told = _validated(TypeAdapter(_Claims), claims)
    samples = TypeAdapter(tuple[Sample, ...])
    return Written(
        (*_validated(samples, honest), *_validated(samples, corrupted)),
        tuple(told.claims),
        told.clauses,
    )


def read_fresh(path: Path = FRESH) -> Written:
    """Read the sentences that nothing was tuned on. Raises ConfigError."""
    return Written(_validated(TypeAdapter(tuple[Sample, ...]), path))


def trials_of(written: Written, public: Sequence[Source]) -> Iterator[Trial]:
    """Every written sentence with its passage. Raises ConfigError where a passage is not found."""
    for sample in written.samples:
        yield _trial(sample, public)
    for claim in written.claims:
        source = nearest(claim.text, _passages(claim.article, public))
        change = "no article says it"
        yield Trial(Corrupted.PLAUSIBLE, claim.text, (source.key,), (source,), change, True)


def _trial(sample: Sample, public: Iterable[Source]) -> Trial:
    words = plain(sample.quote)
    passages = _passages(sample.article, public)
    found = next((source for source in passages if words in plain(source.quote)), None)
    if found is None:
        raise ConfigError(f"No passage of {sample.article} holds the words “{sample.quote}”.")
    return Trial(sample.kind, sample.text, (found.key,), (found,), sample.quote, True)


def _passages(slug: str, public: Iterable[Source]) -> list[Source]:
    found = [source for source in public if source.slug == slug]
    if not found:
        raise ConfigError(f"There is no public article {slug}, which a written sentence cites.")
    return found


def _validated(shape: TypeAdapter[T], path: Path) -> T:
    try:
        parsed = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a safe one
        return shape.validate_python(parsed)
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise ConfigError(f"{path} cannot be used: {exc}") from exc
