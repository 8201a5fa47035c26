"""What people at the desk write, without personal data, so that it comes back letter for letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.polish.morphology import lemmas
from kb.polish.text import fold
from kb.privacy.detect import every_detector, found_in
from kb.privacy.found import Kind
from kb.privacy.patterns import Patterns

_NAMES = "|".join(re.escape(kind.value) for kind in Kind)
_PLACEHOLDER = re.compile(rf"\[({_NAMES}) [0-9]+\]")
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    kind: str


class Mask:
    """The placeholders of one draft, which grow with what people write about it."""

    def __init__(
        self,
        placeholders: Mapping[str, str],
        public: str = "",
        patterns: Patterns | None = None,
        names: Iterable[str] = (),
    ) -> None:
        """public: what the base says, in which a telephone is the shop's and no customer's.

        names: of the customers, hidden in every inflection, also where no detector knows them.
        """
        self.placeholders = dict(placeholders)
        self._public = public
        self._detectors = every_detector(patterns or Patterns())
        self._names = tuple(filter(None, (name.strip() for name in names)))
        words = (one[0] for name in self._names for one in _NAME_WORD.finditer(name))
        self._name_keys = frozenset(key for word in words for key in _keys(word))
        self._given = {value: name for name, value in reversed(self.placeholders.items()) if value}

    def hide(self, text: str) -> str:
        """The text with placeholders; `kb.privacy.pseudonyms.reveal` gives exactly the text back.

        What the draft hides already keeps its placeholder, also where no detector would find it.
        A placeholder that somebody typed is text, and gets one of its own.
        """
        pieces, end = [], 0
        for one in _apart(self._found(text)):
            pieces += [text[end : one.start], self._placeholder(text[one.start : one.end], one)]
            end = one.end
        return "".join([*pieces, text[end:]])

    def _found(self, text: str) -> Iterator[_Piece]:
        for match in _PLACEHOLDER.finditer(text):
            yield _Piece(*match.span(), match[1])
        for one in found_in(text, self._detectors):
            if not self._is_public(text[slice(*one.span)]):
                yield _Piece(*one.span, one.kind.value)
        for piece in self._named(text):
            if not self._is_public(text[piece.start : piece.end]):
                yield piece
        for value in self._given:
            if not self._is_public(value):
                for match in _whole(value).finditer(text):
                    yield _Piece(*match.span(), "")

    def _named(self, text: str) -> Iterator[_Piece]:
        for name in self._names:
            for match in _whole(name).finditer(text):
                yield _Piece(*match.span(), Kind.NAME.value)
        for match in _NAME_WORD.finditer(text) if self._name_keys else ():
            if not self._name_keys.isdisjoint(_keys(match[0])):
                yield _Piece(*match.span(), Kind.NAME.value)

    def _is_public(self, written: str) -> bool:
        return bool(self._public) and _whole(written).search(self._public) is not None

    def _placeholder(self, written: str, piece: _Piece) -> str:
        known = self._given.get(written)
        if known is not None:
            return known
        kind, number = piece.kind or Kind.NAME.value, 1
        while (new := f"[{kind} {number}]") in self.placeholders:
            number += 1
        self.placeholders[new] = written
        self._given[written] = new
        return new


def _apart(found: Iterable[_Piece]) -> list[_Piece]:
    """The finds left to right; what overlaps is one, so that no end of it stays."""
    apart: list[_Piece] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and one.start < apart[-1].end:
            before = apart.pop()
            end = max(before.end, one.end)
            apart.append(_Piece(before.start, end, before.kind or one.kind))
        else:
            apart.append(one)
    return apart


def _whole(written: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")


def _keys(word: str) -> frozenset[str]:
    """What the forms of a name have in common; nothing for a word in small letters."""
    return frozenset((fold(word), *map(fold, lemmas(word)))) if word[0].isupper() else frozenset()
