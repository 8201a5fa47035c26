"""HTML → Markdown: headings, lists, tables, quotes, code, links; and notes of what is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kb.authoring.importing.html_tree import (
    CONTROLS,
    EMBEDDED,
    HEADINGS,
    LOOKS,
    Element,
    count_scripts,
    read_html,
)
from kb.authoring.importing.inline import Span, collapse, escape, link, write_spans
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.table import Grid, caption_of, cells_of, read_table

#: Given an address as it stands in the source, the address for the article, or None for words only.
Resolve = Callable[[str], str | None]

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "var": "*",
          "s": "~~", "del": "~~", "strike": "~~"}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
#: Lists and quotes in each other; what is deeper goes on at this depth (kb.ingest cuts at 20).
_MAX_NESTED = 6
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([\w+#.-]{1,30})")
_HIGH = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ALERT = re.compile(r"^\\\[!(\w+)\\\]")
_RULES = {"left": ":---", "center": ":---:", "right": "---:", "": "---"}

_Nodes = Sequence[Element | str]


@dataclass(frozen=True, slots=True)
class Converted:
    """The Markdown of a body. anchors: names of places (`#name`) of each heading, in order."""

    markdown: str
    anchors: tuple[frozenset[str], ...]


def convert_html(markup: str, resolve: Resolve, notes: Notes) -> Converted:
    """Turn HTML into Markdown. Raises TooDeepError."""
    scripts = count_scripts(markup)
    if scripts:
        notes.add("script", f"{scripts} script(s) were dropped.")
    return convert_tree(read_html(markup).children, resolve, notes)


def convert_tree(nodes: _Nodes, resolve: Resolve, notes: Notes) -> Converted:
    """Turn parts of a tree into Markdown."""
    writer = _Writer(resolve, notes)
    markdown = "\n\n".join(writer.blocks(nodes, 0))
    return Converted(markdown, tuple(writer.anchors))


@dataclass
class _Writer:
    resolve: Resolve
    notes: Notes
    anchors: list[frozenset[str]] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    levels: list[int] = field(default_factory=list)
    pairs: int = 0

    def blocks(self, nodes: _Nodes, depth: int) -> list[str]:
        """Every block of Markdown, without the empty lines between them."""
        found: list[str] = []
        run: list[Element | str] = []
        mark = ""
        for node in nodes:
            if isinstance(node, str) or not node.is_block:
                run.append(node)
                continue
            text = self._flushed(run)
            made = self._block(node, depth, "" if text else mark)
            found += text + made
            if made:
                # A list right after another takes another mark, or the two would become one.
                mark = made[0].lstrip("0123456789")[:1] if node.tag in ("ul", "ol") else ""
        return found + self._flushed(run)

    def _flushed(self, run: list[Element | str]) -> list[str]:
        text = self.inline(run)
        run.clear()
        if text:
            self.pending.clear()
        return [text] if text else []

    def _block(self, node: Element, depth: int, previous: str) -> list[str]:
        self._look_at(node)
        tag = node.tag
        if tag in HEADINGS:
            return self._heading(node, depth)
        if tag in ("ul", "ol"):
            return self._list(node, depth, previous)
        if tag == "table":
            return self._table(node, depth)
        if tag == "pre":
            return self._code_block(node)
        if tag == "hr":
            return ["---"]
        if tag in EMBEDDED:
            return self._embedded(node)
        if tag == "blockquote" and depth < _MAX_NESTED:
            inner = "\n\n".join(self.blocks(node.children, depth + 1))
            quoted = _ALERT.sub(r"[!\1]", inner)
            return [_prefixed(quoted, "> ")] if inner else []
        if tag in ("dt", "summary", "caption") and not any(e.is_block for e in node.elements()):
            return self._bold(node)
        if tag in ("a", *_MARKS):
            # Emphasis or a link around whole paragraphs: Markdown has it within them only.
            if tag == "a" and any(e.tag not in ("p", "div", "span") for e in node.elements()):
                return self.blocks(node.children, depth)
            text = self.inline([Element(tag, node.attributes, [collapse(node.text()).strip()])])
            return [text] if text else []
        return self.blocks(node.children, depth)

    def _look_at(self, node: Element) -> None:
        """Note what an element has that Markdown has not."""
        handlers = sorted(name for name in node.attributes if name.startswith("on"))
        if handlers:
            self.notes.add("event-handler", f"{', '.join(handlers)} of <{node.tag}> was dropped.")
        names = {node.attributes.get("id", ""), node.attributes.get("name", "")} - {""}
        if node.tag != "a" or not node.attributes.get("href"):
            self.pending |= names
        if node.tag in CONTROLS:
            self.notes.add("form", "A form was dropped; words inside it stay.")
        if node.tag in LOOKS:
            self.notes.add("formatting", f"The look of <{node.tag}> was dropped; its words stay.")

    def _heading(self, node: Element, depth: int) -> list[str]:
        text = self.inline(node.children).replace("\\\n", " ")
        if not text:
            return []
        if depth:
            return self._bold(node)
        self.anchors.append(frozenset(self.pending))
        self.pending.clear()
        level = int(node.tag[1])
        # The title is the only level 1, and no level is left out below it.
        self.levels = [open_level for open_level in self.levels if open_level < level]
        self.levels.append(level)
        closed = re.sub(r"(?<=\s)(#+)$", r"\\\1", text)
        return [f"{'#' * min(len(self.levels) + 1, 6)} {closed}"]

    def _bold(self, node: Element) -> list[str]:
        text = self.inline([Element("strong", {}, [collapse(node.text()).strip()])])
        return [text] if text else []

    def _list(self, node: Element, depth: int, previous: str) -> list[str]:
        items = _items(node)
        if depth >= _MAX_NESTED:
            self.notes.add("nesting", "Lists nested very deep were flattened.")
            return [block for item in items for block in self.blocks(item.children, depth)]
        ordered = node.tag == "ol"
        marks = (".", ")") if ordered else ("-", "*")
        mark = marks[1] if previous == marks[0] else marks[0]
        start = node.attributes.get("start", "")
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 8 else 1
        written: list[str] = []
        tight = True
        for item in items:
            self._look_at(item)
            blocks = self.blocks(item.children, depth + 1)
            if not blocks:
                continue
            lead = f"{number}{mark} " if ordered else f"{mark} "
            number += 1
            nested = len(blocks) == 2 and re.match(r"(?:[-*]|\d+[.)]) ", blocks[1])
            tight = tight and (len(blocks) == 1 or bool(nested))
            body = ("\n" if nested else "\n\n").join(blocks)
            written.append(lead + _prefixed(body, " " * len(lead)).lstrip(" "))
        return [("\n" if tight else "\n\n").join(written)] if written else []

    def _table(self, node: Element, depth: int) -> list[str]:
        caption = caption_of(node)
        before = self._bold(caption) if caption else []
        grid = read_table(node)
        if grid is None:
            return before + [b for cell in cells_of(node) for b in self.blocks([cell], depth)]
        if not grid.headed:
            self.notes.add("table", "A table without headings: its first row became the headings.")
        if grid.spanned:
            self.notes.add("table", "Table cells over several rows or columns were taken apart.")
        return [*before, "\n".join(self._rows(grid))]

    def _rows(self, grid: Grid) -> Iterable[str]:
        for index, row in enumerate(grid.rows):
            yield f"| {' | '.join(self._cell(cell) for cell in row)} |"
            if index == 0:
                yield f"| {' | '.join(_RULES[align] for align in grid.aligns)} |"

    def _cell(self, cell: Element) -> str:
        parts = self.inline_parts(cell.children)
        if len(parts) > 1:
            self.notes.add("table", "Paragraphs or lists in a table cell were joined in one line.")
        # A table takes one backslash from before each bar, whatever stands before that.
        return " ".join(parts).replace("\\\n", " ").replace("|", "\\|")

    def inline_parts(self, nodes: _Nodes) -> list[str]:
        """The paragraphs of something that has room for one line only, such as a cell."""
        parts: list[str] = []
        run: list[Element | str] = []
        for node in nodes:
            if isinstance(node, Element) and node.is_block:
                self._look_at(node)
                parts.append(self.inline(run))
                run = []
                parts += self.inline_parts(node.children)
            else:
                run.append(node)
        return [part for part in [*parts, self.inline(run)] if part]

    def _code_block(self, node: Element) -> list[str]:
        text = node.text().strip("\n").replace("\u00a0", " ")
        if not text.strip():
            return []
        classes = " ".join(
            element.attributes.get("class", "") for element in (node, *node.elements())
        )
        language = _LANGUAGE.search(classes)
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return [f"{fence}{language[1] if language else ''}\n{text}\n{fence}"]

    def _embedded(self, node: Element) -> list[str]:
        source = (
            node.attributes.get("src")
            or node.attributes.get("data")
            or next((e.attributes["src"] for e in node.elements() if e.attributes.get("src")), "")
        )
        if source.startswith("//"):
            source = f"https:{source}"
        if not source.lower().startswith(("http://", "https://")):
            self.notes.add("embed", f"<{node.tag}> was dropped: it has no address to link to.")
            return []
        self.notes.add("embed", f"<{node.tag}> became a link: {source}")
        return [link(escape(source), source)]

    def inline(self, nodes: _Nodes) -> str:
        """The Markdown of what stands in one paragraph; "" where nothing is shown."""
        spans: list[Span] = []
        self._collect(nodes, spans, frozenset())
        return write_spans(spans)

    def _collect(self, nodes: _Nodes, spans: list[Span], marks: frozenset[str]) -> None:
        for node in nodes:
            if isinstance(node, str):
                spans.append(Span("text", node))
                continue
            self._look_at(node)
            mark = _MARKS.get(node.tag, "")
            if node.tag == "br":
                spans.append(Span("break"))
            elif node.tag == "img":
                self._image(node, spans)
            elif node.tag in EMBEDDED:
                spans.extend(Span("raw", text) for text in self._embedded(node))
            elif node.tag in _CODE:
                code = collapse(node.text())
                spans.append(Span("code" if code.strip() else "text", code))
            elif node.tag == "a":
                self._link(node, spans, marks)
            elif mark and mark not in marks:
                self._emphasis(node, mark, spans, marks)
            elif node.tag in ("sup", "sub"):
                spans.append(Span("text", _raised(node)))
            else:
                self._collect(node.children, spans, marks)

    def _emphasis(self, node: Element, mark: str, spans: list[Span], marks: frozenset[str]) -> None:
        self.pairs += 1
        pair, inner = self.pairs, node.children
        shown, taken = mark, marks | {mark}
        only = inner[0] if len(inner) == 1 else None
        second = _MARKS.get(only.tag, "") if isinstance(only, Element) else ""
        if isinstance(only, Element) and {mark, second} == {"*", "**"} and second not in marks:
            shown, taken, inner = "***", taken | {second}, only.children
        spans.append(Span("open", shown, pair))
        self._collect(inner, spans, taken)
        spans.append(Span("close", shown, pair))

    def _link(self, node: Element, spans: list[Span], marks: frozenset[str]) -> None:
        target = node.attributes.get("href", "").strip()
        address = self.resolve(target) if target else None
        if address is None or marks & {"link"}:
            self._collect(node.children, spans, marks)
            return
        inner: list[Span] = []
        self._collect(node.children, inner, marks | {"link"})
        words = write_spans(inner).replace("\\\n", " ")
        if words:
            spans.append(Span("raw", link(words, address)))

    def _image(self, node: Element, spans: list[Span]) -> None:
        source = node.attributes.get("src", "").strip()
        words = collapse(node.attributes.get("alt", "")).strip()
        if source.lower().startswith("data:"):
            self.notes.add("image", "A picture inside the text (data:) was dropped.")
            address = None
        else:
            address = self.resolve(source) if source else None
        if address is None:
            spans.append(Span("text", words))
            return
        self.notes.add("image", f"The picture was not copied, only linked: {address}")
        spans.append(Span("raw", link(escape(words), address, image=True)))


def _items(node: Element) -> list[Element]:
    """The items of a list; a list right inside a list belongs to the item before it."""
    items: list[Element] = []
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                items.append(Element("li", {}, [child]))
        elif child.tag == "li" or not items:
            items.append(child if child.tag == "li" else Element("li", {}, [child]))
        else:
            items[-1] = Element("li", items[-1].attributes, [*items[-1].children, child])
    return items


def _raised(node: Element) -> str:
    text = collapse(node.text())
    raised = text.translate(_HIGH if node.tag == "sup" else _LOW)
    return raised if not any(char.isalnum() and char in text for char in raised) else text


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))
