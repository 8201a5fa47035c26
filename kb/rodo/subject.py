"""Whose data: by an e-mail address, a telephone or the number of a receipt."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, or_, select

from kb.errors import NotFound
from kb.privacy.detect import every_detector, found_in
from kb.privacy.found import Found
from kb.privacy.found import Kind as Personal
from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import value_of
from kb.store.messages import ALPHABET, as_number
from kb.store.schema import conversations, messages

_NUMBER = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
_PHONE = re.compile(r"[\d\s().+/-]{7,20}")
#: What people put between the digits of a telephone.
_BETWEEN = (" ", "-", ".", "(", ")", "/", "\u00a0", "\u2011", "\u2013", "\t", "\n", "\r")
_FEWEST_DIGITS = 7


class Kind(StrEnum):
    """By what a person is known."""

    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person. value: small letters, digits without a country code of Poland, or a number as it is
    stored; two ways to write the same are equal."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Where a person's data stand.

    conversations: numbers of those in which the person wrote, with the doubles that were merged.
    mentioned: numbers of messages of other people in which the address or telephone occurs.
    """

    conversations: tuple[str, ...]
    mentioned: tuple[str, ...]


def subject(written: str) -> Subject:
    """Whom an address, a telephone or a number means, however it is written. Raises ValueError."""
    text = written.strip()
    if _NUMBER.fullmatch(text.upper()):
        # One receipt in ten thousand has no letter in it, and would be read as a telephone.
        return Subject(Kind.NUMBER, text.upper())
    if "@" in text and not text.startswith("@") and len(text.split()) == 1:
        return Subject(Kind.EMAIL, _folded(Personal.EMAIL, text))
    if _PHONE.fullmatch(text):
        digits = _folded(Personal.PHONE, text)
        if len(digits) >= _FEWEST_DIGITS:
            return Subject(Kind.PHONE, digits)
    number = as_number(text)
    if _NUMBER.fullmatch(number):
        return Subject(Kind.NUMBER, number)
    raise ValueError("neither an e-mail address nor a telephone nor the number of a receipt")


def matched(connection: Connection, person: Subject) -> Matched:
    """Where a person's data stand. Raises NotFound for the number of a receipt that is none."""
    if person.kind is Kind.NUMBER:
        query = select(messages.c.conversation).where(messages.c.number == person.value)
        own = set(connection.scalars(query))
        if not own:
            raise NotFound(f"There is no message {person.value}.")
        return Matched(with_doubles(connection, own), ())
    numbers = with_doubles(connection, _written_by(connection, person))
    return Matched(numbers, _mentioning(connection, person, numbers))


def occurrences(text: str, person: Subject) -> tuple[tuple[int, int], ...]:
    """Spans at which an address or a telephone stands in a text, left to right."""
    kind = _PERSONAL[person.kind]
    return tuple(
        one.span
        for one in found_in(text, every_detector(Patterns()))
        if one.kind is kind and value_of(one, text[slice(*one.span)]) == person.value
    )


def with_doubles(connection: Connection, numbers: AbstractSet[str]) -> tuple[str, ...]:
    """The conversations, what they were merged into and everything merged there."""
    here = conversations.c
    into = connection.scalars(
        select(here.merged_into).where(here.number.in_(numbers), here.merged_into.is_not(None))
    )
    leading = numbers | set(into.all())
    doubles = connection.scalars(select(here.number).where(here.merged_into.in_(leading)))
    return tuple(sorted(leading | set(doubles.all())))


def is_of(written: str, person: Subject) -> bool:
    """Whether a value that stands alone is the address or the telephone of a person."""
    return _folded(_PERSONAL[person.kind], written) == person.value


_PERSONAL = {Kind.EMAIL: Personal.EMAIL, Kind.PHONE: Personal.PHONE}


def _folded(kind: Personal, written: str) -> str:
    return value_of(Found(kind, (0, len(written))), written)


def _written_by(connection: Connection, person: Subject) -> set[str]:
    column = messages.c.email if person.kind is Kind.EMAIL else messages.c.phone
    query = select(messages.c.conversation, column).where(_holds(column, person))
    return {number for number, written in connection.execute(query) if is_of(written, person)}


def _mentioning(connection: Connection, person: Subject, known: tuple[str, ...]) -> tuple[str, ...]:
    places = (messages.c.text, messages.c.subject)
    query = (
        select(messages.c.number, *places)
        .where(
            or_(*(_holds(place, person) for place in places)),
            messages.c.conversation.not_in(known),
        )
        .order_by(messages.c.received_at, messages.c.number)
    )
    return tuple(
        number
        for number, *texts in connection.execute(query)
        if any(occurrences(text, person) for text in texts)
    )


def _holds(place: ColumnElement[str], person: Subject) -> ColumnElement[bool]:
    """What the database can tell: more than is meant, never less. Python looks again."""
    folded: ColumnElement[str] = func.lower(place)
    if person.kind is Kind.PHONE:
        for sign in _BETWEEN:
            folded = func.replace(folded, sign, "")
        return folded.contains(person.value, autoescape=True)
    # The part that every database folds alike: letters of the local part may not be ASCII.
    domain = person.value.rpartition("@")[2]
    return folded.contains(domain if domain.isascii() else "@", autoescape=True)
