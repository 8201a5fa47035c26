"""The content words of a sentence as the grounding check compares them: dictionary forms, weight,
whether negated, and who acts. Words of register (Pan, Pani, Ty, proszę) carry no content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.answer.grounding.facts import Fact, facts
from kb.answer.grounding.lexicon import (
    LIGHT,
    MODALS,
    NAME,
    NEGATIONS,
    OTHER,
    WE,
    YOU,
    keys_of,
    weight_of,
)
from kb.polish.morphology import lemmas, readings

_FORM = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|,|[;:()–—|/„”\"]")
_LABEL = re.compile(r"[„\"“«][^„”\"»\n]{1,80}[”\"»]")
_CAN_OR_MUST = frozenset("móc można musieć trzeba wolno".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence.

    keys: what it may be matched by: dictionary forms, groups of synonyms, stem. lemmas: the plain
    dictionary forms. weight: 0 for words without content. person: who acts, of finite verbs.
    imperative, finite, past, infinitive: what kind of verb it can be; never inside quotation marks.
    """

    form: str
    at: int
    keys: frozenset[str]
    lemmas: frozenset[str]
    weight: float
    negated: bool
    person: frozenset[str]
    imperative: bool
    finite: bool
    past: bool
    infinitive: bool
    segment: int


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence taken apart: all words in order, facts, and the number of its segments (pieces
    between commas and conjunctions)."""

    text: str
    words: tuple[Word, ...]
    facts: tuple[Fact, ...]
    fact_segments: tuple[int, ...]
    segments: int


@lru_cache(maxsize=2048)
def words_of(text: str) -> Words:
    """Take a sentence apart."""
    found = facts(text)
    masked = text
    for fact in found:
        start, end = fact.span
        masked = masked[:start] + "§" * (end - start) + masked[end:]
    forms = [(match[0], match.start()) for match in _FORM.finditer(masked)]
    formal = any(lemma in _ADDRESSED or form in ("Państwo", "Państwa", "Państwu", "Państwem")
                 for form, _ in forms for lemma in lemmas(form))  # fmt: skip
    # What a button says is no verb of the sentence: „Zapłać ponownie”.
    labels = [match.span() for match in _LABEL.finditer(text)]
    words: list[Word] = []
    segment = 0
    starts = [0]
    negating: str = ""
    for index, (form, at) in enumerate(forms):
        if not form[0].isalpha():
            segment, negating = segment + 1, ""
            starts.append(at)
            continue
        lowered = form.casefold()
        if lowered in _CONJUNCTIONS:
            segment, negating = segment + 1, ""
            starts.append(at)
        if lowered in NEGATIONS:
            comma = index + 1 < len(forms) and forms[index + 1][0] == ","
            tylko = index + 1 < len(forms) and forms[index + 1][0].casefold() == "tylko"
            whatever = (
                lowered == "bez"
                and forms[index + 1 : index + 2][0:1]
                and (forms[index + 1][0].casefold() == "względu")
            )
            negating = "" if comma or tylko or whatever else lowered
            if negating:
                words.append(_particle(form, at, segment))
            negating = negating.replace("ani", "")  # goes on with a negation, or enumerates
            continue
        if negating == "bez" and _is_verb(form):
            negating = ""  # "po potwierdzeniu braku wyślemy"
        word = _word(
            form,
            at,
            segment,
            first=index == 0,
            negated=bool(negating),
            formal=formal,
            label=any(start < at < end for start, end in labels),
        )
        if any(start - 1 <= at + len(form) <= start for start, _ in labels):
            # What a name is called says little: "status „Wysłane”", "przycisk „Zapłać”".
            word = replace(word, weight=min(word.weight, LIGHT))
        elif word.weight and any(start < at < end for start, end in labels):
            word = replace(word, weight=max(word.weight, NAME))
        words.append(word)
        negating = "bez" if word.lemmas & _LACK else _carried(negating, word)
        if word.negated and word.lemmas & _SUPPORTING:
            negating = "nie"
    words = _impersonal(_with_subjects(_with_governed(_with_meant(words))))
    fact_segments = tuple(sum(start <= fact.span[0] for start in starts) - 1 for fact in found)
    return Words(text, tuple(words), found, fact_segments, segment + 1)


_ADDRESSED = frozenset("pan pani klient klientka konsument kupujący".split())
_CONJUNCTIONS = frozenset(
    "a i oraz ale lecz lub albo więc bo natomiast jednak zaś ponieważ dlatego".split()
)
_LACK = frozenset({"brak", "brakować"})
#: Adjectives that deny another one; other words on "nie" mean something of their own.
_DENYING = frozenset(
    "nieczynny niedostępny niemożliwy nieważny nieobowiązkowy niepotrzebny niekonieczny".split()
)
#: Verbs that say of a noun that it happens: "nie podlega zwrotowi" denies the return.
_SUPPORTING = frozenset(
    """
    podlegać przysługiwać poddać dokonać dokonywać przewidywać prowadzić realizować oferować
    """.split()
)


def _is_verb(form: str) -> bool:
    """Whether a word is nothing but a finite verb or an infinitive."""
    kinds = {tag.partition(":")[0] for _, tag in readings(form)}
    return bool(kinds) and kinds <= _FINITE | {"inf"}


def _carried(negating: str, word: Word) -> str:
    """How far a negation reaches beyond the word right after it."""
    if not negating:
        return ""
    if negating == "nie" and word.lemmas & MODALS:
        return "nie"
    if negating == "bez" and any(tag.startswith("ger") for _, tag in readings(word.form)):
        return "bez"  # "bez podania przyczyny" is "bez przyczyny"
    # "bez żadnej opłaty", "nie można go zwrócić": small words do not use the negation up.
    return negating if not word.weight and not word.finite else ""


_DOING = frozenset({"robić", "zrobić"})
_THAT = frozenset({"to", "tego", "tak"})


def _with_meant(words: Sequence[Word]) -> list[Word]:
    """ "Blokadę zdejmuje bank, my nie możemy tego zrobić": the verb before is meant."""
    found: list[Word] = []
    meant: Word | None = None
    for at, word in enumerate(words):
        near = {one.form.casefold() for one in words[max(0, at - 3) : at + 3]}
        if word.lemmas & _DOING and meant and near & _THAT:
            both = replace(word, keys=word.keys | meant.keys, lemmas=word.lemmas | meant.lemmas)
            found.append(both)
            continue
        if word.weight >= LIGHT and (word.finite or word.infinitive):
            meant = word
        found.append(word)
    return found


def _with_governed(words: Sequence[Word]) -> list[Word]:
    """Give infinitives the person and the negation of the modal verb in their segment: "możemy
    przedłużyć" is said of us, "zwrócić nie można" denies the return."""
    modals = {word.segment: word for word in words if word.lemmas & _CAN_OR_MUST}
    return [
        replace(
            word,
            person=modals[word.segment].person,
            negated=word.negated or modals[word.segment].negated,
        )
        if word.infinitive and word.segment in modals and word.weight
        else word
        for word in words
    ]


