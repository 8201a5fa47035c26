"""What articles do to each other: duplicates, dead links, leaks; and what one of them lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from kb.check.page import PLACEHOLDERS
from kb.ingest.links import LinkMap, Target, TargetKind
from kb.ingest.redirects import clashes
from kb.ingest.repository import Snapshot
from kb.ingest.units import index_units
from kb.model import Article, Audience, ChunkKind, Level, Link, Problem
from kb.polish.text import fold
from kb.search.answer_words import has_words, plain_words
from kb.search.sayable import sayable


def check_articles(
    articles: Iterable[Article], snapshot: Snapshot, *, strict: bool = False
) -> list[Problem]:
    """Return the problems sorted by path and line.

    strict: dead links and anchors are errors instead of warnings, for a base of one's own.
    """
    base = tuple(articles)
    places = _Places(snapshot)
    problems = [
        *_duplicate_identities(base, places),
        *_former_addresses(base, places),
        *_duplicate_words(base, places),
        *_links(base, snapshot, places, Level.ERROR if strict else Level.WARNING),
    ]
    for article in base:
        problems += [
            *_contents(article), *_answers(article, places), *_placeholders(article, places),
        ]  # fmt: skip
    return sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))


class _Places:
    """Finds where something stands in the source, for problems only."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._data = {file.path: file.data for file in snapshot.files}
        # Problems come article by article; an article can have thousands of links.
        self.lines = lru_cache(maxsize=2)(self._lines)

    def _lines(self, path: str) -> list[str]:
        text = self._data.get(path, b"").decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def of_text(self, path: str, *needles: str) -> tuple[int, int]:
        """Return (line, column) of the first needle that is found, otherwise (1, 1)."""
        lines = self.lines(path)
        for needle in needles:
            for number, line in enumerate(lines, start=1):
                if needle and needle in line:
                    return number, line.index(needle) + 1
        return 1, 1

    def of_link(self, path: str, link: Link) -> tuple[int, int]:
        lines = self.lines(path)
        line = lines[link.line - 1] if link.line <= len(lines) else ""
        return link.line, max(line.find(link.target), 0) + 1


def _duplicate_identities(base: tuple[Article, ...], places: _Places) -> Iterator[Problem]:
    slugs: dict[str, Article] = {}
    ids: dict[str, Article] = {}
    for article in base:
        path = article.source_path
        first = slugs.setdefault(article.slug, article)
        if first is not article:
            yield Problem(
                path, *places.of_text(path, "slug:"), Level.ERROR, "duplicate-slug",
                f"The address {article.slug} is taken by {first.source_path}. "
                "Rename the file or give `slug`.",
            )  # fmt: skip
        first = ids.setdefault(article.id, article)
        if first is not article:
            yield Problem(
                path, *places.of_text(path, "id:"), Level.ERROR, "duplicate-id",
                f"The id {article.id} is taken by {first.source_path}. Give each its own.",
            )  # fmt: skip


def _former_addresses(base: tuple[Article, ...], places: _Places) -> Iterator[Problem]:
    """An address leads to one article: one that is there goes before all that were."""
    for article, old, other in clashes(base):
        path = article.source_path
        place = places.of_text(path, old)
        if other is article:
            message = (
                f"`redirect_from` names {old}, which is this article's own address. Remove it."
            )
        elif other.slug == old:
            message = f"`redirect_from` names {old}, the address of {other.source_path}. Remove it."
        else:
            message = f"`redirect_from` names {old}, and so does {other.source_path}. Keep one."
        yield Problem(path, *place, Level.ERROR, "duplicate-slug", message)


def _duplicate_words(base: tuple[Article, ...], places: _Places) -> Iterator[Problem]:
    """Two articles of one audience that answer the same question compete in every search."""
    seen: dict[tuple[Audience, str, str], Article] = {}
    for article in base:
        path = article.source_path
        for index, question in enumerate((article.title, *article.questions)):
            key = (article.audience, article.language, " ".join(fold(question).split()).rstrip("?"))
            first = seen.setdefault(key, article)
            if first is article:
                continue
            rule = "duplicate-question" if index else "duplicate-title"
            yield Problem(
                path, *places.of_text(path, question), Level.WARNING, rule,
                f"“{question}” is answered by {first.source_path} too. Merge or rephrase.",
            )  # fmt: skip


