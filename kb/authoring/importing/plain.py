"""Plain text of spreadsheets and structured data → HTML, so that one converter knows Markdown."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|a|b|i|em|strong|h[1-6]|table|img|script|iframe)\b[^>]*>",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*•–]|(\d{1,3})[.)])\s+(.*)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


def html_of(text: str) -> str:
    """Return text as HTML; what has tags already is HTML and stays.

    Empty lines divide paragraphs, lines that begin with a dash, a dot or a number are lists,
    addresses of the web are links.
    """
    if _TAG.search(text):
        return text
    return "".join(map(_block, re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())))


def _block(block: str) -> str:
    pieces: list[str] = []
    words: list[str] = []
    listed = ""
    for line in [*block.split("\n"), ""]:
        item = _ITEM.fullmatch(line)
        tag = ("ol" if item[1] else "ul") if item else ""
        if listed and tag != listed:
            pieces.append(f"</{listed}>")
        if (item or not line) and words:
            pieces.append(f"<p>{'<br>'.join(words)}</p>")
            words = []
        if item and tag != listed:
            start = f' start="{item[1]}"' if item[1] else ""
            pieces.append(f"<{tag}{start}>")
        if item:
            pieces.append(f"<li>{_inline(item[2])}</li>")
        elif line.strip():
            words.append(_inline(line))
        listed = tag
    return "".join(pieces)


def _inline(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(line):
        address = html.escape(match[0])
        pieces += [html.escape(line[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*pieces, html.escape(line[end:])])
