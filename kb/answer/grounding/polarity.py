"""Whether a sentence says the same as its source, or the opposite: negation, opposites, duty and
permission, who acts, and words that limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from kb.answer.grounding.opposites import opposite
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.synonyms import CONVERSE, GIVING
from kb.answer.grounding.words import MAY, MUST, NEGATIONS, OTHER, WE, YOU, Word
from kb.polish.morphology import readings

_OTHER_WAY = {"przed": "po", "po": "przed", "od": "do", "do": "od"}
_SUBJECTS = {"my": WE, "ty": YOU, "pan": YOU, "pani": YOU}
_POSSESSIVE = {"nasz": WE, "twój": YOU, "swój": YOU, "pański": YOU, "własny": YOU}


#: A segment of the source takes part in the comparison from this share of it on.
ALIGNED = 0.34
#: Words repeat a unit when they share this much of the content, in both directions.
COPY = 0.9
#: What a shop does for a customer is what the customer does with it: "wymienisz rozmiar" is
#: "wymieniamy rozmiar". Not so where something goes from one to the other.
_SERVICES = frozenset(
    """
    wymienić wymieniać odłożyć odkładać rezerwować zarezerwować przedłużyć przedłużać łączyć
    połączyć
    """.split()
)
_PURPOSE = frozenset({"żeby", "aby", "by"})
_CONDITION = frozenset({"gdy", "jeśli"})
_Check = Callable[[Sequence[Word], Sequence[Word]], str]


def conflicts(words: Sequence[Word], sentence: Sequence[Word], unit: Unit) -> list[str]:
    """Why words of a sentence say something else than a unit of the source, in Polish; empty where
    they agree.

    sentence: all its words; others than those that are compared may say what the source says too.
    """
    whole = unit.words.words
    aligned = _aligned(words, whole)
    found = []
    checks: tuple[tuple[_Check, Sequence[Word]], ...] = (
        (_negation, whole),
        (partial(_denial, unit), aligned),
        (opposite, whole),
        (_prepositions, whole),
        (_modality, aligned),
        (partial(_person, sentence), whole),
        (_tense, whole),
        (_payer, whole),
    )
    for check, theirs in checks:
        if reason := check(words, theirs):
            found.append(reason)
    if reason := _denied_beside(words, unit):
        found.append(reason)
    return found


def _denied_beside(words: Sequence[Word], unit: Unit) -> str:
    """A verb that the source has only beside the unit, and denies there."""
    for word in words:
        if word.weight and (word.finite or word.infinitive) and not word.negated:
            named = word.keys & unit.denied
            if named and not word.keys & (unit.keys | unit.told):
                return f"źródło mówi «nie …», a zdanie «{word.form}»"
    return ""


def _aligned(words: Sequence[Word], theirs: Sequence[Word]) -> list[Word]:
    """The segments of the source that the words are about."""
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    kept = set()
    for segment in {word.segment for word in theirs}:
        inside = [word for word in theirs if word.segment == segment]
        total = sum(word.weight for word in inside)
        shared = sum(word.weight for word in inside if word.keys & keys)
        if total and shared / total >= ALIGNED:
            kept.add(segment)
    return [word for word in theirs if word.segment in kept]


def negation(words: Sequence[Word], unit: Unit) -> str:
    """Why words deny what a unit says, or say what it denies, in Polish; empty where neither."""
    return _negation(words, unit.words.words)


def _negation(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """A word that is denied on one side and not on the other."""
    for word in words:
        if not (word.weight or word.negated or word.lemmas & (MUST | MAY)):
            continue
        same = _matches(word, theirs, words)
        signs = {one.negated for one in same}
        if same and word.negated not in signs and not _is_denied_noun(word, words):
            return f"źródło mówi «{_shown(same[0])}», a zdanie «{_shown(word)}»"
    return ""


def _with_content(words: Sequence[Word]) -> list[Word]:
    """Words of segments that say something; "co jest nie tak" alone cannot be aligned."""
    segments = {word.segment for word in words if word.weight}
    return [word for word in words if word.segment in segments]


def _by_particle(word: Word) -> bool:
    return not word.form.casefold().startswith("nie")


def _is_denied_noun(word: Word, words: Sequence[Word]) -> bool:
    """ "Zwrotowi nie podlegają" denies the noun by its verb, as "nie zwrócisz" does."""
    if word.negated or word.finite or word.infinitive:
        return False
    return any(one.negated and one.finite for one in words if one.segment == word.segment)


def _denial(unit: Unit, words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """A negation of words that the source says otherwise, without any."""
    denied = [word for word in _with_content(words) if word.negated and _by_particle(word)]
    keys = frozenset[str]().union(*(word.keys for word in denied))
    if all(word.keys & unit.denied and not word.finite for word in denied):
        return ""
    if denied and not any(
        word.negated and (_by_particle(word) or word.keys & keys) for word in theirs
    ):
        return f"zdanie przeczy («{_shown(denied[0])}»), a źródło nie"
    return ""


def _matches(word: Word, theirs: Sequence[Word], ours: Sequence[Word]) -> list[Word]:
    """The same word in the source; where it stands there twice, the one among the same words."""
    same = [one for one in theirs if _is_same(word, one)]
    if len(same) < 2:
        return same
    near = frozenset().union(*(one.keys for one in ours if one.segment == word.segment))

    def fit(one: Word) -> int:
        return sum(
            bool(other.keys & near)
            for other in theirs
            if other.segment == one.segment and other.weight
        )

    best = max(fit(one) for one in same)
    return [one for one in same if fit(one) == best]


def _is_same(word: Word, other: Word) -> bool:
    if word.keys & other.keys:
        return True
    return any(word.lemmas & group and other.lemmas & group for group in (MUST, MAY))


def _prepositions(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "po obniżce" is not "przed obniżką"."""
    source = list(_governed(theirs))
    for said, noun in _governed(words):
        found = {one.form.casefold() for one, their_noun in source if their_noun.keys & noun.keys}
        if found == {_OTHER_WAY[said.form.casefold()]}:
            return f"źródło mówi «{found.pop()}», a zdanie «{said.form} {noun.form}»"
    return ""


