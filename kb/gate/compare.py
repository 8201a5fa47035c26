"""The golden questions of two states, asked of each → what got better, what got worse, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.evaluate.golden import GoldenQuestion
from kb.gate.answers import Answer, Answers

#: An article that comes into the first five of more than this share of the questions …
HIJACK_SHARE = 0.10
#: … and of at least so many, in a base where five articles are a choice.
HIJACK_QUESTIONS, HIJACK_ARTICLES = 3, 20


class Verdict(StrEnum):
    """Whether a question got what golden.yaml expects."""

    RIGHT = "right"
    REFUSED = "refused"
    WRONG = "wrong"


class Change(StrEnum):
    """What became of a question, the worst first."""

    NOW_REFUSED = "now refused"
    OTHER_ARTICLE = "answered by another article"
    NOW_ANSWERED = "answered, and must not be"
    WORSE = "worse"
    BETTER = "better"
    SAME = "same"


REGRESSIONS = frozenset(
    {Change.NOW_REFUSED, Change.OTHER_ARTICLE, Change.NOW_ANSWERED, Change.WORSE}
)


class Edited(StrEnum):
    """What the change did to the question itself."""

    NO = ""
    NEW = "new question"
    EXPECTED = "other article expected"
    REMOVED = "question removed"


@dataclass(frozen=True, slots=True)
class Row:
    """A question that is worth telling of: how it stood, how it stands.

    before, after: what it gets on each side; None for a question that the side does not have.
    """

    question: str
    change: Change
    edited: Edited
    expected: tuple[str, ...]
    verdict_before: Verdict | None
    verdict_after: Verdict | None
    before: Answer | None
    after: Answer | None

    @property
    def regressed(self) -> bool:
        """Whether it got worse."""
        return self.change in REGRESSIONS


@dataclass(frozen=True, slots=True)
class Hijack:
    """An article that came into the first five of many questions. path: of its file."""

    slug: str
    path: str
    questions: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """rows: questions that changed or were edited, the worst first. asked: all of both sides."""

    rows: tuple[Row, ...]
    hijacks: tuple[Hijack, ...]
    asked: int
    right_before: int
    right_after: int

    @property
    def regressions(self) -> tuple[Row, ...]:
        """The questions that got worse."""
        return tuple(row for row in self.rows if row.regressed)

    @property
    def regressed(self) -> bool:
        """Whether the change needs a reason."""
        return bool(self.regressions or self.hijacks)


def compare(
    golden_before: Sequence[GoldenQuestion],
    golden_after: Sequence[GoldenQuestion],
    before: Answers,
    after: Answers,
) -> Comparison:
    """Compare two states.

    Each is judged by what its own golden.yaml expects, so that an article may be renamed together
    with the questions that name it; what was edited is told in any case. Both answers hold every
    question of both.
    """
    old = {one.text: one for one in golden_before}
    new = {one.text: one for one in golden_after}
    rows = [
        _row(text, old.get(text), new.get(text), before.by_question[text], after.by_question[text])
        for text in {**old, **new}
    ]
    told = [row for row in rows if row.change is not Change.SAME or row.edited is not Edited.NO]
    order = list(Change)
    return Comparison(
        rows=tuple(sorted(told, key=lambda row: order.index(row.change))),
        hijacks=tuple(_hijacks(new, before, after)),
        asked=len(rows),
        right_before=sum(row.verdict_before is Verdict.RIGHT for row in rows),
        right_after=sum(row.verdict_after is Verdict.RIGHT for row in rows),
    )


def verdict_of(question: GoldenQuestion, answer: Answer) -> Verdict:
    """How an answer stands to what is expected; a question without an answer must be refused."""
    if not answer.answered:
        return Verdict.REFUSED if question.answerable else Verdict.RIGHT
    return Verdict.RIGHT if answer.first in question.expected else Verdict.WRONG


def _row(
    text: str,
    old: GoldenQuestion | None,
    new: GoldenQuestion | None,
    before: Answer,
    after: Answer,
) -> Row:
    was = verdict_of(old, before) if old else None
    is_now = verdict_of(new, after) if new else None
    known = new or old
    expected = known.expected if known else ()
    if old is None:
        edited = Edited.NEW
    elif new is None:
        edited = Edited.REMOVED
    elif set(old.expected) != set(new.expected):
        edited = Edited.EXPECTED
    else:
        edited = Edited.NO
    # A new question is measured against what it would have got before.
    earlier = was if was or not new else verdict_of(new, before)
    change = _change(new, earlier, is_now) if new else Change.SAME
    if edited is Edited.NEW and change in REGRESSIONS:
        change = Change.SAME
    return Row(text, change, edited, expected, was, is_now, before, after)


_RANKS = {Verdict.WRONG: 0, Verdict.REFUSED: 1, Verdict.RIGHT: 2}


def _change(question: GoldenQuestion, was: Verdict | None, now: Verdict | None) -> Change:
    if was is None or now is None or _RANKS[was] == _RANKS[now]:
        return Change.SAME
    if _RANKS[now] > _RANKS[was]:
        return Change.BETTER
    if now is Verdict.REFUSED:
        return Change.NOW_REFUSED
    if not question.answerable:
        return Change.NOW_ANSWERED
    return Change.OTHER_ARTICLE if was is Verdict.RIGHT else Change.WORSE


def _hijacks(questions: Iterable[str], before: Answers, after: Answers) -> list[Hijack]:
    texts = list(questions)
    if len(after.paths) < HIJACK_ARTICLES or not texts:
        return []
    entered = Counter(slug for text in texts for slug in _entered(text, before, after))
    found = []
    for slug, number in entered.most_common():
        if number < HIJACK_QUESTIONS or number <= HIJACK_SHARE * len(texts):
            break
        which = tuple(text for text in texts if slug in _entered(text, before, after))
        found.append(Hijack(slug, after.paths[slug], which, number / len(texts)))
    return found


def _entered(text: str, before: Answers, after: Answers) -> set[str]:
    """The articles that are among the first five now and were not; a renamed file is the same."""
    files = {before.paths.get(slug) for slug in before.by_question[text].top}
    return {
        slug
        for slug in after.by_question[text].top
        if slug not in before.by_question[text].top and after.paths.get(slug) not in files
    }
