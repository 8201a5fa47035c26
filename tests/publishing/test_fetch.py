"""Commits come from a remote into the published branch, and nowhere else."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from kb.errors import RepositoryError
from kb.publishing.fetch import branch_of, fetch
from tests.bases import NEW, Base, article, new_base


def bare_clone(base: Base, folder: Path) -> Path:
    subprocess.run(["git", "clone", "-q", "--bare", base.repo, folder], check=True)
    return folder


def head(repo: Path, ref: str) -> str:
    command = ["git", "-C", str(repo), "rev-parse", ref]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Base:
    return new_base(tmp_path / "origin")


def test_a_bare_clone_follows_also_a_forced_push(origin: Base, tmp_path: Path) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")
    second = origin.commit(NEW)

    fetch(repo, "origin", "main")
    assert head(repo, "main") == second

    origin.git("reset", "-q", "--hard", "HEAD~1")
    other = origin.commit({"zwroty/inny.md": article("Inny")})
    fetch(repo, str(origin.repo), "main")
    assert head(repo, "main") == other


def test_a_remote_branch_is_followed_beside_a_checked_out_one(origin: Base, tmp_path: Path) -> None:
    repo = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", origin.repo, repo], check=True)
    first, second = head(repo, "main"), origin.commit(NEW)

    with pytest.raises(RepositoryError, match="KB_CONTENT_REF=origin/main"):
        fetch(repo, "origin", "main")
    fetch(repo, "origin", "origin/main")

    assert (head(repo, "origin/main"), head(repo, "main")) == (second, first)


@pytest.mark.parametrize(
    "ref", ["--upload-pack=touch x", "-d", "main:other", "a..b", "*", "main x", "", "a\nb", "HEAD^"]
)
def test_what_names_no_branch_is_not_passed_on(origin: Base, tmp_path: Path, ref: str) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")

    with pytest.raises(RepositoryError):
        fetch(repo, "origin", ref)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("remote", ["ext::touch {0}/ran", "--upload-pack=touch {0}/ran", "gone"])
def test_an_address_runs_no_program(origin: Base, tmp_path: Path, remote: str) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")

    with pytest.raises(RepositoryError):
        fetch(repo, remote.format(tmp_path), "main")
    assert not (tmp_path / "ran").exists()


def test_hooks_of_the_repository_do_not_run(origin: Base, tmp_path: Path) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")
    hook = repo / "hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    origin.commit(NEW)

    fetch(repo, "origin", "main")

    assert not (tmp_path / "ran").exists()


def test_a_server_that_never_answers_is_given_up(origin: Base, tmp_path: Path) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        remote = f"http://user:secret@127.0.0.1:{silent.getsockname()[1]}/x.git"

        with pytest.raises(RepositoryError, match=r"took longer than 1 s") as told:
            fetch(repo, remote, "main", limit_s=0.6)

    assert "secret" not in str(told.value)


def test_what_git_says_is_told_without_the_password(origin: Base, tmp_path: Path) -> None:
    repo = bare_clone(origin, tmp_path / "clone.git")

    with pytest.raises(RepositoryError, match="failed: ") as told:
        fetch(repo, "git://user:secret@127.0.0.1:1/x.git", "main")

    assert "secret" not in str(told.value)


def test_which_branch_is_published(origin: Base) -> None:
    repo = origin.repo

    assert branch_of(repo, "HEAD") == "main"
    assert branch_of(repo, "refs/heads/main") == "main"
    assert branch_of(repo, "origin/main", "origin") == "main"
    assert branch_of(repo, "refs/remotes/origin/main", "origin") == "main"
    assert branch_of(repo, "origin/main") == "origin/main"
    origin.git("checkout", "-q", "--detach")
    assert branch_of(repo, "HEAD") == ""
