"""A snapshot → its articles and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from kb.check.page import Page
from kb.check.polish import in_polish
from kb.check.run import check_pages, told_once, with_levels, without_switched_off
from kb.check.settings import Shop
from kb.check.spelling import read_words
from kb.ingest.check import check_articles
from kb.ingest.editorial import Editorial, read_editorial
from kb.ingest.editorial_check import check_editorial
from kb.ingest.flag_rules import check_flag_rules
from kb.ingest.load import LoadedBase, load_articles
from kb.ingest.phrases import check_phrases
from kb.ingest.repository import Snapshot
from kb.model import Audience, Problem


def examine(
    snapshot: Snapshot,
    default_audience: Audience,
    thorough: bool = False,
    today: date | None = None,
) -> tuple[LoadedBase, list[Problem]]:
    """Load and check a snapshot; problems sorted by path and line, with the levels of kb.toml.

    thorough: read the texts by all rules of `kb check`; otherwise only by those that are errors,
    because publishing must not wait for hints. today: for dates that are over.
    """
    editorial, problems = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, default_audience)
    problems = [
        *problems,
        *base.problems,
        *check_articles(base.articles, snapshot),
        *check_editorial(editorial, base.articles, snapshot, datetime.now(UTC).year),
        *check_flag_rules(snapshot.settings_files, base.articles),
        *check_phrases(snapshot.settings_files, base.articles),
    ]
    sources = {file.path: readable(file.data) for file in snapshot.files}
    words = read_words((snapshot.words or b"").decode("utf-8-sig", "replace"))
    day = today or datetime.now(editorial.zone).date()
    pages = pages_of(base, sources, day)
    problems = [replace(p, polish=p.polish or in_polish(p.message)) for p in problems]
    problems = [
        *with_levels(problems, editorial.check),
        *check_pages(pages, editorial.check, words, errors_only=not thorough),
    ]
    problems = told_once(without_switched_off(problems, sources))
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))


def pages_of(base: LoadedBase, sources: dict[str, str], today: date) -> tuple[Page, ...]:
    """The articles as the rules read them. sources: the text of each file by its path."""
    shop = Shop(own_data=_own_data(base.editorial), today=today)
    return tuple(
        Page(article, sources[article.source_path], base.editorial.check, shop)
        for article in base.articles
    )


def readable(data: bytes) -> str:
    """The text of a file with line ends as in the places of problems."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _own_data(editorial: Editorial) -> tuple[str, ...]:
    contact, privacy = editorial.contact, editorial.privacy
    known = (contact.phone, contact.email, contact.address, privacy.email, privacy.controller)
    return tuple(value for value in known if value)
