"""The lines of a passage that a letter can say, with how well each fits a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log

from kb.answer.closeness import Closeness
from kb.answer.cues import Wanted, shows
from kb.answer.findings import Findings
from kb.answer.known import share_and_lead
from kb.answer.ranking import Measures, scores
from kb.polish.morphology import readings
from kb.polish.text import fold, tokenise
from kb.search.confidence import information_share
from kb.search.lexical import Bm25, lemma_units
from kb.search.passages import Query, ScoredPassage
from kb.search.rows import is_table_row
from kb.search.sayable import headed, sayable

_REACH_US = re.compile(r"\+48|zadzwoń|napisz na cza|pomoc@|telefon i czat", re.IGNORECASE)
#: When the shop can be reached and how fast it answers: nothing of the matter itself.
_REACHED = re.compile(r"odpowiada(?:my)? w ciągu|(?:telefon|czat)\b.{0,20} działa", re.IGNORECASE)
#: What the letter says by its own approved phrases.
_COURTESY = re.compile(
    r"(?:przykro nam|przepraszamy|dziękujemy)\b(?![^.]*(?:\d|, (?:ale|lecz|jednak|a|bo)\b))",
    re.IGNORECASE,
)
_ASKS_TO_REACH = re.compile(
    r"kontakt|dzwoni|zadzwon|infolini|odpisz|odpisu|odpowie|odpowiad|czat|chat|konsultant|czlowiek|"
    r"\bcall\b|reach|contact|reply|зв.яз|відпов"
)
#: Headings over reasons, of which each is half a sentence.
_CAUSES = re.compile(r"(?:dlaczego|skad|czemu)\b")
_LEAST_CAUSES = 3
#: A reason that says by itself what follows from it: "Jeśli w koszyku są …, kod ich nie obejmuje".
_WHOLE_CAUSE = re.compile(r"(?:jeśli|jeżeli|gdy|kiedy|if|якщо)\b[^.]*,", re.IGNORECASE)
#: A sentence that begins so leans on the one before; so does one that soon says "ich" or "je".
_LEANING = re.compile(
    r"(?:to|ten|ta|te|on|ona|one|wtedy|dlatego|dzięki temu|później|potem|tam|taki\w*|taka|inaczej|"
    r"jeśli nie|w przeciwnym razie|pozostałe|też|również|do tego|poza tym|"
    r"(?:przy|w) (?:inn|taki)(?:ym|m|ej|ych|ch)|(?:jeśli|jeżeli|gdy|o|najłatwiej) to)\b"
    r"|(?:\w+ ){0,4}(?:przy tym|poza tymi|mimo to|w tym celu|po tym czasie|ten czas|tego terminu)"
    r"\b",
    re.IGNORECASE,
)
#: Pronouns, and what they stand for: the plural, a feminine noun or another one.
_POINTING = {
    "ich": "pl", "je": "pl", "nich": "pl", "nimi": "pl", "jej": "f", "ją": "f", "niej": "f",
    "nią": "f", "go": "m", "jego": "m", "nim": "m", "mu": "m",
}  # fmt: skip
_SOON = 4
#: Its place in the tag of a noun.
_GENDER = 3
_VERB_AND_IT = re.compile(r"(\w+) to\b(?!,)")
#: Lines whose words are remembered: those of some fifty articles, about 2 kB each.
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, step or table row of a passage. text: as the passage has it, a row as a sentence.

    place: of its passage in the article. number: its own in the passage. block: the place of its
    line, which the sentences of a step share. score: how well it answers, see `ranking.scores`.
    """

    text: str
    passage: ScoredPassage
    place: int
    number: int
    block: int
    step: bool
    score: float = 0.0


@lru_cache(maxsize=_REMEMBERED)
def units_of(line: str) -> frozenset[str]:
    """The lemmas of a line."""
    return frozenset(lemma_units(line)) if line else frozenset()


