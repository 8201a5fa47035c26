"""A reply in another language than its source: facts are compared, meaning by vectors only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kb.answer.grounding.fitting import same_value
from kb.answer.grounding.lexicon import NEGATIONS
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.words import Words
from kb.polish.morphology import is_known
from kb.search.language import detect_language

#: Cosine of multilingual-e5-small from which on a sentence says what a Polish one says. Measured
#: on 20 translations and 11 invented sentences beside the whole article: English 10 of 13
#: translations pass and 0 of 8 inventions, Ukrainian 6 of 7 and 0 of 3.
CLOSE = {"en": 0.86, "uk": 0.9}
CLOSE_OTHERWISE = 0.9
#: Units this close to the best one may be what is translated as well.
NEARLY = 0.01
#: A text is Polish from this share of words on that the dictionary knows.
POLISH = 0.6

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NEGATION = re.compile(
    r"(?<!\w)(?:not|no|cannot|never|without|nothing|none|\w+n['’]t|не|ні|без|ніколи|жод\w+)(?!\w)",
    re.IGNORECASE,
)


def language_of(words: Words) -> str:
    """The language of a sentence; "zł" and place names do not make an English one Polish."""
    text = words.text
    for fact in words.facts:
        start, end = fact.span
        text = text[:start] + " " * (end - start) + text[end:]
    language = detect_language(text)
    plain = [word for word in _WORD.findall(text)[1:] if word.islower()]
    if language == "pl" and len(plain) > 2:
        known = sum(is_known(word) for word in plain)
        return "pl" if known / len(plain) >= POLISH else "en"
    return language


def compare_across(
    sentence: Words, units: Sequence[Unit], similarity: Callable[[str, str], float] | None
) -> list[str]:
    """Why a sentence is not what units in another language say, in Polish; empty where it is."""
    everywhere = [fact for unit in units for fact in unit.words.facts]
    lost = [fact for fact in sentence.facts if not any(same_value(fact, one) for one in everywhere)]
    if lost:
        return [f"brak w źródle: «{fact.text}»" for fact in lost]
    if similarity is None:
        return ["bez modelu językowego nie można porównać zdania ze źródłem w innym języku"]
    fits = sorted(((similarity(sentence.text, unit.text), unit) for unit in units),
                  key=lambda pair: -pair[0])  # fmt: skip
    best = fits[0][0]
    if best < CLOSE.get(language_of(sentence), CLOSE_OTHERWISE):
        return ["zdanie nie jest dość bliskie źródłu w innym języku"]
    near = [unit for fit, unit in fits if fit >= best - NEARLY]
    stated = [fact for unit in near for fact in unit.words.facts]
    for fact in sentence.facts:
        if not any(same_value(fact, one) for one in stated):
            return [f"«{fact.text}» mówi w źródle o czym innym niż «{near[0].text}»"]
    if all(_denies(sentence) != _denies(unit.words) for unit in near):
        return [f"jedno z dwóch przeczy: zdanie albo źródło «{near[0].text}»"]
    return []


def _denies(words: Words) -> bool:
    polish = any(word.negated or word.lemmas & NEGATIONS for word in words.words)
    return polish or bool(_NEGATION.search(words.text))
