"""The language of the request, and texts in it. The only place that picks one of the languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from flask import g, has_app_context
from markupsafe import Markup, escape

from kb.opening import Opening, SpecialDay, Status
from webapp.language import english, polish
from webapp.language.catalogue import ENGLISH as _ENGLISH_TEXTS
from webapp.language.times import Timed
from webapp.serving import editorial_or_none

#: Polish: its pages have no prefix, and its texts stand in the code.
BASE = "pl"
ENGLISH = "en"
LANGUAGES = (BASE, ENGLISH)


class Phrases(Protocol):
    """What a module of a language offers. The type checker compares the modules with this."""

    def number(self, value: int) -> str: ...
    def count(self, value: int, one: str, few: str, many: str) -> str: ...
    def date_in_words(self, when: date | datetime) -> str: ...
    def open_now(self, status: Status, now: datetime) -> Timed: ...
    def answer_promise(self, by: datetime, now: datetime) -> Timed: ...
    def day_words(self, day: date, today: date) -> str: ...
    def day_and_month(self, day: date) -> str: ...
    def opening_lines(self, opening: Opening) -> tuple[str, ...]: ...
    def special_day_line(self, special: SpecialDay) -> str: ...
    def nbsp(self, text: str) -> str: ...


PHRASES: Mapping[str, Phrases] = {BASE: polish, ENGLISH: english}


def current() -> str:
    """The language of the request, "pl" or "en"; Polish outside of one."""
    found: str = g.get("language", BASE) if has_app_context() else BASE
    return found


def offered() -> tuple[str, ...]:
    """Languages that kb.toml offers; all when nothing can be served and nobody knows."""
    editorial = editorial_or_none()
    return editorial.languages if editorial else LANGUAGES


def phrases() -> Phrases:
    """Grammar of the request's language."""
    return PHRASES[current()]


def gettext(text: str) -> str:
    """A text of ours, given in Polish, in the request's language and with its spaces.

    Never for what a visitor typed or an editor wrote: every text is remembered.
    """
    return _text(text, current())


def later(text: str) -> str:
    """Mark a text for the catalogue where it is built before there is a request.

    The text is returned as it is; `gettext` must be called with it when it is shown.
    """
    return text


def count(value: int, one: str, few: str, many: str) -> str:
    """A number and its noun by the Polish forms of the noun: 2 artykuły, 2 articles."""
    return phrases().count(value, one, few, many)


def date_in_words(when: date | datetime) -> str:
    """„3 października 2026", "3 October 2026"; a moment is taken in Polish time."""
    return phrases().date_in_words(when)


def nbsp(text: str, language: str = "") -> str:
    """A text of an editor with its non-breaking spaces, by its language or the request's."""
    typeset = PHRASES.get(language or current(), english).nbsp(text)
    return Markup(typeset) if isinstance(text, Markup) else typeset  # noqa: S704 - only spaces


def lang(language: str) -> Markup:
    """The attribute ` lang="…"` for a text in another language than the page; else nothing."""
    if not language or language == current():
        return Markup("")
    return Markup(' lang="{}"').format(language)


def marked(text: str, language: str) -> Markup:
    """A text of an editor, typeset; in an element with its language where it is not the page's."""
    attribute = lang(language)
    typeset = nbsp(text, language)
    return Markup("<span{}>{}</span>").format(attribute, typeset) if attribute else escape(typeset)


def in_words(language: str) -> str:
    """„po angielsku" for an article that is in another language than the page; else nothing."""
    return "" if language == current() else gettext(_IN_WORDS[language])


_IN_WORDS = {
    "pl": later("po polsku"),
    "en": later("po angielsku"),
    "uk": later("po ukraińsku"),
}


@lru_cache(maxsize=2048)
def _text(text: str, language: str) -> str:
    translated: Any = _ENGLISH_TEXTS.gettext(text) if language == ENGLISH else text
    return PHRASES[language].nbsp(translated)
