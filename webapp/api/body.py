"""JSON that a program sends: read strictly, and what is wrong with it is said with its place.

Nothing of what was sent is repeated in an error: it may be a customer's letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from webapp.inputs import BodyError

#: A customer's message to be answered, of 100 kB at most, as JSON.
MAX_BODY_BYTES = 128 * 1024
#: Where the whole body is at fault.
BODY = "body"

Object = dict[str, Any]


def json_object() -> Object:
    """The JSON object of the body.

    Raises UnsupportedMediaType, RequestEntityTooLarge, BodyError: not UTF-8, not JSON, the same
    name twice in an object, numbers that JSON has not, nested too deep, no object.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    packed = request.headers.get("Content-Encoding", "identity").lower() != "identity"
    if request.mimetype != "application/json" or charset not in {"utf-8", "utf8"} or packed:
        raise UnsupportedMediaType("Send application/json in UTF-8, not compressed.")
    request.max_content_length = MAX_BODY_BYTES
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise RequestEntityTooLarge(
            f"The body may have at most {MAX_BODY_BYTES} bytes. Send letters as they are, in "
            "UTF-8: escaped as \\uXXXX they take up to three times as much."
        ) from None
    found = parsed(data)
    if not isinstance(found, dict):
        raise BodyError(BODY, "wrong-type", "the body must be a JSON object")
    return found


def parsed(data: bytes) -> Any:
    """Strict JSON in UTF-8. Raises BodyError at BODY."""
    try:
        return json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        raise BodyError(BODY, "unreadable", f"the body is not UTF-8 at {place}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BodyError(BODY, "not-json", f"the body is not JSON at {place}") from None
    except RecursionError:
        raise BodyError(BODY, "too-deep", "the body is nested too deep") from None
    except ValueError:
        raise BodyError(BODY, "not-json", "the body holds a number that is too long") from None


def _each_once(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Readers differ in which of the two they take.
        raise BodyError(BODY, "twice", "an object of the body has the same name twice")
    return found


def _no_number(_: str) -> NoReturn:
    raise BodyError(BODY, "not-json", "NaN and Infinity are not JSON")


def text(value: Any, place: str, longest: int | None = None) -> str:
    """A text. Raises BodyError `wrong-type`, `unreadable`, `too-long`.

    longest: in characters.
    """
    if not isinstance(value, str):
        raise BodyError(place, "wrong-type", f"{place} must be a text")
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
        raise BodyError(
            place, "unreadable", f"{place} holds NUL or halves of characters: it is no text"
        )
    if longest is not None and len(value) > longest:
        raise BodyError(place, "too-long", f"{place} may have at most {longest} characters")
    return value


def items(value: Any, place: str, most: int) -> list[Any]:
    """A list. Raises BodyError `wrong-type`, `too-many`."""
    if not isinstance(value, list):
        raise BodyError(place, "wrong-type", f"{place} must be a list")
    if len(value) > most:
        raise BodyError(place, "too-many", f"{place} may have at most {most} items")
    return value


def choice(found: Object, name: str, allowed: Iterable[str]) -> str | None:
    """A member with a closed list of values; None where it is absent or an empty text.

    Raises BodyError `unknown-value` that lists what is accepted.
    """
    written = text(found.get(name, ""), name)
    accepted = sorted(allowed)
    if written and written not in accepted:
        raise BodyError(name, "unknown-value", f"unknown {name}; accepted: {', '.join(accepted)}")
    return written or None


def exactly_one(found: Object, first: str, second: str) -> str:
    """Which of two members is there. Raises BodyError `missing`, `ambiguous`."""
    if first in found and second in found:
        raise BodyError(second, "ambiguous", f"send either {first} or {second}, not both")
    if first not in found and second not in found:
        raise BodyError(first, "missing", f"{first} or {second} is needed")
    return first if first in found else second
