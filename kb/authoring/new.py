"""A new article in the folder of articles; nothing that is there is touched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.authoring.article_text import one_line
from kb.authoring.names import file_stem, is_category
from kb.authoring.templates import Kind, new_article, usual_audience
from kb.authoring.whole_files import write_new
from kb.errors import AuthoringError
from kb.ingest.editorial import Editorial, read_editorial
from kb.model import Audience

_MAX_TITLE = 300
_MAX_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new article. path: relative to the folder of articles. known_category: kb.toml has it."""

    path: str
    text: str
    audience: Audience
    known_category: bool


def draft_article(
    folder: Path,
    kind: Kind,
    title: str,
    *,
    today: date,
    category: str | None = None,
    audience: Audience | None = None,
    questions: Sequence[str] = (),
) -> NewArticle:
    """Make the text of a new article for a folder of articles, without writing it.

    category: None takes the folder of internal articles for a procedure, if kb.toml has just one,
    otherwise the top. Raises AuthoringError: title or questions cannot be used.
    """
    title = one_line(title)
    if not title or len(title) > _MAX_TITLE:
        raise AuthoringError(
            f"The title has {len(title)} characters; give 1 to {_MAX_TITLE}: the customer's "
            "question or task, in the customer's words."
        )
    if len(questions) > _MAX_QUESTIONS or any(len(q) > _MAX_TITLE for q in questions):
        raise AuthoringError(
            f"Give at most {_MAX_QUESTIONS} questions of at most {_MAX_TITLE} characters each."
        )
    config = folder / "kb.toml"
    editorial, _ = read_editorial(config.read_bytes() if config.is_file() else None)
    if category is None:
        category = _usual_category(kind, editorial)
    elif not is_category(category):
        raise AuthoringError(
            f"{category!r} cannot be a category. It is the name of a folder: a-z, 0-9 and hyphens."
        )
    chosen = audience or usual_audience(kind)
    stem = file_stem(title)
    return NewArticle(
        path=f"{category}/{stem}.md" if category else f"{stem}.md",
        text=new_article(kind, title, chosen, questions, today),
        audience=chosen,
        known_category=not category or category in _folders(editorial),
    )


def _usual_category(kind: Kind, editorial: Editorial) -> str:
    internal = [
        folder
        for folder, audience in editorial.folder_audiences.items()
        if audience is Audience.INTERNAL
    ]
    return internal[0] if kind is Kind.PROCEDURE and len(internal) == 1 else ""


def _folders(editorial: Editorial) -> set[str]:
    return {*editorial.folder_audiences, *(category.slug for category in editorial.categories)}


def write_article(folder: Path, article: NewArticle) -> Path:
    """Write a new article; it is there whole or not at all. Returns its path.

    Raises AuthoringError: the file or its address is taken, or the folder cannot be written.
    """
    if not folder.is_dir():
        raise AuthoringError(
            f"There is no folder {folder}. Give the folder of the articles: KB_ARTICLES, inside "
            "KB_CONTENT_REPO; `.` where they lie at its top."
        )
    target = folder / article.path
    if target.parent.resolve() not in (folder.resolve(), folder.resolve() / target.parent.name):
        raise AuthoringError(f"{target.parent} leads out of {folder}. Use a folder inside it.")
    same = sorted(found for found in folder.rglob(target.name) if found.is_file())
    if same or os.path.lexists(target):
        taken = same[0] if same else target
        raise AuthoringError(
            f"The address {target.stem} is taken by {taken}. Edit that article or choose another "
            "title. Nothing was written."
        )
    try:
        target.parent.mkdir(exist_ok=True)
        write_new(target, article.text.encode("utf-8"))
    except FileExistsError:
        raise AuthoringError(f"{target} is there already. Nothing was written.") from None
    except OSError as error:
        raise AuthoringError(f"{target} cannot be written: {error.strerror}.") from error
    return target
