"""Values of other systems' JSON, taken with suspicion: what has another type is as if absent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

Record = Mapping[str, Any]


def records(value: Any) -> list[Record]:
    """The objects in a list; [] for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def record(value: Any) -> Record:
    """An object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """A text, or a whole number as one (identifiers come as both); "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return value if isinstance(value, str) else str(value)


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of a text with commas."""
    items: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        return ()
    return tuple(filter(None, (text(item).strip() for item in items)))


def day(value: Any) -> str:
    """The day ("2026-11-29") of an ISO time or of seconds since 1970; "" for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        try:
            return datetime.fromtimestamp(value, UTC).date().isoformat()
        except (OverflowError, OSError, ValueError):
            return ""
    try:
        return datetime.fromisoformat(text(value)).date().isoformat()
    except ValueError:
        return ""


def language_of(locale: Any) -> str:
    """ "en" of "en-us" and "pl" of "pl_PL"; "" where there is none."""
    return text(locale).strip().replace("_", "-").partition("-")[0].lower()


def host_of(address: str) -> str:
    """The host of an address, lower case; "" for a relative or garbled one."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def path_of(address: str) -> str:
    """The path of an address, without query and fragment; "" for a garbled one."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def every(documents: Iterable[Any], key: str) -> Iterator[Record]:
    """The objects of a list that documents hold under a name, over all pages of an export."""
    for document in documents:
        yield from records(record(document).get(key))