def _links(
    base: tuple[Article, ...], snapshot: Snapshot, places: _Places, dead: Level
) -> Iterator[Problem]:
    links = LinkMap(base, snapshot.folder)
    files = {file.path for file in snapshot.files}
    for article in base:
        for link in article.links:
            found = _check_link(article, link, links.find(article, link.target), snapshot, files)
            if found:
                rule, message = found
                level = dead if rule in ("dead-link", "dead-anchor") else _LEVELS[rule]
                path = article.source_path
                place = places.of_link(path, link)
                yield Problem(path, *place, level, rule, message)


_LEVELS = {
    "internal-link": Level.ERROR,
    "unsafe-link": Level.WARNING,
    "missing-image": Level.WARNING,
    "external-image": Level.HINT,
}


def _check_link(
    article: Article, link: Link, target: Target, snapshot: Snapshot, files: set[str]
) -> tuple[str, str] | None:
    """Return the rule that a link breaks and the message, or None."""
    shown = f"{link.target[:200]}"
    if link.image:
        return _check_image(shown, target, snapshot)
    if target.kind is TargetKind.UNSAFE:
        return "unsafe-link", f"{shown}: links of this kind are not shown, only their words."
    if target.kind is TargetKind.DEAD:
        if target.path in files:
            return None  # The file is there; its own error says why it is no article.
        if target.path in snapshot.other_paths:
            return "dead-link", f"{shown} is not an article, so it is not published."
        return "dead-link", f"{shown}: there is no such article. Correct or remove the link."
    if target.article is None:
        return None
    if article.audience is Audience.PUBLIC and target.article.audience is Audience.INTERNAL:
        return "internal-link", f"A public article links to the internal {target.path}. Remove it."
    anchors = {section.anchor for section in target.article.sections}
    if target.fragment and target.fragment not in anchors:
        return "dead-anchor", f"{shown}: {target.article.source_path} has no such heading."
    return None


def _check_image(shown: str, target: Target, snapshot: Snapshot) -> tuple[str, str] | None:
    if target.kind in (TargetKind.EXTERNAL, TargetKind.UNSAFE, TargetKind.SITE):
        return "external-image", f"{shown}: only the image's description is shown."
    if target.path not in snapshot.other_paths:
        return "missing-image", f"{shown}: there is no such file."
    return None


def _answers(article: Article, places: _Places) -> Iterator[Problem]:
    """Words that no sentence has point nowhere: the sentence was rewritten since."""
    if not article.answers:
        return
    said = [
        plain_words(sentence)
        for chunk in index_units(article)
        if chunk.kind is ChunkKind.TEXT
        for sentence, _, _ in sayable(chunk.text)
    ]
    path = article.source_path
    for words in dict.fromkeys(words for _, words in article.answers):
        if not any(has_words(sentence, plain_words(words)) for sentence in said):
            yield Problem(
                path, *places.of_text(path, words), Level.WARNING, "answer-words",
                f"`answers`: the article has no sentence with the words “{words}” that a reply "
                "can quote. Copy a few words of the one that answers.",
            )  # fmt: skip


def _placeholders(article: Article, places: _Places) -> Iterator[Problem]:
    for number, line in enumerate(places.lines(article.source_path), start=1):
        found = PLACEHOLDERS.search(line)
        if found:
            yield Problem(
                article.source_path, number, found.start() + 1, Level.ERROR,
                "placeholder", "Something is still to be filled in here.",
            )  # fmt: skip


def _contents(article: Article) -> Iterator[Problem]:
    path = article.source_path
    if not any(section.blocks for section in article.sections):
        yield Problem(path, 1, 1, Level.WARNING, "empty", "The article has no text.")
    previous = 1
    for section in article.sections:
        if section.level > previous + 1:
            yield Problem(
                path, section.lines[0], 1, Level.HINT, "heading-level",
                f"“{section.title}” is level {section.level} under level {previous}.",
            )  # fmt: skip
        previous = section.level or previous
    fields = {
        "questions": article.questions, "owner": article.owner, "review_by": article.review_by
    }  # fmt: skip
    missing = [key for key, value in fields.items() if not value]
    if missing:
        message = f"No {', '.join(f'`{key}`' for key in missing)} in the front matter."
        yield Problem(path, 1, 1, Level.HINT, "metadata", message)
