"""The grounding check: does each sentence of a text say what the passages that it cites say?

One check for the composer, a language model and the text that an agent has edited. It decides by
rules on facts, words and negation; vectors are asked only where the words leave it open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.answer.grounding.across import compare_across, language_of
from kb.answer.grounding.alignment import (
    Aligned,
    align,
    alignment_conflicts,
    readings,
)
from kb.answer.grounding.answers import answer_conflict
from kb.answer.grounding.conditions import added_condition
from kb.answer.grounding.doubts import Similarity, doubts, excused
from kb.answer.grounding.facts import Fact, Kind, facts, normal_link
from kb.answer.grounding.fitting import fact_conflict, stands_whole
from kb.answer.grounding.passage import Unit, units_of
from kb.answer.grounding.wordings import reworded
from kb.answer.grounding.words import Words, words_of
from kb.answer.model import Sentence, Source, Status
from kb.model import Audience
from kb.polish.sentences import split_sentences

#: Characters; no sentence that can be checked is longer.
LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Evidence:
    """What sentences may stand on.

    sources: passages that were found for the conversation, valid today. message: the customer's
    words, whose order numbers a reply may repeat. similarity: cosine of two texts by the embedding
    model; None where there is none. is_phrase: whether a sentence is approved wording.
    """

    sources: Sequence[Source]
    message: str = ""
    similarity: Similarity | None = None
    is_phrase: Callable[[str], bool] = field(default=lambda _: False)


def check_text(text: str, keys: Sequence[str], evidence: Evidence) -> tuple[Sentence, ...]:
    """Check every sentence of a text against the passages of the keys given for all of it.

    Against all of them together, so that a number of one passage is not taken for that of another;
    a supported sentence then cites only what it stands on.
    """
    checked = []
    for start, end in split_sentences(text):
        whole = check_sentence(Sentence(text[start:end], tuple(keys)), evidence)
        checked.append(narrowed(whole, evidence))
    return tuple(checked)


def narrowed(sentence: Sentence, evidence: Evidence) -> Sentence:
    """A supported sentence with one citation where one passage is enough."""
    if sentence.status is not Status.SUPPORTED:
        return sentence
    for key in sentence.citations:
        alone = check_sentence(replace(sentence, citations=(key,)), evidence)
        if alone.status is Status.SUPPORTED:
            return alone
    return sentence


def check_sentence(sentence: Sentence, evidence: Evidence) -> Sentence:
    """Return the sentence with its status and, where unsupported, Polish reasons.

    Phrases need no key and keep none.
    """
    text = sentence.text.strip()
    if evidence.is_phrase(text):
        return Sentence(text, (), Status.PHRASE)
    reasons = _reasons(_visible(text), sentence.citations, evidence)
    status = Status.UNSUPPORTED if reasons else Status.SUPPORTED
    return replace(sentence, text=text, status=status, reasons=tuple(reasons))


def _reasons(text: str, keys: Sequence[str], evidence: Evidence) -> list[str]:
    if not keys:
        return ["brak źródła"]
    known = {source.key: source for source in evidence.sources}
    unknown = [key for key in keys if key not in known]
    if unknown:
        return [f"źródło «{key}» nie należy do znalezionych fragmentów" for key in unknown]
    cited = [known[key] for key in keys]
    internal = [one for one in cited if one.audience is not Audience.PUBLIC]
    if internal:
        return [
            f"źródło «{one.title}» jest wewnętrzne i nie może trafić do klienta" for one in internal
        ]
    if not text:
        return ["zdanie jest puste"]
    if len(text) > LONGEST:
        return ["zdanie jest za długie, żeby je sprawdzić"]
    if any(_is_quoted(text, source) for source in cited):
        return []
    stated = _without_given(words_of(reworded(_OPENING.sub("", text))), cited, evidence.message)
    units = [
        unit for source in cited for unit in units_of(source.title, source.quote, source.heading)
    ]
    if not units:
        return ["źródło nie ma tekstu"]
    language = language_of(stated)
    if any(source.language != language for source in cited):
        return compare_across(stated, units, evidence.similarity)
    return _compare(stated, units, evidence)


def _visible(text: str) -> str:
    """What a reader sees: full-width digits are digits, invisible characters are nothing."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(c for c in normal if unicodedata.category(c) != "Cf")


_TYPOGRAPHY = str.maketrans({"„": '"', "”": '"', "“": '"', "–": "-", "—": "-", "’": "'", "…": "."})


def _plain(text: str) -> str:
    # The number of a step, not the day of "14. dnia".
    text = re.sub(r"\A\s*(?:\d{1,2}[.)]\s+(?=[^\W\da-ząćęłńóśźż])|[-•*]\s+)", "", text)
    return " ".join(text.translate(_TYPOGRAPHY).casefold().split()).rstrip(" .,;:!")


