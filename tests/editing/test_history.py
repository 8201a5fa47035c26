"""Who changed an article, when and how, also under the names that it had."""

from __future__ import annotations

import pytest

from kb.editing.history import ahead_of, changes_of, describe, files_of
from kb.errors import RepositoryError
from kb.ingest.repository import resolve
from tests.editing.conftest import Repository

LINES = "\n".join(f"Zdanie numer {number} o zwrotach." for number in range(20)) + "\n"


def test_changes_come_newest_first_and_a_rename_is_followed(repository: Repository) -> None:
    first = repository.commit("Nowy artykuł", pomoc__zwrot=LINES)
    repository.git("mv", "pomoc/zwrot.md", "pomoc/jak zwrócić.md")
    renamed = repository.commit("Inna nazwa")
    repository.commit("O czymś innym", pomoc__inny="Treść.\n")
    last = repository.commit("Poprawka", **{"pomoc__jak zwrócić": f"{LINES}Dopisek.\n"})

    found = changes_of(repository.root, last, "pomoc/jak zwrócić.md")

    assert [one.commit for one in found] == [last, renamed, first]
    assert [one.path for one in found] == [
        "pomoc/jak zwrócić.md", "pomoc/jak zwrócić.md", "pomoc/zwrot.md",
    ]  # fmt: skip
    assert [one.before for one in found] == ["", "pomoc/zwrot.md", ""]
    assert [one.message for one in found] == ["Poprawka", "Inna nazwa", "Nowy artykuł"]


def test_a_file_that_was_deleted_keeps_its_history(repository: Repository) -> None:
    repository.commit("Nowy artykuł", zwrot=LINES)
    repository.git("rm", "-q", "zwrot.md")
    gone = repository.commit("Już nieaktualny")

    found = changes_of(repository.root, gone, "zwrot.md")

    assert [one.gone for one in found] == [True, False]


def test_a_path_that_never_was_has_no_history(repository: Repository) -> None:
    commit = repository.commit("Nowy artykuł", zwrot=LINES)

    assert changes_of(repository.root, commit, "--output=x") == ()
    assert changes_of(repository.root, commit, "*.md") == ()


def test_signs_of_ours_in_a_message_are_text(repository: Repository) -> None:
    forged = f"Opis\x1e{'a' * 40}\x1f\x1f0\x1fKto inny\x1f<b>obcy</b>"
    commit = repository.commit(forged, zwrot=LINES)

    (found,) = changes_of(repository.root, commit, "zwrot.md")

    assert found.commit == commit
    assert found.message.startswith("Opis")
    assert "\x1e" not in found.message


def test_what_the_branch_has_besides_is_listed(repository: Repository) -> None:
    served = repository.commit("Na stronie", zwrot=LINES)
    repository.commit("Drugi", drugi="Treść.\n")
    newest = repository.commit("Trzeci", trzeci="Treść.\n")

    found = ahead_of(repository.root, served, resolve(repository.root, "main"), most=1)

    assert (found.count, found.apart, found.head.sha) == (2, False, newest)
    assert [one.message for one in found.commits] == ["Trzeci"]
    assert ahead_of(repository.root, newest, found.head).count == 0


def test_a_commit_that_the_branch_left_is_apart(repository: Repository) -> None:
    base = repository.commit("Pierwszy", zwrot=LINES)
    served = repository.commit("Wycofany", zwrot=LINES * 2)
    repository.git("reset", "-q", "--hard", base)
    repository.commit("Inaczej", zwrot=LINES * 3)

    found = ahead_of(repository.root, served, resolve(repository.root, "main"))

    assert (found.count, found.apart) == (1, True)
    assert describe(repository.root, served).message == "Wycofany"


def test_a_commit_that_is_gone_is_an_error(repository: Repository) -> None:
    repository.commit("Pierwszy", zwrot=LINES)

    with pytest.raises(RepositoryError):
        ahead_of(repository.root, "0" * 40, resolve(repository.root, "main"))


def test_the_files_of_a_commit_are_counted(repository: Repository) -> None:
    first = repository.commit("Dwa pliki", zwrot=LINES, drugi="Treść.\n")

    assert files_of(repository.root, first) == 2
