"""Texts of a commit, and commands that really bring a text back."""

from __future__ import annotations

from datetime import datetime

import pytest

from kb.editing.history import Change, changes_of
from kb.editing.versions import commands, text_at
from kb.errors import NotFound
from tests.editing.conftest import Repository

OLD = "Zwrot trwa 14 dni.\nKoszt ponosi klient.\n" + "Wiersz bez zmian.\n" * 12
NEW = OLD.replace("14 dni", "30 dni")


def history(repository: Repository, path: str) -> tuple[Change, ...]:
    return changes_of(repository.root, repository.git("rev-parse", "HEAD"), path)


@pytest.mark.parametrize(
    "name", ["zwrot", "jak zwrócić", "a'b", "$(touch zle)", "-n", "[x]*", "zwroty__termin"]
)
def test_the_commands_bring_an_earlier_text_back(repository: Repository, name: str) -> None:
    path = f"{name.replace('__', '/')}.md"
    repository.commit("Pierwszy", **{name: OLD})
    repository.commit("Drugi", **{name: NEW})
    newest, first = history(repository, path)

    repository.shell(*commands(newest, first).restore)

    assert (repository.root / path).read_text() == OLD
    assert repository.git("status", "--porcelain") == ""
    assert not (repository.root / "zle").exists()


def test_a_text_from_before_a_rename_comes_back_under_the_new_name(
    repository: Repository,
) -> None:
    repository.commit("Pierwszy", zwrot=OLD)
    repository.git("mv", "zwrot.md", "zwroty.md")
    repository.commit("Nazwa")
    repository.commit("Drugi", zwroty=NEW)
    newest, _, first = history(repository, "zwroty.md")

    repository.shell(*commands(newest, first).restore)

    assert (repository.root / "zwroty.md").read_text() == OLD
    assert not (repository.root / "zwrot.md").exists()


def test_what_a_commit_changed_can_be_taken_back_also_of_a_merge(repository: Repository) -> None:
    repository.commit("Pierwszy", zwrot=OLD)
    repository.git("switch", "-q", "-c", "zmiana")
    repository.commit("Drugi", zwrot=NEW)
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Połączenie", "zmiana")
    merge = Change(
        repository.git("rev-parse", "HEAD"), changes_at(repository), "", "", "zwrot.md", parents=2
    )

    repository.shell(*commands(merge, merge).revert)

    assert (repository.root / "zwrot.md").read_text() == OLD


def changes_at(repository: Repository) -> datetime:
    return history(repository, "zwrot.md")[0].at


def test_a_deleted_file_can_be_brought_back(repository: Repository) -> None:
    repository.commit("Pierwszy", zwrot=OLD)
    repository.git("rm", "-q", "zwrot.md")
    repository.commit("Usunięty")
    gone, first = history(repository, "zwrot.md")

    with pytest.raises(NotFound):
        text_at(repository.root, gone)
    repository.shell(*commands(gone, first).restore)

    assert (repository.root / "zwrot.md").read_text() == OLD
    assert commands(gone, gone).restore == ()


def test_a_link_to_a_file_outside_is_no_text(repository: Repository) -> None:
    (repository.root / "zwrot.md").symlink_to("/etc/passwd")
    repository.commit("Odnośnik")
    (link,) = history(repository, "zwrot.md")

    with pytest.raises(NotFound):
        text_at(repository.root, link)


def test_bytes_that_are_no_text_are_shown_as_such(repository: Repository) -> None:
    (repository.root / "zwrot.md").write_bytes(b"Zwrot\xff\x00\r\nKoniec")
    repository.commit("Zepsuty")
    (one,) = history(repository, "zwrot.md")

    assert text_at(repository.root, one) == "Zwrot\ufffd\ufffd\nKoniec"
