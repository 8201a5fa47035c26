"""HTML of any quality → a tree of elements, as a browser would read it and never very deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kb.authoring.article_text import clean_text
from kb.ingest.sanitise import well_formed

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that show something of another site or of a program; none of it can be carried over.
EMBEDDED = frozenset({"iframe", "video", "audio", "object", "embed"})
CONTROLS = frozenset({"form", "input", "select", "textarea", "button"})
#: Elements whose look is lost while their words stay.
LOOKS = frozenset({"u", "ins", "mark", "font", "big", "small", "sup", "sub"})
_INLINE = frozenset({
    "span", "br", "a", "img", "b", "strong", "i", "em", "cite", "dfn", "var", "s", "del",
    "strike", "code", "kbd", "samp", "tt", "q", "abbr", "label", "time", "wbr",
}) | LOOKS  # fmt: skip
_BLOCKS = HEADINGS | {
    *("p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address"),
    *("hr", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "details", "summary"),
    *("figure", "figcaption", "center", "fieldset"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_TAGS = set(_INLINE | _BLOCKS | EMBEDDED | CONTROLS | {"source"}) - {"select"}
_ATTRIBUTES = {
    *("href", "src", "data", "alt", "title", "id", "name", "class", "style", "align"),
    *("colspan", "rowspan", "start"),
}
#: Everything that can stand before the colon of a link; the converter decides what is carried over.
_SCHEMES = {"http", "https", "mailto", "tel", "javascript", "data", "vbscript", "ftp", "file"}
_VOID = frozenset({"br", "img", "hr", "input", "col", "source", "embed", "wbr"})
_MAX_DEPTH = 60
#: A page of real text never opens this many elements inside each other; parsing gets slow there.
_MAX_OPEN = 1000
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_CLOSE_THEMSELVES = _VOID | {"p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"}
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)


class TooDeepError(Exception):
    """Elements stand in each other deeper than anything that a person wrote."""


@dataclass(slots=True)
class Element:
    """An element. Texts among its children hold no markup and no entities."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Every element below this one, in the order of the document."""
        waiting: list[Element | str] = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                yield node
                waiting.extend(reversed(node.children))

    def text(self) -> str:
        """The words of everything inside, with line breaks where <br> stands."""
        pieces: list[str] = []
        waiting: list[Element | str] = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            elif node.tag == "br":
                pieces.append("\n")
            elif node.tag not in EMBEDDED:
                waiting.extend(reversed(node.children))
        return "".join(pieces)

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own, or holds something that does."""
        if self.tag in _BLOCKS or self.tag in EMBEDDED:
            return True
        return self.tag in _INLINE | CONTROLS and any(e.tag in _BLOCKS for e in self.elements())


def read_html(markup: str) -> Element:
    """Parse HTML into a tree under an element "body". Raises TooDeepError."""
    _refuse_depth(markup)
    builder = _Builder()
    builder.feed(well_formed(markup, _TAGS, _ATTRIBUTES, _SCHEMES))
    builder.close()
    return builder.root


def count_scripts(markup: str) -> int:
    """How many scripts a document holds; none of them reaches the tree."""
    return len(_SCRIPT.findall(markup))


def _refuse_depth(markup: str) -> None:
    depth = 0
    for match in _OPEN_OR_CLOSE.finditer(markup):
        if match[2].lower() in _CLOSE_THEMSELVES:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _MAX_OPEN:
            raise TooDeepError


class _Builder(HTMLParser):
    """Elements deeper than the limit leave their contents to the one at the limit."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open: list[Element | None] = []
        self._here = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: clean_text(value or "") for name, value in attrs})
        deep = len(self._here) > _MAX_DEPTH
        if not deep or tag in _VOID:
            self._here[-1].children.append(element)
        if tag in _VOID:
            return
        self._open.append(None if deep else element)
        if not deep:
            self._here.append(element)

    def handle_endtag(self, tag: str) -> None:
        # What nh3 writes is closed in the order in which it was opened.
        if tag not in _VOID and self._open and self._open.pop() is not None:
            self._here.pop()

    def handle_data(self, data: str) -> None:
        self._here[-1].children.append(clean_text(data))
