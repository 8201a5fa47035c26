"""Public articles say "Ty", a letter says "Pani", "Pan" or "Państwo": one turned into the other.

Only where the grammar leaves no doubt: present and future tense of the second person, imperatives
(as "proszę" and an infinitive), and pronouns. Forms come from the dictionary. A sentence with
anything else of the second person is left to be quoted as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kb.answer.imperatives import (
    CLAUSE_END,
    Word,
    clause_of,
    is_imperative,
    is_noun_here,
    is_only_verb,
    may_be_imperative,
)
from kb.polish.morphology import Analysis, analyses, generate

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"„[^”]*”|«[^»]*»|\"[^\"]*\"")
#: Not the dots of addresses.
_SENTENCE_END = re.compile(r"[.!?]\W*\s")
_JOINS = frozenset({"i", "lub", "albo", "oraz", "a", "potem", "następnie", "też", "także", "nie"})
#: Words behind which the person stands before the verb, and those that may stand between.
_OPENS_CLAUSE = re.compile(
    r"co|cze(?:go|mu)|czym|kto|kogo|komu|kim|kiedy|gdy|gdyby|zanim|nim|je(?:ś|że)li|gdzie|skąd|dokąd"
    r"|jak|ile|dlaczego|że|żeby|aby|by|bo|póki|dopóki|odkąd|skoro|choć|chociaż|czy"
    r"|któr(?:y|a|e|ą|ego|ej|emu|ym|ych|ymi|zy)|jak(?:i|a|ie|ą|iego|iej|im|ich|imi)",
    re.IGNORECASE,
)
_BETWEEN = frozenset({"nie", "się", "już", "jeszcze", "to", "je", "go", "ją"})
#: Pronouns without stress, which stand right behind the verb: "znajdzie go Pani".
_UNSTRESSED = frozenset({"go", "ją", "je", "to"})
_DENIALS = frozenset({"nie", "nigdy"})
_ASKING = frozenset({"poprosić", "prosić"})
#: Of verbs with one imperative these are the common ones: "przewinąć" and not "przewinić",
#: "wymyślić" and not "wymyśleć".
_LIKELIER = ("nąć", "ić")
_ACCUSATIVE_AFTER = frozenset({"na", "przez", "o", "za", "w", "pod", "ponad"})


class Address(Enum):
    """Who is addressed: (noun, genitive, dative, accusative, instrumental, number of the verb)."""

    WOMAN = ("Pani", "Pani", "Pani", "Panią", "Panią", "sg")
    MAN = ("Pan", "Pana", "Panu", "Pana", "Panem", "sg")
    UNKNOWN = ("Państwo", "Państwa", "Państwu", "Państwa", "Państwem", "pl")

    @property
    def form(self) -> int:
        """Which of the forms in brackets of a phrase is theirs."""
        return list(Address).index(self)


class _InDoubt(Exception):
    """The sentence has a form that cannot be turned with certainty."""


def address_formally(sentence: str, address: Address) -> str | None:
    """The sentence as it is said to a Pani, a Pan or Państwo; None where that is in doubt.

    A sentence without the second person comes back as it is.
    """
    quoted = [match.span() for match in _QUOTED.finditer(sentence)]
    words = [
        Word(m.group(), m.start(), m.end(), any(a <= m.start() < b for a, b in quoted))
        for m in _WORD.finditer(sentence)
    ]
    try:
        _turn(sentence, words, address)
    except _InDoubt:
        return None
    return _written(sentence, words)


def _turn(sentence: str, words: Sequence[Word], address: Address) -> None:
    chain = _Chain()
    named = addressed = False  # the clause, the sentence has its "Pani"
    for place, word in enumerate(words):
        between = sentence[words[place - 1].end : word.start] if place else ""
        if place and CLAUSE_END.search(between):
            named = False
        if _SENTENCE_END.search(between):
            chain, addressed = _Chain(), False
        if word.quoted:
            continue
        found = analyses(word.text.lower())
        if pronoun := _pronoun(sentence, words, place, address):
            word.becomes = pronoun
        elif may_be_imperative(found):
            begins = is_imperative(sentence, words, place, found)
            if begins or not is_noun_here(words, place, found):
                _ask(sentence, words, place, found, chain)
            elif not chain.goes_on and is_only_verb(sentence, words, place):
                raise _InDoubt  # "Len pierz w 40 °C"
        elif any(one.tag.startswith(("fin:sg:sec", "bedzie:sg:sec")) for one in found):
            # "Widzi Pani zamówienia, zapisuje adresy": the verb right behind the comma goes on.
            named = named or (addressed and between == ", ")
            subordinate = _is_subordinate(sentence, words, place)
            _address_verb(sentence, words, place, found, address, named, subordinate=subordinate)
            named, addressed = True, addressed or not subordinate
            chain.goes_on = False
        elif _is_past_or_conditional(word.text):
            raise _InDoubt
        elif word.text.lower() not in _BETWEEN and any(
            one.tag.startswith(("fin:", "bedzie:")) for one in found
        ):
            chain.goes_on = False


@dataclass(slots=True)
class _Chain:
    """The imperatives of a sentence so far. goes_on: "proszę" is heard of the next, too. begun:
    there was one. denied: the last said "nie"."""

    goes_on: bool = False
    begun: bool = False
    denied: bool = False


def _pronoun(sentence: str, words: Sequence[Word], place: int, address: Address) -> str:
    noun, genitive, dative, accusative, instrumental, _ = address.value
    word = words[place].text
    if word == "ci" or word == "CI":
        # "ci klienci", or the pronoun in small letters.
        raise _InDoubt
    if word.lower() == "ciebie":
        after = words[place - 1].text.lower() if place else ""
        return accusative if after in _ACCUSATIVE_AFTER else genitive
    if word.lower() == "cię" and _is_denied(sentence, words, place):
        return genitive
    simple = {"Ci": dative, "cię": accusative, "tobie": dative, "tobą": instrumental, "ty": noun}
    if found := simple.get(word) or simple.get(word.lower()):
        return found
    mine = any(one.lemma.split(":")[0] == "twój" for one in analyses(word.lower()))
    return genitive if mine else ""


def _is_denied(sentence: str, words: Sequence[Word], place: int) -> bool:
    """Whether the clause of a word says "nie"."""
    start, end = clause_of(sentence, words, place)
    return any(word.text.lower() == "nie" for word in words[start:end])


def _ask(
    sentence: str, words: Sequence[Word], place: int, found: Sequence[Analysis], chain: _Chain
) -> None:
    """Set the infinitive, and "proszę" in front unless an earlier one goes on."""
    names = {one.lemma for one in found if one.tag.startswith("impt:sg:sec")}
    # "Stań" is of "stanąć" and of one of two verbs "stać", which the dictionary tells apart by
    # what stands behind the colon; the verb that is alone with its name is meant.
    lemmas = {name for name in names if ":" not in name} or {name.split(":")[0] for name in names}
    for ending in _LIKELIER if len(lemmas) > 1 else ():
        lemmas = {lemma for lemma in lemmas if lemma.endswith(ending)} or lemmas
    if len(lemmas) != 1:
        raise _InDoubt
    word = words[place]
    word.becomes = lemmas.pop()
    first = _first_of(sentence, words, place, _DENIALS)
    # "Najlepiej zapisać datę" needs no "proszę".
    advised = any(one.text.lower() == "najlepiej" for one in words[max(0, first - 3) : first])
    if not advised and not _goes_on(sentence, words, first, chain, denied=first < place):
        # "Proszę poprosić" would ask twice.
        asks = "należy " if word.becomes in _ASKING else "proszę "
        words[first].before = asks + _moved_reflexive(sentence, words, place)
    chain.goes_on = chain.begun = True
    chain.denied = first < place


def _goes_on(
    sentence: str, words: Sequence[Word], first: int, chain: _Chain, *, denied: bool
) -> bool:
    """Whether a "proszę" before is heard of the verb that begins at a place, too."""
    joint = words[first - 1] if first else words[0]
    # "Proszę opisać, co przeszkadza, i dodać …" takes up what the clause between left.
    before = sentence[words[first - 2].end : joint.start] if first > 1 else ""
    resumed = chain.begun and "," in before and joint.text.lower() in {"i", "oraz"}
    if not resumed and not (chain.goes_on and (joint.text.lower() in _JOINS or first > 0)):
        return False
    return denied or not chain.denied  # "proszę nie otwierać i zadzwonić" would forbid both


def _moved_reflexive(sentence: str, words: Sequence[Word], place: int) -> str:
    """ "się" behind a verb, taken away to stand before it: "proszę się zalogować"."""
    if not _is_next(sentence, words, place, frozenset({"się"})):
        return ""
    words[place + 1].gone = True
    return "się "


def _is_next(sentence: str, words: Sequence[Word], place: int, which: frozenset[str]) -> bool:
    """Whether one of some words follows in the same clause."""
    if place + 1 >= len(words) or words[place + 1].text not in which:
        return False
    return sentence[words[place].end : words[place + 1].start].isspace()


def _first_of(sentence: str, words: Sequence[Word], place: int, before: frozenset[str]) -> int:
    """The place of the first of such words right before a verb, in its clause: "nie" of "nie
    czekaj", but not of "jeśli nie, zadzwoń"."""
    while place and words[place - 1].text.lower() in before:
        if CLAUSE_END.search(sentence[words[place - 1].end : words[place].start]):
            break
        place -= 1
    return place


