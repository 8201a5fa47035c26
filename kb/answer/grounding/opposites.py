"""Words that mean the opposite of each other: "bezpłatnie" and "odpłatnie", "tylko" and "także"."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.grounding.words import Word

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
jedyny | inny kolejny pozostały
wysoki | niski
nowy | używany stary
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


def opposite(words: Sequence[Word], theirs_words: Sequence[Word]) -> str:
    """Why words name the opposite of what a source names, in Polish; empty where they do not."""
    ours = {pole: word for word in words for pole in _poles_of(word)}
    theirs = {pole: word for word in theirs_words for pole in _poles_of(word)}
    for (axis, side), word in ours.items():
        opposite = theirs.get((axis, 1 - side))
        if opposite and (axis, side) not in theirs and (axis, 1 - side) not in ours:
            return f"źródło mówi «{opposite.form}», a zdanie «{word.form}»"
    return ""


def has_opposite(word: Word) -> bool:
    """Whether a word of content is one of a pair of opposites."""
    return word.weight > 0 and bool(_poles_of(word))


def _poles_of(word: Word) -> frozenset[tuple[int, int]]:
    return frozenset[tuple[int, int]]().union(*(_POLES.get(one, ()) for one in word.lemmas))
