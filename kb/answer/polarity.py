"""Whether a sentence says the same as its source, or the opposite: negation, opposites, duty and
permission, who acts, and words that limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.answer.passage import Unit
from kb.answer.words import MAY, MUST, OTHER, WE, YOU, Word

_OPPOSITES = """
bezpłatny bezpłatnie darmowy darmo gratis | płatny odpłatny płatnie odpłatnie
zawsze każdorazowo | nigdy czasem czasami niekiedy rzadko
więcej większy dużo | mniej mniejszy mało
najpóźniej późno później | najwcześniej wcześnie wcześniej
minimum minimalnie minimalny | maksimum maksymalnie maksymalny
długo długi dłużej | krótko krótki krócej
tylko jedynie wyłącznie | także też również
wszystek wszystko każdy | żaden niektóry nikt
włączyć włączać | wyłączyć wyłączać
otwarty otworzyć otwierać | zamknięty zamknąć zamykać
przyjąć przyjmować uznać uznawać uznany | odrzucić odrzucać odmówić odmawiać odrzucony
tani | drogi
wysoki | niski
nowy | używany stary
przed zanim | po
zgoda zgadzać | sprzeciw sprzeciwiać
dodać dodawać | usunąć usuwać odjąć
wysłać wysyłać nadać | odebrać odbierać
kupujący klient konsument | sprzedawca sprzedający
publiczny jawny | poufny tajny
obowiązkowy konieczny | dobrowolny opcjonalny zbędny
możliwy | niemożliwy
dozwolony dopuszczalny | zabroniony zakazany niedozwolony niedopuszczalny
ważny | nieważny
łączyć połączyć | rozdzielać dzielić
zimny | gorący ciepły
mokry wilgotny | suchy
pełny cały całkowity całość | częściowy część częściowo połowa
natychmiast natychmiastowy od-razu | później
brutto | netto
"""


def _poles() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for axis, line in enumerate(_OPPOSITES.strip().splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(word, set()).add((axis, side))
    return {word: frozenset(poles) for word, poles in found.items()}


_POLES = _poles()
_LIMITERS = frozenset("tylko jedynie wyłącznie dopiero".split())
_SUBJECTS = {"my": WE, "ty": YOU, "pan": YOU, "pani": YOU}
_POSSESSIVE = {"nasz": WE, "twój": YOU, "swój": YOU, "pański": YOU, "własny": YOU}


def conflicts(words: Sequence[Word], unit: Unit) -> list[str]:
    """Why words of a sentence say something else than a unit of the source, in Polish; empty where
    they agree."""
    found = []
    for check in (_negation, _opposites, _modality, _person, _payer, _limits):
        if reason := check(words, unit):
            found.append(reason)
    return found


def _negation(words: Sequence[Word], unit: Unit) -> str:
    """A word that is denied on one side and not on the other."""
    theirs = unit.words.words
    for word in words:
        if not (word.weight or word.negated or word.lemmas & (MUST | MAY)):
            continue
        same = _matches(word, theirs, words)
        signs = {one.negated for one in same}
        if same and word.negated not in signs:
            return f"źródło mówi «{_quoted(same[0], unit)}», a zdanie «{_shown(word)}»"
    denied = [word for word in words if word.negated]
    if denied and not any(word.negated for word in theirs):
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
            bool(other.keys & near) for other in theirs if other.segment == one.segment and other.weight
        )

    best = max(fit(one) for one in same)
    return [one for one in same if fit(one) == best]


def _is_same(word: Word, other: Word) -> bool:
    if word.keys & other.keys:
        return True
    return any(word.lemmas & group and other.lemmas & group for group in (MUST, MAY))


def _opposites(words: Sequence[Word], unit: Unit) -> str:
    ours = {pole: word for word in words for pole in _poles_of(word)}
    theirs = {pole: word for word in unit.words.words for pole in _poles_of(word)}
    for (axis, side), word in ours.items():
        opposite = theirs.get((axis, 1 - side))
        if opposite and (axis, side) not in theirs and (axis, 1 - side) not in ours:
            return f"źródło mówi «{opposite.form}», a zdanie «{word.form}»"
    return ""


def _poles_of(word: Word) -> Iterable[tuple[int, int]]:
    return frozenset[tuple[int, int]]().union(*(_POLES.get(one, ()) for one in word.lemmas))


def _modality(words: Sequence[Word], unit: Unit) -> str:
    theirs = unit.words.words
    must, may = _having(words, MUST), _having(words, MAY)
    their_must, their_may = _having(theirs, MUST), _having(theirs, MAY)
    commands = any(word.imperative for word in theirs)
    if must and not their_must and not commands:
        return f"źródło nie mówi, że to konieczne («{must[0].form}»)"
    if may and their_must and not their_may:
        return f"źródło mówi «{their_must[0].form}», a zdanie «{may[0].form}»"
    if may and not their_may and not must and not _is_yours(words, unit):
        return f"źródło nie mówi, że to tylko możliwe («{may[0].form}»)"
    if their_may and not may and not must and _lost_possibility(words, their_may, theirs):
        return f"źródło mówi tylko «{their_may[0].form}»"
    return ""


def _having(words: Sequence[Word], group: frozenset[str]) -> list[Word]:
    return [word for word in words if word.lemmas & group]


def _is_yours(words: Sequence[Word], unit: Unit) -> bool:
    """What the source tells the customer to do, or that they will, they may do as well."""
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    return any(YOU in word.person for word in unit.words.words) or not any(
        word.person and word.keys & keys for word in unit.words.words
    )


def _lost_possibility(
    words: Sequence[Word], their_may: Sequence[Word], theirs: Sequence[Word]
) -> bool:
    """ "Możemy zwrócić mniej" is no "zwrócimy mniej"; "możesz zwrócić" is "zwrócisz"."""
    may = [word for word in their_may if word.person and YOU not in word.person]
    segments = {word.segment for word in may}
    bound = [
        one for one in theirs if one.segment in segments and one.weight and not one.person
    ]
    return any(
        word.person and YOU not in word.person and word.weight and word.keys & one.keys
        for word in words
        for one in bound
    )


def _person(words: Sequence[Word], unit: Unit) -> str:
    """Who acts: "zwrócimy" is not "zwrócisz"."""
    theirs = unit.words.words
    for word in words:
        if not word.person or not word.weight:
            continue
        same = [one for one in _matches(word, theirs, words) if one.person]
        if same and all(_other_actor(word.person, one.person) for one in same):
            return f"źródło mówi «{same[0].form}», a zdanie «{word.form}»"
    return ""


def _other_actor(said: frozenset[str], source: frozenset[str]) -> bool:
    if said & source:
        return False
    return {WE, YOU} <= said | source or (YOU in said and source == {OTHER})


def _payer(words: Sequence[Word], unit: Unit) -> str:
    """ "na nasz koszt" is not "na Twój koszt"; "my" in a table row is not "Ty"."""
    ours, theirs = _owned(words), _owned(unit.words.words)
    for noun, (owner, form) in ours.items():
        source = theirs.get(noun)
        if source and source[0] != owner:
            return f"źródło mówi «{source[1]}», a zdanie «{form}»"
    return ""


def _owned(words: Sequence[Word]) -> dict[str, tuple[str, str]]:
    """Who owns a noun, by the possessive before it; "" for a subject that stands alone."""
    found: dict[str, tuple[str, str]] = {}
    for word, following in zip(words, [*words[1:], None], strict=True):
        for lemma in word.lemmas:
            if lemma in _POSSESSIVE and following:
                phrase = f"{word.form} {following.form}"
                for key in following.keys:
                    found[key] = (_POSSESSIVE[lemma], phrase)
        if word.form.casefold() in _SUBJECTS:
            found[""] = (_SUBJECTS[word.form.casefold()], word.form)
    return found


def _limits(words: Sequence[Word], unit: Unit) -> str:
    """A limit of the source that a sentence leaves out: "tylko", "dopiero"."""
    theirs = unit.words.words
    ours = frozenset[str]().union(*(word.lemmas for word in words))
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    for index, word in enumerate(theirs):
        if not word.lemmas & _LIMITERS or ours & _LIMITERS:
            continue
        limited = next((one for one in theirs[index + 1 :] if one.weight), None)
        if limited and limited.segment == word.segment and limited.keys & keys:
            return f"zdanie pomija ograniczenie źródła: «{word.form} {limited.form}»"
    return ""


def _shown(word: Word) -> str:
    return f"nie {word.form}" if word.negated and not word.form.startswith("nie") else word.form


def _quoted(word: Word, unit: Unit) -> str:
    """The word with its negation, as the source writes it."""
    return _shown(word)
