"""Can every price and deadline be quoted alone?

Replies quote whole sentences, and lists together with the line that leads in to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.check.page import Finding, Page, Sentence, shortened
from kb.model import Block
from kb.polish.morphology import readings
from kb.polish.sentences import split_sentences

_VALUE = re.compile(
    r"\d(?:[\d.,\u00a0\u202f ]{0,15}\d)?[\s\u00a0]{0,3}"
    r"(?:zł\b|złot\w+|PLN\b|EUR\b|euro\b|gr\b|groszy|%|proc\.|procent\w*)"
    r"|\d{1,6}(?:[–-]\d{1,6})?\.?[\s\u00a0]{0,3}(?:robocz\w+\s+)?"
    r"(?:dni\b|dnia\b|dniach\b|dniami\b|dzień\b|godzin\w*|godz\b|minut\w*|tygodni\w*"
    r"|miesi[ąęe]c\w*|lat\b|lata\b|rok\b)",
    re.IGNORECASE,
)
_FINITE = frozenset({"fin", "bedzie", "praet", "impt", "imps", "winien"})
_NEVER_VERBS = frozenset({"prep", "adv"})
_PREDICATIVES = frozenset({"można", "trzeba", "warto", "wolno", "brak", "to", "niepodobna"})
#: What such a sentence speaks of stands in front of it, or nowhere.
_POINTING = frozenset(
    """to tyle on ona ono oni one wynosi kosztuje trwa zajmuje jest wynoszą kosztują trwają
    wyniosą wyniesie potrwa""".split()
)
_LOOK_FOR_SUBJECT = 4


def number_alone(page: Page) -> Iterator[Finding]:
    """Sentences with a price or a deadline that say nothing by themselves."""
    if not page.is_polish:
        return
    lead = ""
    seen: Block | None = None
    for sentence in page.sentences:
        block = sentence.block
        if block is not seen and block.kind not in ("item", "step"):
            lead = _lead_in(block)
        seen = block
        value = _VALUE.search(sentence.text)
        if value is None or sentence.text.rstrip().endswith("?"):
            continue
        reason = _reason(sentence, lead if block.kind in ("item", "step") else "")
        if reason:
            quote = shortened(sentence.text)
            yield Finding(
                "number-alone", page.place(block.lines, sentence.text),
                f"“{quote}” {reason[0]} Say in one sentence what “{value[0]}” is.",
                f"„{quote}” {reason[1]} Powiedz jednym zdaniem, czego dotyczy „{value[0]}”.",
            )  # fmt: skip


def _reason(sentence: Sentence, lead: str) -> tuple[str, str] | None:
    words = [word.casefold() for word in sentence.words]
    # "lata" and "dzień" are verbs as well, in the dictionary.
    others = replace(sentence, text=_VALUE.sub(" ", sentence.text)).words
    if not has_verb([word.casefold() for word in others]):
        if lead and has_verb([word.casefold() for word in re.findall(r"[^\W\d_]+", lead)]):
            return None
        return "is no full sentence.", "nie jest pełnym zdaniem."
    if words[:2] == ["jest", "to"]:
        return "does not say what it speaks of.", "nie mówi, o czym mowa."
    if words[0] in _POINTING and not _has_subject(words[1 : 1 + _LOOK_FOR_SUBJECT]):
        return "does not say what it speaks of.", "nie mówi, o czym mowa."
    return None


def has_verb(words: list[str]) -> bool:
    """Whether lower-case words hold a finite verb, or one of the words that stand for it."""
    for place, word in enumerate(words):
        if word in _PREDICATIVES:
            if word != "to" or place:
                return True
            continue
        kinds = {tag.split(":", 1)[0] for _, tag in readings(word)}
        # "niż" is an imperative in the dictionary and a preposition everywhere else.
        if kinds & _FINITE and not kinds & _NEVER_VERBS:
            return True
    return False


def _has_subject(words: list[str]) -> bool:
    """Whether a noun in the nominative is near: "Trwa promocja", "Wynosi opłata"."""
    return any(
        tag.startswith(("subst", "ger")) and "nom" in tag.split(":")[2].split(".")
        for word in words
        for _, tag in readings(word)
        if tag.startswith(("subst:", "ger:")) and len(word) > 2 and word not in _NOT_SUBJECTS
    )


#: Units and adverbs that the dictionary also knows as nouns.
_NOT_SUBJECTS = frozenset(
    "to dni dzień godziny godzina minut minuty lata lat rok raz już tylko łącznie".split()
)


def _lead_in(block: Block) -> str:
    """The last sentence of a block that ends with a colon."""
    if not block.text.rstrip().endswith(":"):
        return ""
    spans = split_sentences(block.text)
    return block.text[slice(*spans[-1])] if spans else ""
