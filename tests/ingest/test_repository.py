from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kb.errors import RepositoryError
from kb.ingest.history import authors_of
from kb.ingest.repository import MAX_BYTES, Snapshot, read_commit, read_worktree, resolve

if TYPE_CHECKING:
    from tests.ingest.conftest import Repo


def read(repo: Repo, folder: str = "kb", ref: str = "HEAD") -> Snapshot:
    return read_commit(repo.path, resolve(repo.path, ref), folder)


def at(minute: int) -> datetime:
    return datetime(2026, 10, 3, 12, minute, tzinfo=UTC)


def test_a_commit_gives_articles_settings_golden_questions_and_the_names_of_other_files(
    repo: Repo,
) -> None:
    sha = repo.commit(
        {
            "kb/a/zażółć gęślą.md": "# Ą",
            "kb/b.MD": "# B",
            "kb/kb.toml": "name = 'X'",
            "kb/golden.yaml": "questions: []",
            "kb/README.md": "not an article",
            "kb/a/README.md": "an article in a folder",
            "kb/a/zdjęcie.png": b"\x89PNG",
            "kb/.hidden/x.md": "hidden",
            "elsewhere/c.md": "# C",
        }
    )
    snapshot = read(repo)
    assert snapshot.commit.sha == sha
    assert snapshot.commit.committed_at == at(1)
    assert [f.path for f in snapshot.files] == ["a/README.md", "a/zażółć gęślą.md", "b.MD"]
    assert snapshot.files[1].data == "# Ą".encode()
    assert snapshot.config == b"name = 'X'"
    assert snapshot.golden == b"questions: []"
    assert snapshot.other_paths == {"README.md", "a/zdjęcie.png"}
    assert snapshot.problems == ()


def test_the_commit_is_read_and_never_the_work_tree(repo: Repo) -> None:
    repo.commit({"kb/a.md": "committed"})
    repo.write("kb/a.md", "draft")
    repo.write("kb/b.md", "draft")
    assert [(f.path, f.data) for f in read(repo).files] == [("a.md", b"committed")]


