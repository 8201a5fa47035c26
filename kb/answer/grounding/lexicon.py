"""What a word counts in the grounding check, and what it may be matched by."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.answer.grounding.synonyms import groups_of
from kb.polish.morphology import lemmas
from kb.polish.text import STOP_WORDS, fold

#: Weight of a word for content coverage. Verbs and adverbs of general meaning say little of what a
#: sentence is about; a name in its middle says most.
ORDINARY, LIGHT, NAME = 1.0, 0.4, 1.5
#: How keys begin that several words share: a group of synonyms, a stem.
GROUP_MARKS = "=~"
_REGISTER = frozenset(
    """
    pan pani państwo pański prosić proszę ty twój wy wasz swój siebie uprzejmie serdecznie witam
    witać szanowny drogi nasz mój własny
    """.split()
)
_CONNECTIVES = frozenset(
    """
    jednak jednakże natomiast ponadto dodatkowo również także też więc zatem dlatego jednocześnie
    wtedy następnie potem teraz właśnie tym oraz lecz czyli mianowicie bowiem ponieważ gdyż jeżeli
    jeśli gdy kiedy aby żeby być zostać mieć móc można możliwy trzeba należeć musieć powinien
    wolno taki ten który tutaj tu tam zaś tak nie czy niech ani ile chyba o a i u z w na do od
    za po przed przez bez dla przy pod nad między oprócz poza wobec według zgodnie wraz ze względu
    ciąg upływ to co jak gdzie dopóki póki zanim nim tylko jedynie wyłącznie dopiero
    podobnie samodzielny samodzielnie godz nawet niestety warto brak brakować
    the of to is it a an and or in on for
    """.split()
)
_LIGHT = frozenset(
    """
    dobrze warto zamiast ktokolwiek cokolwiek spokojnie spokojny obok około naprawdę zapewne
    dać dawać zrobić robić chcieć iść przyjść móc bardzo zwykle zazwyczaj zawsze najczęściej często
    nadal jeszcze już szybko łatwo prosty prosto najprościej znów znowu ponownie razem inny wszystek
    cały dowolny nowy sposób raz dzień czas przykład sprawa razie przypadek znaleźć opisywać opisać
    wystarczyć wystarczać potrzebny dalszy dalej np godzina obecnie aktualnie użyć używać korzystać
    skorzystać dokonać wykonać oznaczać wynosić następować odbywać obowiązywać przysługiwać posiadać
    stanowić wynieść polegać podlegać odpowiedni kolejny następny sam działać zadziałać czynny
    spróbować próbować nic nikt ktoś coś podjąć podejmować nastąpić odbyć uzyskać pewien dany
    konkretny wybrany ewentualnie ewentualny pozostać pozostawać stać normalny normalnie zapaść
    zapadać prowadzić realizować zrealizować dostępny
    """.split()
)
#: Verbs that carry a negation further: "nie można zwrócić" denies the return.
MODALS = frozenset(
    """
    móc można trzeba musieć należeć powinien wolno chcieć być mieć dać potrzebować możliwy mus
    """.split()
)
MUST = frozenset("musieć trzeba konieczny obowiązkowy obowiązek niezbędny wymagać wymagany".split())
MAY = frozenset("móc można wolno możliwy możliwość".split())
WE, YOU, OTHER = "we", "you", "other"
NEGATIONS = frozenset({"nie", "bez", "ani"})
#: Words that limit a number; facts compare them.
_BOUNDS = frozenset("najmniej najwyżej najpóźniej ponad powyżej poniżej".split())


@lru_cache(maxsize=50_000)
def keys_of(form: str) -> frozenset[str]:
    """What a word may be matched by."""
    found: set[str] = set()
    for lemma in lemmas(form):
        found.add(fold(lemma))
        found |= groups_of(lemma)
        found |= _stems(lemma)
    return frozenset(found)


def _stems(lemma: str) -> set[str]:
    """The start of a long word, which its noun and verb share ("~potwier"), and an adjective
    without its ending, which its adverb shares ("~~dokladn"). Words with a prefix ("przesyłka",
    "przesunąć") need more letters."""
    folded = fold(lemma)
    stems = set()
    if len(folded) > 5 and (bare := _ENDING.sub("", folded)) != folded:
        stems.add(f"~~{bare}")
    length = 6
    for prefix in ("prze", "przy", "roz", "wy", "od", "pod", "nad", "za", "do", "po"):
        if folded.startswith(prefix):
            length = len(prefix) + 5
            break
    if len(folded) > length and lemma not in _UNRELATED:
        stems.add(f"~{folded[:length]}")
    return stems


_ENDING = re.compile(r"(?:ie|y|i|o|e)\Z")
_UNRELATED = frozenset("reklama spódnica".split())


@lru_cache(maxsize=50_000)
def weight_of(form: str, own: frozenset[str], first: bool) -> float:
    """What a word counts; own: its dictionary forms, first: whether a sentence begins with it."""
    lowered = form.casefold()
    if lowered in _BOUNDS:
        return 0.0
    if lowered in ("my", "ty"):
        return ORDINARY  # said only where it matters who: "płacimy my"
    if lowered in _REGISTER or lowered in _CONNECTIVES or lowered in STOP_WORDS:
        return 0.0
    if own & _REGISTER or own <= _CONNECTIVES:
        return 0.0
    if own & MODALS:
        return 0.0
    if own & _LIGHT:
        return LIGHT
    return NAME if form[0].isupper() and not first else ORDINARY
