"""What travels from a help centre of another system to the files of articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb.authoring.importing.notes import Note, Notes
from kb.model import Audience


class Form(StrEnum):
    """How a body is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Foreign:
    """An article as another system has it, in one language.

    key: by which links of that system name it; the same in every language.
    identity: unique among the imported ones ("zendesk-123-en"); "" where the source has none.
    audience: None where the source does not say who may read it.
    language: "" where it does not say.
    labels: words by which the other system finds it.
    facts: what is kept for reference (author, dates, address), by name.
    base: an absolute address that its relative links start from; "" for none.
    skip: why it is not imported; "" for one that is.
    fields: further keys of the front matter as texts, of Markdown that has its own.
    """

    key: str
    title: str
    body: str
    form: Form
    identity: str = ""
    category: str = ""
    audience: Audience | None = None
    language: str = ""
    labels: tuple[str, ...] = ()
    stem: str = ""
    author: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    skip: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.title.strip() or self.identity or self.key


@dataclass(frozen=True, slots=True)
class Source:
    """A help centre that was read.

    key_of: given an address as written in a body, and the article it stands in, the key of the
    article that it leads to, or "" where it leads elsewhere.
    """

    articles: tuple[Foreign, ...]
    key_of: Callable[[str, Foreign], str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one article. path: the file below the folder of articles; "" where none was
    written, and `skipped` says why."""

    title: str
    path: str
    skipped: str
    replaced: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do. new_categories: (folder, title) that kb.toml has not."""

    articles: tuple[Imported, ...]
    new_categories: tuple[tuple[str, str], ...]
    written: bool
