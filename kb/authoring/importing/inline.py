"""Words, emphasis, links, pictures and code of one paragraph → Markdown that reads back as them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_ALWAYS = re.compile(r"[\\`*\[\]<~]")
_ENTITY = re.compile(r"&(?=#?\w*(?:;|$))")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# What begins a heading, a list, a quote, a table or a line under a heading.
_LINE_START = re.compile(
    r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[-=:|](?=[-=:|\s]*$)|\d{1,9}[.)](?=\s|$))"
)
#: Marks are judged anew when others are left out; real text settles in two or three rounds.
_MAX_PASSES = 10
_SPACE = re.compile(r"[ \t\n\r\f\u00a0\u202f]+")
_ADDRESS = str.maketrans({
    " ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "`": "%60",
    "\n": "", "\r": "", "\t": "", "|": "%7C", "[": "%5B", "]": "%5D", "\"": "%22", "*": "%2A",
    "\u00a0": "%C2%A0",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a paragraph.

    kind: "text" and "code" (words, with spaces as they are), "raw" (Markdown that is finished),
    "break", or "open" and "close" of a pair of marks. value: the words, the Markdown or the mark.
    pair: numbers the marks that belong together.
    """

    kind: str
    value: str = ""
    pair: int = 0


def write_spans(spans: Sequence[Span]) -> str:
    """Return the Markdown of a paragraph, without spaces around; "" where nothing is shown.

    Marks that could not be read back where they stand ("wor**d.**s") are left out; words never.
    """
    spans = _settled(spans)
    dropped = _unreadable(spans)
    pieces: list[str] = []
    code = ""  # the words of the code that was written last, which its next neighbour joins
    for span in spans:
        if span.pair in dropped and span.kind in ("open", "close"):
            continue
        if span.kind == "code":
            if code:
                pieces.pop()
            code += span.value
            pieces.append(code_span(code))
            continue
        code = ""
        if span.kind == "text":
            pieces.append(escape(span.value))
        elif span.kind == "break":
            pieces.append("\\\n")
        elif span.kind == "raw" and span.value.startswith("[") and _bang(pieces):
            pieces[-1] = pieces[-1][:-1] + "\\!"
            pieces.append(span.value)
        else:
            pieces.append(span.value)
    lines = "".join(pieces).split("\n")
    return "\n".join(_safe_start(line.strip(" ")) for line in lines)


def escape(text: str) -> str:
    """Return words as Markdown that shows exactly them; not for the beginning of a line."""
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _ENTITY.sub(r"\\&", text)
    return _UNDERSCORE.sub(r"\\_", text)


def code_span(text: str) -> str:
    """Return words as code within a line."""
    text = _SPACE.sub(" ", text)
    if not text.strip():
        return ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def link(words: str, address: str, *, image: bool = False) -> str:
    """Return a link, or a picture, whose words are finished Markdown."""
    address = _ENTITY.sub("&amp;", address.strip().translate(_ADDRESS))
    return f"{'!' if image else ''}[{words}]({address})"


def collapse(text: str) -> str:
    """Return text with each run of white space as one space, hard spaces too: pages set those."""
    return _SPACE.sub(" ", text)


def _bang(pieces: list[str]) -> bool:
    return bool(pieces) and pieces[-1].endswith("!") and not pieces[-1].endswith("\\!")


def _safe_start(line: str) -> str:
    match = _LINE_START.match(line)
    if not match:
        return line
    before_dot = match.end() - 1 if line[0].isdigit() else 0
    return f"{line[:before_dot]}\\{line[before_dot:]}"


