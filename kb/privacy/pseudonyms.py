"""Reversible masking: every value of a message gets a name of its own, `[telefon 1]`.

The names go to whoever must not see the values (a model, a log); the message's mapping stays with
whoever may, and puts them back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kb.privacy.detect import every_detector, found_in
from kb.privacy.found import Found, Kind
from kb.privacy.patterns import Patterns
from kb.privacy.plain import plain

_SIGNS = re.compile(r"[\W_]+")
_NOT_DIGIT = re.compile(r"\D")
_AT = re.compile(r"\s*(?:@|[(\[]?(?:at|małpa)[)\]]?)\s*", re.IGNORECASE)
_NAMES = "|".join(re.escape(kind.value) for kind in Kind)
#: What reads like a placeholder, however it is spaced; also without its number.
_LIKE_PLACEHOLDER = re.compile(rf"\[\s*({_NAMES})\s*(\d*)\s*\]", re.IGNORECASE)
_ANY_PLACEHOLDER = re.compile(rf"\[(?:{_NAMES}) [0-9]+\]")


@dataclass(frozen=True, slots=True)
class Concealed:
    """A text without personal data, and what its placeholders stand for as it was written first.

    written: every way in which a value is written in the text, and its placeholder.
    """

    text: str
    placeholders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def hide(self, part: str) -> str:
        """A part of the concealed text with the same placeholders."""
        if not self.written:
            return part
        ways = sorted(self.written, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, ways))})(?!\w)"
        return re.sub(pattern, lambda match: self.written[match.group()], part)


def conceal(text: str, patterns: Patterns = Patterns()) -> Concealed:  # noqa: B008 - frozen
    """Replace personal data by numbered placeholders, in order of appearance for each kind.

    One value has one placeholder also where it is written differently (spaces, dashes, country
    code, case of letters). A name in another case of the language is another value, so that it
    comes back as it was. Placeholders that the author typed are text: their numbers are not used.
    """
    typed = {_named(match[1], match[2]) for match in _LIKE_PLACEHOLDER.finditer(text)}
    given: dict[tuple[Kind, str], str] = {}
    numbers: Counter[Kind] = Counter()
    values: dict[str, str] = {}
    ways: dict[str, str] = {}
    pieces, end = [], 0
    for one in found_in(text, every_detector(patterns)):
        start, stop = one.span
        written = text[start:stop]
        value = one.kind, value_of(one, written)
        if value not in given:
            given[value] = _next(one.kind, numbers, typed)
            values[given[value]] = written
        ways[written] = given[value]
        pieces += [text[end:start], given[value]]
        end = stop
    masked = "".join([*pieces, text[end:]])
    return Concealed(masked, MappingProxyType(values), MappingProxyType(ways))


def reveal(text: str, placeholders: Mapping[str, str]) -> str:
    """Put the values back, each as it was written first; what is no key of the mapping stays."""
    return _ANY_PLACEHOLDER.sub(lambda match: placeholders.get(match.group(), match.group()), text)


def value_of(one: Found, written: str) -> str:
    """What is the same in every way to write a value."""
    return _VALUES.get(one.kind, _letters_and_digits)(written)


def _letters_and_digits(written: str) -> str:
    return _SIGNS.sub("", _ascii_digits(written)).casefold()


def _phone(written: str) -> str:
    digits = _NOT_DIGIT.sub("", _ascii_digits(written)).removeprefix("00")
    for prefix, length in (("48", 11), ("0", 10)):
        if len(digits) == length and digits.startswith(prefix):
            return digits[len(prefix) :]
    return digits


def _account(written: str) -> str:
    return _letters_and_digits(written).removeprefix("pl")


def _email(written: str) -> str:
    return "".join(_AT.sub("@", written).split()).casefold()


_VALUES: Mapping[Kind, Callable[[str], str]] = {
    Kind.PHONE: _phone,
    Kind.ACCOUNT: _account,
    Kind.EMAIL: _email,
}


def _ascii_digits(written: str) -> str:
    return plain(written).text


def _named(kind: str, number: str) -> str:
    return f"[{kind} {int(number or 0)}]".casefold()


def _next(kind: Kind, numbers: Counter[Kind], typed: set[str]) -> str:
    while True:
        numbers[kind] += 1
        placeholder = f"[{kind.value} {numbers[kind]}]"
        if placeholder.casefold() not in typed:
            return placeholder
