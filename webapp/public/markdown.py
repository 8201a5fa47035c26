"""The HTML of an article → Markdown that says the same.

It is made from what the page shows, and not from the editor's file: there, links are paths of other
files, and comments may stand that are meant for nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: From an address as it stands on the page to a whole one.
Resolve = Callable[[str], str]

_BLOCKS = frozenset(
    ("p", "ul", "ol", "pre", "blockquote", "hr", "table", "h2", "h3", "h4", "h5", "h6")
)
_VOID = frozenset(("br", "hr"))
_MARKS = {"strong": "**", "em": "*", "s": "~~"}
_RULES = {"align-left": ":---", "align-center": ":---:", "align-right": "---:"}

_SPECIAL = re.compile(r"[\\`*\[\]<>~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
_TICKS = re.compile(r"`+")
#: Stands for <br> until it is known where: no HTML has it, the parser takes care of that.
_BREAK = "\0"


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[_Element | str] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[_Element]:
        for child in self.inside:
            if isinstance(child, _Element):
                if child.tag == tag:
                    yield child
                yield from child.all(tag)


class _Tree(HTMLParser):
    """Elements of HTML that is well-formed, which sanitised HTML is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            return  # the box in which a table scrolls is of no use here
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def to_markdown(html: str, resolve: Resolve) -> str:
    """CommonMark with tables, ending in a line break; non-breaking spaces become plain ones."""
    tree = _Tree()
    tree.feed(html.replace("\N{NO-BREAK SPACE}", " "))
    tree.close()
    return _Writer(resolve).blocks(tree.open[0]).strip("\n") + "\n"


def escape(text: str) -> str:
    """Words that Markdown reads as they are, within a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


@dataclass(frozen=True)
class _Writer:
    resolve: Resolve

    def blocks(self, parent: _Element, between: str = "\n\n") -> str:
        """The children as blocks; words that stand among them are a paragraph."""
        written: list[str] = []
        loose: list[_Element | str] = []
        previous = ""
        second = False
        for child in [*parent.inside, _Element("")]:
            if isinstance(child, str) or (child.tag and child.tag not in _BLOCKS):
                loose.append(child)
                continue
            paragraph = self._paragraph(loose)
            if paragraph:
                written.append(paragraph)
                previous = ""
            loose = []
            if child.tag:
                # Two lists in a row would be read as one if they had the same marker.
                second = child.tag == previous and not second
                written.append(self._block(child, second))
                previous = child.tag
        return between.join(written)

    def _block(self, element: _Element, second: bool) -> str:
        tag = element.tag
        if tag in ("ul", "ol"):
            return self._list(element, second)
        if tag == "pre":
            return _fenced(_words(element))
        if tag == "blockquote":
            lines = self.blocks(element).split("\n")
            return "\n".join(f"> {line}".rstrip() for line in lines)
        if tag == "table":
            return self._table(element)
        if tag == "hr":
            return "***"
        if tag == "p":
            return self._paragraph(element.inside)
        title = re.sub(r"#+$", r"\\\g<0>", self._one_line(element))
        return f"{'#' * int(tag[1])} {title}".rstrip()

    def _list(self, element: _Element, second: bool) -> str:
        items = [item for item in element.inside if isinstance(item, _Element)]
        tight = not any(
            isinstance(part, _Element) and part.tag == "p" for item in items for part in item.inside
        )
        number = int(element.attributes.get("start") or 1)
        written = []
        for place, item in enumerate(items, start=number):
            bullet = "*" if second else "-"
            marker = f"{place}{')' if second else '.'}" if element.tag == "ol" else bullet
            text = self.blocks(item, "\n" if tight else "\n\n")
            indent = " " * (len(marker) + 1)
            first, *others = text.split("\n")
            lines = [
                f"{marker} {first}".rstrip(),
                *(indent + line if line else "" for line in others),
            ]
            written.append("\n".join(lines))
        return ("\n" if tight else "\n\n").join(written)

    def _table(self, element: _Element) -> str:
        rows = [
            [cell for cell in row.inside if isinstance(cell, _Element)] for row in element.all("tr")
        ]
        if not rows:
            return ""
        rules = [_RULES.get(cell.attributes.get("class", ""), "---") for cell in rows[0]]
        texts = [[self._one_line(cell).replace("|", "\\|") for cell in row] for row in rows]
        lines = [texts[0], rules, *texts[1:]]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _paragraph(self, inside: list[_Element | str]) -> str:
        text = self._inlines(inside).replace(_BREAK, f"{_BREAK}\n")
        lines = "\n".join(line.strip() for line in text.split("\n") if line.strip())
        return _LINE_START.sub(_escaped_start, lines.rstrip(_BREAK)).replace(_BREAK, "\\")

    def _one_line(self, element: _Element) -> str:
        return " ".join(self._inlines(element.inside).replace(_BREAK, "<br>").split())

    def _inlines(self, inside: list[_Element | str]) -> str:
        text = ""
        for part in inside:
            piece = self._inline(part)
            if text.endswith("!") and piece.startswith("["):
                text = text[:-1] + "\\!"  # or the link would be read as an image
            text += piece
        return text

    def _inline(self, part: _Element | str) -> str:
        if isinstance(part, str):
            return escape(part)
        if part.tag == "br":
            return _BREAK
        if part.tag == "code":
            return _code(_words(part))
        inside = self._inlines(part.inside)
        if part.tag == "a" and part.attributes.get("href"):
            return f"[{inside}]({_destination(self.resolve(part.attributes['href']))})"
        mark = _MARKS.get(part.tag, "") if inside.strip() else ""
        return f"{mark}{inside}{mark}"


def _escaped_start(found: re.Match[str]) -> str:
    space, start = found.groups()
    return f"{space}{start}\\" if start.isdigit() else f"{space}\\{start}"


def _words(element: _Element) -> str:
    return "".join(part if isinstance(part, str) else _words(part) for part in element.inside)


def _code(text: str) -> str:
    ticks = _longer_than_any(text, 1)
    edge = " " if text.startswith("`") or text.endswith("`") or not text.strip("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def _fenced(text: str) -> str:
    ticks = _longer_than_any(text, 3)
    return "\n".join((ticks, text.removesuffix("\n"), ticks))


def _longer_than_any(text: str, least: int) -> str:
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _destination(address: str) -> str:
    bare = re.sub(r"[<>\s]", "", address)
    return f"<{bare}>" if set("()") & set(bare) else bare
