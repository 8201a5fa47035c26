"""Two versions of an article as it is shown → its blocks with what came and went in them.

The result holds text and names of elements, never HTML of an article: who shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser

from kb.comparing.words import Change, Run, Word, compare, likeness, pairs, whole, words_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {"p", "li", "pre", "tr", "blockquote", "dt", "dd", "hr", *_HEADINGS}
_MARKS = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "code": "code",
    "s": "s",
    "del": "s",
}
_NESTED = {"ul", "ol"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item, row of a table, quotation or code of an article.

    kind: `p`, `h1`…`h6`, `item`, `row`, `quote` or `code`. label: of an item, "2." or "•".
    """

    kind: str
    label: str
    change: Change
    runs: tuple[Run, ...]


def compare_pages(old: str, new: str) -> tuple[Block, ...]:
    """The new version's blocks in order, with those of the old one that are gone in their places.

    old, new: sanitised HTML; empty for a version that there is not.
    """
    before, after = _read(old), _read(new)
    return tuple(_aligned(before, after))


@dataclass(slots=True)
class _Open:
    """A block that is being read."""

    kind: str
    label: str = ""
    words: list[Word] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, "".join(word.text + word.target for word in self.words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Open] = []
        self._kinds: list[str] = []
        self._lists: list[int | None] = []
        self._marks: list[str] = []
        self._targets: list[str] = []
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _NESTED:
            self._lists.append(int(given.get("start") or 1) - 1 if tag == "ol" else None)
        elif tag in _BLOCKS:
            self._begin(tag)
        elif tag in ("td", "th") and self.blocks and self.blocks[-1].words:
            self._say(" | ")
        elif tag == "a":
            self._targets.append(given.get("href") or "")
        elif tag == "br":
            self._say("\n")
        elif tag == "img":
            self._say(f"[{given.get('alt') or given.get('src') or ''}]")
        elif tag in _MARKS:
            self._marks.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _NESTED and self._lists:
            self._lists.pop()
        elif tag in _BLOCKS and self._kinds:
            self._kinds.pop()
            self._next()
        elif tag == "a" and self._targets:
            self._targets.pop()
        elif tag in _MARKS and self._marks:
            self._marks.pop()

    def handle_data(self, data: str) -> None:
        if "code" not in self._kinds:
            data = " ".join(data.split("\n"))
        if data.strip() or (self.blocks and self.blocks[-1].words):
            self._say(data)

    def _begin(self, tag: str) -> None:
        kind = {"li": "item", "pre": "code", "tr": "row", "blockquote": "quote"}.get(tag, tag)
        if kind == "item":
            self._label = self._next_label()
        # A paragraph inside an item or a quotation is that item or quotation.
        inner = self._kinds and kind == "p"
        self._kinds.append(self._kinds[-1] if inner else kind if kind not in ("dt", "dd") else "p")
        self._next()

    def _next_label(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number + 1}."

    def _next(self) -> None:
        """What comes belongs to another block."""
        self.blocks.append(_Open(self._kinds[-1] if self._kinds else "p"))

    def _say(self, text: str) -> None:
        if not self.blocks:
            self._next()
        block = self.blocks[-1]
        if not block.words and block.kind == "item":
            block.label, self._label = self._label, ""
        target = self._targets[-1] if self._targets else ""
        block.words += words_of(text, tuple(dict.fromkeys(self._marks)), target)


def _read(html: str) -> list[_Open]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [block for block in reader.blocks if any(word.text.strip() for word in block.words)]


def _aligned(old: list[_Open], new: list[_Open]) -> Iterator[Block]:
    matcher = SequenceMatcher(None, [one.key for one in old], [one.key for one in new])
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(old[i1:i2], new[j1:j2], strict=True)
            yield from (_both(before, after) for before, after in pairs)
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[_Open], new: Sequence[_Open]) -> Iterator[Block]:
    """Blocks in one place: those that are alike are compared, in their order."""
    known = pairs(len(old), len(new), lambda i, j: _likeness(old[i], new[j]))
    at = 0
    for j, after in enumerate(new):
        if j not in known:
            yield _one(after, Change.ADDED)
            continue
        yield from (_one(gone, Change.REMOVED) for gone in old[at : known[j]])
        yield _both(old[known[j]], after)
        at = known[j] + 1
    yield from (_one(gone, Change.REMOVED) for gone in old[at:])


def _likeness(old: _Open, new: _Open) -> float:
    return likeness(old.words, new.words) if old.kind == new.kind else 0.0


def _both(old: _Open, new: _Open) -> Block:
    runs = compare(old.words, new.words)
    same = all(run.change is Change.SAME for run in runs)
    return Block(new.kind, new.label, Change.SAME if same else Change.CHANGED, runs)


def _one(block: _Open, change: Change) -> Block:
    return Block(block.kind, block.label, change, whole(block.words, change))
