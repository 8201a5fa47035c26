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

from kb.polish.morphology import Analysis, analyses, generate

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"„[^”]*”|«[^»]*»|\"[^\"]*\"")
_CLAUSE_END = re.compile(r"[,;:.!?()–→]")
#: Words that may stand between the beginning of a clause and its imperative.
_BEFORE_IMPERATIVE = frozenset(
    """
    i lub albo oraz a nie też także potem najpierw następnie wtedy po prostu od razu więc dlatego
    teraz nigdy zawsze koniecznie jednak ale dopiero
    """.split()
)
_JOINS = frozenset({"i", "lub", "albo", "oraz", "a", "potem", "następnie", "też", "także", "nie"})
#: Words behind which the person stands before the verb, and those that may stand between.
_OPENS_CLAUSE = re.compile(
    r"co|cze(?:go|mu)|czym|kto|kogo|komu|kim|kiedy|gdy|gdyby|zanim|nim|je(?:ś|że)li|gdzie|skąd|dokąd"
    r"|jak|ile|dlaczego|że|żeby|aby|by|bo|póki|dopóki|odkąd|skoro|choć|chociaż|czy"
    r"|któr(?:y|a|e|ą|ego|ej|emu|ym|ych|ymi|zy)|jak(?:i|a|ie|ą|iego|iej|im|ich|imi)",
    re.IGNORECASE,
)
_BETWEEN = frozenset({"nie", "się", "już", "jeszcze", "to", "je", "go", "ją"})
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


@dataclass(slots=True)
class _Word:
    """A word of the sentence, what it becomes, and what is set behind it."""

    text: str
    start: int
    end: int
    quoted: bool
    becomes: str = ""
    behind: str = ""
    before: str = ""


def address_formally(sentence: str, address: Address) -> str | None:
    """The sentence as it is said to a Pani, a Pan or Państwo; None where that is in doubt.

    A sentence without the second person comes back as it is.
    """
    quoted = [match.span() for match in _QUOTED.finditer(sentence)]
    words = [
        _Word(m.group(), m.start(), m.end(), any(a <= m.start() < b for a, b in quoted))
        for m in _WORD.finditer(sentence)
    ]
    try:
        _turn(sentence, words, address)
    except _InDoubt:
        return None
    return _written(sentence, words)


def _turn(sentence: str, words: Sequence[_Word], address: Address) -> None:
    asked = False  # "proszę" stands already and goes on to the next imperative
    named = False  # the clause has its "Pani"
    for place, word in enumerate(words):
        between = sentence[words[place - 1].end : word.start] if place else ""
        if place and _CLAUSE_END.search(between):
            named = False
        if word.quoted:
            continue
        found = analyses(word.text.lower())
        if pronoun := _pronoun(words, place, address):
            word.becomes = pronoun
        elif _may_be_imperative(found):
            begins = _is_imperative(sentence, words, place, found)
            if begins or not _is_noun_here(words, place, found):
                asked = _ask(words, place, found, asked)
            elif not asked and _is_only_verb(sentence, words, place):
                raise _InDoubt  # "Len pierz w 40 °C"
        elif any(one.tag.startswith(("fin:sg:sec", "bedzie:sg:sec")) for one in found):
            _address_verb(words, place, found, address, named)
            named, asked = True, False
        elif _is_past_or_conditional(word.text):
            raise _InDoubt
        elif any(one.tag.startswith(("fin:", "bedzie:")) for one in found):
            asked = False


def _pronoun(words: Sequence[_Word], place: int, address: Address) -> str:
    noun, genitive, dative, accusative, instrumental, _ = address.value
    word = words[place].text
    if word == "ci" or word == "CI":
        # "ci klienci", or the pronoun in small letters.
        raise _InDoubt
    if word.lower() == "ciebie":
        after = words[place - 1].text.lower() if place else ""
        return accusative if after in _ACCUSATIVE_AFTER else genitive
    simple = {"Ci": dative, "cię": accusative, "tobie": dative, "tobą": instrumental, "ty": noun}
    if found := simple.get(word) or simple.get(word.lower()):
        return found
    mine = any(one.lemma.split(":")[0] == "twój" for one in analyses(word.lower()))
    return genitive if mine else ""


