"""HTML → Markdown: headings, lists, tables, quotes, code, links; and notes of what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.authoring.importing.html_phrases import MARKS, Nodes, Phrases, Resolve
from kb.authoring.importing.html_tree import EMBEDDED, HEADINGS, Element, count_scripts, read_html
from kb.authoring.importing.inline import collapse
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.table import Grid, caption_of, cells_of, read_table

#: Lists and quotes in each other; what is deeper goes on at this depth (kb.ingest cuts at 20).
_MAX_NESTED = 6
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([\w+#.-]{1,30})")
_ALERT = re.compile(r"^\\\[!(\w+)\\\]")
_RULES = {"left": ":---", "center": ":---:", "right": "---:", "": "---"}


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


def convert_tree(nodes: Nodes, resolve: Resolve, notes: Notes) -> Converted:
    """Turn parts of a tree into Markdown."""
    writer = _Writer(resolve, notes)
    markdown = "\n\n".join(writer.blocks(nodes, 0))
    return Converted(markdown, tuple(writer.anchors))


@dataclass
class _Writer(Phrases):
    """Blocks of a body. anchors: as of Converted. levels: the headings that are open."""

    anchors: list[frozenset[str]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def blocks(self, nodes: Nodes, depth: int) -> list[str]:
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
        self.look_at(node)
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
            return self.embedded(node)
        if tag == "blockquote" and depth < _MAX_NESTED:
            inner = "\n\n".join(self.blocks(node.children, depth + 1))
            quoted = _ALERT.sub(r"[!\1]", inner)
            return [_prefixed(quoted, "> ")] if inner else []
        if tag in ("dt", "summary", "caption") and not any(e.is_block for e in node.elements()):
            return self._bold(node)
        if tag in ("a", *MARKS):
            # Emphasis or a link around whole paragraphs: Markdown has it within them only.
            if tag == "a" and any(e.tag not in ("p", "div", "span") for e in node.elements()):
                return self.blocks(node.children, depth)
            text = self.inline([Element(tag, node.attributes, [collapse(node.text()).strip()])])
            return [text] if text else []
        return self.blocks(node.children, depth)

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
            self.look_at(item)
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

    def inline_parts(self, nodes: Nodes) -> list[str]:
        """The paragraphs of something that has room for one line only, such as a cell."""
        parts: list[str] = []
        run: list[Element | str] = []
        for node in nodes:
            if isinstance(node, Element) and node.is_block:
                self.look_at(node)
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


def _items(node: Element) -> list[Element]:
    """The items of a list; a list right inside a list belongs to the item before it."""
    items: list[Element] = []
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                items.append(Element("li", {}, [child]))
        elif child.tag == "li":
            items.append(Element("li", child.attributes, list(child.children)))
        elif items:
            items[-1].children.append(child)
        else:
            items.append(Element("li", {}, [child]))
    return items


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))
