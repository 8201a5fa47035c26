"""phrases.yaml, the approved wording of drafts → `Phrases`.

The product ships texts that know no shop (phrases.yaml beside this module). A base's own file
changes single texts, and adds topics and words of sympathy for its articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from kb.ingest.flag_schema import Kind
from kb.ingest.settings_yaml import read_settings_yaml
from kb.model import Article, Level, Problem

PHRASES_PATH = "phrases.yaml"
#: To a woman, to a man, to somebody whose gender is unknown, informal.
FORMS = 4

_SLOT = re.compile(r"\{(\w*)\}")
_FORMS = re.compile(r"\[([^\[\]]*)\]")
_SLOTS: Mapping[str, frozenset[str]] = {
    "greeting_named": frozenset({"name"}),
    "greeting_short_named": frozenset({"name"}),
    "thanks_topic": frozenset({"topic"}),
    "unanswered": frozenset({"question", "hours"}),
    "unanswered_no_time": frozenset({"question"}),
    "checking": frozenset({"hours"}),
    "more": frozenset({"title", "url"}),
    "signature": frozenset({"shop"}),
}


def _well_formed(written: str) -> str:
    for forms in _FORMS.findall(written):
        if forms.count("|") != FORMS - 1:
            raise ValueError(f"[{forms}] must hold {FORMS} forms parted by |")
    if re.search(r"[\[\]{}]", _SLOT.sub("", _FORMS.sub("", written))):
        raise ValueError("a bracket is open or stands inside another one")
    if re.search(r"\d", written):
        raise ValueError("figures belong into articles, where drafts can cite them")
    return written


_Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400),
    AfterValidator(_well_formed),
]
_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]


class _Book(BaseModel):
    """The wording in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    greeting_named: _Text | None = None
    greeting: _Text | None = None
    greeting_short_named: _Text | None = None
    greeting_short: _Text | None = None
    thanks_topic: _Text | None = None
    thanks: _Text | None = None
    unanswered: _Text | None = None
    unanswered_no_time: _Text | None = None
    checking: _Text | None = None
    checking_no_time: _Text | None = None
    polish_only: _Text | None = None
    more: _Text | None = None
    private_message: _Text | None = None
    nothing_to_answer: _Text | None = None
    empty_message: _Text | None = None
    closing: _Text | None = None
    farewell: _Text | None = None
    signature: _Text | None = None
    flags: dict[Kind, _Text] = {}
    sympathy: dict[_Slug, _Text] = {}
    topics: dict[_Slug, _Text] = {}

    def texts(self) -> dict[str, str]:
        """The texts that are set, by key."""
        written = self.model_dump(exclude={"flags", "sympathy", "topics"}, exclude_none=True)
        return {key: str(text) for key, text in written.items()}


class _PhrasesSchema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pl: _Book = _Book()
    en: _Book = _Book()
    uk: _Book = _Book()


@dataclass(frozen=True, slots=True)
class Book:
    """The wording in one language, with slots and forms still in it.

    texts: by key. flags: by kind of flag. sympathy: by slug of an article. topics: by slug of an
    article or of a category.
    """

    texts: Mapping[str, str]
    flags: Mapping[str, str] = field(default_factory=dict)
    sympathy: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The wording in every language of replies."""

    books: Mapping[str, Book]

    def book(self, language: str) -> Book:
        """The wording of a language; Polish for one that has none."""
        return self.books.get(language) or self.books["pl"]


def read_phrases(files: Mapping[str, bytes]) -> tuple[Phrases, list[Problem]]:
    """Return the shipped wording with the changes of phrases.yaml, and what is wrong with it.

    A file with errors changes nothing. files: contents by name.
    """
    data = files.get(PHRASES_PATH)
    if data is None:
        return _merged(_shipped(), _PhrasesSchema()), []
    own, found, problems = read_settings_yaml(data, PHRASES_PATH, _PhrasesSchema)
    if own is not None and found is not None:
        problems = [
            Problem(PHRASES_PATH, *found.place(*path), Level.ERROR, "settings", message)
            for path, message in _unknown_slots(own)
        ]
    if own is None or problems:
        return _merged(_shipped(), _PhrasesSchema()), problems
    return _merged(_shipped(), own), []


def check_phrases(files: Mapping[str, bytes], articles: Iterable[Article]) -> list[Problem]:
    """Return the problems of phrases.yaml; words for an article that is not there are a warning."""
    phrases, problems = read_phrases(files)
    if problems or PHRASES_PATH not in files:
        return problems
    known = {name for article in articles for name in (article.slug, article.category)}
    _, found, _ = read_settings_yaml(files[PHRASES_PATH], PHRASES_PATH, _PhrasesSchema)
    return [
        Problem(
            PHRASES_PATH, *(found.place(*path) if found else (1, 1)), Level.WARNING,
            "dead-settings", f"`{path[-1]}` is no article and no category.",
        )
        for path in _named(phrases)
        if path[-1] not in known
    ]  # fmt: skip


def _named(phrases: Phrases) -> Iterator[tuple[str, str, str]]:
    for language, book in phrases.books.items():
        yield from ((language, "sympathy", slug) for slug in book.sympathy)
        yield from ((language, "topics", slug) for slug in book.topics)


def _unknown_slots(schema: _PhrasesSchema) -> Iterator[tuple[tuple[str, ...], str]]:
    for language in ("pl", "en", "uk"):
        book: _Book = getattr(schema, language)
        parts: dict[str, Mapping[str, str]] = {
            "": book.texts(),
            "flags": {str(kind): text for kind, text in book.flags.items()},
            "sympathy": book.sympathy,
            "topics": book.topics,
        }
        found = (
            ((part, key) if part else (key,), text)
            for part, texts in parts.items()
            for key, text in texts.items()
        )
        for path, text in found:
            allowed = _SLOTS.get(path[-1] if len(path) == 1 else "", frozenset())
            for slot in _SLOT.findall(text):
                if slot not in allowed:
                    listed = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
                    yield (language, *path), f"{{{slot}}} means nothing here; accepted: {listed}."


@cache
def _shipped() -> _PhrasesSchema:
    data = (resources.files("kb.ingest") / PHRASES_PATH).read_bytes()
    schema, _, problems = read_settings_yaml(data, PHRASES_PATH, _PhrasesSchema)
    if schema is None:
        raise ValueError("; ".join(map(str, problems)))
    return schema


def _merged(shipped: _PhrasesSchema, own: _PhrasesSchema) -> Phrases:
    books = {}
    for language in ("pl", "en", "uk"):
        base: _Book = getattr(shipped, language)
        change: _Book = getattr(own, language)
        books[language] = Book(
            texts={**base.texts(), **change.texts()},
            flags={str(kind): text for kind, text in (base.flags | change.flags).items()},
            sympathy={**base.sympathy, **change.sympathy},
            topics={**base.topics, **change.topics},
        )
    return Phrases(books)
