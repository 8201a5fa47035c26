"""An export → articles in a folder, and the report of what became of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb.authoring.article_text import Field, article_text, one_line
from kb.authoring.importing.body import Body, UnusableBodyError, convert_body
from kb.authoring.importing.chatwoot import read_chatwoot
from kb.authoring.importing.existing import read_existing
from kb.authoring.importing.faq_csv import read_faq_csv
from kb.authoring.importing.faq_html import read_faq_html
from kb.authoring.importing.files import files_of, read_json
from kb.authoring.importing.freshdesk import read_freshdesk
from kb.authoring.importing.intercom import read_intercom
from kb.authoring.importing.links import Links, Place
from kb.authoring.importing.markdown_files import read_markdown_files
from kb.authoring.importing.model import Foreign, Imported, Report, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.placing import Choices, Placed, place_all
from kb.authoring.importing.writing import NewFile, write_files
from kb.authoring.importing.zendesk import read_zendesk
from kb.authoring.names import is_category
from kb.errors import AuthoringError
from kb.ingest.article import parse_article
from kb.ingest.editorial import Editorial
from kb.model import Audience, Level, SourceFile
from kb.polish.text import fold

_JSON: Mapping[str, Callable[[list[Any]], Source]] = {
    "zendesk": read_zendesk,
    "freshdesk": read_freshdesk,
    "intercom": read_intercom,
    "chatwoot": read_chatwoot,
}
_FILES: Mapping[str, Callable[[Path], Source]] = {
    "markdown": read_markdown_files,
    "faq-html": read_faq_html,
    "faq-csv": read_faq_csv,
}
#: What can be imported, as the command names it.
SYSTEMS = ("markdown", *_JSON, "faq-html", "faq-csv")

_KEY = re.compile(r"`([\w.-]+)`")
_MAX_LINE, _MAX_QUESTIONS = 300, 50


def import_articles(
    source: Path, system: str, folder: Path, choices: Choices, *, dry_run: bool = False
) -> Report:
    """Import an export into a folder of articles; all of it is written, or nothing.

    system: one of SYSTEMS. Raises AuthoringError: the export cannot be read, or the folder cannot
    be written; RepositoryError: what the folder holds cannot be read.
    """
    if choices.category is not None and not is_category(choices.category):
        raise AuthoringError(
            f"{choices.category!r} cannot be a category. "
            "It is the name of a folder: a-z, 0-9 and hyphens."
        )
    read = read_source(source, system)
    if not read.articles:
        raise AuthoringError(f"{source} holds no articles as {system} gives them.")
    existing = read_existing(folder)
    placed = place_all(read.articles, existing, choices)
    files, outcomes = _made(read, placed)
    if not dry_run and files:
        write_files(folder, files)
    folders = {
        file.path.partition("/")[0]: one.category_title
        for file in files
        for one in placed
        if one.place.path == file.path and "/" in file.path
    }
    new = {name: title for name, title in folders.items() if name not in existing.categories}
    return Report(tuple(outcomes), tuple(sorted(new.items())), written=not dry_run)


def read_source(source: Path, system: str) -> Source:
    """Read an export. Raises AuthoringError."""
    if system in _FILES:
        return _FILES[system](source)
    return _JSON[system]([read_json(path) for path in files_of(source, (".json",))])


def _made(source: Source, placed: list[Placed]) -> tuple[list[NewFile], list[Imported]]:
    links = Links(source, (one.place for one in placed))
    shared = _shared_labels(one.place.foreign for one in placed if one.place.path)
    first = _FirstReading()
    for number, one in enumerate(placed):
        if one.place.path:
            first.read(number, one.place)
    files: list[NewFile] = []
    outcomes: list[Imported] = []
    for number, one in enumerate(placed):
        place = one.place
        skipped = one.skipped or first.unusable.get(number, "")
        if not skipped:
            try:
                data = _write(place, first.ready.pop(number, None), links, shared).encode("utf-8")
            except UnusableBodyError as error:
                skipped = str(error)
            else:
                files.append(NewFile(place.path, data, one.replaces))
        outcomes.append(
            Imported(
                one_line(place.foreign.name)[:_MAX_LINE],
                "" if skipped else place.path,
                skipped,
                one.replaces and not skipped,
                tuple(place.foreign.notes),
            )
        )
    return files, outcomes


@dataclass
class _FirstReading:
    """Every body read once for the names of its headings, which links of others lead to.

    unusable: why a body cannot be an article, by number; its place loses its path, so that no
    link leads to it. ready: bodies without a link, which need no second reading.
    """

    unusable: dict[int, str] = field(default_factory=dict)
    ready: dict[int, Body] = field(default_factory=dict)

    def read(self, number: int, place: Place) -> None:
        linked = False

        def see(target: str) -> str:
            nonlocal linked
            linked = True
            return target

        notes = Notes()
        try:
            body = convert_body(place.foreign, see, notes)
        except UnusableBodyError as error:
            self.unusable[number] = str(error)
            place.path = ""
            return
        place.anchors = body.anchors
        if not linked:
            self.ready[number] = body
            place.foreign.notes.take(notes)


def _write(place: Place, ready: Body | None, links: Links, shared: frozenset[str]) -> str:
    """The file of one article, proved by our own reader. Raises UnusableBodyError."""
    foreign, notes = place.foreign, place.foreign.notes
    body = ready or convert_body(foreign, links.resolver(place, notes), notes)
    fields = _fields(place, shared, notes)
    text = article_text(fields, body.markdown)
    unreadable = {key for key in _faults(place, text) if key in foreign.fields}
    if unreadable:
        # Keys that other systems fill as they like; never those that say who may read it.
        text = article_text(
            {key: value for key, value in fields.items() if key not in unreadable}, body.markdown
        )
        dropped = ", ".join(sorted(unreadable))
        notes.add("front-matter", f"Keys whose values are not ours were dropped: {dropped}.")
    faults = _faults(place, text)
    if faults:
        raise UnusableBodyError(f"It would not pass the check: {'; '.join(faults.values())}")
    return text


def _faults(place: Place, text: str) -> dict[str, str]:
    """What our own reader refuses, by the key of the front matter, "" for anything else."""
    file = SourceFile(place.path, text.encode("utf-8"), datetime.now(UTC))
    _, problems = parse_article(file, "import", Editorial(), Audience.INTERNAL)
    errors = [problem.message for problem in problems if problem.level is Level.ERROR]
    return {(found[1] if (found := _KEY.match(m)) else ""): m for m in errors}


def _fields(place: Place, shared: frozenset[str], notes: Notes) -> dict[str, Field]:
    foreign = place.foreign
    title = one_line(foreign.title)
    if not title:
        title = f"Artykuł {one_line(foreign.identity) or place.path.rpartition('/')[2][:-3]}"
        notes.add("title", f"It has no title; it is called “{title}” now.")
    if len(title) > _MAX_LINE:
        notes.add("title", f"The title was cut; whole it is: {title}")
        title = title[: _MAX_LINE - 1] + "…"
    questions, kept = _questions(foreign, title, shared, notes)
    facts = dict(foreign.facts)
    if kept:
        facts["labels"] = ", ".join(kept)
    return {
        "title": title,
        "audience": place.audience.value,
        "language": foreign.language,
        "questions": questions,
        "owner": one_line(foreign.author)[:_MAX_LINE],
        "id": one_line(foreign.identity)[:_MAX_LINE],
        **{key: value for key, value in foreign.fields.items() if _is_key(key)},
        **(
            {"imported": {key: one_line(value)[:2000] for key, value in facts.items()}}
            if facts
            else {}
        ),
    }


def _is_key(key: str) -> bool:
    return bool(key) and key.replace("_", "").replace("-", "").replace(".", "").isalnum()


def _questions(
    foreign: Foreign, title: str, shared: frozenset[str], notes: Notes
) -> tuple[list[str], list[str]]:
    """Labels that only this article has help to find it; those of many would only blur."""
    questions: list[str] = []
    kept: list[str] = []
    known = {fold(title)}
    for label in map(one_line, foreign.labels):
        if not label or fold(label) in known:
            continue
        known.add(fold(label))
        if fold(label) in shared or len(label) > _MAX_LINE or len(questions) >= _MAX_QUESTIONS:
            kept.append(label)
        else:
            questions.append(label)
    if kept:
        notes.add("label", f"Labels of several articles are kept for reference: {', '.join(kept)}")
    return questions, kept


def _shared_labels(articles: Iterable[Foreign]) -> frozenset[str]:
    counts: dict[str, int] = {}
    for foreign in articles:
        for label in {fold(one_line(label)) for label in foreign.labels}:
            counts[label] = counts.get(label, 0) + 1
    return frozenset(label for label, count in counts.items() if count > 1)
