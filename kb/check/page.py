"""An article with its source: what rules read, and where what they find stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kb.check.settings import CheckSettings, Shop
from kb.model import Article, Audience, Block
from kb.polish.sentences import split_sentences

#: How every place to fill in begins in articles that `kb new` makes.
PLACEHOLDER = "[UZUPEŁNIJ"
#: The same as people retype it.
PLACEHOLDERS = re.compile(r"\[\s{0,3}uzupełnij\b", re.IGNORECASE)

_QUOTED = re.compile(r"„[^„”\n]{0,300}[”\"]|«[^«»\n]{0,300}»|\"[^\"\n]{0,300}\"")
_STEP = re.compile(r"\A\d+\. ")
#: Markup that may stand between two words of a text as it is written.
_BETWEEN = r"[\s*_`~\[\]()<>\\]*(?:\]\([^)\n]*\))?[\s*_`~\[\]()<>\\]*"
_WORDS_TO_FIND = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: place from 1 in the file, message in English and in Polish."""

    rule: str
    place: tuple[int, int]
    en: str
    pl: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block, without the number of a step. `first`: of its block."""

    text: str
    block: Block
    first: bool

    @property
    def words(self) -> list[str]:
        """Its words; numbers are not among them."""
        return re.findall(r"[^\W\d_]{1,60}(?:-[^\W\d_]{1,60}){0,5}", self.text)


@dataclass(frozen=True)
class Page:
    """An article, its file as text with line ends as "\\n", the settings and the shop."""

    article: Article
    source: str
    settings: CheckSettings
    shop: Shop

    @property
    def is_polish(self) -> bool:
        return self.article.language == "pl"

    @property
    def is_public(self) -> bool:
        return self.article.audience is Audience.PUBLIC

    @cached_property
    def lines(self) -> list[str]:
        return self.source.split("\n")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block that is read as text: no code."""
        return tuple(
            block
            for section in self.article.sections
            for block in section.blocks
            if block.kind != "code"
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all blocks but tables, in order."""
        return tuple(self._sentences())

    @cached_property
    def own_words(self) -> tuple[Sentence, ...]:
        """The same with spaces in place of what stands in quotation marks."""
        return tuple(
            Sentence(without_quotes(one.text), one.block, one.first) for one in self.sentences
        )

    @cached_property
    def body_line(self) -> int:
        """The first line of the first block."""
        return self.blocks[0].lines[0] if self.blocks else 1

    def _sentences(self) -> Iterator[Sentence]:
        for block in self.blocks:
            if block.kind == "table":
                continue
            text = _STEP.sub("", block.text)
            for number, (start, end) in enumerate(split_sentences(text)):
                yield Sentence(text[start:end], block, number == 0)

    def place(self, lines: tuple[int, int], quote: str) -> tuple[int, int]:
        """Where a quote stands in lines of the file, markup between its words allowed; the begin of
        the lines where it is not found."""
        first, last = lines
        text = "\n".join(self.lines[first - 1 : last])
        words = quote.split()[:_WORDS_TO_FIND]
        found = re.search(_BETWEEN.join(map(re.escape, words)), text) if words else None
        if found is None:
            return first, 1
        before = text[: found.start()]
        return first + before.count("\n"), len(before) - (before.rfind("\n") + 1) + 1

    def place_at(self, offset: int) -> tuple[int, int]:
        """The place of a character of the source."""
        before = self.source[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def without_quotes(text: str) -> str:
    """The text with spaces in place of quoted words, as long as before."""
    if '"' not in text and "„" not in text and "«" not in text:
        return text
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def shortened(text: str, length: int = 60) -> str:
    """A quote for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