@lru_cache(maxsize=_REMEMBERED // 4)
def _sayable(passage: str) -> tuple[tuple[str, int, bool], ...]:
    return tuple(sayable(passage))


def lines_of(
    findings: Findings,
    kinds: Sequence[Wanted],
    lemmas: Bm25 | None,
    closeness: Closeness | None,
) -> list[Line]:
    """Every line that a letter can say of what was found, with how well it fits the question.

    kinds: of answer that the question wants. lemmas: how telling a word is in this base.
    closeness: None judges by words alone.
    """
    found = measured_lines(findings, kinds, lemmas, closeness)
    fits = scores([measures for _, measures in found])
    return [replace(line, score=fit) for (line, _), fit in zip(found, fits, strict=True)]


def measured_lines(
    findings: Findings,
    kinds: Sequence[Wanted],
    lemmas: Bm25 | None,
    closeness: Closeness | None,
) -> list[tuple[Line, Measures]]:
    """The lines without a score yet, and what is measured of each; arguments as `lines_of`."""
    ruler = _Ruler(
        findings,
        frozenset(kinds) & _TOLD,
        Wanted.WAY in kinds,
        bool(_ASKS_TO_REACH.search(fold(findings.asked.text))),
        frozenset(lemma_units(findings.query.prepared.searched)),
        frozenset(lemma_units(findings.around.prepared.searched)),
        lemmas,
        closeness,
    )
    before = len(findings.passages)
    found = [
        each
        for place, passage in enumerate(findings.passages)
        for each in _of_passage(passage, place, 0, ruler)
    ]
    return found + [
        each
        for place, passage in enumerate(findings.beside)
        for each in _of_passage(passage, place, before, ruler)
    ]


def _of_passage(
    passage: ScoredPassage, place: int, before: int, ruler: _Ruler
) -> Iterator[tuple[Line, Measures]]:
    """place: in the article. before: passages of the article that is said first."""
    table = {
        block for block, line in enumerate(passage.chunk.text.split("\n")) if is_table_row(line)
    }
    causes = _lists_causes(passage)
    for number, (text, block, step) in enumerate(_sayable(passage.chunk.text)):
        row = block in table
        may_reach = ruler.asks_to_reach or passage.opening
        if not step and _is_out_of_place(text, row, causes, may_reach):
            continue
        line = Line(text, passage, place + before, number, block, step)
        yield line, ruler.measure(line, place, beside=passage in ruler.findings.beside, row=row)


@dataclass(frozen=True, slots=True)
class _Ruler:
    """One question, against which lines are measured."""

    findings: Findings
    told: frozenset[Wanted]
    asks_way: bool
    asks_to_reach: bool
    words: frozenset[str]
    words_around: frozenset[str]
    lemmas: Bm25 | None
    closeness: Closeness | None

    def measure(self, line: Line, place: int, *, beside: bool, row: bool) -> Measures:
        query, around = self.findings.query, self.findings.around
        headings = line.passage.chunk.heading_path
        own = units_of(line.text)
        kinds = sum(shows(line.text, kind) for kind in self.told)
        known = self.findings.known_beside if beside else self.findings.known
        opening = line.passage.opening and line.number == 0
        share, ahead = share_and_lead(known, line.text, opening=opening)
        return Measures(
            passage=line.passage.score,
            meaning=self._meaning(query, line),
            meaning_around=self._meaning(around if around.encoded else query, line),
            words=information_share(own & self.words, self.words, self.lemmas),
            words_around=information_share(own & self.words_around, self.words_around, self.lemmas),
            heading=self._in_heading(headings[-1] if headings else ""),
            known_ahead=ahead,
            known=share,
            kind=kinds / max(1, len(self.told)),
            opening=line.passage.opening / (line.number + 1),
            first=float(line.number == 0),
            step=float(line.step),
            way=float(line.step and self.asks_way),
            beside=float(beside),
            row=float(row),
            reach=float(not self.asks_to_reach and bool(_REACH_US.search(line.text))),
            length=log(max(1, len(line.text.split()))),
            place=place / 10,
        )

    def _meaning(self, query: Query, line: Line) -> float:
        if self.closeness is None or query.encoded is None:
            return 0.0
        said = headed(line.passage.chunk.heading_path, line.text)
        return self.closeness.to(query.encoded.vector, said)

    def _in_heading(self, heading: str) -> float:
        return information_share(units_of(heading) & self.words, self.words, self.lemmas)


_TOLD = frozenset({Wanted.AMOUNT, Wanted.TIME, Wanted.PLACE})


def _is_out_of_place(text: str, row: bool, causes: bool, reach: bool) -> bool:
    """Whether a line says nothing that a letter wants of it by itself: how to reach the shop, a
    courtesy, a row without a number, a reason without its heading."""
    if (not reach and _REACHED.search(text)) or _COURTESY.match(text):
        return True
    number = any(sign.isdigit() for sign in text)
    return (row or (causes and not _WHOLE_CAUSE.match(text))) and not number


def _lists_causes(passage: ScoredPassage) -> bool:
    headings = passage.chunk.heading_path
    lines = passage.chunk.text.split("\n")
    return len(lines) >= _LEAST_CAUSES and bool(headings and _CAUSES.match(fold(headings[-1])))


@lru_cache(maxsize=_REMEMBERED)
def leans(sentence: str) -> bool:
    """Whether a sentence points back to the one before it."""
    return (
        bool(_LEANING.match(sentence))
        or _says_a_pronoun(sentence)
        or _does_it(sentence)
        or _speaks_of_another(sentence)
    )


def _says_a_pronoun(sentence: str) -> bool:
    """Whether it soon speaks of something that stands elsewhere: "Oddajemy ją tak samo"."""
    first = [token.form.lower() for token in tokenise(sentence)][:_SOON]
    return not _POINTING.keys().isdisjoint(first)


def _does_it(sentence: str) -> bool:
    """ "Zrób to w aplikacji"; not "Adres to ul. Lniana 5"."""
    found = _VERB_AND_IT.match(sentence)
    tags = [tag for _, tag in readings(found[1])] if found else []
    # "Para to dwie sztuki": a noun that is a verb, too, is the noun.
    named = any(tag.startswith("subst") for tag in tags)
    return any(tag.startswith("impt" if named else ("impt", "fin")) for tag in tags)


def _speaks_of_another(sentence: str) -> bool:
    """Whether a pronoun has no noun before it that it may stand for: "Nie możemy jej zmienić"."""
    kinds, nouns = set[str](), 0
    for token in tokenise(sentence):
        stands_for = _POINTING.get(token.form.lower())
        if stands_for and stands_for not in kinds and not (stands_for == "pl" and nouns > 1):
            return True
        found = {
            "pl" if "pl" in tag[1] else "f" if tag[_GENDER].startswith("f") else "m"
            for _, reading in (readings(token.form) if token.is_word else ())
            if len(tag := reading.split(":")) > _GENDER and tag[0] in {"subst", "ger", "depr"}
        }
        kinds |= found
        nouns += bool(found)
    return False


def whole_thoughts(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that point back to a sentence that is not said."""
    kept: list[Line] = []
    for line in lines:
        before = kept[-1] if kept else None
        follows = (
            before is not None
            and before.passage is line.passage
            and before.number == line.number - 1
        )
        # Under a heading, "To zależy od banku" speaks of what the heading asks, as the customer
        # does; "Oddajemy ją" speaks of a word that only the heading has.
        first = line.number == 0 and (line.passage.opening or not _says_a_pronoun(line.text))
        if first or line.step or follows or not leans(line.text):
            kept.append(line)
    return kept
