from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kb.ingest.editorial import Editorial
from kb.ingest.history import MAX_REVISIONS
from kb.ingest.load import load_articles
from kb.ingest.repository import read_commit, read_worktree, resolve
from kb.model import Article, Audience, Revision

if TYPE_CHECKING:
    from tests.ingest.conftest import Repo

INTERNAL = "---\naudience: internal\n---\n\n"


def loaded(repo: Repo) -> dict[str, Article]:
    """Articles by path; public unless they say otherwise."""
    snapshot = read_commit(repo.path, resolve(repo.path, "HEAD"), "kb")
    base = load_articles(snapshot, Editorial(), Audience.PUBLIC)
    return {article.source_path: article for article in base.articles}


def messages(article: Article) -> list[str]:
    return [one.message for one in article.history]


def test_an_article_has_the_commits_that_changed_it_newest_first(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A", "kb/b.md": "B"}, message="Pierwsze artykuły")
    second = repo.commit({"kb/a.md": "A2"}, author="Łukasz Żak", message="Dłuższy termin\n\nOpis")
    repo.commit({"x.txt": "x"}, message="Coś innego")

    articles = loaded(repo)

    moment = datetime(2026, 10, 3, 12, 2, tzinfo=UTC)
    assert articles["a.md"].history[0] == Revision(
        second[:12], moment, "Łukasz Żak", "Dłuższy termin"
    )
    assert messages(articles["a.md"]) == ["Dłuższy termin", "Pierwsze artykuły"]
    assert messages(articles["b.md"]) == ["Pierwsze artykuły"]


def test_customers_read_no_message_of_a_commit_that_changed_an_internal_article(
    repo: Repo,
) -> None:
    repo.commit({"kb/a.md": "A", "kb/vip.md": f"{INTERNAL}V"}, message="Limit VIP 500 zł")
    repo.commit({"kb/vip.md": f"{INTERNAL}V2"}, message="Limit VIP 900 zł")
    repo.commit({"kb/a.md": "A2"}, message="Literówka")

    articles = loaded(repo)

    assert messages(articles["a.md"]) == ["Literówka", ""]
    assert messages(articles["vip.md"]) == ["Limit VIP 900 zł", "Limit VIP 500 zł"]


def test_the_same_holds_for_articles_that_are_gone(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A", "kb/vip.md": f"{INTERNAL}V"}, message="Limit VIP 500 zł")
    (repo.path / "kb/vip.md").unlink()
    repo.commit({"kb/a.md": "A2"}, message="Koniec limitu VIP")
    repo.commit({"kb/a.md": "A3", "kb/kb.toml": "name = 'X'"}, message="Nowa nazwa")

    assert messages(loaded(repo)["a.md"]) == ["Nowa nazwa", "", ""]


def test_an_internal_change_older_than_those_that_are_kept_is_remembered(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A", "kb/vip.md": f"{INTERNAL}V"}, message="Limit VIP 500 zł")
    for number in range(MAX_REVISIONS):
        repo.commit({"kb/vip.md": f"{INTERNAL}V{number}"})

    articles = loaded(repo)

    assert len(articles["vip.md"].history) == MAX_REVISIONS
    assert messages(articles["a.md"]) == [""]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\tb \x07c", "a b c"),
        ("cena \u202e99 zł", "cena 99 zł"),
        ("x" * 200, "x" * 119 + "…"),
        ("\x1e \x1f pola", "pola"),
    ],
)
def test_a_message_is_one_clean_line(repo: Repo, written: str, shown: str) -> None:
    repo.commit({"kb/a.md": "A"}, message=written)

    assert messages(loaded(repo)["a.md"]) == [shown]


def test_the_name_of_an_author_is_kept_and_the_address_is_not(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A"}, author="Anna\x1b[31m Nowak")

    (revision,) = loaded(repo)["a.md"].history
    assert revision.author == "Anna [31m Nowak"
    assert "@" not in repr(revision)


def test_a_draft_that_is_not_committed_has_no_history(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A"})

    base = load_articles(read_worktree(repo.path / "kb"), Editorial(), Audience.PUBLIC)

    assert [article.history for article in base.articles] == [()]
