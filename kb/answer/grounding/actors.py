"""Who acts, who pays, and whether it has happened: "zwrócimy" is neither "zwrócisz" nor
"zwróciliśmy"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kb.answer.grounding.lexicon import OTHER, WE, YOU
from kb.answer.grounding.matching import matches
from kb.answer.grounding.synonyms import CONVERSE, GIVING
from kb.answer.grounding.words import Word
from kb.polish.morphology import readings

#: After these words nothing is claimed to have happened.
_SUPPOSING = frozenset("jeśli jeżeli gdy kiedy gdyby zanim dopóki".split())
_OUTSIDERS = frozenset(
    "bank przewoźnik kurier operator producent gwarant sąd rzecznik urząd".split()
)
_WAITING = frozenset("czekać poczekać oczekiwać".split())
_SUBJECTS = {"my": WE, "ty": YOU, "pan": YOU, "pani": YOU}
_OWN = frozenset({"swój", "własny"})
_POSSESSIVE = {"nasz": WE, "twój": YOU, "swój": YOU, "pański": YOU, "własny": YOU}
#: What a shop does for a customer is what the customer does with it: "wymienisz rozmiar" is
#: "wymieniamy rozmiar". Not so where something goes from one to the other.
_SERVICES = frozenset(
    """
    wymienić wymieniać odłożyć odkładać rezerwować zarezerwować przedłużyć przedłużać łączyć
    połączyć
    """.split()
)


def person_conflict(sentence: Sequence[Word], words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """Who acts: "zwrócimy" is not "zwrócisz"."""
    for word in words:
        if not word.person or not word.weight or word.lemmas & _SERVICES:
            continue
        found = matches(word, theirs, words)
        same = [one for one in found if one.person]
        if reason := _converse(word, same):
            return reason
        same = [one for one in same if word.keys & one.keys - {CONVERSE}]
        # "Jeśli odda Pani …, zwrócimy": the noun of the source ("przy zwrocie") is the customer's.
        nouns = [one for one in theirs if one.keys & word.keys and not one.person and one.weight]
        if nouns and any(
            one.person & two.person
            for one in sentence
            if one is not word and one.keys & word.keys
            for two in same
        ):
            continue
        if same and all(
            _other_actor(word.person, one.person)
            or _is_outsider(word, words, one, theirs)
            or _is_outsider(one, theirs, word, words)
            for one in same
        ):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}»"
    return ""


def _is_outsider(one: Word, ones: Sequence[Word], other: Word, others: Sequence[Word]) -> bool:
    """Whether we act on one side and on the other somebody who is not the shop: "decyduje bank"."""
    if one.person != {WE} or other.person != {OTHER} or one.negated is not other.negated:
        return False
    named = [word for word in others if word.segment == other.segment]
    return any(word.lemmas & _OUTSIDERS and _may_act(word.form) for word in named) and not any(
        word.lemmas & _OUTSIDERS for word in ones if word.segment == one.segment
    )


def _may_act(form: str) -> bool:
    return any(tag.startswith("subst") and "nom" in tag for _, tag in readings(form))


def _converse(word: Word, same: Sequence[Word]) -> str:
    """ "Kartę dostaniesz" is "kartę wyślemy", and not "kartę wyślesz"."""
    for one in same:
        handed = {WE, YOU} <= word.person | one.person and not word.person & one.person
        if word.keys & one.keys == {CONVERSE} and _gives(word) != _gives(one) and not handed:
            return f"źródło mówi «{one.form}», a zdanie «{word.form}»"
    return ""


def _gives(word: Word) -> bool:
    return bool(word.lemmas & GIVING)


def _other_actor(said: frozenset[str], source: frozenset[str]) -> bool:
    if said & source:
        return False
    return {WE, YOU} <= said | source or {YOU, OTHER} == said | source


def tense_conflict(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "Zwróciliśmy" claims what the source only promises ("zwracamy")."""
    supposed = {word.segment for word in words if word.form.casefold() in _SUPPOSING}
    for word in words:
        if not word.past or not word.weight or word.segment in supposed:
            continue
        same = matches(word, theirs, words)
        if word.negated and any(one.negated for one in same):
            continue  # what does not happen has not happened
        if any(one.finite for one in same) and not any(_has_happened(one) for one in same):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}», jakby to się już stało"
    return ""


def result_conflict(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "Paczka jest spakowana" claims what still waits to be done: "czeka na spakowanie"."""
    if not any(word.lemmas & _WAITING for word in theirs):
        return ""
    for word in words:
        done = word.weight and not word.negated and _is(word, "ppas")
        same = matches(word, theirs, words) if done else []
        if same and all(_is(one, "ger") for one in same):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}», jakby to się już stało"
    return ""


def _is(word: Word, kind: str) -> bool:
    return any(tag.partition(":")[0] == kind for _, tag in readings(word.form))


def _has_happened(word: Word) -> bool:
    """ "tym sposobem, którym zapłacono" says "którym Pani zapłaciła"."""
    return word.past or any(tag.startswith("imps") for _, tag in readings(word.form))


def payer_conflict(words: Sequence[Word], theirs_words: Sequence[Word]) -> str:
    """ "na nasz koszt" is not "na Twój koszt"; "my" in a table row is not "Ty"."""
    ours, theirs = _owned(words), _owned(theirs_words)
    for noun, (owner, form) in ours.items():
        source = theirs.get(noun)
        if source and source[0] != owner:
            return f"źródło mówi «{source[1]}», a zdanie «{form}»"
    return ""


def _owned(words: Sequence[Word]) -> dict[str, tuple[str, str]]:
    """Who owns a noun, by the possessive before it; "" for a subject that stands alone."""
    found: dict[str, tuple[str, str]] = {}
    ours = {word.segment for word in words if word.finite and word.person == {WE}}
    for word, following in pairwise(words):
        for lemma in word.lemmas & _POSSESSIVE.keys():
            phrase = f"{word.form} {following.form}"
            # "Odbieramy na własny koszt": whose it is tells the verb.
            own = lemma in _OWN and word.segment in ours
            found |= dict.fromkeys(following.keys, (WE if own else _POSSESSIVE[lemma], phrase))
    for word in words:
        if word.form.casefold() in _SUBJECTS:
            found[""] = (_SUBJECTS[word.form.casefold()], word.form)
    return found
