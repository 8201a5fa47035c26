"""Whether a text says something, whatever its spaces, dashes and capitals."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.answer.register import Address, address_formally
from kb.polish.text import fold, is_stop_word, tokens_of

_SPACES = re.compile(r"\s+")
#: Every dash is written as a hyphen before texts are compared.
DASHES = str.maketrans("–—‑−", "----")
_QUOTED = re.compile("„([^„”]{4,})”|“([^“”]{4,})”|«([^«»]{4,})»")
_MARKS = re.compile('[„”“«»"]')
_ASKED = re.compile(r"^proszę ", re.IGNORECASE)
_ENDS = " .…,;:!?"


def plain(text: str) -> str:
    """Lower case, one space between words, one kind of dash."""
    return _SPACES.sub(" ", text.translate(DASHES)).casefold().strip()


def says(text: str, fact: str) -> bool:
    """Whether a text contains a fact. A number is not found inside a longer one: "30 dni" is not
    in "130 dni", "12,9" is not in "12,99"."""
    wanted = re.escape(plain(fact))
    before = r"(?<!\d)(?<!\d[.,])" if fact[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if fact[-1:].isdigit() else ""
    return re.search(before + wanted + after, plain(text)) is not None


@lru_cache(maxsize=2_000)
def registers_of(fact: str) -> tuple[str, ...]:
    """A fact in the words of an article, and as it is said to a Pani, a Pan or Państwo; the
    "proszę" of an order may stand further ahead."""
    formal = [said for address in Address if (said := address_formally(fact, address))]
    asked = [_ASKED.sub("", said) for said in formal]
    return tuple(dict.fromkeys((fact, *formal, *asked)))


def finds(text: str, pattern: str) -> str:
    """What a regular expression finds in a text, whatever its case; "" for nothing."""
    found = re.search(pattern, _SPACES.sub(" ", text), re.IGNORECASE)
    return found.group() if found else ""


def without_echo(text: str, message: str) -> str:
    """A reply without the customer's own words that it repeats in quotation marks."""
    said = plain(_MARKS.sub("", message))

    def drop(quoted: re.Match[str]) -> str:
        own = plain(_MARKS.sub("", quoted.group())).strip(_ENDS) in said
        return "" if own else quoted.group()

    return _QUOTED.sub(drop, text)


def overlap(wanted: str, text: str) -> float:
    """Share of the words of `wanted` that stand in `text`, without stop words unless there is
    nothing else."""
    words = _words(wanted)
    return len(words & _words(text, every=True)) / len(words) if words else 0.0


def _words(text: str, *, every: bool = False) -> set[str]:
    tokens = tokens_of(text)
    content = {t.key for t in tokens if every or not is_stop_word(t.form)}
    return content or {fold(t.form) for t in tokens}
