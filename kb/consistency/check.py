"""What articles do to each other, as problems of `kb check`; told at both places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.check.page import shortened
from kb.consistency.contradictions import Contradiction, contradictions
from kb.consistency.duplicates import SameQuestion, SameText, same_questions, same_texts
from kb.consistency.statements import statements
from kb.model import Article, Level, Problem


def check_consistency(articles: Sequence[Article]) -> list[Problem]:
    """Contradictions, near-duplicates and similar questions of articles, unsorted."""
    return [
        *(one for found in contradictions(list(statements(articles))) for one in _differ(found)),
        *(one for text in same_texts(articles) for one in _twice(text)),
        *(one for question in same_questions(articles) for one in _asked_twice(question)),
    ]


def _differ(found: Contradiction) -> Iterator[Problem]:
    sides = ((found.first, found.ours.text), (found.second, found.theirs.text))
    for (here, ours), (there, theirs) in (sides, sides[::-1]):
        place = f"{there.article.source_path}:{there.line}"
        quote = shortened(there.text, 100)
        yield Problem(
            here.article.source_path, here.line, 1, Level.WARNING, "contradiction",
            f"“{ours}” here, “{theirs}” in {place}: “{quote}”. Make them agree, or say what makes "
            "them differ.",
            f"Tu „{ours}”, a w {place} „{theirs}”: „{quote}”. Uzgodnij je albo napisz, czym "
            "się różnią.",
        )  # fmt: skip


def _twice(found: SameText) -> Iterator[Problem]:
    for here, there, line in (
        (found.first, found.second, found.first_line),
        (found.second, found.first, found.second_line),
    ):
        yield Problem(
            here.source_path, line, 1, Level.WARNING, "near-duplicate",
            f"{found.share:.0%} of the shorter one's words stand in {there.source_path}, too: "
            f"“{shortened(found.quote)}”. Join them, or link from one to the other.",
            f"{found.share:.0%} słów krótszego z nich stoi też w {there.source_path}: "
            f"„{shortened(found.quote)}”. Połącz je albo z jednego prowadź linkiem do drugiego.",
        )  # fmt: skip


def _asked_twice(found: SameQuestion) -> Iterator[Problem]:
    for here, ours, there, theirs in (
        (found.first, found.ours, found.second, found.theirs),
        (found.second, found.theirs, found.first, found.ours),
    ):
        yield Problem(
            here.source_path, 1, 1, Level.HINT, "similar-question",
            f"“{shortened(ours)}” asks what “{shortened(theirs)}” of {there.source_path} asks. "
            "Leave it with the article that answers it.",
            f"„{shortened(ours)}” pyta o to samo, co „{shortened(theirs)}” "
            f"z {there.source_path}. Zostaw pytanie przy artykule, który na nie odpowiada.",
        )  # fmt: skip
