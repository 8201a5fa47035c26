"""Sentences that an article bears, and sentences that it must not bear, before and after a change.

A sentence is checked as one of a draft that cites the article. What the check says depends on
nothing but the sentence and the passage, so only sentences about changed articles are checked, and
of these articles only the passages that differ, unless it depends on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.grounding.doubts import Similarity
from kb.answer.keys import passage_key
from kb.answer.model import Sentence, Source, Status
from kb.evaluate.drafts.extras import read_fresh, read_written
from kb.evaluate.drafts.model import Honest
from kb.evaluate.drafts.passages import nearest, sources_of
from kb.evaluate.reading import read_cases_as
from kb.evaluate.wording import plain
from kb.gate.cases import CaseComparison, CaseKind, CaseRow, Words, compared
from kb.model import Article, Audience

GROUNDING = "grounding.yaml"


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """article: slug. supported: whether a draft may say it; otherwise it is a mistake."""

    text: str
    article: str
    supported: bool


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)
    article: str = Field(min_length=1)
    supported: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sentences: list[_Entry]


def read_cases(data: bytes, name: str = GROUNDING) -> tuple[SentenceCase, ...]:
    """The sentences of a base's own file. Raises ConfigError that says which entry is wrong."""
    parsed = read_cases_as(_File, data, name)
    return tuple(SentenceCase(one.text, one.article, one.supported) for one in parsed.sentences)


def shipped_cases(passages: Mapping[str, Sequence[Source]]) -> Iterator[SentenceCase]:
    """Those that were written for the sample base, as far as they are about these passages.

    passages: by slug. A sentence takes part where its passage holds the words that it was
    written for; another base with an article of that name gets none.
    """
    written = (read_written(), read_fresh())
    known: set[str] = set()
    for sample in (one for group in written for one in group.samples):
        words = plain(sample.quote)
        if any(words in plain(one.quote) for one in passages.get(sample.article, ())):
            known.add(sample.article)
            yield SentenceCase(sample.text, sample.article, isinstance(sample.kind, Honest))
    for claim in (one for group in written for one in group.claims):
        if claim.article in known:
            yield SentenceCase(claim.text, claim.article, supported=False)


def passages_of(articles: Iterable[Article], now: datetime) -> dict[str, list[Source]]:
    """What drafts may cite of articles at a moment, by slug."""
    found: dict[str, list[Source]] = {}
    shown = [
        one
        for one in articles
        if one.audience is Audience.PUBLIC
        and (one.shown_from is None or one.shown_from <= now)
        and (one.shown_until is None or now < one.shown_until)
    ]
    for source in sources_of(shown, passage_key):
        found.setdefault(source.slug, []).append(source)
    return found


def compare_sentences(
    cases: Iterable[SentenceCase],
    before: Mapping[str, Sequence[Source]],
    after: Mapping[str, Sequence[Source]],
    paths: Mapping[str, str],
    similarity: Similarity | None = None,
) -> CaseComparison:
    """Check the sentences of changed articles on both sides.

    before, after: their passages by slug. paths: slug → file, of both sides. similarity: as drafts
    are checked with; asked only where words leave it open.
    """
    wanted = {one.text: one for one in cases if one.article in before or one.article in after}
    rows = []
    for case in wanted.values():
        old, new = before.get(case.article, ()), after.get(case.article, ())
        path = paths.get(case.article, GROUNDING)
        if row := _row(case, _Checked(case, similarity), old, new, path):
            rows.append(row)
    return compared(CaseKind.SENTENCE, rows, len(wanted))


class _Checked:
    """What the check says of one sentence, passage by passage, each once."""

    def __init__(self, case: SentenceCase, similarity: Similarity | None) -> None:
        self._case = case
        self._similarity = similarity
        self._known: dict[Said, tuple[str, ...] | None] = {}

    def by(self, source: Source) -> bool:
        """Whether a passage bears the sentence."""
        return self.reasons(source) is None

    def reasons(self, source: Source) -> tuple[str, ...] | None:
        """Why it does not; None where it does."""
        said = _said(source)
        if said not in self._known:
            checked = check_sentence(
                Sentence(self._case.text, (source.key,)),
                Evidence((source,), similarity=self._similarity),
            )
            supported = checked.status is not Status.UNSUPPORTED
            self._known[said] = None if supported else checked.reasons
        return self._known[said]


Said = tuple[str, str, str]


def _said(source: Source) -> Said:
    """All of a passage that the check reads."""
    return source.title, source.heading, source.quote


def _row(
    case: SentenceCase, checked: _Checked, old: Sequence[Source], new: Sequence[Source], path: str
) -> CaseRow | None:
    """How the sentence turned; None where it did not."""
    same = {_said(one) for one in old} & {_said(one) for one in new}
    was = any(checked.by(one) for one in old if _said(one) not in same)
    bearing = next((one for one in new if _said(one) not in same and checked.by(one)), None)
    if was == (bearing is not None) or any(checked.by(one) for one in old if _said(one) in same):
        return None
    where = bearing or (nearest(case.text, new) if new else None)
    return CaseRow(
        kind=CaseKind.SENTENCE,
        name=case.text,
        path=path,
        line=where.lines[0] if where else 1,
        worse=case.supported is not bool(bearing),
        what=_WHAT[case.supported, bool(bearing)],
        before=_NO if bearing else _YES,
        after=_YES if bearing else _why(checked, where),
    )


_YES = Words("wynika z artykułu", "the article says it")
_NO = Words("nie wynika z artykułu", "the article does not say it")
#: (whether a draft may say it, whether it can now) → what changed.
_WHAT = {
    (True, False): Words("szkic nie może już tego napisać", "a draft may no longer say it"),
    (True, True): Words("szkic może to napisać", "a draft may say it now"),
    (False, True): Words("szkic może to napisać, a nie powinien", "a draft may say it, wrongly"),
    (False, False): Words("szkic już tego nie napisze", "a draft can say it no longer"),
}


def _why(checked: _Checked, where: Source | None) -> Words:
    if where is None:
        return Words("artykułu nie ma", "the article is gone")
    reasons = "; ".join(checked.reasons(where) or ())
    return Words(*(f"{one}: {reasons}" if reasons else one for one in _NO))
