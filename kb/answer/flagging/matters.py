"""Which public articles a matter calls for, where the editors have named some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.flagging.matcher import Patterns, Wording
from kb.answer.model import Asked, Flag
from kb.ingest.flag_rules import FlagRules, Matter
from kb.polish.sentences import split_sentences
from kb.polish.text import fold

#: Sentences of a question with what stands around it.
_SENTENCES = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Finder:
    wording: Wording
    matters: tuple[tuple[Matter, Patterns, Patterns], ...]


def articles_of(asked: Asked, flags: Sequence[Flag], rules: FlagRules) -> frozenset[str]:
    """Slugs of the articles that are preferred for a question; none for most.

    A matter of a flag counts where the question, or what stands around it, holds the words that
    raised the flag; one of its own words counts where a sentence of these has them.
    """
    found: set[str] = set()
    finder = _finder(rules)
    for matter, find, unless in finder.matters:
        if matter.kind:
            shown = any(flag.kind.value == matter.kind and _tells(asked, flag) for flag in flags)
        else:
            shown = _stands(finder.wording, asked, find, unless)
        if shown:
            found.update(matter.articles)
    return frozenset(found)


def _tells(asked: Asked, flag: Flag) -> bool:
    quote = flag.quote.rstrip("…").strip()
    around = (asked.text, asked.context)
    return any(part and (quote in part or part in quote) for part in around) or any(
        sentence in quote for sentence in _sentences(asked.context) if len(sentence.split()) > 1
    )


def _stands(wording: Wording, asked: Asked, find: Patterns, unless: Patterns) -> bool:
    texts = [asked.text, *_sentences(asked.context)]
    read = [wording.read(text, fold(text) != text.lower()) for text in texts]
    if wording.stands(unless, read[0], negated=True):
        return False
    return any(
        wording.stands(find, one, negated=True) and not wording.stands(unless, one, negated=True)
        for one in read
    )


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)][:_SENTENCES]


@lru_cache(maxsize=2)
def _finder(rules: FlagRules) -> _Finder:
    wording = Wording(rules.negators, rules.through)
    return _Finder(wording, tuple(_compiled(wording, rules.matters)))


def _compiled(
    wording: Wording, matters: Iterable[Matter]
) -> Iterable[tuple[Matter, Patterns, Patterns]]:
    for matter in matters:
        yield matter, wording.compile(matter.find), wording.compile(matter.unless)
