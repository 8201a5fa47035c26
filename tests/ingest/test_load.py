from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.ingest.check import check_articles
from kb.ingest.editorial import Editorial, read_editorial
from kb.ingest.load import LoadedBase, load_articles
from kb.ingest.repository import Snapshot, read_worktree
from kb.model import Article, Audience, Level

if TYPE_CHECKING:
    from tests.ingest.conftest import Snap

SAMPLE = Path(__file__).parents[2] / "kb/articles"


def load(snapshot: Snapshot, audience: Audience = Audience.PUBLIC) -> LoadedBase:
    return load_articles(snapshot, Editorial(), audience)


def page(base: LoadedBase, path: str) -> Article:
    return next(article for article in base.articles if article.source_path == path)


def test_links_between_files_become_addresses_of_articles(snap: Snap) -> None:
    links = (
        "[1](b.md) [2](../d/c.md#Jak-zgłosić) [3](b.md#nie-ma) [4](#dol) [5](/d/c.md) "
        "[6](/articles/d/c) [7](b) [8](../d/c.md?x=1) [9](B.MD) [0](a.md#dol)"
    )
    base = load(
        snap({
            "z/a.md": f"# A\n\n{links}\n\n## Dół\n",
            "z/b.md": "---\nslug: inny\n---\n# B\n",
            "d/c.md": "# C\n\n## Jak zgłosić?\n",
        })
    )  # fmt: skip
    html = page(base, "z/a.md").html
    for number, address in {
        1: "/artykul/inny", 2: "/artykul/c#jak-zglosic", 3: "/artykul/inny", 4: "#dol",
        5: "/artykul/c", 6: "/artykul/c", 7: "/artykul/inny", 8: "/artykul/c", 9: "/artykul/inny",
        0: "#dol",
    }.items():  # fmt: skip
        assert f'<a href="{address}">{number}</a>' in html


def test_dead_links_leave_their_words(snap: Snap) -> None:
    base = load(
        snap({"a.md": "# A\n\n[x](nie-ma.md) [yy](../../etc/passwd) [zz](/azure/x) [k](/kontakt)"})
    )
    assert base.articles[0].html == '<p>x yy zz <a href="/kontakt">k</a></p>'


def test_a_public_page_never_shows_the_address_of_an_internal_article(snap: Snap) -> None:
    base = load(
        snap({
            "a.md": "# A\n\n[tajne](b.md) [tajne](/artykul/b)",
            "b.md": "---\naudience: internal\n---\n# B\n\n[jawne](a.md)",
        })
    )  # fmt: skip
    assert page(base, "a.md").html == "<p>tajne tajne</p>"
    assert 'href="/artykul/a"' in page(base, "b.md").html


def test_an_article_with_an_error_is_left_out_and_reported(snap: Snap) -> None:
    base = load(snap({"a.md": "# A", "b.md": "---\n- x\n---\n"}))
    assert [article.source_path for article in base.articles] == ["a.md"]
    assert [(p.path, p.level) for p in base.problems] == [("b.md", Level.ERROR)]


def test_files_of_one_name_in_several_folders_get_addresses_of_their_own(snap: Snap) -> None:
    snapshot = snap({"b/x.md": "# 1", "x.md": "# 2", "c/x.md": "# 3"})
    base = load(snapshot)
    assert {a.source_path: a.slug for a in base.articles} == {
        "b/x.md": "b-x", "c/x.md": "c-x", "x.md": "x"
    }  # fmt: skip
    warnings = [p for p in base.problems if p.rule == "duplicate-slug"]
    assert [(p.path, p.level) for p in warnings] == [
        ("b/x.md", Level.WARNING),
        ("c/x.md", Level.WARNING),
    ]
    assert all("taken by x.md" in p.message for p in warnings)


def test_an_address_that_front_matter_states_goes_before_a_file_name(snap: Snap) -> None:
    base = load(snap({"x.md": "# 1", "a/y.md": "---\nslug: x\n---\n# 2", "a/x.md": "# 3"}))
    assert {a.source_path: a.slug for a in base.articles} == {
        "a/x.md": "a-x", "a/y.md": "x", "x.md": "x-2"
    }  # fmt: skip


def test_the_sample_base_has_no_errors_or_warnings() -> None:
    snapshot = read_worktree(SAMPLE)
    editorial, problems = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, Audience.INTERNAL)
    found = [*problems, *base.problems, *check_articles(base.articles, snapshot, strict=True)]
    assert [str(problem) for problem in found if problem.level is not Level.HINT] == []
    assert len(base.articles) == 72
    assert sum(article.audience is Audience.INTERNAL for article in base.articles) == 10
    assert all(article.html and article.sections for article in base.articles)
