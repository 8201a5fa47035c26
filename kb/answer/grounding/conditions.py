"""Conditions that limit what a sentence says: "jeśli …", "chyba że …", "przy statusie …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.grounding.bounds import Bound
from kb.answer.grounding.facts import Kind
from kb.answer.grounding.lexicon import YOU
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.scope import limits
from kb.answer.grounding.words import Word, Words, words_of

_IF, _UNLESS, _EVEN, _BEFORE, _AFTER, _ONLY = "if", "unless", "even", "before", "after", "only"
_MARKERS: tuple[tuple[str, str], ...] = (
    (r"chyba\s+że|o\s+ile\s+nie|jeśli\s+nie\s+(?=podan)|unless", _UNLESS),
    (r"nawet\s+(?:jeśli|jeżeli|gdy|kiedy)|choćby|mimo\s+że|chociaż|even if", _EVEN),
    (r"nawet\s+(?:po|przed|bez|mimo)(?=\s+[^\W\d_])", _EVEN),
    (r"niezależnie\s+od|bez\s+względu\s+na", _EVEN),
    (r"(?:tylko|dopiero|jedynie|wyłącznie)\s+(?:wtedy,?\s+)?(?:jeśli|jeżeli|gdy|wtedy)", _ONLY),
    (r"pod\s+warunkiem,?\s+że|dopiero\s+(?:po|od)(?=\s+[^\W\d_])", _ONLY),
    (r"zanim|nim(?=\s+\w+(?:ie|e|ą|ę)\b)|dopóki(?=\s+nie\b)", _BEFORE),
    (r"dopóki|póki|jak\s+długo", _IF),
    (r"po\s+tym,?\s+jak|odkąd", _AFTER),
    (r"jeśli|jeżeli|gdyby\w*|gdy|kiedy|o\s+ile|w\s+przypadku|w\s+razie|pod\s+warunkiem|if|when",
     _IF),
)  # fmt: skip
_MARKER = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), kind) for words, kind in _MARKERS
)
_OPENING = re.compile(r"\s*(?:Tak|Nie),?\s+|\s*\d{1,2}[.)]\s+")
#: Phrases at the start of a sentence that limit it like a clause: "Przy statusie …", "Bez konta …".
_FRAME = re.compile(
    r"(?:Przy|Bez|Poza|Oprócz|Po|Przed|Dla|W\s+przypadku|W\s+razie)\s+[^\W\d_]", re.UNICODE
)
#: What the customer would like limits nothing: "Jeśli wolisz, możesz kupić bez konta".
_WISH = re.compile(
    r"(?:jeśli|jeżeli|gdy|kiedy)\s+(?:\w+\s+)?(?:wol(?:isz|i|ą)|chc(?:esz|e|ą)|zechc\w+"
    r"|(?:możesz|może|mogą)(?=\s*[,.;]|\s*\Z))(?!\w)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?()–—]")
_ALTERNATIVE = re.compile(r"(?:,\s*)?(?<!\w)(?:a|ale|lecz|natomiast|zaś|i)\s+\Z")
#: Kinds that say the same well enough.
_ALIKE = (frozenset({_IF, _AFTER}), frozenset({_ONLY, _AFTER}))
#: Share of a condition's content that a sentence must keep.
KEPT = 0.5
#: Share of a limited clause's content from which on a sentence counts as saying it.
SAID = 0.5


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: its kind, its own span and the span of what it limits."""

    kind: str
    marker: str
    span: tuple[int, int]
    limited: tuple[tuple[int, int], ...]


