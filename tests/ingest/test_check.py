from __future__ import annotations

from typing import TYPE_CHECKING

from kb.ingest.check import check_articles
from kb.ingest.editorial import Editorial
from kb.ingest.load import load_articles
from kb.model import Audience

if TYPE_CHECKING:
    from tests.ingest.conftest import Snap

META = "questions: pytanie {0}\nowner: O\nreview_by: 2027-01-01"


def found(
    snap: Snap,
    files: dict[str, str],
    others: frozenset[str] = frozenset(),
    strict: bool = False,
) -> list[tuple[str, int, int, str, str]]:
    snapshot = snap(files, others)
    base = load_articles(snapshot, Editorial(), Audience.PUBLIC)
    return [
        (p.path, p.line, p.column, p.level.value, p.rule)
        for p in check_articles(base.articles, snapshot, strict=strict)
        if p.rule != "metadata"
    ]


def test_a_complete_base_has_no_problems(snap: Snap) -> None:
    assert found(snap, {"a.md": "# A\n\n[b](b.md#c)", "b.md": "# B\n\n## C\n\nx"}) == []


def test_slugs_and_ids_that_are_stated_twice_are_errors_that_name_both(snap: Snap) -> None:
    snapshot = snap({
        "a.md": "---\nslug: x\nid: i\n---\n# A\n\na",
        "b.md": "---\ntitle: B\nslug: x\nid: i\n---\nb",
    })  # fmt: skip
    base = load_articles(snapshot, Editorial(), Audience.PUBLIC)
    problems = [p for p in check_articles(base.articles, snapshot) if p.level == "error"]
    assert [(p.path, p.line, p.rule) for p in problems] == [
        ("b.md", 3, "duplicate-slug"),
        ("b.md", 4, "duplicate-id"),
    ]
    assert all("a.md" in p.message for p in problems)


def test_titles_and_questions_that_repeat_within_an_audience_are_warnings(snap: Snap) -> None:
    files = {
        "a.md": "---\ntitle: Ile kosztuje zwrot?\nquestions: kto płaci\n---\nx",
        "b.md": "---\ntitle: ILE kosztuje  zwrot\nquestions:\n  - inne\n  - Kto placi?\n---\nx",
        "c.md": "---\ntitle: Ile kosztuje zwrot?\naudience: internal\n---\nx",
        "d.md": "---\ntitle: Ile kosztuje zwrot?\nlanguage: uk\n---\nx",
    }
    assert found(snap, files) == [
        ("b.md", 1, 1, "warning", "duplicate-title"),
        ("b.md", 5, 5, "warning", "duplicate-question"),
    ]


def test_dead_links_and_anchors_are_warnings_and_in_a_strict_check_errors(snap: Snap) -> None:
    files = {
        "z/a.md": "# A\n\nx [b](nie-ma.md)\n- [c](b.md#nie-ma) [d](b.md#jest)\n\n"
        "[e](p.pdf) [f](/x/y) [g](/kontakt)",
        "z/b.md": "# B\n\n## Jest\n\nx",
    }
    expected = [
        ("z/a.md", 3, 7, "warning", "dead-link"),
        ("z/a.md", 4, 7, "warning", "dead-anchor"),
        ("z/a.md", 6, 5, "warning", "dead-link"),
        ("z/a.md", 6, 16, "warning", "dead-link"),
    ]
    others = frozenset({"z/p.pdf"})
    assert found(snap, files, others) == expected
    strict = found(snap, files, others, strict=True)
    assert [problem[3] for problem in strict] == ["error"] * 4


def test_a_link_to_an_article_with_an_error_of_its_own_is_not_called_dead(snap: Snap) -> None:
    assert found(snap, {"a.md": "# A\n\n[b](b.md)", "b.md": "---\n- x\n---\n"}) == []


def test_a_public_article_that_links_to_an_internal_one_is_an_error(snap: Snap) -> None:
    files = {
        "a.md": "# A\n\n[b](b.md)",
        "b.md": "---\naudience: internal\n---\n# B\n\n[a](a.md)",
    }
    assert found(snap, files) == [("a.md", 3, 5, "error", "internal-link")]


def test_images_and_unsafe_links_are_checked(snap: Snap) -> None:
    text = "# A\n\n![x](brak.png) ![y](jest.png)\n![z](https://x.example/a.png)\n[w](javascript:x)"
    assert found(snap, {"a.md": text}, frozenset({"jest.png"})) == [
        ("a.md", 3, 6, "warning", "missing-image"),
        ("a.md", 4, 6, "hint", "external-image"),
        ("a.md", 5, 5, "warning", "unsafe-link"),
    ]


def test_skipped_heading_levels_and_empty_articles_are_named(snap: Snap) -> None:
    files = {"a.md": "# A\n\nx\n\n## B\n\n#### C\n\nx\n\n## D\n", "b.md": "# B\n"}
    assert found(snap, files) == [
        ("a.md", 7, 1, "hint", "heading-level"),
        ("b.md", 1, 1, "warning", "empty"),
    ]


def test_missing_metadata_is_one_hint_per_file(snap: Snap) -> None:
    snapshot = snap({"a.md": "# A\n\nx", "b.md": f"---\n{META.format(1)}\n---\n# B\n\nx"})
    base = load_articles(snapshot, Editorial(), Audience.PUBLIC)
    (problem,) = check_articles(base.articles, snapshot)
    assert (problem.path, problem.level, problem.rule) == ("a.md", "hint", "metadata")
    assert "`questions`, `owner`, `review_by`" in problem.message