def _settled(spans: Sequence[Span]) -> list[Span]:
    """Join texts, keep one space between words and none at the ends, move spaces out of marks."""
    result: list[Span] = []
    space = True  # whether what was written ends with a space or begins a line
    for span in spans:
        if span.kind == "text":
            value = collapse(span.value)
            if space:
                value = value.lstrip(" ")
            if not value:
                continue
            space = value.endswith(" ")
            if result and result[-1].kind == "text":
                result[-1] = Span("text", result[-1].value + value)
            else:
                result.append(Span("text", value))
        elif span.kind == "break":
            _trim(result)
            result.append(span)
            space = True
        else:
            if span.kind in ("raw", "code"):
                space = False
            result.append(span)
    _trim(result)
    while result and result[-1].kind == "break":
        result.pop()
        _trim(result)
    first = next((i for i, span in enumerate(result) if span.kind != "break"), len(result))
    return _marks_at_words(_merged(result[first:]))


def _merged(spans: list[Span]) -> list[Span]:
    """Join emphasis that ends where the same begins: "**a****b**" would not be read."""
    result: list[Span] = []
    same: dict[int, int] = {}
    for span in spans:
        if span.kind not in ("open", "close"):
            result.append(span)
            continue
        mark = Span(span.kind, span.value, same.get(span.pair, span.pair))
        last = result[-1] if result else None
        if last and (last.kind, mark.kind, last.value) == ("close", "open", mark.value):
            same[span.pair] = last.pair
            result.pop()
        elif last and (last.kind, last.pair) == ("open", mark.pair):
            result.pop()  # nothing is emphasised
        else:
            result.append(mark)
    return result


def _trim(result: list[Span]) -> None:
    """Take the space from the end of what is written, also from before closing marks."""
    for index in range(len(result) - 1, -1, -1):
        if result[index].kind == "text":
            value = result[index].value.rstrip(" ")
            if value:
                result[index] = Span("text", value)
                return
            del result[index]
        elif result[index].kind not in ("open", "close"):
            return


def _marks_at_words(spans: list[Span]) -> list[Span]:
    """Move spaces out of marks: "** word**" is no emphasis, " **word**" is."""
    return _spaces_out(_spaces_out(spans, "open")[::-1], "close")[::-1]


def _spaces_out(spans: list[Span], mark: str) -> list[Span]:
    """Move a space that follows such marks before them; read backwards for closing ones."""
    result: list[Span] = []
    for span in spans:
        value = span.value
        spaced = value.startswith(" ") if mark == "open" else value.endswith(" ")
        if span.kind == "text" and spaced and result and result[-1].kind == mark:
            at = len(result)
            while at and result[at - 1].kind == mark:
                at -= 1
            result.insert(at, Span("text", " "))
            rest = value[1:] if mark == "open" else value[:-1]
            result += [Span("text", rest)] if rest else []
        else:
            result.append(span)
    return result


def _unreadable(spans: Sequence[Span]) -> set[int]:
    """The pairs of marks that CommonMark would not read back as they are meant."""
    dropped: set[int] = set()
    for _ in range(_MAX_PASSES):
        changed = False
        kept = [s for s in spans if s.kind not in ("open", "close") or s.pair not in dropped]
        for index, span in enumerate(kept):
            if span.kind not in ("open", "close") or span.pair in dropped:
                continue
            before = kept[index - 1] if index else None
            after = kept[index + 1] if index + 1 < len(kept) else None
            # Marks that touch are read as one longer run; the first one stays.
            if after and after.kind in ("open", "close") and after.pair not in dropped:
                dropped.add(after.pair)
                changed = True
            outside, inside = (before, after) if span.kind == "open" else (after, before)
            if not _flanks(_edge(outside, span.kind == "open"), _edge(inside, span.kind != "open")):
                dropped.add(span.pair)
                changed = True
        if not changed:
            return dropped
    return {span.pair for span in spans}


def _edge(span: Span | None, last: bool) -> str:
    if span is None or span.kind == "break":
        return " "
    if span.kind == "code":
        return "`"
    return span.value[-1 if last else 0] if span.value else " "


def _flanks(outside: str, inside: str) -> bool:
    """Whether a run of marks between these two characters opens or closes (CommonMark 6.2)."""
    if inside.isspace():
        return False
    return not _is_punctuation(inside) or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