def _may_be_imperative(found: Sequence[Analysis]) -> bool:
    """ "lub" could be one, too, but a particle is likelier."""
    tags = [one.tag for one in found]
    return any(tag.startswith("impt:sg:sec") for tag in tags) and not any(
        tag.startswith(("conj", "part", "prep", "inf", "adv", "adj", "fin")) for tag in tags
    )


def _is_imperative(
    sentence: str, words: Sequence[_Word], place: int, found: Sequence[Analysis]
) -> bool:
    """Whether a word that may be an imperative is one: it has no other reading, or its clause
    begins with it."""
    if all(one.tag.startswith("impt") for one in found):
        return True
    if any(one.tag.startswith("subst:sg:nom") for one in found):
        # "sklep", "rzecz" and "zrób" are nouns as well; the first word of a step is no noun.
        return place == 0 and not _has_predicate(sentence, words, place)
    while place:
        between = sentence[words[place - 1].end : words[place].start]
        if _CLAUSE_END.search(between):
            return True
        if words[place - 1].text.lower() not in _BEFORE_IMPERATIVE:
            return False
        place -= 1
    return True


def _is_noun_here(words: Sequence[_Word], place: int, found: Sequence[Analysis]) -> bool:
    """Whether the word is the noun that it could be: as a subject, or after a preposition,
    number or adjective ("wydobycie ze złóż" against "złóż wtedy reklamację")."""
    if any(one.tag.startswith("subst:sg:nom") for one in found):
        return True
    before = analyses(words[place - 1].text.lower()) if place else ()
    return any(one.tag.startswith(("prep", "num", "adj")) for one in before)


def _is_only_verb(sentence: str, words: Sequence[_Word], place: int) -> bool:
    """Whether the first clause, in which the word stands, has no verb besides it."""
    for number, word in enumerate(words):
        if number and _CLAUSE_END.search(sentence[words[number - 1].end : word.start]):
            return number > place
        if number != place and any(
            one.tag.startswith(("fin", "bedzie", "praet", "impt", "pred"))
            for one in analyses(word.text.lower())
        ):
            return False
    return True


def _has_predicate(sentence: str, words: Sequence[_Word], place: int) -> bool:
    """Whether a verb of the third person follows in the same clause."""
    for number in range(place + 1, len(words)):
        if _CLAUSE_END.search(sentence[words[number - 1].end : words[number].start]):
            return False
        if any(re.match(r"fin:..:ter", one.tag) for one in analyses(words[number].text.lower())):
            return True
    return False


def _ask(words: Sequence[_Word], place: int, found: Sequence[Analysis], asked: bool) -> bool:
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
    first = place
    while first and words[first - 1].text.lower() in {"nie", "nigdy"}:
        first -= 1
    joined = place > 0 and words[first - 1 if first else 0].text.lower() in _JOINS
    # "Najlepiej zapisać datę" needs no "proszę".
    advised = any(one.text.lower() == "najlepiej" for one in words[max(0, first - 3) : first])
    if not advised and not (asked and (joined or first > 0)):
        # "Proszę poprosić" would ask twice.
        words[first].before = "należy " if word.becomes in _ASKING else "proszę "
    return True


def _address_verb(
    words: Sequence[_Word],
    place: int,
    found: Sequence[Analysis],
    address: Address,
    named: bool,
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
    first = place
    while first and words[first - 1].text.lower() in _BETWEEN:
        first -= 1
    if first and _OPENS_CLAUSE.fullmatch(words[first - 1].text):
        # "zanim Pani zapłaci", "czego Pan oczekuje": behind the verb it would sound translated.
        words[first].before = f"{noun} "
        return
    reflexive = place + 1 < len(words) and words[place + 1].text == "się"
    words[place + reflexive].behind = f" {noun}"


def _is_past_or_conditional(word: str) -> bool:
    """ "kupiłeś", "chciałabyś", "powinieneś": gender and mood are more than a form."""
    return bool(re.search(r"(?:ł[ae]ś|byś|in(?:ie)?neś|innaś)$", word.lower()))


def _written(sentence: str, words: Sequence[_Word]) -> str:
    parts, at = [], 0
    for word in words:
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
