"""Dates of the front matter that are over."""

from __future__ import annotations

from collections.abc import Iterator

from kb.check.page import Finding, Page


def overdue_review(page: Page) -> Iterator[Finding]:
    """A day of review that has passed."""
    due = page.article.review_by
    if due is None or due >= page.shop.today:
        return
    place = next(
        ((n, 1) for n, line in enumerate(page.lines, 1) if line.startswith("review_by")), (1, 1)
    )
    yield Finding(
        "overdue-review", place,
        f"The article was to be reviewed by {due}. Read it, mend it, give the next date.",
        f"Przegląd artykułu miał być do {due}. Przeczytaj go, popraw i podaj następną datę.",
    )  # fmt: skip
