"""What a visitor typed, read in one place: every odd input ends here or as a clear 400."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from flask import request

MAX_LIMIT = 20
#: Of articles and of replies.
LANGUAGES = frozenset({"pl", "en", "uk"})
#: Questions of a visit that a form carries, and characters of each.
MOST, LONGEST = 5, 300
#: A field of forms that people do not see and programs fill in.
TRAP = "adres_www"

# Neither HTML nor the analyser has a use for them, and a page that echoed them would be invalid.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_SPACES = re.compile("[^\\S\u00a0]+")
_SEARCH_TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)


class InputError(Exception):
    """A parameter of the address cannot be used.

    parameter: its name as typed in the address; reason: a short machine-readable word;
    message: English, what is wrong and what is accepted.
    """

    def __init__(self, parameter: str, reason: str, message: str) -> None:
        self.parameter = parameter
        self.reason = reason
        super().__init__(message)


class FormError(InputError):
    """What was sent is no form of this site's pages, or one of another installation."""


class BodyError(InputError):
    """The JSON that a program sent cannot be used. parameter: the place, as `messages[2]`."""


def printable(text: str) -> str:
    """The text with control characters and non-characters replaced by spaces."""
    return _UNPRINTABLE.sub(" ", text)


def one_line(text: str) -> str:
    """The text printable and on one line, without spaces at its ends."""
    return _SPACES.sub(" ", printable(text)).strip()


def several_lines(text: str) -> str:
    """The text printable and with one kind of line end, without spaces at its ends.

    Browsers end a line with two characters, and count it as one.
    """
    return printable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def search_token(written: str) -> str:
    """The token of a search; empty for what cannot be one."""
    return written if _SEARCH_TOKEN.fullmatch(written) else ""


def question(name: str = "q") -> str:
    """The question as typed, trimmed, printable.

    Raises InputError `unreadable` when its bytes are not UTF-8: guessing another encoding would
    search something that the visitor did not type.
    """
    if not _is_utf8(name):
        raise InputError(
            name, "unreadable", f"{name} is not valid UTF-8; send it percent-encoded as UTF-8"
        )
    return printable(request.args.get(name, "")).strip()


def typed_question(name: str = "q") -> str:
    """What to put back into the search box of an error page; never raises."""
    return printable(request.args.get(name, "")).strip()


def failed_before() -> tuple[str, ...]:
    """Questions of this visit that were refused or rejected, as the form brings them."""
    failed: tuple[str, ...] = ()
    for text in request.args.getlist("bylo"):
        failed = with_question(failed, text)
    return failed


def with_question(failed: tuple[str, ...], question: str) -> tuple[str, ...]:
    """The questions and one more, unless it is among them; the last few where they get many."""
    text = one_line(question)[:LONGEST].strip()
    if not text or text.casefold() in {one.casefold() for one in failed}:
        return failed
    return (*failed, text)[-MOST:]


def limit(default: int) -> int:
    """`limit` of the address, 1..20. Raises InputError `out-of-range` otherwise."""
    written = request.args.get("limit")
    if written is None or written == "":
        return default
    value = whole_number(written)
    if value is not None and 1 <= value <= MAX_LIMIT:
        return value
    raise InputError("limit", "out-of-range", f"limit must be a whole number from 1 to {MAX_LIMIT}")


def whole_number(written: str) -> int | None:
    """A number as addresses and forms carry it, in up to nine digits; None for what is none."""
    # str.isdecimal also accepts digits of other scripts. Longer ones are no id in any database.
    whole = written.isascii() and written.isdecimal() and len(written) < 10
    return int(written) if whole else None


def choice(name: str, allowed: frozenset[str]) -> str | None:
    """An optional parameter with a closed list of values; empty means none.

    Raises InputError `unknown-value` that lists what is accepted.
    """
    value = request.args.get(name, "")
    if value == "":
        return None
    if value not in allowed:
        accepted = ", ".join(sorted(allowed)) or "none"
        raise InputError(name, "unknown-value", f"unknown {name}; accepted: {accepted}")
    return value


def _is_utf8(name: str) -> bool:
    wanted = name.encode()
    for pair in request.query_string.split(b"&"):
        key, _, value = pair.partition(b"=")
        if key != wanted:
            continue
        try:
            unquote_to_bytes(value.replace(b"+", b" ")).decode("utf-8")
        except UnicodeDecodeError:
            return False
    return True
