"""Where former addresses lead: from real histories, and from `redirect_from`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb.ingest.editorial import read_editorial
from kb.ingest.examine import examine
from kb.ingest.load import load_articles
from kb.ingest.redirects import Redirects, find_redirects
from kb.ingest.repository import read_commit, resolve
from kb.model import Article, Audience, Level

if TYPE_CHECKING:
    from tests.ingest.conftest import Repo

PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


def page(title: str, audience: str = "public", **keys: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    said = f"audience: {audience}\n" if audience else ""
    text = f"{title}: co warto wiedzieć, zanim zaczniesz, i do kogo się zwrócić.\n" * 5
    return f"---\ntitle: {title}\n{said}{more}---\n\n{text}"


def found(repo: Repo, audience: Audience = PUBLIC) -> Redirects:
    snapshot = read_commit(repo.path, resolve(repo.path, "HEAD"), "kb")
    editorial, _ = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, INTERNAL)
    own = [article for article in base.articles if article.audience is audience]
    return find_redirects(snapshot, own, INTERNAL, audience)


def articles(repo: Repo) -> dict[str, Article]:
    snapshot = read_commit(repo.path, resolve(repo.path, "HEAD"), "kb")
    editorial, _ = read_editorial(snapshot.config)
    return {one.slug: one for one in load_articles(snapshot, editorial, INTERNAL).articles}


def move(repo: Repo, old: str, new: str, content: str | None = None) -> str:
    (repo.path / "kb" / new).parent.mkdir(parents=True, exist_ok=True)
    repo.git("mv", f"kb/{old}", f"kb/{new}")
    if content is not None:
        repo.write(f"kb/{new}", content)
    return repo.commit()


def test_a_renamed_file_leads_on_however_often_it_was_renamed(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/x.md": page("Inny")})
    move(repo, "a.md", "b.md")
    move(repo, "b.md", "zwroty/c.md", page("Zwrot") + "Więcej.\n")

    said = found(repo)

    assert said.moved == {"a": "c", "b": "c"}
    assert said.gone == {}
    assert said.paths == {"a.md": "c", "b.md": "c", "zwroty/c.md": "c", "x.md": "x"}


def test_a_removed_file_is_gone_and_one_that_came_back_is_not(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/b.md": page("Kupon"), "kb/x.md": page("Inny")})
    (repo.path / "kb/a.md").unlink()
    (repo.path / "kb/b.md").unlink()
    repo.commit()
    assert found(repo).gone == {"a": "Zwrot", "b": "Kupon"}

    repo.commit({"kb/b.md": page("Kupon")})
    assert found(repo).gone == {"a": "Zwrot"}


def test_a_renamed_file_that_was_removed_later_is_gone_under_both_names(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/x.md": page("Inny")})
    move(repo, "a.md", "b.md")
    (repo.path / "kb/b.md").unlink()
    repo.commit()

    assert found(repo) == Redirects({}, {"a": "Zwrot", "b": "Zwrot"}, {"x.md": "x"})


def test_a_name_that_was_taken_by_another_article_leads_to_that_one(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot")})
    move(repo, "a.md", "b.md")
    repo.commit({"kb/a.md": page("Co innego")})

    assert found(repo).moved == {}


def test_another_slug_in_the_same_file_leads_on(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot", slug="dawny")})
    repo.commit({"kb/a.md": page("Zwrot", slug="nowszy")})
    repo.commit({"kb/a.md": page("Zwrot")})

    assert found(repo).moved == {"dawny": "a", "nowszy": "a"}


def test_renames_that_swap_names_end(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/b.md": page("Zupełnie inny artykuł o dostawie")})
    repo.git("mv", "kb/a.md", "kb/t.md")
    repo.commit()
    repo.git("mv", "kb/b.md", "kb/a.md")
    repo.commit()
    repo.git("mv", "kb/t.md", "kb/b.md")
    repo.commit()

    assert found(repo).moved == {"t": "b"}


def test_a_name_given_back_and_forth_has_an_end(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot")})
    move(repo, "a.md", "b.md")
    move(repo, "b.md", "a.md")

    assert found(repo).moved == {"b": "a"}
    assert len(articles(repo)["a"].history) >= 2


def test_the_history_of_a_renamed_article_goes_on(repo: Repo) -> None:
    first = repo.commit({"kb/a.md": page("Zwrot")}, message="Pierwszy")
    second = move(repo, "a.md", "b.md")
    third = repo.commit({"kb/b.md": page("Zwrot") + "Więcej.\n"}, message="Więcej")

    assert [one.commit for one in articles(repo)["b"].history] == [
        one[:12] for one in (third, second, first)
    ]


@pytest.mark.parametrize(
    ("before", "config_before", "config_now", "told"),
    [
        ("internal", "", "", False),
        ("public", "", "", True),
        # Who says nothing is for whom kb.toml said then and says today.
        ("", 'audience = "public"', 'audience = "public"', True),
        ("", 'audience = "internal"', 'audience = "public"', False),
        ("", 'audience = "public"', 'audience = "internal"', False),
    ],
)
def test_customers_hear_nothing_of_what_they_could_not_read(
    repo: Repo, before: str, config_before: str, config_now: str, told: bool
) -> None:
    def config(said: str) -> str:
        return f"[folders.z]\n{said}\n" if said else "name = 'X'\n"

    repo.commit({"kb/kb.toml": config(config_before), "kb/z/vip.md": page("Tajne", before)})
    repo.commit({"kb/x.md": page("Inny")})
    (repo.path / "kb/z/vip.md").unlink()
    repo.commit()
    repo.commit({"kb/kb.toml": config(config_now)})

    assert ("vip" in found(repo).gone) is told
    assert ("vip" in found(repo, INTERNAL).gone) is (before == "internal")


def test_what_became_internal_is_gone_for_customers(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/x.md": page("Inny")})
    repo.commit({"kb/a.md": page("Zwrot", "internal")})

    assert found(repo).gone == {"a": "Zwrot"}
    assert found(repo, INTERNAL) == Redirects({}, {}, {"a.md": "a"})


def test_redirect_from_goes_before_what_git_says(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("Zwrot"), "kb/x.md": page("Inny")})
    move(repo, "a.md", "b.md")
    repo.commit({"kb/x.md": page("Inny", redirect_from="[a, /artykul/stary-adres]")})

    assert found(repo).moved == {"a": "x", "stary-adres": "x"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.md": page("A", redirect_from="b"), "b.md": page("B")}, "b, the address of b.md"),
        ({"a.md": page("A", redirect_from="a")}, "this article's own address"),
        (
            {"a.md": page("A", redirect_from="c"), "b.md": page("B", redirect_from="c")},
            "names c, and so does a.md",
        ),
        ({"a.md": page("A", redirect_from="Ą ę")}, "is not a former address"),
        ({"a.md": page("A", redirect_from="../x")}, "is not a former address"),
        ({"a.md": page("A", redirect_from="//x.example/artykul/x#y")}, "is not a former address"),
    ],
)
def test_an_address_that_cannot_lead_there_is_an_error(
    repo: Repo, files: dict[str, str], words: str
) -> None:
    repo.commit({f"kb/{path}": text for path, text in files.items()})

    _, problems = examine(read_commit(repo.path, resolve(repo.path, "HEAD"), "kb"), INTERNAL)

    errors = [one for one in problems if one.level is Level.ERROR]
    assert [words in one.message for one in errors] == [True]
    assert errors[0].line > 1


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"---\ntitle: [\n---\n", b"x" * 1_200_000, b"a\0b", b"---\nnever closed\n"],
)
def test_what_could_not_be_read_then_is_left_out(repo: Repo, content: bytes) -> None:
    repo.commit({"kb/bad.md": content, "kb/a.md": page("A"), "kb/x.md": page("X")})
    (repo.path / "kb/bad.md").unlink()
    (repo.path / "kb/a.md").unlink()
    repo.commit()

    assert found(repo).gone == {"a": "A"}


def test_links_submodules_and_hidden_files_were_no_articles(repo: Repo) -> None:
    repo.commit({"kb/a.md": page("A"), "kb/.b/c.md": page("C"), "secret.md": page("Tajne")})
    (repo.path / "kb/link.md").symlink_to("../secret.md")
    repo.commit()
    (repo.path / "kb/link.md").unlink()
    (repo.path / "kb/.b/c.md").unlink()
    repo.commit()

    assert found(repo) == Redirects({}, {}, {"a.md": "a"})
