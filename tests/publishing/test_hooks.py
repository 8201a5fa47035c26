"""Hooks in real repositories: written, chained, taken away, and never in a commit's way."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.publishing.hooks import NAMES, are_installed, install, uninstall
from tests.bases import NEW, Base, new_base

#: Stands in for Python: notes what it was called with, and the settings.
PROGRAM = """#!/bin/sh
[ -e "{folder}/go" ] && read -r _ <"{folder}/go"
{{ echo "$@"; pwd; env | grep ^KB_ | sort; }} >"{folder}/called.tmp"
mv "{folder}/called.tmp" "{folder}/called"
echo >"{folder}/done"
"""
SETTINGS = {"KB_DATA_DIR": "it's data", "KB_CONTENT_REF": "main"}


class Called:
    """What the hooks start, in place of publishing; a pipe tells when it has run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "program with ' and space"
        self.program.write_text(PROGRAM.format(folder=folder))
        self.program.chmod(0o755)
        os.mkfifo(folder / "done")

    def lines(self) -> list[str]:
        """Wait until it has run; its arguments, its folder and its settings."""
        (self.folder / "done").read_text()
        return (self.folder / "called").read_text().splitlines()


@pytest.fixture
def called(tmp_path: Path) -> Called:
    return Called(tmp_path)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path / "base")


def put(base: Base, called: Called, **others: object) -> object:
    return install(base.repo, base.data, SETTINGS, python=str(called.program), **others)  # type: ignore[arg-type]


def foreign(folder: Path, name: str, says: str) -> Path:
    hook = folder / name
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(f'#!/bin/sh\necho "{says} $(basename "$0") $*" >>"{folder}/log"\ncat\n')
    hook.chmod(0o755)
    return hook


def test_a_commit_starts_publishing_with_the_settings_of_the_installation(
    base: Base, called: Called
) -> None:
    put(base, called)

    base.commit(NEW)

    lines = called.lines()
    command = f"-P -m kb.publishing.handover {base.data.resolve()} publish --wait --keep-rollback"
    assert lines[:2] == [command, "/"]
    assert lines[2:] == ["KB_CONTENT_REF=main", "KB_DATA_DIR=it's data"]
    assert (base.data / "publishing/hook.log").read_text()


def test_whether_commits_start_publishing_is_known(base: Base, called: Called) -> None:
    foreign(base.repo / ".git/hooks", "post-commit", "other")
    assert not are_installed(base.repo)

    put(base, called)
    assert are_installed(base.repo)

    uninstall(base.repo)
    assert not are_installed(base.repo)
    assert not are_installed(base.repo.parent)


def test_a_merge_starts_it_too(base: Base, called: Called) -> None:
    base.git("checkout", "-q", "-b", "other")
    base.commit(NEW)
    base.git("checkout", "-q", "main")
    put(base, called)

    base.git("merge", "-q", "other")

    assert called.lines()


def test_a_push_to_a_bare_repository_starts_it_and_an_earlier_hook_reads_what_was_pushed(
    base: Base, called: Called, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", base.repo, bare], check=True)
    hook = foreign(bare / "hooks", "post-receive", "earlier")
    hook.write_text(f"#!/bin/sh\ncat >{tmp_path}/pushed\n")
    install(bare, base.data, SETTINGS, python=str(called.program))
    sha = base.commit(NEW)

    base.git("push", "-q", str(bare), "main")

    assert called.lines()
    assert (tmp_path / "pushed").read_text().split()[1:] == [sha, "refs/heads/main"]


def test_a_commit_does_not_wait_for_publishing(base: Base, called: Called) -> None:
    os.mkfifo(called.folder / "go")
    put(base, called)

    base.commit(NEW)  # ends although the publisher stands still

    assert not (called.folder / "called").exists()
    (called.folder / "go").write_text("go\n")
    assert called.lines()


@pytest.mark.parametrize("broken", ["program", "data", "env_file"])
def test_a_commit_stands_whatever_is_wrong(base: Base, called: Called, broken: str) -> None:
    file = called.folder / "settings.env"
    file.write_text("KB_CONTENT_REF=main\n")
    put(base, called, **({"env_file": file} if broken == "env_file" else {}))
    if broken == "data":
        base.data.write_text("a file")
    (file if broken == "env_file" else called.program).unlink()

    assert base.commit(NEW) == base.git("rev-parse", "HEAD")


def test_a_file_of_settings_that_is_gone_is_told_in_the_log(base: Base, called: Called) -> None:
    file = called.folder / "settings.env"
    file.write_text("KB_CONTENT_REF=main\n")
    put(base, called, env_file=file)
    file.unlink()

    base.commit(NEW)

    assert "settings.env" in (base.data / "publishing/hook.log").read_text()


def test_settings_are_read_from_a_file_at_each_run(base: Base, called: Called) -> None:
    file = called.folder / "settings.env"
    file.write_text("KB_CONTENT_REF=main\n")
    put(base, called, env_file=file)
    file.write_text("KB_CONTENT_REF='other one'\n")

    base.commit(NEW)

    assert called.lines()[2:] == ["KB_CONTENT_REF=other one"]


def test_installing_again_changes_nothing_and_uninstalling_brings_back(
    base: Base, called: Called
) -> None:
    folder = base.repo / ".git/hooks"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    earlier = foreign(folder, "post-commit", "earlier").read_bytes()

    put(base, called)
    first = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    put(base, called)
    second = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    base.commit(NEW)

    assert first == second
    assert "earlier post-commit" in (folder / "log").read_text()
    called.lines()
    assert set(uninstall(base.repo)) == set(NAMES)
    (folder / "log").unlink()
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after == before | {"post-commit": earlier}
    assert uninstall(base.repo) == ()


def test_a_linked_worktree_has_the_hooks_of_its_repository(base: Base, called: Called) -> None:
    tree = called.folder / "tree"
    base.git("worktree", "add", "-q", "-b", "other", str(tree))

    done = install(tree, base.data, SETTINGS, python=str(called.program))

    assert done.folder == (base.repo / ".git/hooks").resolve()
    subprocess.run(["git", "-C", tree, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    assert called.lines()


def test_a_folder_of_hooks_of_its_own_is_used(base: Base, called: Called) -> None:
    base.git("config", "core.hooksPath", ".githooks")

    done = install(base.repo, base.data, SETTINGS, python=str(called.program))

    assert (done.folder, done.in_tree) == (base.repo.resolve() / ".githooks", True)
    base.git("commit", "-q", "--allow-empty", "-m", "x")
    assert called.lines()


def test_a_folder_that_other_repositories_use_is_left_alone(
    base: Base, called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = called.folder / "shared"
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.hooksPath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(shared))

    with pytest.raises(ConfigError, match="other repositories"):
        put(base, called)

    assert not shared.exists()


def test_a_hook_of_a_tool_that_manages_hooks_is_left_alone(base: Base, called: Called) -> None:
    hook = base.repo / ".git/hooks/post-merge"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to("../tool")

    with pytest.raises(ConfigError, match="symbolic link"):
        put(base, called)

    assert not (hook.parent / "post-commit").exists()


def test_two_foreign_hooks_in_a_row_are_not_lost(base: Base, called: Called) -> None:
    folder = base.repo / ".git/hooks"
    foreign(folder, "post-commit", "first")
    put(base, called)
    foreign(folder, "post-commit", "second")

    with pytest.raises(ConfigError, match="Nothing was changed"):
        put(base, called)

    assert "second" in (folder / "post-commit").read_text()
    assert "first" in (folder / "before-podpowiedz/post-commit").read_text()
