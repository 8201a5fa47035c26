"""Characters of an article that can be mended without changing what it says, as edits.

The rules report these edits and `kb check --fix` makes them, so both always agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kb.check.protected import protected


@dataclass(frozen=True, slots=True)
class Edit:
    """`source[start:end]` becomes `new`. kind: one of KINDS of its rule; rule: see catalogue."""

    rule: str
    kind: str
    start: int
    end: int
    new: str


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_JOINER, _EMOJI_STYLE, _TEXT_STYLE = "\u200d", "\ufe0f", "\ufe0e"
#: Letters of Greek and Cyrillic that look like Latin ones.
_TWINS = str.maketrans(
    "АВЕКМНОРСТХаеорсухіІјЈѕЅԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXaeopcyxiIjJsSdhABEZHIKMNOPTYXo"
)
_CYRILLIC_TWINS = str.maketrans("ABEKMHOPCTXaeopcyxiI", "АВЕКМНОРСТХаеорсухіІ")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")

_UNIT = (
    r"(?:robocz\w+|zł|gr|dni|dnia|godzin\w*|godz|minut\w*|tygodni\w*|miesi\w+|lat|lata|osób|sztuk\w*"
    r"|kg|cm|%)"
)
_TYPOGRAPHY: tuple[tuple[str, re.Pattern[str], str], ...] = (
    # The lists of Markdown begin with a hyphen, its tables and rules are made of them.
    ("quotes", re.compile(r"(?<![\w\"=])\"(?=[^\s\"])[^\"\n\0]{1,300}(?<=\S)\"(?![\w\"])"), ""),
    ("quotes", re.compile(r"(?<![\w=])“[^“”„\n\0]{1,300}”(?!\w)"), ""),
    ("closing", re.compile(r"(?<=„)([^„”\"\n\0]{1,300})\"(?!\w)"), r"\1”"),
    ("quotes", re.compile(r"(?<![\w=])'(?=[^\s'])[^'\n\0]{1,100}(?<=\S)'(?![\w'])"), ""),
    ("commas", re.compile(r"(?<![\w,]),,(?=[\w(])"), "„"),
    ("commas", re.compile(r"(?<=[\w.!?)])''(?![\w'])"), "”"),
    ("ellipsis", re.compile(r"(?<!\.)\.{3}(?![.\w])"), "…"),
    ("dash", re.compile(r"(?<=[^\s|\-\0]) -(?= [^\s|\-])"), " –"),
    ("dash", re.compile(r"(?<=[^\s|\-\0]) --(?= [^\s|\-])"), " –"),
    ("range", re.compile(r"(?<![\d.,:–-])(\d{1,2}:\d\d)-(?=\d{1,2}:\d\d(?![\d:-]))"), r"\1–"),
    ("range", re.compile(rf"(?<![\w.,:–-])(\d{{1,4}})-(?=\d{{1,4}}\s{_UNIT}(?!\w))"), r"\1–"),
    # "czynne 8-18": hours, and no part of a longer number or name.
    (
        "range",
        re.compile(
            # A number of a house stands behind a name: "Lniana 5-7".
            r"(?<!\w)((?:[Cc]zynn\w+|[Oo]twart\w+|(?!nr |numer)[a-ząćęłńóśźż]+)[.:]?) "
            r"(\d|1\d|2[0-4])-"
            r"(?=(?:\d|1\d|2[0-4])(?:[,;)]|\.?(?:\s|$)))",
            re.MULTILINE,
        ),
        r"\1 \2–",
    ),
    (
        "unit",
        re.compile(
            r"(?<![\w.,/-])(\d{1,6}(?:,\d{1,2})?)(?=(?:zł|dni|dnia|godzin\w*|minut\w*|kg|cm)(?!\w))"
        ),
        r"\1 ",
    ),
    ("comma", re.compile(r"(?<=\w) ,(?=[^\W\d_])"), ", "),
    ("comma", re.compile(r"(?<=[a-ząćęłńóśźż]),(?=[a-ząćęłńóśźż]{2})"), ", "),
    ("bracket", re.compile(r"(?<=\() +(?=[^\s|\0])|(?<=[^\s|\0(]) +(?=\))"), ""),
    ("space", re.compile(r"(?<=\w) +(?=[,;:!?](?:\s|$)|\.(?:\s|$))", re.MULTILINE), ""),
    ("spaces", re.compile(r"(?<=[^\s\d.*+|>\0-]) {2,}(?=[^\s|\0])"), " "),
)  # fmt: skip


def edits(source: str, language: str) -> list[Edit]:
    """Every edit of a file's text, left to right and without overlaps."""
    found = [*invisible(source), *mixed(source, language)]
    if language == "pl":
        found += typographic(source)
    found.sort(key=lambda edit: (edit.start, edit.end))
    apart: list[Edit] = []
    for edit in found:
        if not apart or edit.start >= apart[-1].end:
            apart.append(edit)
    return apart


def invisible(source: str) -> Iterator[Edit]:
    """Characters without a picture. Those that join emoji stay, and a mark at the very begin, which
    says that the file is UTF-8."""
    for match in _INVISIBLE.finditer(source):
        start = match.start() + (match[0].startswith("\ufeff") and match.start() == 0)
        run = source[start : match.end()]
        if run and not _belongs_to_emoji(source, start, match.end()):
            yield Edit("invisible-character", names_of(run), start, match.end(), "")


def names_of(run: str) -> str:
    """ "U+200B ZERO WIDTH SPACE", the first of a run."""
    return f"U+{ord(run[0]):04X} {unicodedata.name(run[0], '')}".strip()


def _belongs_to_emoji(source: str, start: int, end: int) -> bool:
    run = source[start:end]
    if start == 0 or unicodedata.category(source[start - 1]) not in (
        "So",
        "Sk",
        "Sm",
        "Po",
        "Nd",
        "Mn",
    ):
        return False
    if run in (_EMOJI_STYLE, _TEXT_STYLE):
        return True
    behind = source[end : end + 1]
    joined = run in (_JOINER, _EMOJI_STYLE + _JOINER)
    return joined and bool(behind) and unicodedata.category(behind) == "So"


def mixed(source: str, language: str) -> Iterator[Edit]:
    """Words of two alphabets, written in the one of their language.

    A word that would still be mixed is somebody's intention, such as a formula, and stays.
    """
    if not _FOREIGN.search(source):
        return
    for match in _WORD.finditer(source):
        word = match[0]
        if not (_FOREIGN.search(word) and re.search("[A-Za-z]", word)):
            continue
        new = word.translate(_CYRILLIC_TWINS if language == "uk" else _TWINS)
        whole = not _FOREIGN.search(new) if language != "uk" else not re.search("[A-Za-z]", new)
        if whole:
            yield Edit("mixed-alphabet", word, match.start(), match.end(), new)


def typographic(source: str) -> Iterator[Edit]:
    """Polish quotation marks, dashes, ranges and spaces in prose."""
    text = protected(source)
    for kind, pattern, new in _TYPOGRAPHY:
        for match in pattern.finditer(text):
            if kind in ("space", "spaces") and "|" in _line_of(text, match.start()):
                continue  # the columns of a table are set with spaces
            # What is masked inside, such as the address of a link in quotes, must come back.
            if kind == "quotes":
                yield Edit("typography", kind, match.start(), match.start() + 1, "„")
                yield Edit("typography", kind, match.end() - 1, match.end(), "”")
            else:
                yield Edit("typography", kind, match.start(), match.end(), match.expand(new))


def _line_of(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
