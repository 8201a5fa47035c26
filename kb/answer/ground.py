"""The grounding check: does each sentence of a text say what the passages that it cites say?

One check for the composer, a language model and the text that an agent has edited. It decides by
rules on facts, words and negation; vectors are asked only where the words leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.answer.conditions import added_condition, condition_conflict
from kb.answer.facts import Fact, Kind, facts, normal_link
from kb.answer.fitting import fact_conflict
from kb.answer.model import Sentence, Source, Status
from kb.answer.passage import Unit, coverage, missing, units_of
from kb.answer.polarity import conflicts
from kb.answer.words import Word, Words, words_of
from kb.model import Audience
from kb.polish.sentences import split_sentences
from kb.search.language import detect_language

Similarity = Callable[[str, str], float]

#: A whole sentence that stands in one sentence of the source by this share is compared with it
#: alone; otherwise each of its clauses may have a sentence of its own.
WHOLE = 0.8
#: A clause needs this share of its content in one sentence of the source (or beside it).
CLAUSE = 0.6
#: Content that may be missing from the source: less than one ordinary word, that is adverbs and
#: verbs of general meaning only.
MISSING = 0.9
#: Missing content that vectors may still excuse: one ordinary word.
OPEN = 1.1
#: Cosine of multilingual-e5-small between a sentence and its source from which on one unknown word
#: is taken for a synonym.
SAME_MEANING = 0.95
#: The same between languages, where words cannot be compared.
SAME_ACROSS = 0.88
#: Units that fit nearly as well as the best one are tried too.
NEARLY = 0.1


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

    A supported sentence cites only the passages that it stands on.
    """
    checked = []
    for start, end in split_sentences(text):
        sentence = text[start:end]
        alone = next(
            (
                result
                for key in keys
                if (result := check_sentence(Sentence(sentence, (key,)), evidence)).status
                is not Status.UNSUPPORTED
            ),
            None,
        )
        checked.append(alone or check_sentence(Sentence(sentence, tuple(keys)), evidence))
    return tuple(checked)


def check_sentence(sentence: Sentence, evidence: Evidence) -> Sentence:
    """Return the sentence with its status and, where unsupported, Polish reasons.

    Phrases need no key and keep none.
    """
    text = sentence.text.strip()
    if evidence.is_phrase(text):
        return Sentence(text, (), Status.PHRASE)
    reasons = _reasons(text, sentence.citations, evidence)
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
        return [f"źródło «{one.title}» jest wewnętrzne i nie może trafić do klienta" for one in internal]
    if not text:
        return ["zdanie jest puste"]
    if any(_is_quoted(text, source) for source in cited):
        return []
    language = detect_language(text)
    if any(source.language != language for source in cited):
        return _across_languages(text, cited, evidence)
    return _compare(text, cited, evidence)


_TYPOGRAPHY = str.maketrans({"„": '"', "”": '"', "“": '"', "–": "-", "—": "-", "’": "'", "…": "."})


def _plain(text: str) -> str:
    text = re.sub(r"\A\s*(?:\d{1,2}[.)]|[-•*])\s+", "", text)
    return " ".join(text.translate(_TYPOGRAPHY).casefold().split()).rstrip(" .,;:!")


def _is_quoted(text: str, source: Source) -> bool:
    """Whether a text is one whole sentence of the passage, or whole sentences in a row."""
    wanted = _plain(text)
    plain = [_plain(source.quote[start:end]) for start, end in split_sentences(source.quote)]
    return wanted in plain


def _compare(text: str, cited: Sequence[Source], evidence: Evidence) -> list[str]:
    units = [unit for source in cited for unit in units_of(source.title, source.quote)]
    own = words_of(text)
    stated = _without_given(own, cited, evidence.message)
    if not units:
        return ["źródło nie ma tekstu"]
    absent = [
        reason for fact in stated.facts if (reason := fact_conflict(fact, _part_of(stated, fact), units))
    ]
    if absent:
        return absent
    whole, reasons = _against_best(stated, stated.words, units)
    if whole < WHOLE:
        reasons = _by_clauses(stated, units)
    if reasons:
        return reasons
    if reason := added_condition(text, units):
        return [reason]
    return _content(stated, units, evidence)


