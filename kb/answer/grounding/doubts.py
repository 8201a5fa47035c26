"""Words that the source does not have where it speaks of this, or has in the place of another: what
rules alone cannot tell from words of the same meaning, and when vectors may."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.answer.grounding.alignment import CLAUSE, Aligned
from kb.answer.grounding.lexicon import ORDINARY
from kb.answer.grounding.opposites import has_opposite
from kb.answer.grounding.passage import missing
from kb.answer.grounding.substitution import substitution
from kb.answer.grounding.words import Word
from kb.polish.morphology import readings

#: Content that may be missing from the source: less than one ordinary word, that is adverbs,
#: verbs and nouns of general meaning only.
MISSING = 0.9
#: What a noun counts that every conversation with a shop is about.
GENERAL = 0.5
#: Cosine of multilingual-e5-small between a sentence and its source from which on one unknown word
#: of any kind is taken for a synonym. Measured on sentences of the sample base with one word
#: exchanged: 21 of 25 synonyms reach it and 4 of 21 words of another meaning.
SAME_MEANING = 0.99
#: … and one unknown verb, where all that it is said of stands in the source.
SAME_DEED = 0.94
#: So much of a clause with an unknown verb must stand in the source.
SAID_OF = 0.5

_GENERAL = frozenset("zamówienie zakup towar produkt rzecz artykuł sytuacja".split())
#: Deeds that customers ask about by their name: none is a synonym of another.
_APART = frozenset(
    """
    zwrócić zwracać oddać oddawać wymienić wymieniać reklamować zareklamować anulować odstąpić
    odstępować naprawić naprawiać zapłacić płacić dopłacić dopłacać wpłacić wypłacić wypłacać pobrać
    pobierać naliczyć naliczać wysłać wysyłać odesłać odsyłać nadać odebrać odbierać przyjąć
    przyjmować odmówić odmawiać uznać uznawać usunąć usuwać zachować przedłużyć skrócić
    gwarantować zapewnić zapewniać obiecać rezygnować zrezygnować unieważnić obniżyć podwyższyć
    dopisać przysłać wystawić wystawiać sprzedać sprzedawać kupić dzwonić zadzwonić potwierdzić
    oferować zaoferować umówić przydzielać przyznać przyznawać dyżurować dołączyć dołączać
    skracać pracować mówić wypożyczyć zapakować pakować zakazać zabronić zablokować
    """.split()
)

_VERBAL = frozenset("fin inf impt praet bedzie imps ger".split())

Similarity = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a clause that the source does not have; the word of the source in whose place they
    stand, if in any; how much of the clause the source has; the reason, in Polish."""

    words: tuple[Word, ...]
    instead: Word | None
    share: float
    reason: str


def doubts(aligned: Sequence[Aligned]) -> list[Doubt]:
    """What of the clauses of a sentence stands neither in their unit nor beside it."""
    found = [
        Doubt(tuple(lost), None, one.share, _lacking(lost or one.clause.words))
        for one in aligned
        if one.share < CLAUSE
        for lost in [missing(one.clause.words, [one.unit])]
    ]
    for unit in dict.fromkeys(one.unit for one in aligned):
        here = [one for one in aligned if one.unit is unit]
        stated = [word for one in here for word in one.clause.words]
        if pair := substitution(stated, unit):
            said, source = pair
            reason = f"w źródle: «{source.form}», w zdaniu: «{said.form}»"
            found.append(Doubt((said,), source, min(one.share for one in here), reason))
    unknown = [(word, one) for one in aligned for word in missing(one.clause.words, [one.unit])]
    if sum(_weight(word) for word, _ in unknown) >= MISSING:
        words = tuple(word for word, _ in unknown)
        share = min(one.share for _, one in unknown)
        found.append(Doubt(words, None, share, _lacking(words)))
    return found


def excused(found: Sequence[Doubt], aligned: Sequence[Aligned], similarity: Similarity) -> bool:
    """Whether vectors and what kind of words they are speak for another wording."""
    words = [word for doubt in found for word in doubt.words]
    places = {one.unit: one.clause.text for one in aligned if _is_doubted(one, words)}
    close = max((similarity(text, unit.text) for unit, text in places.items()), default=0.0)
    single = len(dict.fromkeys(words)) == 1 and words[0].weight <= ORDINARY
    if (
        single
        and close >= SAME_MEANING
        and all(doubt.instead is None and doubt.share >= CLAUSE for doubt in found)
    ):
        return True
    passive = {
        word
        for one in aligned
        for auxiliary, word in pairwise(one.clause.words)
        if auxiliary.lemmas & {"być", "zostać"}
    }
    return (
        close >= SAME_DEED
        and all(doubt.words and doubt.share >= SAID_OF for doubt in found)
        and all(_is_deed(word, passive) for word in words)
        and all(_is_deed(doubt.instead, passive) for doubt in found if doubt.instead)
        and _one_each(aligned)
        and all(_says_the_rest(one) for one in aligned if _is_doubted(one, words))
    )


def _is_doubted(one: Aligned, words: Sequence[Word]) -> bool:
    return any(word in words for word in one.clause.words)


def _says_the_rest(one: Aligned) -> bool:
    """Whether the unit itself has what else the clause says: what stands beside it, of which
    another verb may be true, is not enough."""
    beside = [
        word
        for word in one.clause.words
        if word.weight >= ORDINARY and not word.keys & one.unit.keys
        if word.keys & one.unit.beside
    ]
    return one.unit.row or not beside


def _one_each(aligned: Sequence[Aligned]) -> bool:
    """Whether no clause has two unknown words."""
    return all(
        sum(word.weight >= ORDINARY for word in missing(one.clause.words, [one.unit])) <= 1
        for one in aligned
    )


def _is_deed(word: Word, passive: Collection[Word]) -> bool:
    """Whether a word is a verb that may stand for another: what it is said of decides."""
    tags = [tag.partition(":")[0] for _, tag in readings(word.form)]
    verbs = _VERBAL | {"ppas"} if word in passive else _VERBAL
    verbal = bool(verbs.intersection(tags)) and "subst" not in tags
    return verbal and not (word.negated or word.lemmas & _APART or has_opposite(word))


def _weight(word: Word) -> float:
    return min(word.weight, GENERAL) if word.lemmas & _GENERAL else word.weight


def _lacking(words: Sequence[Word]) -> str:
    return "brak w źródle: " + ", ".join(f"«{word.form}»" for word in words)
