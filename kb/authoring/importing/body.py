"""The body of a foreign article → our Markdown, with its links where they lead now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.authoring.article_text import clean_text
from kb.authoring.importing.html_markdown import convert_html
from kb.authoring.importing.html_phrases import Resolve
from kb.authoring.importing.html_tree import TooDeepError
from kb.authoring.importing.model import Foreign, Form
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.plain import html_of
from kb.ingest.markdown import Document, normalise_anchor, parse_markdown, to_html
from kb.ingest.repository import MAX_BYTES

#: Characters of a body; markup of other systems is a few times longer than its words.
_MAX_HTML = 3 * MAX_BYTES
_FIRST_HEADING = re.compile(r"#{1,6} (.*)\n*")


@dataclass(frozen=True, slots=True)
class Body:
    """A converted body. anchors: the name of a place there → the anchor of the heading here."""

    markdown: str
    anchors: Mapping[str, str]


class UnusableBodyError(Exception):
    """A body cannot become an article; the message says why."""


def convert_body(foreign: Foreign, resolve: Resolve, notes: Notes) -> Body:
    """Convert a body. Raises UnusableBodyError: empty, too long, nested without end."""
    if len(foreign.body) > _MAX_HTML:
        raise UnusableBodyError(
            f"Its text has {len(foreign.body)} characters; the limit is {_MAX_HTML}. Split it."
        )
    text = clean_text(foreign.body)
    try:
        if foreign.form is Form.MARKDOWN:
            body = _from_markdown(text, resolve, notes)
        else:
            body = _from_html(text if foreign.form is Form.HTML else html_of(text), resolve, notes)
    except (TooDeepError, RecursionError):
        raise UnusableBodyError("Its elements are nested without end.") from None
    markdown = _without_title(body.markdown, foreign.title)
    if not markdown.strip():
        raise UnusableBodyError("It has no text.")
    if len(markdown.encode("utf-8", "replace")) > MAX_BYTES - 100_000:
        raise UnusableBodyError(f"As Markdown it has more than {MAX_BYTES} bytes. Split it.")
    return Body(markdown, body.anchors)


def _from_html(markup: str, resolve: Resolve, notes: Notes) -> Body:
    converted = convert_html(markup, resolve, notes)
    headings = [section for section in parse_markdown(converted.markdown).sections if section.level]
    anchors = {
        name: section.anchor
        for names, section in zip(converted.anchors, headings, strict=False)
        for name in names
    }
    return Body(converted.markdown, anchors)


def _from_markdown(text: str, resolve: Resolve, notes: Notes) -> Body:
    document = parse_markdown(text)
    if document.html_line is not None:
        notes.add("raw-html", "HTML inside the Markdown was converted, and the text written anew.")
        return _from_html(to_html(text), resolve, notes)
    targets = {link.target: resolve(link.target) for link in document.links}
    for link in document.links:
        if link.image and targets[link.target] is not None:
            address = targets[link.target]
            notes.add("image", f"The picture was not copied, only linked: {address}")
    changed = {target: new for target, new in targets.items() if new != target}
    rewritten = _rewrite(text, changed)
    expected = [targets[link.target] for link in document.links]
    kept = [target for target in expected if target is not None]
    if changed and [link.target for link in parse_markdown(rewritten).links] != kept:
        # Links by reference, or within each other: the whole text is written anew.
        return _from_html(to_html(text), resolve, notes)
    return Body(rewritten, _own_anchors(document))


def _own_anchors(document: Document) -> dict[str, str]:
    return {section.anchor: section.anchor for section in document.sections if section.level}


def _rewrite(text: str, changed: Mapping[str, str | None]) -> str:
    """Change addresses in place; a link that leads nowhere leaves its words."""
    for target, new in changed.items():
        place = rf"\(\s*<?{re.escape(target)}>?(\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
        if new is None:
            text = re.sub(rf"!?\[([^\[\]]*)\]{place}", r"\1", text)
        else:
            text = re.sub(rf"\]{place}", _putting(new), text)
    return text


def _putting(address: str) -> Callable[[re.Match[str]], str]:
    return lambda match: f"]({address}{match[1] or ''})"


def _without_title(markdown: str, title: str) -> str:
    """A first heading that says the title again is left out: pages show the title above."""
    markdown = markdown.lstrip("\n")
    match = _FIRST_HEADING.match(markdown)
    if match and normalise_anchor(match[1]) == normalise_anchor(title):
        return markdown[match.end() :]
    return markdown