def _with_subjects(words: Sequence[Word]) -> list[Word]:
    """In a letter to a Pani, "paczka wyjedzie" is still said of the parcel: a noun that can be
    nothing but the subject acts itself."""
    acting = {
        word.segment
        for word in words
        if word.weight and not word.form[0].isupper() and _is_subject(word.form)
    } - {word.segment for word in words if word.form in ("Pan", "Pani", "Państwo")}
    return [
        replace(word, person=frozenset({OTHER}))
        if word.person == {OTHER, YOU} and word.segment in acting
        else word
        for word in words
    ]


@lru_cache(maxsize=50_000)
def _is_subject(form: str) -> bool:
    """Whether a word is a nominative and no accusative: "paczka", not "towar"."""
    cases = {
        case
        for _, tag in readings(form)
        if tag.startswith("subst")
        for case in tag.split(":")[2].split(".")
    }
    return "nom" in cases and "acc" not in cases


def _impersonal(words: Sequence[Word]) -> list[Word]:
    """ "Płaci się" names nobody: what you do, or what is done."""
    near = {place for at, word in enumerate(words) if word.form.casefold() == "się"
            for place in (at - 1, at + 1)}  # fmt: skip
    return [
        replace(word, person=frozenset()) if at in near and word.person == {OTHER} else word
        for at, word in enumerate(words)
    ]


def _particle(form: str, at: int, segment: int) -> Word:
    none = frozenset[str]()
    own = frozenset({form.casefold()})
    return Word(form, at, own, own, 0.0, False, none, False, False, False, False, segment)


_FINITE = frozenset({"fin", "praet", "impt", "imps", "bedzie", "winien", "pred"})


def _word(
    form: str, at: int, segment: int, *, first: bool, negated: bool, formal: bool, label: bool
) -> Word:
    own = frozenset(lemmas(form))
    tags = readings(form)
    person = frozenset[str]() if label else _person(tags, formal)
    verbal = not label and not any(tag.startswith("subst") for _, tag in tags)
    keys = keys_of(form)
    if tags and all(tag.endswith(":neg") for _, tag in tags):
        negated = not negated
    if own & _DENYING:
        negated = not negated
        keys |= keys_of(min(own & _DENYING)[3:])
    return Word(
        form,
        at,
        keys,
        own,
        weight_of(form, own, first),
        negated,
        person,
        verbal and any(tag.startswith("impt:sg:sec") for _, tag in tags),
        not label and any(tag.partition(":")[0] in _FINITE for _, tag in tags),
        verbal and any(tag.startswith("praet") for _, tag in tags),
        any(tag.startswith("inf") for _, tag in tags),
        segment,
    )


@lru_cache(maxsize=50_000)
def _persons(tags: tuple[tuple[str, str], ...]) -> frozenset[str]:
    found = set()
    for _, tag in tags:
        kind, _, rest = tag.partition(":")
        if kind in ("fin", "aglt", "bedzie"):
            found.add(WE if "pl:pri" in rest else YOU if ":sec" in f":{rest}" else OTHER)
        elif kind == "impt":
            found.add(YOU)
    return frozenset(found)


def _person(tags: tuple[tuple[str, str], ...], formal: bool) -> frozenset[str]:
    found = _persons(tags)
    return found | {YOU} if formal and OTHER in found else found
