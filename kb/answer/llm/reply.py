"""A model's answer → sentences with keys, and what is wrong with each by its form alone."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.answer.llm.faults import Fault, failure
from kb.answer.llm.languages import in_language
from kb.answer.model import Sentence, Status
from kb.ingest.printable import printable
from kb.polish.sentences import split_sentences

_MOST_SENTENCES = 40
_LONGEST = 600
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>?")
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,40}\]")
#: Categories of characters that have no place in a reply: controls, formats, private use.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_WORDS = re.compile(r"\w")

_STRANGE_KEY = "Model podał źródło, którego nie dostał."
_STRANGE_PLACEHOLDER = "Model wstawił {}, czego nie może być w tej odpowiedzi."
_MARKUP = "Model wstawił znaczniki HTML; usunęliśmy je."
_TOO_LONG = "Zdanie jest za długie i zostało ucięte."
_OTHER_LANGUAGE = "Zdanie nie jest w języku odpowiedzi."


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of the answer; `reasons` are Polish and say what its form has against it."""

    text: str
    keys: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.text, self.keys, Status.UNSUPPORTED, self.reasons)


def placeholders_in(text: str) -> frozenset[str]:
    """What stands in square brackets: placeholders, and whatever looks like one."""
    return frozenset(_PLACEHOLDER.findall(text))


def read_reply(
    answer: str, keys: Sequence[str], placeholders: frozenset[str], language: str
) -> tuple[Read, ...]:
    """The sentences of an answer, all of them, each once.

    Other keys, other placeholders, markup and another language are reasons. Raises GeneratorError:
    unreadable where the answer, or its end, is not in the form; wrong-language where most of it is.
    """
    # Small models say the same again and again.
    read = tuple(
        dict.fromkeys(
            _read(text, written, keys, placeholders, language)
            for item in _items(answer)
            for text, written in _sentences(item)
        )
    )
    if not read or len(read) > _MOST_SENTENCES:
        raise failure(Fault.UNREADABLE)
    if sum(_OTHER_LANGUAGE in one.reasons for one in read) * 2 > len(read):
        raise failure(Fault.WRONG_LANGUAGE)
    return read


def _read(
    text: str,
    keys: Sequence[str],
    given: Sequence[str],
    placeholders: frozenset[str],
    language: str,
) -> Read:
    plain = _TAG.sub(" ", text)
    shown = " ".join(_visible(plain).split())
    reasons = []
    if plain != text:
        reasons.append(_MARKUP)
    if any(key not in given for key in keys):
        reasons.append(_STRANGE_KEY)
    strange = [one for one in _PLACEHOLDER.findall(shown) if one not in placeholders]
    reasons += [_STRANGE_PLACEHOLDER.format(one) for one in dict.fromkeys(strange)]
    if len(shown) > _LONGEST:
        shown = shown[: _LONGEST - 1].rstrip() + "…"
        reasons.append(_TOO_LONG)
    if not in_language(_PLACEHOLDER.sub(" ", shown), language):
        reasons.append(_OTHER_LANGUAGE)
    kept = tuple(dict.fromkeys(key for key in keys if key in given))
    return Read(shown, kept, tuple(reasons))


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", printable(text))
    return "".join(char for char in composed if unicodedata.category(char) not in _UNSEEN)


def _sentences(item: Any) -> Iterator[tuple[str, list[str]]]:
    """Each sentence of an item with the item's keys. Raises GeneratorError (unreadable)."""
    if not isinstance(item, dict):
        raise failure(Fault.UNREADABLE)
    text, keys = item.get("text"), item.get("keys", [])
    keys = [keys] if isinstance(keys, str) else keys
    if not isinstance(text, str) or not isinstance(keys, list):
        raise failure(Fault.UNREADABLE)
    written = [key if isinstance(key, str) else "" for key in keys]
    spans = split_sentences(text)
    for start, end in spans:
        # A mark or an emoji alone says nothing that could be true or false.
        if len(spans) == 1 or _WORDS.search(text[start:end]):
            yield text[start:end], written


def _items(answer: str) -> list[Any]:
    """The items of a JSON object with `sentences`, of a list, or of objects one after another.

    What a model says around them is no part of the answer. Raises GeneratorError (unreadable) where
    brackets are left over: the answer was cut off, or is no JSON.
    """
    text = _THOUGHT.sub("", answer)
    values, rest = _values(text)
    if not values or re.search(r"[{}\[\]]", rest):
        raise failure(Fault.UNREADABLE)
    items: list[Any] = []
    for value in values:
        inner = value.get("sentences", value) if isinstance(value, dict) else value
        items += inner if isinstance(inner, list) else [inner]
    return items


def _values(text: str) -> tuple[list[Any], str]:
    """The JSON values of a text, and what stands around them."""
    decoder = json.JSONDecoder()
    values, around, at = [], [], 0
    while opening := re.compile(r"[{\[]").search(text, at):
        try:
            value, end = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            break
        around.append(text[at : opening.start()])
        values.append(value)
        at = end
    return values, "".join([*around, text[at:]])
