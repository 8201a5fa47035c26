"""Message cases: what customers write, and what a good draft says, cites, flags and leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb.answer.model import Channel, FlagKind
from kb.errors import ConfigError
from kb.evaluate.wording import plain

MESSAGES = Path(__file__).with_name("messages.yaml")


class Half(StrEnum):
    """What a case is for: `DEV` may be tuned on, of the others only the figures are looked at.

    `FRESH`: written later than the rest and from the articles alone, so that no earlier change of
    the engine can have been made for them.
    `SEEN`: was fresh; read after its figures were told, and tuned on since.
    `STORY`: what customers tell rather than ask, with reasons and anger; measured once before the
    engine was changed for it and tuned on since.
    """

    DEV = "dev"
    HELD_OUT = "held_out"
    SEEN = "seen"
    FRESH = "fresh"
    STORY = "story"


#: What may be read and tuned on.
TUNED = frozenset({Half.DEV, Half.STORY, Half.SEEN})


@dataclass(frozen=True, slots=True)
class Expected:
    """One question of a message.

    asked: the customer's own words, letter for letter but for case and spaces.
    articles: slugs of which any is a right source; none: the base does not answer it.
    facts: each must stand in the draft in one of its spellings.
    optional: whether it is a question at all is debatable; it may be left out of the draft.
    """

    asked: str
    articles: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    optional: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the base is meant to answer it."""
        return bool(self.articles)


@dataclass(frozen=True, slots=True)
class MessageCase:
    """A message, or several in a row, and what is expected of the draft.

    forbidden: regular expressions; none may be found in the draft's text.
    flags_allowed: kinds that are neither required nor wrong.
    language: of the message; the draft must be in it.
    """

    id: str
    half: Half
    messages: tuple[str, ...]
    channel: Channel = Channel.EMAIL
    customer_name: str = ""
    language: str = "pl"
    questions: tuple[Expected, ...] = ()
    forbidden: tuple[str, ...] = ()
    flags: frozenset[FlagKind] = frozenset()
    flags_allowed: frozenset[FlagKind] = frozenset()

    @property
    def unanswered(self) -> range:
        """How many questions the draft must report as unanswered; a range where it is debatable."""
        least = sum(not q.answerable and not q.optional for q in self.questions)
        return range(least, least + sum(q.optional for q in self.questions) + 1)


@dataclass(frozen=True, slots=True)
class MessageCases:
    """The cases of a file and the expressions that no draft of any of them may contain."""

    cases: tuple[MessageCase, ...]
    forbidden: tuple[str, ...] = ()


def read_messages(data: bytes, name: str = "messages.yaml") -> MessageCases:
    """Read a file of cases. Raises ConfigError that says which entry is wrong."""
    try:
        parsed = _File.model_validate(yaml.safe_load(data))
    except yaml.YAMLError as exc:
        raise ConfigError(f"{name} is not YAML: {exc}.") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {where}: {first['msg']}.") from exc
    return MessageCases(tuple(entry.as_case() for entry in parsed.cases), tuple(parsed.forbidden))


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as exc:
        raise ValueError(f"{pattern!r} is not a regular expression: {exc}") from exc
    return pattern


_Text = Annotated[str, Field(min_length=1)]
_Pattern = Annotated[_Text, AfterValidator(_compiles)]


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid")
    asked: _Text
    articles: list[_Text] = []
    facts: list[_Text | list[_Text]] = []
    optional: bool = False

    @model_validator(mode="after")
    def _facts_need_an_article(self) -> Self:
        if self.facts and not self.articles:
            raise ValueError("facts without an article that states them")
        return self

    def as_expected(self) -> Expected:
        facts = tuple((f,) if isinstance(f, str) else tuple(f) for f in self.facts)
        return Expected(self.asked, tuple(self.articles), facts, self.optional)


class _Case(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Text
    half: Half = Field(alias="set")
    message: str | None = None
    messages: list[str] = []
    channel: Channel = Channel.EMAIL
    customer_name: str = ""
    language: str = "pl"
    questions: list[_Question] = []
    forbidden: list[_Pattern] = []
    flags: list[FlagKind] = []
    flags_allowed: list[FlagKind] = []

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.message is None) == (not self.messages):
            raise ValueError(f"{self.id}: either `message` or `messages`")
        said = plain("\n".join(self._sent))
        for question in self.questions:
            if plain(question.asked) not in said:
                raise ValueError(f"{self.id}: the message does not say {question.asked!r}")
        if both := set(self.flags) & set(self.flags_allowed):
            raise ValueError(f"{self.id}: {', '.join(sorted(both))} is required and allowed")
        return self

    @property
    def _sent(self) -> list[str]:
        return self.messages if self.message is None else [self.message]

    def as_case(self) -> MessageCase:
        return MessageCase(
            id=self.id,
            half=self.half,
            messages=tuple(self._sent),
            channel=self.channel,
            customer_name=self.customer_name,
            language=self.language,
            questions=tuple(question.as_expected() for question in self.questions),
            forbidden=tuple(self.forbidden),
            flags=frozenset(self.flags),
            flags_allowed=frozenset(self.flags_allowed),
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    forbidden: list[_Pattern] = []
    cases: list[_Case]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [case.id for case in self.cases]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"two cases are called {', '.join(twice)}")
        return self