#: How a reply may open a sentence without saying more. "Potwierdzam, że" says more.
_OPENING = re.compile(
    r"\A(?:(?:uprzejmie\s+)?(?:informuj(?:ę|emy)|przypominam(?:y)?|wyjaśniam(?:y)?|dodam(?:y)?"
    r"|zwracam(?:y)?\s+uwagę|(?:chc|pragn)(?:ę|emy)\s+(?:poinformować|przypomnieć|dodać))"
    r"|(?:proszę|prosimy)\s+(?:pamiętać|zwrócić\s+uwagę)"
    r"|(?:warto|należy|trzeba)\s+(?:wiedzieć|pamiętać|dodać|zaznaczyć|podkreślić)),?\s+że\s+"
    r"|\A(?:proszę|prosimy)\s+się\s+nie\s+(?:martwić|niepokoić|obawiać|przejmować),?\s+"
    r"|\A(?:rozumiem(?:y)?|przepraszam(?:y)?|dziękuj(?:ę|emy)),\s+"
    r"|\A(?:co\s+więcej|oprócz\s+tego|poza\s+tym|jednocześnie|dodatkowo|ponadto|oczywiście"
    r"|jak\s+najbardziej|dla\s+jasności|krótko\s+mówiąc|innymi\s+słowy),?\s+"
    r"|\A(?:zgodnie\s+z|według|w\s+myśl)\s+(?:nasz(?:ymi|ych|ym|ego)\s+)?"
    r"(?:zasad(?:ami)?|regulamin(?:em|u)|polityk(?:ą|i))(?:\s+(?:sklepu|zwrotów|dostawy))?,?\s+",
    re.IGNORECASE,
)


def _is_quoted(text: str, source: Source) -> bool:
    """Whether a text is one whole sentence of the passage, but for typography."""
    wanted = _plain(text)
    plain = [_plain(source.quote[start:end]) for start, end in split_sentences(source.quote)]
    return wanted in plain


def _compare(stated: Words, units: Sequence[Unit], evidence: Evidence) -> list[str]:
    if not any(word.weight for word in stated.words) and not stated.facts:
        return ["brak w źródle: zdanie nie mówi nic, co można sprawdzić"]
    if reason := answer_conflict(stated, units):
        return [reason]
    # The first reading is the usual one: its reasons are told.
    usual, *others = readings(stated)
    reasons = _compare_as(usual, stated, units, evidence)
    if reasons and any(not _compare_as(one, stated, units, evidence, apart=True) for one in others):
        return []
    return reasons


def _compare_as(
    clauses: Sequence[Words],
    stated: Words,
    units: Sequence[Unit],
    evidence: Evidence,
    apart: bool = False,
) -> list[str]:
    if reasons := _facts(clauses, stated, units, apart):
        return reasons
    aligned = align(stated, clauses, units, apart=apart)
    return (
        alignment_conflicts(stated, aligned, units)
        or _added(stated.text, units)
        or _content(aligned, evidence)
    )


def _facts(
    clauses: Sequence[Words], stated: Words, units: Sequence[Unit], apart: bool
) -> list[str]:
    reasons = [
        reason
        for clause in clauses
        for fact in clause.facts
        if (reason := fact_conflict(fact, clause, clause if apart else stated, units))
        and not stands_whole(fact, clause, units)
    ]
    if reasons:
        return reasons
    counted = Counter((fact.kind, fact.value) for fact in stated.facts)
    known = Counter((fact.kind, fact.value) for unit in units for fact in unit.words.facts)
    twice = [
        fact
        for fact in stated.facts
        if counted[fact.kind, fact.value] > known[fact.kind, fact.value] > 0
    ]
    return [f"w źródle «{twice[0].text}» jest tylko raz"] if twice else []


def _added(text: str, units: Sequence[Unit]) -> list[str]:
    reason = added_condition(text, units)
    return [reason] if reason else []


def _content(aligned: Sequence[Aligned], evidence: Evidence) -> list[str]:
    """Words that the source does not have where it speaks of this; few may be synonyms."""
    found = doubts(aligned)
    if not found or (evidence.similarity and excused(found, aligned, evidence.similarity)):
        return []
    return list(dict.fromkeys(doubt.reason for doubt in found))


def _without_given(words: Words, cited: Sequence[Source], message: str) -> Words:
    """Leave out what the reply may take from the customer's message, and links to the articles."""
    given = {fact.value for fact in facts(message) if fact.kind in (Kind.CODE, Kind.PLACEHOLDER)}
    links = {normal_link(source.url) for source in cited}
    kept = [
        (fact, segment)
        for fact, segment in zip(words.facts, words.fact_segments, strict=True)
        if not _is_given(fact, given, links)
    ]
    return replace(
        words,
        facts=tuple(fact for fact, _ in kept),
        fact_segments=tuple(segment for _, segment in kept),
    )


def _is_given(fact: Fact, given: set[str], links: set[str]) -> bool:
    if fact.kind is Kind.CODE:
        # Order numbers only: a discount code that a customer claims is not thereby real.
        return fact.value in given and sum(c.isdigit() for c in fact.value) >= 5
    if fact.kind is Kind.PLACEHOLDER:
        return fact.value in given
    return fact.kind is Kind.LINK and fact.value in links
