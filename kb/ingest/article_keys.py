"""Keys of an article's front matter → their values, with what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kb.ingest.editorial import LANGUAGES
from kb.ingest.frontmatter import FrontMatter
from kb.ingest.printable import printable
from kb.ingest.validity import WallTime, end_moment, first_moment, is_unclear, read_wall_time
from kb.model import Audience, Level

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Questions of which the editors say what answers them.
_MOST_ANSWERED = 150
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Level, rule, message, line and column.
Report = Callable[[Level, str, str, tuple[int, int]], None]


def _day(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        raise ValueError("is not a date. Write it as 2026-12-31")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is not a day of the calendar. Write it as 2026-12-31") from None


def _line(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("must be a text")
    # YAML can write control characters as escapes.
    return " ".join(printable(value).split()) or None


def _address(value: Any) -> Any:
    """A former address, with or without the path in front, as its slug."""
    written = value.strip().rstrip("/").rpartition("/artykul/")[2] if isinstance(value, str) else ""
    if not _SLUG.fullmatch(written):
        raise ValueError("is not a former address. Write /artykul/its-name, or the name alone")
    return written


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _answered(value: Any) -> Any:
    """Words of the article → questions that they answer; at most `_MOST_ANSWERED` in all."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("must be words of the article, and below them the questions they answer")
    listed = {words: _listed(questions) for words, questions in value.items()}
    if sum(map(len, listed.values())) > _MOST_ANSWERED:
        raise ValueError(f"has more than {_MOST_ANSWERED} questions")
    return listed


def _joined(value: Any) -> Any:
    return ", ".join(item for item in map(_line, _listed(value)) if item) or None


_Day = Annotated[date | None, BeforeValidator(_day)]
_WallTime = Annotated[WallTime | None, BeforeValidator(read_wall_time)]
_Address = Annotated[str, BeforeValidator(_address)]
_Line = Annotated[str | None, Field(max_length=300), BeforeValidator(_line)]


class Keys(BaseModel):
    """The keys that the product knows. `audience` and `language` are read apart, because a
    foreign value of theirs is a warning and not an error."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: _Line = None
    questions: Annotated[list[_Line], Field(max_length=50), BeforeValidator(_listed)] = []
    answers: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=300)], list[_Line]],
        BeforeValidator(_answered),
    ] = {}
    owner: Annotated[str | None, Field(max_length=300), BeforeValidator(_joined)] = None
    review_by: _Day = None
    legal_as_of: _Day = None
    valid_from: _WallTime = None
    valid_until: _WallTime = None
    slug: _Line = None
    redirect_from: Annotated[list[_Address], Field(max_length=50), BeforeValidator(_listed)] = []
    id: _Line = None

    def answered(self) -> tuple[tuple[str, str], ...]:
        """The questions of `answers` with the words that answer each."""
        pairs = ((one, words) for words, own in self.answers.items() for one in own if one)
        return tuple(dict(pairs).items())


KNOWN = frozenset(Keys.model_fields) | {"audience", "language"}


def validate(front: FrontMatter, report: Report) -> Keys | None:
    """The keys that are known; None where one of them is an error."""
    try:
        return Keys.model_validate(dict(front.texts))
    except ValidationError as exc:
        for error in exc.errors():
            reason = error["msg"].removeprefix("Value error, ")
            key = error["loc"][0]
            report(Level.ERROR, "front-matter", f"`{key}`: {reason}.", front.place(*error["loc"]))
        return None


def shown_between(
    known: Keys, front: FrontMatter, zone: ZoneInfo, now: datetime, report: Report
) -> tuple[datetime | None, datetime | None]:
    """The moments between which the article is shown."""
    start, end = known.valid_from, known.valid_until
    for key, written in (("valid_from", start), ("valid_until", end)):
        if written and is_unclear(written, zone):
            message = f"`{key}`: clocks change at {written}. Write another time of that day."
            report(Level.WARNING, "front-matter", message, front.place(key))
    first = first_moment(start, zone) if start else None
    last = end_moment(end, zone) if end else None
    if first and last and first >= last:
        message = f"`valid_from` {start} is after `valid_until` {end}. Swap or correct them."
        report(Level.ERROR, "front-matter", message, front.place("valid_from"))
    elif last and last <= now:
        message = f"The article was valid until {end} and is no longer shown."
        report(Level.HINT, "expired", message, front.place("valid_until"))
    return first, last


def hint_unknown_keys(front: FrontMatter, report: Report) -> None:
    """Tell of keys that change nothing here."""
    unknown = [key for key in front.values if key not in KNOWN]
    if unknown:
        shown = ", ".join(unknown[:30])
        message = f"Kept, but not known here: {shown}."
        report(Level.HINT, "unknown-key", message, front.place(unknown[0]))


def audience_of(front: FrontMatter, fallback: Audience, report: Report) -> Audience:
    """Read `audience`. A value that is not ours makes nothing public by itself.

    It leaves the decision to the defaults only in a file of another publishing system, known by
    its namespaced keys (`ms.author`); elsewhere it may be a slip of the pen in an internal
    article, so the article becomes internal.
    """
    stated = front.texts.get("audience")
    if stated is None:
        return fallback
    word = str(stated).strip().casefold()
    if word in ("public", "internal"):
        return Audience(word)
    foreign = any("." in key for key in front.texts)
    chosen = fallback if foreign else Audience.INTERNAL
    message = f"`audience: {str(stated)[:60]}` is not public or internal; taken as {chosen}."
    report(Level.WARNING, "audience", message, front.place("audience"))
    return chosen


def language_of(front: FrontMatter, fallback: str, report: Report) -> str:
    """Read `language`; another value leaves it to the default and is a warning."""
    stated = front.texts.get("language")
    if stated is None:
        return fallback
    word = re.split(r"[-_]", str(stated).strip().casefold())[0]
    if word in LANGUAGES:
        return word
    message = f"`language: {str(stated)[:60]}` is not pl, en or uk; taken as {fallback}."
    report(Level.WARNING, "language", message, front.place("language"))
    return fallback
