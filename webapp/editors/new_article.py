"""A template for what the articles lack, as the address asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, request

from kb.errors import IndexUnavailable
from webapp.editors import shared, words
from webapp.inputs import one_line
from webapp.language import gettext
from webapp.serving import public_reader, serving

if TYPE_CHECKING:
    from kb.authoring.templates import Kind
    from kb.editing.gap_article import GapArticle
    from kb.editing.grouping import Nearest
    from kb.editing.questions import Question

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class NewArticle:
    """nearest: slug of the article that is nearest, empty for none; answered: the base answers the
    question with it now. kinds, categories: what can be chosen."""

    article: GapArticle
    commands: str
    kind: str
    category: str
    kinds: Sequence[tuple[str, str]]
    categories: Sequence[tuple[str, str]]
    nearest: str
    answered: bool

    def query(self) -> dict[str, str]:
        """What was chosen, as parameters of an address."""
        given = {"tytul": self.article.title, "rodzaj": self.kind, "kategoria": self.category}
        return {name: value for name, value in given.items() if value}


def prepared(questions: Sequence[Question], known: Nearest | None = None) -> NewArticle:
    """The template for questions; the first stands for all. known: the nearest article."""
    from kb.authoring.templates import Kind
    from kb.editing.gap_article import gap_article, git_commands

    nearest, answered = (known.slug, known.answered) if known else _nearest(questions[0].text)
    kind, category = _kind(), _category(nearest)
    article = gap_article(
        questions,
        kind=kind,
        title=one_line(request.args.get("tytul", ""))[:_LONGEST_TITLE],
        folder=serving().settings.articles,
        category=category,
        taken=shared.titles(),
        today=shared.today_here(),
    )
    return NewArticle(
        article=article,
        commands=git_commands(article),
        kind=kind.value,
        category=category,
        kinds=[(one.value, gettext(words.KINDS[one])) for one in Kind],
        categories=shared.categories(),
        nearest=nearest,
        answered=answered,
    )


def download(made: NewArticle) -> Response:
    """The file itself."""
    return Response(
        made.article.text,
        mimetype="text/markdown",
        headers={"Content-Disposition": f'attachment; filename="{made.article.file_name}"'},
    )


def _kind() -> Kind:
    from kb.authoring.templates import Kind

    asked = request.args.get("rodzaj", "")
    return Kind(asked) if asked in tuple(Kind) else Kind.FAQ


def _category(nearest: str) -> str:
    """The category that is asked for, else that of the nearest article; empty for neither."""
    known = [slug for slug, _ in shared.categories()]
    asked = request.args.get("kategoria", "")
    if asked in known:
        return asked
    try:
        tables = public_reader().index.tables
    except IndexUnavailable:
        return ""
    row = tables.slug_row.get(nearest)
    return tables.articles[row].summary.category if row is not None else ""


def _nearest(text: str) -> tuple[str, bool]:
    """The nearest article by its slug, and whether the base answers the question now.

    Asked anew where no group has it yet: one question costs little.
    """
    try:
        result = public_reader().search(text, limit=1)
    except IndexUnavailable:
        return "", False
    return (result.hits[0].slug if result.hits else ""), result.answered
