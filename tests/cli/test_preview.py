"""`kb preview`."""

from __future__ import annotations

import pytest

from tests.bases import few_foreign_questions
from tests.cli.conftest import NEW, Base


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    few_foreign_questions(monkeypatch)


def test_a_branch_is_built_listed_and_removed(base: Base) -> None:
    base._git("checkout", "-q", "-b", "nowy")
    sha = base.commit(NEW)
    base._git("checkout", "-q", "main")

    done = base.kb("preview", "nowy", KB_PUBLIC_URL="https://pomoc.example.pl")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"Ready: {sha[:12]} of nowy, 4 articles.\n")
    assert f"https://pomoc.example.pl/podglad/{sha[:12]}\n" in done.stdout
    assert "Golden questions: 2 of 3 right, 2 now; 0 changes.\n" in done.stdout
    listed = base.json("preview", "--list")
    assert [(one["id"], one["state"], one["ref"]) for one in listed] == [
        (sha[:12], "ready", "nowy"),
    ]
    assert f"{sha[:12]}  ready" in base.kb("preview", "--list").stdout
    assert base.kb("preview", "--remove", sha[:12]).stdout == f"Removed: {sha[:12]}.\n"
    assert base.kb("preview", "--remove", sha[:12]).exit_code == 8
    assert base.kb("preview", "--list").stdout.startswith("There is no preview.")


def test_what_stops_a_preview_is_told(base: Base) -> None:
    base.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})

    done = base.kb("preview", "main")

    assert done.exit_code == 1
    assert "zwroty/zly.md:" in done.stdout
    assert base.json("preview", "main")["state"] == "refused"


def test_a_folder_that_is_not_committed_is_previewed(base: Base) -> None:
    (base.repo / "pomoc" / "zwroty" / "szkic.md").write_text(
        "---\ntitle: Szkic\naudience: public\n---\n\nTreść szkicu.\n", encoding="utf-8"
    )

    done = base.json("preview", "--worktree")

    assert (done["state"], done["articles"], done["commit"]) == ("ready", 4, "worktree")


@pytest.mark.parametrize("arguments", [(), ("main", "--worktree"), ("--list", "--remove", "x")])
def test_one_thing_at_a_time(base: Base, arguments: tuple[str, ...]) -> None:
    assert base.kb("preview", *arguments).exit_code == 2


def test_a_ref_that_is_none_is_refused(base: Base) -> None:
    done = base.kb("preview", "--", "--upload-pack=x")

    assert done.exit_code == 3
    assert "cannot be the name" in done.stderr


def test_a_golden_question_that_gets_worse_is_told(base: Base) -> None:
    base._git("checkout", "-q", "-b", "gorsza")
    base._git("rm", "-q", "pomoc/zwroty/termin-zwrotu.md")
    base._git("commit", "-q", "-m", "Bez terminu")

    done = base.json("preview", "gorsza")

    changes = {one["question"]: one for one in done["golden"]["changes"]}
    question = "do kiedy mogę zwrócić zamówienie"
    assert changes[question]["before"] == "termin-zwrotu"
    assert changes[question]["verdict"] not in {"better", "same"}
    told = base.kb("preview", "gorsza").stdout
    assert f"{question}: termin-zwrotu ->" in told
