"""Folders of articles and exports for the tests of `kb new` and `kb import`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.authoring.importing.model import Imported, Report
from kb.authoring.importing.placing import Choices
from kb.authoring.importing.run import import_articles
from kb.ingest.examine import examine
from kb.ingest.repository import read_worktree
from kb.model import Audience, Level, Problem

EXPORTS = Path(__file__).parent / "exports"


def problems_of(folder: Path) -> list[Problem]:
    """What `kb check --worktree` finds in a folder."""
    return examine(read_worktree(folder), Audience.INTERNAL)[1]


def errors_of(folder: Path) -> list[Problem]:
    """What would stop publishing."""
    return [problem for problem in problems_of(folder) if problem.level is Level.ERROR]


def warnings_of(folder: Path) -> list[Problem]:
    return [problem for problem in problems_of(folder) if problem.level is Level.WARNING]


def files_in(folder: Path) -> dict[str, str]:
    """Every file below a folder, also hidden ones, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def saved(folder: Path, document: Any, name: str = "export.json") -> Path:
    """A document as a file of an export."""
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def zendesk(*articles: dict[str, Any]) -> dict[str, Any]:
    """An answer of Zendesk with articles that everybody may read."""
    usual = {"draft": False, "locale": "pl", "user_segment_id": None}
    return {
        "articles": [
            {"id": number, "title": f"Artykuł {number}", **usual, **article}
            for number, article in enumerate(articles, start=1)
        ]
    }


def imported(source: Path, system: str, folder: Path, **choices: Any) -> Report:
    """Import with these choices."""
    dry_run = choices.pop("dry_run", False)
    if "audience" in choices:
        choices["audience"] = Audience(choices["audience"])
    return import_articles(source, system, folder, Choices(**choices), dry_run=dry_run)


def named(report: Report, title: str) -> Imported:
    """What became of the article with a title."""
    return next(article for article in report.articles if article.title == title)


def kinds(article: Imported) -> set[str]:
    return {note.kind for note in article.notes}