def test_the_whole_repository_and_a_subfolder_as_starting_point_work(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A", "b.md": "B"})
    assert [f.path for f in read(repo, "").files] == ["b.md", "kb/a.md"]
    assert [f.path for f in read(repo, "./").files] == ["b.md", "kb/a.md"]
    below = read_commit(repo.path / "kb", resolve(repo.path / "kb", "main"), "kb/")
    assert [f.path for f in below.files] == ["a.md"]
    assert below.files[0].updated_at == at(1)


def test_a_bare_repository_works(repo: Repo, tmp_path: Path) -> None:
    sha = repo.commit({"kb/a.md": "A"})
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", repo.path, bare], check=True)
    snapshot = read_commit(bare, resolve(bare, "main"), "kb")
    assert (snapshot.commit.sha, len(snapshot.files)) == (sha, 1)


def test_branches_tags_and_short_shas_resolve_to_the_full_sha(repo: Repo) -> None:
    sha = repo.commit({"kb/a.md": "A"})
    repo.git("tag", "-a", "v1", "-m", "v1")
    repo.commit({"kb/a.md": "B"})
    assert {resolve(repo.path, ref).sha for ref in ("v1", sha[:10], "HEAD~1", "main^")} == {sha}


def test_date_and_authors_are_those_of_the_commits_that_touched_the_file(repo: Repo) -> None:
    repo.commit({"kb/a.md": "1", "kb/b.md": "1"}, author="Anna Nowak")
    repo.commit({"kb/a.md": "2"}, author="Łukasz Żak")
    repo.commit({"kb/a.md": "3"}, author="Anna Nowak")
    first, second = read(repo).files
    assert (first.updated_at, authors_of(first.history)) == (at(3), ("Anna Nowak", "Łukasz Żak"))
    assert (second.updated_at, authors_of(second.history)) == (at(1), ("Anna Nowak",))


def test_at_most_five_authors_are_kept(repo: Repo) -> None:
    for number in range(7):
        repo.commit({"kb/a.md": str(number)}, author=f"Osoba {number}")
    expected = tuple(f"Osoba {number}" for number in (6, 5, 4, 3, 2))
    assert authors_of(read(repo).files[0].history) == expected


def test_a_merge_is_no_change_of_the_files_it_brings_in(repo: Repo) -> None:
    repo.commit({"kb/a.md": "1", "kb/b.md": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"kb/a.md": "2"}, author="Boczny")
    repo.git("checkout", "-q", "main")
    repo.commit({"kb/b.md": "2"})
    repo.minute += 1
    repo.git("merge", "-q", "--no-ff", "-m", "Scalenie", "side", author="Scalający")
    first, second = read(repo).files
    assert (first.updated_at, authors_of(first.history)) == (at(2), ("Boczny", "Anna Nowak"))
    assert (second.updated_at, authors_of(second.history)) == (at(3), ("Anna Nowak",))


def test_a_conflict_resolved_in_a_merge_counts_as_a_change(repo: Repo) -> None:
    repo.commit({"kb/a.md": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"kb/a.md": "2"}, author="Boczny")
    repo.git("checkout", "-q", "main")
    repo.commit({"kb/a.md": "3"})
    repo.git("merge", "-q", "-s", "ours", "--no-commit", "side")
    repo.commit({"kb/a.md": "2 i 3"}, author="Scalający")
    assert authors_of(read(repo).files[0].history)[0] == "Scalający"


def test_symlinks_and_submodules_are_refused_and_not_followed(repo: Repo, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    type(repo)(other).commit({"x.md": "X"})
    repo.commit({"kb/a.md": "A", "secret.md": "tajne"})
    (repo.path / "kb/link.md").symlink_to("../secret.md")
    (repo.path / "kb/folder").symlink_to("..")
    repo.git("submodule", "add", "-q", str(other), "kb/module")
    repo.commit()
    snapshot = read(repo)
    assert [f.path for f in snapshot.files] == ["a.md"]
    assert [(p.path, p.rule, p.level) for p in snapshot.problems] == [
        ("folder", "symlink", "error"),
        ("link.md", "symlink", "error"),
        ("module", "submodule", "error"),
    ]


def test_a_file_over_the_limit_is_refused_with_its_size(repo: Repo) -> None:
    repo.commit(
        {"kb/a.md": b"x" * MAX_BYTES, "kb/b.md": b"x" * 5_000_000, "kb/c.png": b"x" * 2_000_000}
    )
    snapshot = read(repo)
    assert [f.path for f in snapshot.files] == ["a.md"]
    (problem,) = snapshot.problems
    assert (problem.path, problem.rule) == ("b.md", "file-too-large")
    assert "5000000" in problem.message
    assert str(MAX_BYTES) in problem.message


def test_a_name_that_is_not_utf8_is_refused_and_printable(repo: Repo) -> None:
    repo.commit({"kb/a.md": "A"})
    with open(os.fsencode(repo.path) + b"/kb/\xb1.md", "wb"):  # noqa: PTH123 (bytes path)
        pass
    repo.commit()
    (problem,) = read(repo).problems
    assert problem.rule == "file-name"
    assert str(problem).encode("utf-8")


def test_an_empty_folder_of_articles_and_identical_files_are_fine(repo: Repo) -> None:
    repo.commit({"kb/.gitkeep": "", "two/a.md": "same", "two/b.md": "same", "two/c.md": ""})
    assert read(repo).files == ()
    assert [f.data for f in read(repo, "two").files] == [b"same", b"same", b""]


@pytest.mark.parametrize("ref", ["", "--all", "-x", "a\0b", "a\nb"])
def test_a_ref_that_could_be_an_option_is_refused(repo: Repo, ref: str) -> None:
    repo.commit()
    with pytest.raises(RepositoryError, match="not a valid ref"):
        resolve(repo.path, ref)


@pytest.mark.parametrize("ref", ["nie-ma", "main:kb", "0" * 40, "deadbeef", "a b", "HEAD@{9}"])
def test_an_unknown_ref_names_the_branches_there_are(repo: Repo, ref: str) -> None:
    repo.commit({"kb/a.md": "A"})
    with pytest.raises(RepositoryError, match=r"no branch, tag or commit .* main"):
        resolve(repo.path, ref)


def test_a_repository_without_commits_says_so(repo: Repo) -> None:
    with pytest.raises(RepositoryError, match="no commits yet"):
        resolve(repo.path, "HEAD")


def test_a_missing_folder_or_repository_says_which(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match=r"There is no folder .*nowhere"):
        resolve(tmp_path / "nowhere", "HEAD")
    with pytest.raises(RepositoryError, match="is not a git repository"):
        resolve(tmp_path, "HEAD")


def test_a_folder_that_is_not_in_the_commit_lists_those_that_are(repo: Repo) -> None:
    repo.commit({"kb/articles/a.md": "A", "docs/b.md": "B"})
    with pytest.raises(RepositoryError, match=r"no folder articles in .* docs, kb, kb/articles"):
        read(repo, "articles")
    with pytest.raises(RepositoryError, match="no folder"):
        read(repo, "docs/b.md")
    with pytest.raises(RepositoryError, match="leaves the repository"):
        read(repo, "../x")


def test_a_folder_with_pattern_characters_means_itself(repo: Repo) -> None:
    repo.commit({"k*b/a.md": "A", "kxb/b.md": "B"})
    snapshot = read(repo, "k*b")
    assert [(f.path, authors_of(f.history)) for f in snapshot.files] == [("a.md", ("Anna Nowak",))]


def test_missing_git_and_a_hanging_git_are_told_apart(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit()

    def hang(command: list[str], **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, 60)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", hang)
        with pytest.raises(RepositoryError, match="took longer than 60 s"):
            resolve(repo.path, "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="Install git"):
        resolve(repo.path, "HEAD")


def test_variables_of_a_git_hook_do_not_lead_to_another_repository(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sha = repo.commit({"kb/a.md": "A"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "x")
    assert resolve(repo.path, "HEAD").sha == sha


def test_a_worktree_is_read_as_it_is(repo: Repo) -> None:
    repo.write("kb/a/x.md", "draft")
    repo.write("kb/kb.toml", "name = 'X'")
    repo.write("kb/.git/y.md", "hidden")
    repo.write("kb/README.md", "readme")
    repo.write("kb/a/p.png", b"p")
    (repo.path / "kb/link.md").symlink_to("a/x.md")
    (repo.path / "kb/loop").symlink_to(".")
    snapshot = read_worktree(repo.path / "kb")
    assert snapshot.commit.sha == "worktree"
    assert [(f.path, f.data, authors_of(f.history)) for f in snapshot.files] == [
        ("a/x.md", b"draft", ())
    ]
    assert snapshot.files[0].updated_at.tzinfo is UTC
    assert snapshot.config == b"name = 'X'"
    assert snapshot.other_paths == {"README.md", "a/p.png"}
    assert [(p.path, p.rule) for p in snapshot.problems] == [
        ("link.md", "symlink"),
        ("loop", "symlink"),
    ]


def test_a_worktree_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="There is no folder"):
        read_worktree(tmp_path / "nowhere")
