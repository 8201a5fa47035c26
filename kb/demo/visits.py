"""What visitors searched and rated in the demonstration's two weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from secrets import token_hex

from kb.reader import Reader
from kb.store.database import Store
from kb.store.ratings import Rating, rate
from kb.store.searches import Mark, Search, new_token, record

#: Questions with how often they are asked in two weeks.
_ASKED: tuple[tuple[str, int], ...] = (
    ("gdzie jest moja paczka", 22),
    ("ile mam czasu na zwrot", 20),
    ("jak zwrócić towar", 17),
    ("kiedy dostanę zwrot pieniędzy", 14),
    ("ile kosztuje dostawa", 13),
    ("faktura vat na firmę", 11),
    ("reklamacja uszkodzony towar", 10),
    ("paczkomat ile dni czeka paczka", 9),
    ("jak prac len zeby sie nie skurczyl", 9),
    ("zmiana rozmiaru w zamówieniu", 8),
    ("kod rabatowy nie działa", 7),
    ("klub lnu punkty", 6),
    ("godziny otwarcia salonu w krakowie", 6),
    ("usuniecie konta", 4),
    ("ceny hurtowe dla hoteli", 6),
    ("czy macie rolety", 5),
    ("praca w magazynie", 4),
    ("kurier zgubil paczke", 4),
    ("przepis na szarlotkę", 2),
)
#: Asked in the last hour, as when a payment provider is down.
_NOW = ("blik nie działa", "nie mogę zapłacić blikiem", "błąd płatności blik")
_TIMES_NOW = 4
_DAYS = 15
_BAD_REASONS = ("outdated", "unclear", "off-topic")


def visit(store: Store, reader: Reader, now: datetime) -> int:
    """Search and rate; how many searches there were. The same on every run but for its moments.

    Raises IndexUnavailable, StoreUnavailable.
    """
    chance = Random(5)  # noqa: S311 - no secret hangs on it
    searches = list(_searches(reader, chance, now))
    marks = [mark for one in searches for mark in _marks(one, chance)]
    record(store, [*searches, *marks])
    for one in searches:
        if one.answered and one.top and chance.random() < 0.3:
            _rate(store, one, reader.manifest.commit, chance)
    return len(searches)


def _searches(reader: Reader, chance: Random, now: datetime) -> Iterator[Search]:
    for text, times in _ASKED:
        for _ in range(times):
            yield _search(reader, text, _some_time(chance, now))
    for index, text in enumerate(_NOW * _TIMES_NOW):
        yield _search(reader, text, now - timedelta(minutes=2 + 4 * index))


def _search(reader: Reader, text: str, at: datetime) -> Search:
    found = reader.search(text)
    return Search(
        token=new_token(),
        at=at,
        text=text,
        language="pl",
        source="page",
        answered=found.answered,
        confidence=found.confidence,
        top=found.hits[0].slug if found.hits else None,
        results=len(found.hits),
    )


def _some_time(chance: Random, now: datetime) -> datetime:
    """By day, and not in the hour that is to stand out."""
    days, minutes = chance.randrange(1, _DAYS), chance.randrange(12 * 60)
    return now - timedelta(days=days) + timedelta(minutes=minutes - 6 * 60)


def _marks(one: Search, chance: Random) -> Iterator[Mark]:
    draw = chance.random()
    if one.answered and draw < 0.55:
        yield Mark(one.token, clicked=one.top)
    elif one.answered and draw < 0.63:
        yield Mark(one.token, rejected=True, contacted=draw < 0.59)
    elif not one.answered and draw < 0.4:
        yield Mark(one.token, contacted=True)


def _rate(store: Store, one: Search, commit: str, chance: Random) -> None:
    helpful = chance.random() < 0.8
    rating = Rating(
        key=token_hex(16),
        slug=one.top or "",
        commit=commit,
        language="pl",
        helpful=helpful,
        reason="" if helpful else chance.choice(_BAD_REASONS),
    )
    rate(store, rating, one.at + timedelta(minutes=1))
