"""What may be asked for: branches, tags and hashes of the repository, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import RepositoryError
from kb.preview.refs import branches, find_commit
from tests.bases import NEW, Base, new_base

HOSTILE = [
    "", "-rf", "--upload-pack=touch /tmp/x", "--output=x", "../../etc/passwd", "main..main",
    "a//b", "/main", "main/", "main:pomoc/kb.toml", ":/Zmiana", "HEAD@{0}", "main^{tree}",
    "main^{/Zmiana}", "refs/heads/*", "ma?n", "[m]ain", "main\n", "main\x00", "ma in",
    "main\x1b[2J", "x" * 251, "main.lock", "main~1~1~1~1", "\udcff", "~", "^",
    "main~99999999999999999999", "nie-ma-takiej", "<script>alert(1)</script>",
    "zażółć-gęślą", "\u202emain", "deadbeef", "0" * 40,
]  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path / "base")


@pytest.mark.parametrize("ref", HOSTILE, ids=range(len(HOSTILE)))
def test_what_names_no_commit_is_refused(base: Base, ref: str) -> None:
    with pytest.raises(RepositoryError) as told:
        find_commit(base.repo, ref)

    assert "\x1b" not in str(told.value)
    assert len(str(told.value)) < 400


def test_branches_tags_and_hashes_are_found(base: Base) -> None:
    first = base.git("rev-parse", "HEAD")
    base.git("branch", "zmiana/cennik-ćma")
    base.git("tag", "v1")
    base.commit(NEW)

    for ref in ("zmiana/cennik-ćma", "refs/heads/zmiana/cennik-ćma", "v1", "main~1", "main^"):
        assert find_commit(base.repo, ref).sha == first
    for ref in (first, first[:8]):
        assert find_commit(base.repo, ref).sha == first
    assert find_commit(base.repo, "main").sha != first


def test_a_branch_that_only_the_remote_has_is_found_by_its_short_name(
    base: Base, tmp_path: Path
) -> None:
    base.git("checkout", "-q", "-b", "nowy")
    sha = base.commit(NEW)
    base.git("checkout", "-q", "main")
    clone = tmp_path / "clone"
    base.git("clone", "-q", str(base.repo), str(clone))

    assert find_commit(clone, "nowy").sha == sha
    assert find_commit(clone, "nowy", "origin").sha == sha


def test_branches_tell_how_far_they_are_from_what_is_served(base: Base) -> None:
    served = base.git("rev-parse", "HEAD")
    base.git("checkout", "-q", "-b", "nowy")
    base.commit(NEW)
    base.commit({"zwroty/nowy.md": None})
    base.git("checkout", "-q", "main")
    main = base.commit({"zwroty/inny.md": NEW["zwroty/nowy.md"]})

    found = {one.name: one for one in branches(base.repo, served, 20)}

    assert (found["nowy"].ahead, found["nowy"].behind) == (2, 0)
    assert (found["main"].ahead, found["main"].behind) == (1, 0)
    known = {one.name: one for one in branches(base.repo, main, 20)}
    assert (known["nowy"].ahead, known["nowy"].behind) == (2, 1)
    assert found["nowy"].author == "Redakcja"
    assert [one.ahead for one in branches(base.repo, "worktree", 20)] == [None, None]
    assert [one.ahead for one in branches(base.repo, "f" * 40, 20)] == [None, None]


def test_a_branch_that_the_remote_has_as_well_is_told_once(base: Base, tmp_path: Path) -> None:
    base.git("branch", "inny")
    clone = tmp_path / "clone"
    base.git("clone", "-q", str(base.repo), str(clone))

    found = branches(clone, "worktree", 20)

    assert sorted(one.name for one in found) == ["inny", "main"]
    assert len(branches(clone, "worktree", 1)) == 1


def test_a_commit_message_cannot_break_the_list(base: Base) -> None:
    base.git("commit", "-q", "--allow-empty", "-m", "Zła\x1b[2J <b>wiadomość</b> \u202e")
    base.git("branch", "inny")

    found = branches(base.repo, "worktree", 20)

    assert len(found) == 2
    assert {one.subject for one in found} == {"Zła [2J <b>wiadomość</b>"}
