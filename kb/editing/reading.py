"""A version of an article as people read it: the page, and its text line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kb.ingest.article import parse_article
from kb.ingest.editorial import Editorial
from kb.ingest.render import is_external, render_html
from kb.model import Audience, Problem, SourceFile


@dataclass(frozen=True, slots=True)
class Readable:
    """title: empty where the text is no article, and then `problems` says why. html: sanitised,
    links to other articles as their words. lines: what a reader sees, without markup."""

    title: str
    html: str
    lines: str
    problems: tuple[Problem, ...]


def readable(
    text: str, path: str, commit: str, at: datetime, editorial: Editorial, audience: Audience
) -> Readable:
    """Render the file of an article alone, by today's rules.

    path: in the folder of articles. audience: of articles that state none.
    """
    file = SourceFile(path, text.encode("utf-8"), at)
    found, problems = parse_article(file, commit, editorial, audience)
    if found is None:
        return Readable("", "", "", tuple(problems))
    article = found.article
    # Where a link led at that time is not known here; foreign addresses stay what they are.
    html = render_html(found.document, lambda target: target if is_external(target) else None)
    lines = [article.title]
    for section in article.sections:
        lines += ["", section.title] if section.title else []
        lines += [line for block in section.blocks for line in block.text.splitlines()]
    return Readable(article.title, html, "\n".join(lines), tuple(problems))