def _address_verb(
    sentence: str,
    words: Sequence[Word],
    place: int,
    found: Sequence[Analysis],
    address: Address,
    named: bool,
    *,
    subordinate: bool,
) -> None:
    noun, *_, number = address.value
    verbs = [one for one in found if one.tag.startswith(("fin:sg:sec", "bedzie:sg:sec"))]
    if len(verbs) < len(found):
        raise _InDoubt
    forms = {
        form
        for verb in verbs
        for form, one in generate(verb.lemma)
        if one.tag.split(":")[:3] == [verb.tag.split(":")[0], number, "ter"]
        and one.lemma == verb.lemma
        and one.tag.split(":")[3:] == verb.tag.split(":")[3:]
    }
    if len(forms) != 1:
        raise _InDoubt
    words[place].becomes = forms.pop()
    subject = place > 0 and words[place - 1].text.lower() == "ty"
    if named or subject:
        return
    first = _first_of(sentence, words, place, _BETWEEN)
    if first and _OPENS_CLAUSE.fullmatch(words[first - 1].text):
        # "zanim Pani zapłaci", "czego Pan oczekuje": behind the verb it would sound translated.
        words[first].before = f"{noun} {_moved_reflexive(sentence, words, place)}"
        return
    last = place + _is_next(sentence, words, place, frozenset({"się"}))
    denied = _first_of(sentence, words, place, _DENIALS)
    if clause_of(sentence, words, last)[1] == last + 1 and (subordinate or 0 < denied < place):
        words[denied].before = f"{noun} "  # "Nic za to Pani nie płaci", "który nam Pani poda"
        return
    infinitive = last + 2 < len(words) and any(
        one.tag.startswith("inf") for one in analyses(words[last + 2].text.lower())
    )
    last += _is_next(sentence, words, last, _UNSTRESSED) and not infinitive
    words[last].behind = f" {noun}"


def _is_subordinate(sentence: str, words: Sequence[Word], place: int) -> bool:
    """Whether a word like "jeśli" or "który" opens the clause of a word."""
    start, _ = clause_of(sentence, words, place)
    return any(_OPENS_CLAUSE.fullmatch(word.text) for word in words[start:place])


def _is_past_or_conditional(word: str) -> bool:
    """ "kupiłeś", "chciałabyś", "powinieneś": gender and mood are more than a form."""
    return bool(re.search(r"(?:ł[ae]ś|byś|in(?:ie)?neś|innaś)$", word.lower()))


def _written(sentence: str, words: Sequence[Word]) -> str:
    parts, at = [], 0
    for word in words:
        if word.gone:
            at = word.end
            continue
        parts.append(sentence[at : word.start])
        new = word.before + (word.becomes or word.text)
        if word.before and not word.becomes:
            new = word.before + word.text.lower()
        changed = word.before or word.becomes
        if changed and word.text[0].isupper() and not new[0].isupper():
            new = new[0].upper() + new[1:]
        parts.append(new + word.behind)
        at = word.end
    return "".join([*parts, sentence[at:]])
