"""`kb check`."""

from __future__ import annotations

import json

from tests.cli.conftest import Base

DEAD_LINK = "---\ntitle: Zwrot\naudience: public\n---\n\nZobacz [inny](nie-ma.md).\n"
BROKEN = "---\ntitle: [\n---\n\nTekst.\n"


def test_articles_in_order_pass(published: Base) -> None:
    done = published.kb("check")

    assert done.exit_code == 0
    assert "\n3 artykuły (" in done.stdout
    assert "0 błędów, 0 ostrzeżeń" in done.stdout


def test_an_error_is_shown_with_its_place_and_fails(base: Base) -> None:
    base.commit({"zwroty/zepsuty.md": BROKEN})

    done = base.kb("check")

    assert done.exit_code == 1
    assert any(
        line.startswith("zwroty/zepsuty.md:") and " błąd front-matter " in line
        for line in done.stdout.splitlines()
    )
    assert "4 artykuły" in done.stdout
    assert "1 błąd, " in done.stdout


def test_a_warning_fails_only_with_strict(base: Base) -> None:
    base.commit({"zwroty/link.md": DEAD_LINK})

    assert base.kb("check").exit_code == 0
    assert base.kb("check", "--strict").exit_code == 1


def test_the_json_document_holds_every_problem(base: Base) -> None:
    sha = base.commit({"zwroty/zepsuty.md": BROKEN})

    document = base.json("check")

    assert (document["commit"], document["folder"], document["articles"]) == (sha, "pomoc", 4)
    assert document["passed"] is False
    assert document["counts"]["error"] == 1
    [error] = [problem for problem in document["problems"] if problem["level"] == "error"]
    assert error["path"] == "zwroty/zepsuty.md"
    assert error["line"] > 0
    assert error["column"] > 0
    assert error["rule"] == "front-matter"
    assert error["message"]


def test_a_draft_on_disk_is_checked_with_worktree_only(base: Base) -> None:
    (base.repo / "pomoc" / "zwroty" / "szkic.md").write_text(BROKEN, encoding="utf-8")

    assert base.kb("check").exit_code == 0
    assert base.kb("check", "--worktree").exit_code == 1


def test_another_commit_is_checked_by_its_ref(base: Base) -> None:
    base.commit({"zwroty/zepsuty.md": BROKEN})

    assert base.kb("check", "--ref", "main~1").exit_code == 0


def test_the_work_tree_has_no_ref(base: Base) -> None:
    done = base.kb("check", "--worktree", "--ref", "main")

    assert done.exit_code == 2
    assert "leave out --ref" in done.stderr


def test_a_file_name_cannot_command_the_terminal(base: Base) -> None:
    base.commit({"zwroty/\x1b]0;x\x07.md": BROKEN})

    assert "\x1b" not in base.on_terminal("check").output


def test_messages_are_in_the_language_of_the_base_unless_another_is_asked_for(base: Base) -> None:
    base.commit({"zwroty/link.md": DEAD_LINK})

    assert "1 ostrzeżenie" in base.kb("check").stdout
    assert "1 warning" in base.kb("check", "--language", "en").stdout

    base.commit({"kb.toml": 'name = "House of Linen"\nlanguage = "en"\n'})
    assert "1 warning" in base.kb("check", LANG="C.UTF-8", LC_ALL="").stdout
    assert "1 ostrzeżenie" in base.kb("check", LANG="pl_PL.UTF-8", LC_ALL="").stdout


def test_annotations_and_sarif_name_files_from_the_root_of_the_repository(base: Base) -> None:
    base.commit({"zwroty/link.md": DEAD_LINK})

    lines = base.kb("check", "--format", "github").stdout.splitlines()
    [annotation] = [line for line in lines if "title=dead-link::" in line]
    assert annotation.startswith("::warning file=pomoc/zwroty/link.md,line=6,")
    [run] = json.loads(base.kb("check", "--format", "sarif").stdout)["runs"]
    [dead] = [result for result in run["results"] if result["ruleId"] == "dead-link"]
    [location] = dead["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "pomoc/zwroty/link.md"


def test_only_what_the_paths_name_is_told_and_counts(base: Base) -> None:
    base.commit({"zwroty/zepsuty.md": BROKEN, "dostawa/link.md": DEAD_LINK})

    assert base.kb("check").exit_code == 1
    done = base.kb("check", "dostawa", "pomoc/zwroty/termin-zwrotu.md")
    assert done.exit_code == 0
    assert " dead-link " in done.stdout
    assert "zepsuty" not in done.stdout
    assert base.kb("check", "pomoc").exit_code == 1


def test_a_path_that_names_nothing_is_refused(base: Base) -> None:
    done = base.kb("check", "zwroty/nie-ma.md")

    assert done.exit_code == 2
    assert "zwroty/nie-ma.md" in done.stderr


TYPED = (
    '\ufeff---\r\ntitle: Zwrot "gratis" - jak?\r\naudience: public\r\n---\r\n\r\n'
    "Zwrot towaru trwa 2-3 dni...\r\n\r\n"
    '    kod "x" - y...\r\n\r\nKliknij "Wy\u200blij" - [formularz](https://a.example/a-b "t").'
)


def test_fix_mends_files_on_disk_keeps_everything_else_and_shows_the_change(base: Base) -> None:
    file = base.repo / "pomoc" / "zwroty" / "typo.md"
    file.write_bytes(TYPED.encode())
    file.chmod(0o640)

    done = base.kb("check", "--worktree", "--fix")

    assert done.exit_code == 0
    mended = TYPED.replace("2-3 dni...", "2–3 dni…").replace('"Wy\u200blij" -', "„Wylij” –")
    assert file.read_bytes() == mended.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "+Zwrot towaru trwa 2–3 dni…" in done.stderr
    assert "typography" not in done.stdout
    assert base.kb("check", "--worktree", "--fix").stderr.count("+++") == 0


def test_fix_leaves_what_is_switched_off_and_other_files_alone(base: Base) -> None:
    off = TYPED + "\r\n\r\n<!-- kb-check: off typography -->\r\n"
    base.commit({"kb.toml": "[check]\ninvisible-character = 'off'\n", "zwroty/a.md": off})
    base.commit({"zwroty/b.md": TYPED})

    base.kb("check", "--worktree", "--fix", "zwroty/a.md")

    folder = base.repo / "pomoc" / "zwroty"
    assert (folder / "a.md").read_bytes() == off.encode()
    assert (folder / "b.md").read_bytes() == TYPED.encode()


def test_a_commit_cannot_be_mended(base: Base) -> None:
    done = base.kb("check", "--fix")

    assert done.exit_code == 2
    assert "--worktree" in done.stderr


def test_a_rule_that_is_an_error_stops_publishing_and_others_do_not(base: Base) -> None:
    toml = (base.repo / "pomoc" / "kb.toml").read_text(encoding="utf-8")
    slow = "---\ntitle: Zwrot gratis?\naudience: public\n---\n\nW tym artykule piszemy o zwrocie.\n"
    base.commit({"zwroty/zwrot-gratis.md": slow})
    assert base.kb("publish").exit_code == 0

    base.commit({"kb.toml": f"{toml}\n[check]\nanswer-first = 'error'\n"})
    done = base.kb("publish")

    assert done.exit_code == 4
    assert "answer-first" in done.stderr
