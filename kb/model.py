"""The frozen data that travels from a commit to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Audience(StrEnum):
    """Who may read an article. Each audience has an index of its own."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Scope(StrEnum):
    """What a token lets a program do."""

    SUGGEST = "suggest"
    MESSAGES = "messages"


class Level(StrEnum):
    """How bad a problem is: an error stops publishing, a warning or a hint does not."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class ChunkKind(StrEnum):
    """What a chunk holds, hence how it takes part in a search.

    TEXT: a passage that can be quoted. QUESTION: the title or another way to ask. LEAD: title and
    first paragraph, the gist. WINDOW: as much of the article as the model reads at once.
    """

    TEXT = "text"
    QUESTION = "question"
    LEAD = "lead"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the content repository. `sha` is full; "worktree" for uncommitted folders."""

    sha: str
    committed_at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that changed an article.

    commit: the first twelve hex digits of its SHA. author: a name, without the address.
    message: the first line of what its author wrote, at most 120 characters; empty where there is
    none, and for customers where the same commit changed what they may not read.
    """

    commit: str
    changed_at: datetime
    author: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as read from a commit. `path` is relative to the folder of articles.

    history: every commit that changed the file, newest first.
    """

    path: str
    data: bytes
    updated_at: datetime
    history: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a check, printed as `path:line:column level rule message`.

    polish: the message in Polish; empty where there is none.
    """

    path: str
    line: int
    column: int
    level: Level
    rule: str
    message: str
    polish: str = ""

    def message_in(self, language: str) -> str:
        """The message in Polish for "pl" where there is one, otherwise in English."""
        return (self.polish if language == "pl" else "") or self.message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.level} {self.rule} {self.message}"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a section that is never cut: a paragraph, a list item, a table, a code fence.

    text: plain text, inline markup removed, links as their words; a table row per line with cells
    joined by " | "; a numbered step keeps its number ("2. Zaznacz …").
    lines: first and last line in the source file, counted from 1.
    """

    text: str
    lines: tuple[int, int]
    kind: str  # paragraph | step | item | table | code | quote


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks under it. The text before the first heading has title "" and
    anchor ""."""

    anchor: str
    title: str
    level: int
    lines: tuple[int, int]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image in an article: `target` as written, `line` from 1."""

    target: str
    line: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the knowledge base.

    id: stable identity, the front matter's `id` or the path without ".md".
    html: sanitised; links between articles point to their public addresses.
    history: newest first, at most 20.
    valid_from, valid_until: the days as written. shown_from, shown_until: the moments (UTC) from
    which it may be shown and cited, and from which no longer. redirect_from: slugs that it had.
    questions: all other ways to ask. answers: (question, words of the sentence that answers it) for
    those of them of which the editors say so.
    extra: front-matter keys that the product does not know, kept as they are.
    """

    id: str
    slug: str
    category: str
    title: str
    audience: Audience
    language: str
    sections: tuple[Section, ...]
    html: str
    markdown: str
    source_path: str
    commit: str
    updated_at: datetime
    authors: tuple[str, ...] = ()
    history: tuple[Revision, ...] = ()
    questions: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    owner: str | None = None
    review_by: date | None = None
    legal_as_of: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    redirect_from: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article that is found on its own.

    id: uuid5 of article id, anchor and ordinal, hence stable between generations.
    answer: of a question, words of the sentence that answers it, if the editors name one.
    """

    id: str
    article_id: str
    anchor: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    text: str
    kind: ChunkKind
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The quoted answer: plain text, the same with matched words in <mark>, where it stands."""

    text: str
    html: str
    anchor: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    score: the fused and re-ranked score, only comparable within one result.
    dense_rank, lexical_rank: place among the candidates of each search, from 1; None if absent.
    matched_words: words of the passage that match the question, as they are written there.
    """

    slug: str
    category: str
    title: str
    language: str
    updated_at: datetime
    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    matched_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a question.

    answered: False means "the base does not answer this"; `hits` are then only the nearest.
    confidence: calibrated probability that the first hit answers the question.
    corrected_query: what was searched instead of what was typed, or None.
    degraded: names of parts that were missing ("dense" when the model could not be loaded).
    """

    query: str
    corrected_query: str | None
    answered: bool
    confidence: float
    hits: tuple[Hit, ...]
    took_ms: float
    commit: str
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What lists and links need of an article."""

    slug: str
    category: str
    title: str
    language: str
    updated_at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article ready to be shown. `contents` lists (anchor, heading) of its level-2 sections;
    `history` as in Article."""

    summary: ArticleSummary
    html: str
    markdown: str
    contents: tuple[tuple[str, str], ...]
    commit: str
    source_path: str
    authors: tuple[str, ...]
    owner: str | None
    legal_as_of: date | None
    related: tuple[ArticleSummary, ...]
    history: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What is being served. `degraded` as in SearchResult."""

    commit: str
    committed_at: datetime
    published_at: datetime
    articles: int
    chunks: int
    fingerprint: str
    engine: str
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of a publish.

    unchanged: nothing was built, because this commit was already being served, or because the one
    that was asked for, `taken_back`, was rolled back and is not to return by itself.
    """

    commit: str
    generation: str
    articles: int
    chunks: int
    embedded: int
    took_s: float
    unchanged: bool
    problems: tuple[Problem, ...] = ()
    taken_back: str = ""
