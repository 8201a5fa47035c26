"""Markdown → sections, blocks and links with their lines in the file.

The one module that imports markdown-it-py's parser. Raw HTML is recognised so that it can be
dropped: its words stay, its tags do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.ingest.sanitise import words_of
from kb.ingest.walk import BlockWalker
from kb.model import Link, Section
from kb.polish.text import fold

#: Lists and quotes nested deeper are cut off, which bounds time and memory for hostile input.
MAX_NESTING = 20

#: The marker of a note: "[!NOTE]" in the first line of a quote.
ALERT = re.compile(r"\[!\w+\]\s*")
_SPACES = re.compile(r"[^\S\n]+")
_NO_TEXT = re.compile(r"<a\s(?![^>]*\bhref)[^>]*>|</a\s*>|<!--", re.IGNORECASE)


class _Parser(MarkdownIt):
    """Keeps addresses as they are written; which of them may be shown is decided on rendering."""

    def validateLink(self, _url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


_PARSER = _Parser("commonmark", {"maxNesting": MAX_NESTING, "html": True}).enable(
    ["table", "strikethrough"]
)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed body. Lines count from 1 in the file.

    tokens: for rendering, without the heading that repeats the title; headings carry their
    anchor in `meta["anchor"]` and are at least h2.
    title: the title given, otherwise the first level-1 heading, otherwise None.
    repeated: headings whose anchor had to be numbered, as (line, title).
    html_line, cut_line: first raw HTML with content of its own; first place nested too deep.
    """

    tokens: tuple[Token, ...]
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    title: str | None
    repeated: tuple[tuple[int, str], ...] = ()
    html_line: int | None = None
    cut_line: int | None = None


def parse_markdown(body: str, first_line: int = 1, title: str | None = None) -> Document:
    """Parse a body whose first line is line `first_line` of the file.

    The first heading is not a section of its own where it is level 1 and says the title.
    """
    tokens: list[Token] = _PARSER.parse(body)
    cut_line = next(
        (first_line + t.map[0] for t in tokens if t.level >= MAX_NESTING - 1 and t.map), None
    )
    headings = [i for i, t in enumerate(tokens) if t.type == "heading_open" and t.level == 0]
    texts = {i: _one_line(plain_text(tokens[i + 1])) for i in headings}
    if title is None:
        title = next((texts[i] for i in headings if tokens[i].tag == "h1" and texts[i]), None)
    tokens = _without_title(tokens, headings, texts, title)
    repeated = _prepare_headings(tokens, first_line)
    walker = BlockWalker(first_line)
    for index, token in enumerate(tokens):
        walker.take(token, _content(tokens, index))
    return Document(
        tokens=tuple(tokens),
        sections=walker.finish(),
        links=tuple(_links(tokens, first_line)),
        title=title,
        repeated=tuple(repeated),
        html_line=_first_html(tokens, first_line),
        cut_line=cut_line,
    )


def to_html(body: str) -> str:
    """Return a body as plain HTML, raw HTML in it as it stands: to be converted, never shown."""
    return str(_PARSER.render(body))


def make_anchor(text: str, used: dict[str, int]) -> str:
    """Return the anchor of a heading: "Jak zgłosić?" → "jak-zglosic", the second "…-2".

    used: every anchor given so far in the document, with the last number tried for it.
    """
    base = normalise_anchor(text) or "sekcja"
    anchor = base
    while anchor in used:
        used[base] += 1
        anchor = f"{base}-{used[base]}"
    used[anchor] = 1
    return anchor


def normalise_anchor(text: str) -> str:
    """Fold a heading or a fragment as written: accents off, all but letters and digits to "-"."""
    folded = "".join(c if c.isalnum() else "-" for c in fold(text))
    return re.sub(r"-+", "-", folded).strip("-")[:100].rstrip("-")


def plain_text(token: Token) -> str:
    """Return the words of an inline token: no markup, links as their words, images as their alt."""
    return _SPACES.sub(" ", "".join(map(_words, token.children or ()))).strip()


def _words(child: Token) -> str:
    if child.type in ("text", "code_inline", "image", "text_special"):
        return child.content
    if child.type == "softbreak":
        return " "
    if child.type == "hardbreak":
        return "\n"
    if child.type == "html_inline" and child.content.lower().startswith("<br"):
        return "\n"
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _content(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    if token.type == "inline":
        text = plain_text(token)
        marker = ALERT.match(text)
        return text[marker.end() :] if marker else text
    if token.type == "html_block":
        return words_of(token.content)
    return token.content.rstrip("\n") if token.type in ("fence", "code_block") else ""


def _without_title(
    tokens: list[Token], headings: list[int], texts: dict[int, str], title: str | None
) -> list[Token]:
    if not headings or title is None:
        return tokens
    first = headings[0]
    if tokens[first].tag != "h1" or normalise_anchor(texts[first]) != normalise_anchor(title):
        return tokens
    return tokens[:first] + tokens[first + 3 :]


def _prepare_headings(tokens: Sequence[Token], first_line: int) -> list[tuple[int, str]]:
    """Give headings of the top level their anchors; the page's title is the only h1."""
    used: dict[str, int] = {}
    repeated: list[tuple[int, str]] = []
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_open" and token.level == 0:
            text = _one_line(plain_text(tokens[index + 1]))
            anchor = token.meta["anchor"] = make_anchor(text, used)
            if anchor != (normalise_anchor(text) or "sekcja"):
                repeated.append((first_line + (token.map or [0])[0], text))
    return repeated


def _links(tokens: Iterable[Token], first_line: int) -> Iterable[Link]:
    line = first_line
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        here = line
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                here += 1
            elif child.type == "link_open":
                yield Link(str(child.attrs.get("href", "")), here)
            elif child.type == "image":
                yield Link(str(child.attrs.get("src", "")), here, image=True)


def _first_html(tokens: Iterable[Token], first_line: int) -> int | None:
    """Find raw HTML other than comments and named anchors, which lose nothing when dropped."""
    line = first_line
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        candidates = [token] if token.type == "html_block" else token.children or ()
        for candidate in candidates:
            if candidate.type in ("html_block", "html_inline") and not _NO_TEXT.match(
                candidate.content.lstrip()
            ):
                return line
    return None
