"""Articles by what is due, by use and by harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.editing.catalogue import Choice, Entry, Order, State, chosen, entries
from kb.editing.usage import Usage
from kb.model import Audience
from tests.bases import ARTICLES, Base, article, new_base

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
FILES: dict[str, str | bytes | None] = {
    "kb.toml": ARTICLES["kb.toml"],
    "zwroty/po-terminie.md": article("Po terminie", review_by="2026-11-01", owner="Ewa"),
    "zwroty/wygasly.md": article("Wygasły", valid_until="2026-11-20"),
    "zwroty/niedlugo.md": article("Niedługo", review_by="2026-12-15"),
    "zwroty/spokojny.md": article("Spokojny", review_by="2027-12-15"),
    "zwroty/przyszly.md": article("Przyszły", valid_from="2027-02-01"),
    "procedury/tajny.md": article("Tajny", audience="internal"),
}
USED = {"spokojny": Usage(searches=9), "wygasly": Usage(cited=2), "niedlugo": Usage(unhelpful=3)}


@pytest.fixture
def found(quick_path: Path) -> tuple[Entry, ...]:
    base: Base = new_base(quick_path / "base", FILES)
    base.publish()
    with base.library() as library:
        tables = {audience: library.reader(audience).index.tables for audience in Audience}
        return entries(tables, USED, NOW, NOW.date())


def slugs(found: tuple[Entry, ...], **choice: object) -> list[str]:
    return [one.slug for one in chosen(found, Choice(**choice))]  # type: ignore[arg-type]


def test_each_article_says_how_it_stands(found: tuple[Entry, ...]) -> None:
    assert {one.slug: one.state for one in found} == {
        "po-terminie": State.OVERDUE,
        "wygasly": State.EXPIRED,
        "niedlugo": State.SOON,
        "spokojny": State.FINE,
        "przyszly": State.WAITING,
        "tajny": State.FINE,
    }
    overdue = next(one for one in found if one.slug == "po-terminie")
    assert (overdue.owner, overdue.path) == ("Ewa", "zwroty/po-terminie.md")
    assert overdue.author
    assert str(overdue.review_by) == "2026-11-01"


def test_what_is_due_comes_first_by_use(found: tuple[Entry, ...]) -> None:
    assert slugs(found) == [
        "wygasly", "po-terminie", "niedlugo", "spokojny", "przyszly", "tajny",
    ]  # fmt: skip
    assert slugs(found, order=Order.USE)[:2] == ["spokojny", "wygasly"]
    assert slugs(found, order=Order.DAMAGE)[0] == "niedlugo"
    assert slugs(found, order=Order.TITLE)[0] == "niedlugo"
    assert len(slugs(found, order=Order.CHANGED)) == 6


def test_a_list_can_be_narrowed(found: tuple[Entry, ...]) -> None:
    assert slugs(found, audience="internal") == ["tajny"]
    assert slugs(found, owner="Ewa") == ["po-terminie"]
    assert slugs(found, state="soon") == ["niedlugo"]
    assert slugs(found, category="procedury") == ["tajny"]
    assert slugs(found, text="ZWROTY spok") == ["spokojny"]
    assert slugs(found, state="no-such-state") == []
