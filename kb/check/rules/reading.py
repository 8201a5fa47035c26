"""Is the text short and easy to read?

FOG-PL is Gunning's fog index (1952) as Jasnopis applies it to Polish: 0.4 × (words a sentence +
share in per cent of words whose dictionary form has four syllables or more). The number is about
the years of schooling that reading takes (Broda, Nitoń, Gruszczyński, Ogrodniczuk: "Measuring
Readability of Polish Texts", LREC 2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.check.page import Finding, Page, Sentence, shortened
from kb.polish.morphology import lemmas

_VOWEL = re.compile(r"i(?=[aąeęoóu])|[ae]u|[aąeęioóuy]")
#: Of fewer words no index says anything.
_FEWEST_WORDS = 40
_HARD_SYLLABLES = 4


def too_long(page: Page) -> Iterator[Finding]:
    """Where the article exceeds the number of words."""
    most, words = page.settings.most_words, 0
    place: tuple[int, int] | None = None
    for sentence in page.sentences:
        words += len(sentence.words)
        if words > most and place is None:
            place = page.place(sentence.block.lines, sentence.text)
    if place:
        yield Finding(
            "too-long", place,
            f"The article has {words} words, more than {most}; from here on it is too long. "
            "Split it: one article answers one question.",
            f"Artykuł ma {words} słów, a powinien mieć najwyżej {most}; odtąd jest za długi. "
            "Podziel go: jeden artykuł odpowiada na jedno pytanie.",
        )  # fmt: skip


def long_sentence(page: Page) -> Iterator[Finding]:
    """Sentences with too many words."""
    most = page.settings.most_sentence_words
    for sentence in page.sentences:
        number = len(sentence.words)
        if number > most:
            yield Finding(
                "long-sentence", page.place(sentence.block.lines, sentence.text),
                f"“{shortened(sentence.text)}” has {number} words, over {most}. Make two of it.",
                f"„{shortened(sentence.text)}” ma {number} słów, a zdanie powinno mieć najwyżej "
                f"{most}. Zrób z niego dwa.",
            )  # fmt: skip


def hard_to_read(page: Page) -> Iterator[Finding]:
    """The index of the whole article."""
    if not page.is_polish:
        return
    value = fog(page.sentences)
    if value is not None and value > page.settings.most_fog:
        most = page.settings.most_fog
        yield Finding(
            "hard-to-read", (page.body_line, 1),
            f"FOG-PL is {value:.1f}, above {most:g}. Write shorter sentences and plainer words.",
            f"FOG-PL wynosi {value:.1f}, a powinien być najwyżej {most:g}. "
            "Skróć zdania i użyj prostszych słów.".replace(".", ",", 1),
        )  # fmt: skip


def fog(sentences: tuple[Sentence, ...]) -> float | None:
    """FOG-PL of sentences of at least three words; None of too short a text."""
    counted = [words for one in sentences if len(words := one.words) > 2]
    total = sum(map(len, counted))
    if total < _FEWEST_WORDS:
        return None
    hard = sum(is_hard(word) for words in counted for word in words)
    return 0.4 * (total / len(counted) + 100 * hard / total)


@lru_cache(maxsize=50_000)
def is_hard(word: str) -> bool:
    """Whether every dictionary form of a word has four syllables or more."""
    if syllables(word) < _HARD_SYLLABLES:
        return False
    return all(syllables(lemma) >= _HARD_SYLLABLES for lemma in lemmas(word))


def syllables(word: str) -> int:
    """ "zamówienie" has four: an "i" before a vowel only softens, "au" and "eu" are one."""
    return sum(match != "i" or not _softens(word, at) for match, at in _vowels(word))


def _vowels(word: str) -> Iterator[tuple[str, int]]:
    for match in _VOWEL.finditer(word.casefold()):
        yield match[0], match.end()


def _softens(word: str, end: int) -> bool:
    return word[end : end + 1].casefold() in tuple("aąeęoóu")