def _governed(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Prepositions of direction with the word of content after them."""
    for index, word in enumerate(words):
        if word.form.casefold() in _OTHER_WAY:
            following = next((one for one in words[index + 1 :] if one.weight), None)
            if following and following.segment == word.segment and not following.finite:
                yield word, following


def _modality(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    own = _with_content(words)
    must, may = _having(own, MUST), _having(own, MAY)
    their_must, their_may = _having(theirs, MUST), _having(theirs, MAY)
    if reason := _denied_modality(words, theirs):
        return reason
    if (
        must
        and not their_must
        and not (_commanded(words, must[0], theirs) or _is_condition(words, theirs))
    ):
        return f"źródło nie mówi, że to konieczne («{must[0].form}»)"
    if may and their_must and not their_may:
        return f"źródło mówi «{their_must[0].form}», a zdanie «{may[0].form}»"
    denied = may and may[0].negated and any(word.negated and word.weight for word in theirs)
    if may and not their_may and not must and not denied and not _is_yours(words, theirs):
        return f"źródło nie mówi, że to tylko możliwe («{may[0].form}»)"
    if their_may and not may and not must and _lost_possibility(words, their_may, theirs):
        return f"źródło mówi tylko «{their_may[0].form}»"
    return ""


def _denied_modality(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "nie musisz" is not "nie możesz"."""
    ours = {group: _denied(words, group) for group in (MUST, MAY)}
    source = {group: _denied(theirs, group) for group in (MUST, MAY)}
    for said, other in ((MUST, MAY), (MAY, MUST)):
        if ours[said] and source[other] and not source[said] and not ours[other]:
            return f"źródło mówi «nie {source[other][0].form}», a zdanie «nie {ours[said][0].form}»"
    return ""


def _denied(words: Sequence[Word], group: frozenset[str]) -> list[Word]:
    return [word for word in words if word.lemmas & group and word.negated]


def _having(words: Sequence[Word], group: frozenset[str]) -> list[Word]:
    """Words of a group; "nie trzeba" is no duty."""
    free = group is MUST
    return [word for word in words if word.lemmas & group and not (free and word.negated)]


def _commanded(words: Sequence[Word], must: Word, theirs: Sequence[Word]) -> bool:
    """ "Musisz podać" says no more than "Podaj"."""
    keys = frozenset[str]().union(
        *(word.keys for word in words if word.weight and word.segment == must.segment)
    )
    return any(word.weight and word.keys & keys and _can_command(word) for word in theirs)


def _can_command(word: Word) -> bool:
    """Whether a word may be an imperative, though it may be a noun as well ("pierz")."""
    return word.finite and any(tag.startswith("impt:sg:sec") for _, tag in readings(word.form))


def _is_condition(words: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """ "Żeby dostawa była darmowa, zamówienie musi …" says "jest darmowa, gdy zamówienie …"."""
    return bool(_first(words, _PURPOSE)) and bool(_first(theirs, _PURPOSE | _CONDITION))


def _first(words: Sequence[Word], forms: frozenset[str]) -> list[Word]:
    return [word for word in words if word.form.casefold() in forms]


def _is_yours(words: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """What the source tells the customer to do, or that they will, they may do as well."""
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    return any(YOU in word.person for word in theirs) or not any(
        word.person and word.keys & keys for word in theirs
    )


def _lost_possibility(
    words: Sequence[Word], their_may: Sequence[Word], theirs: Sequence[Word]
) -> bool:
    """ "Możemy zwrócić mniej" is no "zwrócimy mniej"; "możesz zwrócić" is "zwrócisz"."""
    may = [word for word in their_may if word.person and YOU not in word.person]
    segments = {word.segment for word in may}
    bound = [one for one in theirs if one.segment in segments and one.weight and not one.person]
    return any(
        word.person and YOU not in word.person and word.weight and word.keys & one.keys
        for word in words
        for one in bound
    )


def _person(sentence: Sequence[Word], words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """Who acts: "zwrócimy" is not "zwrócisz"."""
    for word in words:
        if not word.person or not word.weight or word.lemmas & _SERVICES:
            continue
        found = _matches(word, theirs, words)
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
        if same and all(_other_actor(word.person, one.person) for one in same):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}»"
    return ""


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


def _tense(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "Zwróciliśmy" claims what the source only promises ("zwracamy")."""
    for word in words:
        if not word.past or not word.weight:
            continue
        same = _matches(word, theirs, words)
        if word.negated and any(one.negated for one in same):
            continue  # what does not happen has not happened
        if any(one.finite for one in same) and not any(one.past for one in same):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}», jakby to się już stało"
    return ""


def _payer(words: Sequence[Word], theirs_words: Sequence[Word]) -> str:
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
    for word, following in pairwise(words):
        for lemma in word.lemmas & _POSSESSIVE.keys():
            phrase = f"{word.form} {following.form}"
            found |= dict.fromkeys(following.keys, (_POSSESSIVE[lemma], phrase))
    for word in words:
        if word.form.casefold() in _SUBJECTS:
            found[""] = (_SUBJECTS[word.form.casefold()], word.form)
    return found


def copy_conflict(stated: Sequence[Word], unit: Unit) -> str:
    """What differs between a unit and words that otherwise repeat it whole: the number of
    negations, or a duty in place of a permission. Empty where they are no copy or the same."""
    theirs = unit.words.words
    if min(_shared(stated, theirs), _shared(theirs, stated)) < COPY:
        return ""
    said, source = _denials(stated), _denials(theirs)
    if len(said) > len(source):
        return f"w zdaniu stoi «{said[-1].form}», a źródło mówi to bez przeczenia"
    if len(said) < len(source):
        return f"w źródle stoi «{source[-1].form}», a zdanie mówi to bez przeczenia"
    must, may = (_counts(stated, theirs, group) for group in (MUST, MAY))
    if must > 0 > may or may > 0 > must:
        return "źródło mówi o możliwości tam, gdzie zdanie o obowiązku, albo odwrotnie"
    return ""


def _shared(some: Sequence[Word], others: Sequence[Word]) -> float:
    keys = frozenset[str]().union(*(word.keys for word in others))
    total = sum(word.weight for word in some)
    return sum(word.weight for word in some if word.keys & keys) / total if total else 0.0


def _denials(words: Sequence[Word]) -> list[Word]:
    plain = any("nie" in word.lemmas for word in words)
    # "nie zwrócisz … ani …": one negation, said twice.
    particles = NEGATIONS - {"ani"} if plain else NEGATIONS
    return [
        word
        for word in words
        if word.lemmas & particles or (word.negated and word.form.casefold().startswith("nie"))
    ]


def _counts(words: Sequence[Word], theirs: Sequence[Word], group: frozenset[str]) -> int:
    return len(_having(words, group)) - len(_having(theirs, group))


def _shown(word: Word) -> str:
    """The word with its negation."""
    form = word.form if word.at else word.form.casefold()
    inside = form.casefold().startswith("nie")
    return f"nie {form}" if word.negated and not inside else form
