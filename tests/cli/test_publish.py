"""`kb publish` and `kb rollback`."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from kb.cli.output import ProgressLines
from tests.cli.conftest import NEW, Base


def pointer(base: Base) -> str:
    return (base.data / "index" / "current").read_text("utf-8").strip()


def test_the_result_names_commit_generation_and_numbers(base: Base) -> None:
    sha = base.commit(NEW)

    done = base.kb("publish")

    assert done.exit_code == 0
    assert f"Published {sha[:12]}: 4 articles, " in done.stdout
    assert f"Generation: {pointer(base)}" in done.stdout
    assert "Reading and checking articles: 4 of 4 (100 %)" in done.stderr
    assert "Embedding passages: " in done.stderr


def test_a_commit_that_is_served_is_not_built_again_unless_asked(base: Base) -> None:
    served = base.json("publish")
    rebuilt = base.json("publish", "--rebuild")

    assert (served["unchanged"], rebuilt["unchanged"]) == (True, False)
    assert rebuilt["generation"] != served["generation"]
    assert rebuilt["embedded"] == 0
    assert "Nothing changed" in base.kb("publish").stdout


def test_errors_stop_publishing_and_are_listed(base: Base) -> None:
    before = pointer(base)
    base.commit({"zwroty/zepsuty.md": "---\ntitle: [\n---\n\nTekst.\n"})

    done = base.kb("publish")

    assert done.exit_code == 4
    assert done.stderr.splitlines()[-2].startswith("Error: 1 problem(s) stop publishing:")
    assert "  zwroty/zepsuty.md:" in done.stderr
    assert pointer(base) == before


def test_warnings_are_counted_and_the_first_ten_are_shown(base: Base) -> None:
    links = "".join(f"[a](nie-ma-{number}.md)\n\n" for number in range(12))
    base.commit({"zwroty/linki.md": f"---\ntitle: Linki\naudience: public\n---\n\n{links}"})

    done = base.kb("publish")

    assert "12 warnings" in done.stdout
    assert done.stdout.count("  zwroty/linki.md:") == 10
    assert "All of them: kb check" in done.stdout


def test_articles_without_an_audience_are_pointed_out_with_the_way_to_publish_them(
    base: Base,
) -> None:
    base.commit({f"inne/{n}.md": f"# Artykuł {n}\n\nTreść numer {n}.\n" for n in range(2)})

    hint = base.kb("publish").stdout.splitlines()[-1]

    assert hint.startswith("2 articles are internal because neither the article nor kb.toml")
    assert hint.endswith("KB_DEFAULT_AUDIENCE=public kb publish")
    assert base.json("publish", KB_DEFAULT_AUDIENCE="public")["internal_by_default"] == 0
    assert base.json("status")["articles"] == {"public": 4, "internal": 1}


def test_articles_that_all_state_their_audience_get_no_hint(base: Base) -> None:
    assert "KB_DEFAULT_AUDIENCE" not in base.kb("publish", "--rebuild").stdout


def test_a_draft_is_published_from_the_work_tree(base: Base) -> None:
    (base.repo / "pomoc" / "szkic.md").write_text(
        "---\naudience: public\n---\n\n# Szkic\n\nTreść.\n", encoding="utf-8"
    )

    assert base.json("publish", "--worktree")["commit"] == "worktree"
    assert base.kb("article", "szkic").exit_code == 0


def test_an_older_commit_is_published_by_its_ref(base: Base) -> None:
    base.commit(NEW)

    assert base.json("publish", "--ref", "main~1")["articles"] == 3


def test_a_second_publisher_is_told_to_wait(base: Base) -> None:
    with (base.data / "publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = base.kb("publish")

    assert done.exit_code == 6
    assert "Error: Another publisher is at work" in done.stderr


def test_rollback_serves_the_generation_before_and_publish_goes_forward_again(
    base_twice: Base, published: Base
) -> None:
    assert base_twice.kb("article", "nowy").exit_code == 0

    done = base_twice.kb("rollback")

    assert done.exit_code == 0
    assert done.stdout.startswith("Now serving ")
    assert pointer(base_twice) == pointer(published)
    assert base_twice.kb("article", "nowy").exit_code == 8
    assert base_twice.json("publish")["unchanged"] is False
    assert base_twice.kb("article", "nowy").exit_code == 0


def test_what_was_rolled_back_comes_back_only_by_an_order(base_twice: Base) -> None:
    taken_back = base_twice.json("status")["commit"]
    assert "Taken back" in base_twice.kb("rollback").stdout
    served = pointer(base_twice)

    done = base_twice.kb("publish", "--keep-rollback")
    assert (done.exit_code, pointer(base_twice)) == (0, served)
    assert f"Not published: {taken_back[:12]}" in done.stdout
    said = base_twice.json("publish", "--keep-rollback", "--rebuild")
    assert (said["taken_back"], said["unchanged"]) == (taken_back, True)
    assert base_twice.json("status")["rolled_back"]["taken_back"] == [taken_back]
    assert "ROLLED BACK: at 20" in base_twice.kb("status").stdout

    base_twice.commit({"zwroty/inny.md": "---\ntitle: Inny\naudience: public\n---\n\nTreść.\n"})
    assert base_twice.json("publish", "--keep-rollback")["taken_back"] is None
    assert pointer(base_twice) != served
    assert "rolled_back" not in base_twice.json("status")


def test_rollback_takes_the_name_of_a_generation(base_twice: Base) -> None:
    newest = pointer(base_twice)
    base_twice.kb("rollback")

    assert base_twice.json("rollback", newest)["generation"] == newest
    assert pointer(base_twice) == newest
    assert "rolled_back" not in base_twice.json("status")


def test_rollback_without_an_older_generation_changes_nothing(base: Base) -> None:
    before = pointer(base)

    done = base.kb("rollback")

    assert done.exit_code == 8
    assert "There is no generation before" in done.stderr
    assert pointer(base) == before


@pytest.mark.parametrize("name", ["nie-ma", "../index", ""])
def test_rollback_to_what_was_not_kept_is_refused(published: Base, name: str) -> None:
    done = published.kb("rollback", name)

    assert done.exit_code == 8
    assert f"There is no generation {name!r}. Kept, newest first: " in done.stderr


def test_rollback_refuses_a_generation_of_another_model(base_twice: Base) -> None:
    before = pointer(base_twice)

    done = base_twice.kb("rollback", KB_EMBEDDER="e5-small")

    assert done.exit_code == 7
    assert "fake-64" in done.stderr
    assert pointer(base_twice) == before


def test_rollback_refuses_a_damaged_generation(base_twice: Base, published: Base) -> None:
    before = pointer(base_twice)
    (base_twice.data / "index" / pointer(published) / "public" / "vectors.npy").unlink()

    assert base_twice.kb("rollback").exit_code == 7
    assert pointer(base_twice) == before


def test_progress_is_a_line_per_step_and_tenth_without_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = ProgressLines(terminal=False)
    progress("index public", 0, 1)
    for done in range(0, 1001, 10):
        progress("embedding", done, 1000)
    progress("index public", 1, 1)
    progress.end()

    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Indexing public articles"
    assert lines[1:12] == [
        f"Embedding passages: {n} of 1000 ({n // 10} %)" for n in range(0, 1001, 100)
    ]
    assert lines[12:] == ["Indexing public articles"]


def test_progress_is_one_line_that_is_written_over_on_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = ProgressLines(terminal=True)
    for done in range(5):
        progress("embedding", done, 4)
    progress.end()

    shown = capsys.readouterr().err
    assert "\n" not in shown
    assert shown.count("\r") == 7
    assert shown.endswith("\r\x1b[2K")


def test_a_folder_that_cannot_be_written_is_a_publish_error(base: Base, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")

    done = base.kb("publish", KB_DATA_DIR=str(blocked))

    assert done.exit_code == 5
    assert f"Error: The data folder {blocked} cannot be written" in done.stderr