@lru_cache(maxsize=2048)
def conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of a sentence, in order."""
    found: list[Condition] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind in _MARKER:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            end = _end(text, match.end())
            found.append(_condition(text, kind, match[0], match.start(), end))
    opening = _OPENING.match(text)
    frame = _FRAME.match(text, opening.end() if opening else 0)
    if frame and not found:
        found.append(_frame(text, frame))
    return tuple(sorted(found, key=lambda one: one.span))


def _end(text: str, at: int) -> int:
    match = _CLAUSE_END.search(text, at)
    return match.start() if match else len(text)


def _condition(text: str, kind: str, marker: str, start: int, end: int) -> Condition:
    before = text[:start]
    alternative = _ALTERNATIVE.search(before)
    opens = not before.strip(' \u00a0„"«(') or bool(_OPENING.fullmatch(before))
    if opens or alternative or re.search(r"[;:–—(]\s*\Z", before):
        return Condition(kind, marker, (start, end), ((end, _until_alternative(text, end)),))
    return Condition(kind, marker, (start, end), ((_since_alternative(text, start), start),))


def _until_alternative(text: str, at: int) -> int:
    match = re.search(r",\s*(?:a|ale|lecz|natomiast)\s+|[;]", text[at + 1 :])
    return at + 1 + match.start() if match else len(text)


def _since_alternative(text: str, at: int) -> int:
    starts = [match.end() for match in re.finditer(r",\s*(?:a|ale|lecz)\s+|[;]", text[:at])]
    return starts[-1] if starts else 0


def _frame(text: str, frame: re.Match[str]) -> Condition:
    """The phrase ends with its noun: three words hold it with its adjectives."""
    words = list(re.finditer(r"\S+", text[frame.start() :]))[:3]
    end = frame.start() + words[-1].end()
    comma = _end(text, frame.end())
    end = min(end, comma)
    return Condition(
        "frame", words[0][0], (frame.start(), end), ((end, _until_alternative(text, end)),)
    )


def condition_conflict(sentence: Words, stated: Sequence[Word], unit: Unit) -> str:
    """Why a sentence drops or turns a condition of a unit; empty where it keeps them.

    stated: those words of the sentence that stand on the unit.
    """
    keys = frozenset[str]().union(*(word.keys for word in sentence.words))
    stated_keys = frozenset[str]().union(*(word.keys for word in stated))
    said = sentence.text
    ours = list(conditions(said))
    by_content = sorted(conditions(unit.text), key=lambda one: not _within(unit, one.span))
    for theirs in by_content:
        own = _within(unit, theirs.span)
        if _WISH.match(unit.text, theirs.span[0]) or _is_having(theirs, own, unit, stated_keys):
            continue
        if not any(_share(_within(unit, span), stated_keys) >= SAID for span in theirs.limited):
            continue
        quoted = unit.text[slice(*theirs.span)].strip()
        if own and not _is_kept(theirs, own, keys, sentence, unit):
            return f"zdanie pomija warunek źródła: «{quoted}»"
        if theirs.kind == "frame" or _keeps_facts(theirs, sentence, unit):
            continue
        turned = _counterpart(said, ours, own)
        if turned is None and _is_noun(theirs, own, sentence, unit):
            continue
        if turned is None:
            return f"zdanie pomija warunek źródła: «{quoted}»"
        ours.remove(turned)
        kind = _ONLY if turned.kind == _IF and limits(sentence.words) else turned.kind
        if turned.kind != theirs.kind and not _alike(kind, theirs.kind):
            return f"warunek jest inny: źródło mówi «{theirs.marker}», a zdanie «{turned.marker}»"
    return ""


def _is_having(theirs: Condition, own: Sequence[Word], unit: Unit, keys: frozenset[str]) -> bool:
    """ "Jeśli masz kod, wpisz go w koszyku" says "kod wpisuje się w koszyku": who speaks of the
    thing has it."""
    within = [word for word in unit.words.words if theirs.span[0] <= word.at < theirs.span[1]]
    having = any(
        "mieć" in word.lemmas and not word.negated and YOU in word.person for word in within
    )
    acting = any(word.weight and (word.finite or word.negated) for word in within)
    facts = _facts_within(unit, theirs.span)
    return having and not acting and not facts and all(word.keys & keys for word in own)


def _is_kept(
    theirs: Condition, own: Sequence[Word], keys: frozenset[str], sentence: Words, unit: Unit
) -> bool:
    """Whether a sentence has enough of the words and facts of a condition."""
    values = {fact.value for fact in sentence.facts}
    facts = _facts_within(unit, theirs.span)
    if facts and facts <= values and _limits_by_number(theirs, unit):
        return True  # "od 199 zł" says "gdy wartość zamówienia wynosi co najmniej 199 zł"
    total = sum(word.weight for word in own) + len(facts)
    kept = _share(own, keys) * sum(word.weight for word in own) + len(facts & values)
    return kept / total >= KEPT


def _limits_by_number(theirs: Condition, unit: Unit) -> bool:
    within = [one for one in unit.words.facts if theirs.span[0] <= one.span[0] < theirs.span[1]]
    return all(one.kind is Kind.AMOUNT and one.bound is not Bound.NONE for one in within)


def _facts_within(unit: Unit, span: tuple[int, int]) -> set[str]:
    return {fact.value for fact in unit.words.facts if span[0] <= fact.span[0] < span[1]}


def _keeps_facts(theirs: Condition, sentence: Words, unit: Unit) -> bool:
    """ "przy zamówieniach od 199 zł" says what "gdy wartość wynosi co najmniej 199 zł" says."""
    own = _facts_within(unit, theirs.span)
    kept = own and own <= {fact.value for fact in sentence.facts}
    return bool(kept) and theirs.kind in (_IF, _ONLY) and not conditions(sentence.text)


def added_condition(said: str, units: Sequence[Unit]) -> str:
    """A strong condition of a sentence that no unit of the source has."""
    known = {one.kind for unit in units for one in conditions(unit.text)}
    for one in conditions(said):
        if one.kind in (_UNLESS, _EVEN) and one.kind not in known:
            also = one.marker.casefold().replace("nawet ", "także ")
            if any(also in unit.text.casefold() for unit in units):
                continue
            return f"źródło nie ma warunku «{one.marker}»"
    return ""


_AS_NOUN = {
    _BEFORE: frozenset({"przed"}),
    _AFTER: frozenset({"po"}),
    _IF: frozenset({"po", "przy"}),
}


#: "Zamówienie o statusie „Opłacone”" says "gdy ma status „Opłacone”".
_OF_KIND = frozenset({"o"})


def _is_noun(theirs: Condition, own: Sequence[Word], sentence: Words, unit: Unit) -> bool:
    """Whether a sentence says a condition with a preposition and the noun of its verb: "przed
    zapłatą" for "zanim zapłacisz"."""
    deeds = [word for word in own if word.finite]
    limited = [word for span in theirs.limited for word in _within(unit, span)]
    things = [
        word for word in own if not word.finite and not any(word.keys & one.keys for one in limited)
    ]
    for at, word in enumerate(sentence.words):
        form = word.form.casefold()
        if form not in _AS_NOUN.get(theirs.kind, ()) and form not in _OF_KIND:
            continue
        following = next((one for one in sentence.words[at + 1 :] if one.weight), None)
        meant = [*(deeds if form not in _OF_KIND else ()), *(things if theirs.kind == _IF else ())]
        if following and not following.finite and any(following.keys & one.keys for one in meant):
            return True
    return False


def _within(unit: Unit, span: tuple[int, int]) -> list[Word]:
    start, end = span
    return [word for word in unit.words.words if start <= word.at < end and word.weight]


def _share(words: Sequence[Word], keys: frozenset[str]) -> float:
    total = sum(word.weight for word in words)
    return sum(word.weight for word in words if word.keys & keys) / total if total else 0.0


def _counterpart(said: str, ours: Sequence[Condition], theirs: Sequence[Word]) -> Condition | None:
    """The condition of the sentence that says the same words."""
    keys = frozenset[str]().union(*(word.keys for word in theirs))

    def fit(one: Condition) -> float:
        inside = [
            word
            for word in words_of(said).words
            if one.span[0] <= word.at < one.span[1] and word.weight
        ]
        return _share(inside, keys)

    best = max(ours, key=fit, default=None)
    return best if best and (fit(best) > 0 or not keys) else None


def _alike(first: str, second: str) -> bool:
    return first == second or "frame" in (first, second) or {first, second} in _ALIKE