def _part_of(words: Words, fact: Fact) -> Words:
    """The clause of a fact."""
    at = words.fact_segments[words.facts.index(fact)]
    clause = next(clause for clause in _clauses(words) if at in clause)
    return _only(words, clause)


def _only(words: Words, segments: Sequence[int]) -> Words:
    """The words and facts of some segments, with the text of all."""
    kept = [
        (fact, segment)
        for fact, segment in zip(words.facts, words.fact_segments, strict=True)
        if segment in segments
    ]
    return Words(
        words.text,
        tuple(word for word in words.words if word.segment in segments),
        tuple(fact for fact, _ in kept),
        tuple(segment for _, segment in kept),
        words.segments,
    )


def _clauses(words: Words) -> list[list[int]]:
    """Segments joined to pieces that say something: at least two ordinary words or facts."""
    clauses: list[list[int]] = []
    weights: list[float] = []
    for segment in range(words.segments):
        weight = sum(word.weight for word in words.words if word.segment == segment)
        weight += sum(one == segment for one in words.fact_segments)
        if clauses and (weight < 2 or weights[-1] < 2):
            clauses[-1].append(segment)
            weights[-1] += weight
        else:
            clauses.append([segment])
            weights.append(weight)
    return clauses


def _against_best(
    whole: Words, words: Sequence[Word], units: Sequence[Unit]
) -> tuple[float, list[str]]:
    """How well the best unit covers words of a sentence, and what speaks against it."""
    part = _only(whole, sorted({word.segment for word in words}))
    ranked = sorted(
        ((coverage(words, part.facts, unit), unit) for unit in units), key=lambda pair: -pair[0]
    )
    best = ranked[0][0]
    tried = [unit for fit, unit in ranked[:3] if fit >= best - NEARLY]
    found = []
    for unit in tried:
        reasons = conflicts(words, unit)
        if reason := condition_conflict(whole.text, whole.words, unit):
            reasons.append(reason)
        if not reasons:
            return best, []
        found.append(reasons)
    return best, found[0]


def _by_clauses(words: Words, units: Sequence[Unit]) -> list[str]:
    reasons: list[str] = []
    for clause in _clauses(words):
        part = _only(words, clause)
        if not part.words:
            continue
        fit, found = _against_best(words, part.words, units)
        if fit < CLAUSE:
            lost = missing(part.words, units)
            shown = ", ".join(f"«{word.form}»" for word in lost) or f"«{_shown(part)}»"
            reasons.append(f"brak w źródle: {shown}")
        reasons += found
    return reasons


def _shown(part: Words) -> str:
    return " ".join(word.form for word in part.words)


def _content(words: Words, units: Sequence[Unit], evidence: Evidence) -> list[str]:
    """Words that the source does not have; few of them may be synonyms."""
    lost = missing(words.words, units)
    weight = sum(word.weight for word in lost)
    if weight < MISSING:
        return []
    if weight <= OPEN and evidence.similarity is not None:
        closest = max(units, key=lambda unit: coverage(words.words, words.facts, unit))
        if evidence.similarity(words.text, closest.text) >= SAME_MEANING:
            return []
    return ["brak w źródle: " + ", ".join(f"«{word.form}»" for word in lost)]


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


def _across_languages(text: str, cited: Sequence[Source], evidence: Evidence) -> list[str]:
    """Facts as they are, meaning by vectors alone."""
    units = [unit for source in cited for unit in units_of(source.title, source.quote)]
    stated = _without_given(words_of(text), cited, evidence.message)
    values = {(one.kind, one.value) for unit in units for one in unit.words.facts}
    lost = [fact for fact in stated.facts if (fact.kind, fact.value) not in values]
    if lost:
        return [f"brak w źródle: «{fact.text}»" for fact in lost]
    if evidence.similarity is None:
        return ["bez modelu językowego nie można porównać zdania ze źródłem w innym języku"]
    if max(evidence.similarity(text, unit.text) for unit in units) < SAME_ACROSS:
        return ["zdanie nie jest dość bliskie źródłu w innym języku"]
    return []
