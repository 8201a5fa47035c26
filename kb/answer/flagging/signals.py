"""What the shape of a message shows, whatever its words: shouting, hidden text, machine text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence

_WORD = re.compile(r"[^\W\d_]{2,}")
# Flags of regions: six letters at most.
_EMOJI_TAGS = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
# Inside words nobody needs them; a joiner between emoji is no letter.
_HIDDEN = re.compile("\\w[\u200b\u200c\u200d\u2060\u2061-\u2064\ufeff]+(?=\\w)")
# One selector after a sign chooses its look. Two in a row, or some after letters, are
# bytes: 16 selectors in one block, 240 in the other.
_SELECTED = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_SELECTED_LETTER = re.compile("[^\\W\\d_][\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_TURNED = re.compile("\u202e")
# Every repetition is bounded: a message may be nothing but line ends, or beginnings of comments.
_MACHINE = re.compile(
    r"""
      <!--(?!\[if|\s{0,9}(?:Start|End)Fragment).{0,2000}?-->
    | <\|?/?\s*(?:system|assistant|im_start|im_end|instructions?|prompt)\b[^>\n]{0,40}>
    | \[/?(?:INST|SYSTEM)\]
    | ^[ \t\xa0>*\#]{0,40}(?:system|assistant|developer|instruction|instrukcja)
      (?:\s+(?:prompt|message))?\s*:
    | \{\{.{0,80}?\}\}
    | <script\b[^>\n]{0,80}>?
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_BASE64 = re.compile(r"(?<![\w/+=-])[A-Za-z0-9+/]{32,4000}={0,2}(?![\w/+=-])")
_SHOUTED = 4


def shouting(texts: Sequence[str]) -> str:
    """Several words in a row of capitals with an exclamation, or exclamation marks in heaps."""
    for text in texts:
        heap = re.search(r"[^\n.?!]{0,200}(?:!\s?){3,}", text)
        if heap and any(c.isalpha() for c in heap[0]):
            return heap[0].strip()
        for line in text.split("\n"):
            words = _WORD.findall(line)
            loud = [word for word in words if word.isupper()]
            long = sum(len(word) for word in loud) >= 20
            if len(loud) >= _SHOUTED and long and len(loud) >= 0.7 * len(words):
                return line.strip()
    return ""


def hidden_text(texts: Sequence[str]) -> str:
    """Characters that a person does not see and a machine reads; the text that they hide."""
    for text in texts:
        tags = _TAGS.search(_EMOJI_TAGS.sub("", text))
        if tags:
            said = "".join(chr(ord(c) - 0xE0000) for c in tags[0] if 0xE0020 <= ord(c) < 0xE007F)
            return said or _visible(text)
        selected = [one for one in _SELECTED_LETTER.findall(text) if not _IDEOGRAPH.match(one)]
        if _SELECTED.search(text) or len(selected) >= 3:
            return _bytes_of(text) or _visible(text)
        if _TURNED.search(text) or len(_HIDDEN.findall(text)) >= 3:
            return _visible(text)
    return ""


def _visible(text: str) -> str:
    """What a person sees of a text that hides something; a word for it where that is nothing."""
    seen = "".join(c for c in _SELECTOR.sub("", text) if c.isprintable() or c == "\n")
    return seen.strip()[:200] or "(ukryty tekst)"


def _bytes_of(text: str) -> str:
    """The text that variation selectors spell, byte by byte; nothing where they spell none."""
    codes = [ord(c) for c in _SELECTOR.findall(text)[:2_000]]
    data = bytes(code - 0xFE00 if code <= 0xFE0F else code - 0xE0100 + 16 for code in codes)
    said = data.decode("utf-8", "ignore")
    return "".join(c for c in said if c.isprintable()).strip()


def machine_text(texts: Sequence[str]) -> str:
    """Markup and headings of language models, comments of HTML, text wrapped in Base64."""
    for text in texts:
        found = _MACHINE.search(text)
        if found:
            return found[0].strip()
        for block in _BASE64.finditer(text):
            if _is_wrapped_text(block[0]):
                return block[0]
    return ""


def _is_wrapped_text(block: str) -> bool:
    try:
        text = base64.b64decode(block + "=" * (-len(block) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return text.isprintable() and " " in text


#: The signals that need no more than the texts as they were sent.
SIGNALS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "shouting": shouting,
    "hidden_text": hidden_text,
    "machine_text": machine_text,
}
