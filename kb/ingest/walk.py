"""Tokens in order → blocks in sections. Iterative, so that no input can exhaust the stack."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from kb.model import Block, Section


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, None for bullets."""

    next_number: int | None


@dataclass(slots=True)
class _Item:
    """An open list item: its number and which block holds its text, once there is one."""

    number: int | None
    block: int | None = None


@dataclass(slots=True)
class _Open:
    """The section being filled."""

    anchor: str = ""
    title: str = ""
    level: int = 0
    line: int | None = None
    blocks: list[Block] = field(default_factory=list)


class BlockWalker:
    """Takes tokens one by one; `finish()` returns the sections."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.sections: list[Section] = []
        self.section = _Open()
        self.lists: list[_List] = []
        self.items: list[_Item] = []
        self.quotes = 0
        self.rows: list[list[str]] | None = None
        self.table_lines = (first_line, first_line)
        self.heading: Token | None = None

    def take(self, token: Token, text: str) -> None:
        """Use one token; `text` is its plain content, "" where it has none."""
        kind = token.type
        if kind == "inline":
            self._inline(token, text)
        elif kind == "heading_open" and token.level == 0:
            self.heading = token
        elif kind in ("fence", "code_block"):
            self._add("code", text, self._lines(token))
        elif kind == "html_block":
            self._add("paragraph", text, self._lines(token))
        elif kind in ("ordered_list_open", "bullet_list_open"):
            start = int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None
            self.lists.append(_List(start))
        elif kind in ("ordered_list_close", "bullet_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "list_item_close":
            self.items.pop()
        elif kind in ("blockquote_open", "blockquote_close"):
            self.quotes += 1 if token.nesting > 0 else -1
        elif kind in ("table_open", "tr_open", "table_close"):
            self._table(token)

    def finish(self) -> tuple[Section, ...]:
        """Close the last section and return all of them."""
        self._close_section()
        return tuple(self.sections)

    def _lines(self, token: Token) -> tuple[int, int]:
        start, end = token.map or [0, 1]
        return self.first_line + start, self.first_line + max(end, start + 1) - 1

    def _inline(self, token: Token, text: str) -> None:
        if self.heading is not None:
            self._open_section(self.heading, text)
            self.heading = None
        elif self.rows is not None:
            self.rows[-1].append(" ".join(text.split()))
        elif self.items:
            self._item_text(text, self._lines(token))
        else:
            self._add("quote" if self.quotes else "paragraph", text, self._lines(token))

    def _open_section(self, heading: Token, text: str) -> None:
        self._close_section()
        self.section = _Open(
            anchor=str(heading.meta["anchor"]),
            title=" ".join(text.split()),
            level=int(heading.tag[1:]),
            line=self._lines(heading)[0],
        )

    def _close_section(self) -> None:
        section = self.section
        if section.line is None and not section.blocks:
            return
        first = section.line if section.line is not None else section.blocks[0].lines[0]
        last = max([first, *(block.lines[1] for block in section.blocks)])
        self.sections.append(
            Section(
                section.anchor, section.title, section.level, (first, last), tuple(section.blocks)
            )
        )

    def _open_item(self) -> None:
        current = self.lists[-1]
        self.items.append(_Item(current.next_number))
        if current.next_number is not None:
            current.next_number += 1

    def _item_text(self, text: str, lines: tuple[int, int]) -> None:
        """Start the item's block, or go on with it while nothing else came in between."""
        item = self.items[-1]
        blocks = self.section.blocks
        if not text:
            return
        if item.block is None:
            kind = "item" if item.number is None else "step"
            prefix = "" if item.number is None else f"{item.number}. "
            item.block = len(blocks)
            self._add(kind, prefix + text, lines)
        elif item.block == len(blocks) - 1:
            block = blocks[item.block]
            blocks[item.block] = replace(
                block, text=f"{block.text}\n{text}", lines=(block.lines[0], lines[1])
            )
        else:
            self._add("paragraph", text, lines)

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self.rows = []
            self.table_lines = self._lines(token)
        elif token.type == "tr_open" and self.rows is not None:
            self.rows.append([])
        elif token.type == "table_close":
            rows = [" | ".join(row) for row in self.rows or () if any(row)]
            self.rows = None
            self._add("table", "\n".join(rows), self.table_lines)

    def _add(self, kind: str, text: str, lines: tuple[int, int]) -> None:
        if text.strip():
            self.section.blocks.append(Block(text, lines, kind))
