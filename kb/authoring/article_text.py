"""Fields and a body → the text of an article's file, as `kb.ingest` reads it back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from kb.ingest.printable import printable

#: A scalar of the front matter: a text, or texts one under another, or texts by name.
Field = str | Sequence[str] | Mapping[str, str]


class Json(str):
    """A value of the front matter that is JSON, which is YAML too: a number, a list, true."""

    __slots__ = ()


_PLAIN = re.compile(r"""(?:[^\W\d_]|„)(?:[\w ,.?!()/„”'"–+%;-]*[\w?!.)”%])?""")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Words that YAML readers of other programs take for something else than a text.
_WORDS = frozenset("true false yes no on off null none y n nan inf".split())
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


def article_text(fields: Mapping[str, Field], body: str, comments: Sequence[str] = ()) -> str:
    """Return the whole file: front matter between `---` lines, an empty line, the body.

    Empty fields are left out. comments: lines of the front matter that say what else it may hold.
    """
    lines = ["---"]
    for key, value in fields.items():
        lines += _field(key, value)
    lines += [f"# {one_line(comment)}" for comment in comments]
    return "\n".join([*lines, "---", "", clean_text(body).strip("\n"), ""])


def one_line(text: str) -> str:
    """Return a text on one line, without what a file or a page cannot show."""
    return " ".join(printable(clean_text(text)).split())


def clean_text(text: str) -> str:
    """Return a text as a file can hold it: composed letters, no controls, no half characters."""
    text = _CONTROL.sub(" ", _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text))
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _field(key: str, value: Field) -> list[str]:
    if isinstance(value, str):
        return [f"{key}: {_scalar(value)}"] if one_line(value) else []
    if isinstance(value, Mapping):
        inner = [line for name, text in value.items() for line in _field(name, text)]
        return [f"{key}:", *(f"  {line}" for line in inner)] if inner else []
    items = [f"  - {_scalar(item)}" for item in value if one_line(item)]
    return [f"{key}:", *items] if items else []


def _scalar(text: str) -> str:
    """A text in YAML: as it is where no reader could take it for anything else, else quoted."""
    if isinstance(text, Json):
        return one_line(text)
    text = one_line(text)
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS
    # A JSON string is a YAML string in double quotes.
    return text if plain or _DATE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
