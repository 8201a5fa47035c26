"""The golden gate over real repositories: what got worse, who may let it pass, what is cached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import kb.gate.side
from kb.errors import RepositoryError
from kb.gate.compare import Change, Edited
from kb.gate.report import Report, markdown, problems, table
from kb.gate.report_document import document
from kb.gate_wiring import gate
from kb.model import Level
from kb.wiring import read_snapshot
from tests.bases import Base, article, new_base

QUESTION = "ile mam dni na zwrot towaru"
GOLDEN = f"""\
questions:
  - q: "{QUESTION}"
    expect: [termin-zwrotu]
  - q: "ile kosztuje kurier"
    expect: [koszt-dostawy]
"""
FILES: Mapping[str, str] = {
    "zwroty/termin-zwrotu.md": article(
        "Ile mam dni na zwrot towaru?", "Na zwrot towaru masz 30 dni."
    ),
    "dostawa/koszt-dostawy.md": article("Ile kosztuje kurier?", "Kurier kosztuje 14,99 zł."),
    "golden.yaml": GOLDEN,
}
BROKEN = {"zwroty/termin-zwrotu.md": article("Godziny salonu", "Salon jest czynny od 10:00.")}


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return new_base(tmp_path, FILES)


def compared(base: Base, ref: str, worktree: bool = False) -> Report:
    settings = base.settings()
    snapshot = read_snapshot(settings, worktree)
    return gate(settings, ref, snapshot)


def commit(base: Base, files: Mapping[str, str | None], message: str) -> str:
    base.commit(files)
    base.git("commit", "-q", "--amend", "-m", message)
    return base.git("rev-parse", "HEAD")


def test_nothing_changed_nothing_to_tell(base: Base) -> None:
    report = compared(base, "main")

    assert report.passed
    assert report.comparison.rows == ()
    assert report.comparison.asked == 2
    assert report.comparison.right_after == 2


def test_a_question_that_its_article_no_longer_answers_fails(base: Base) -> None:
    commit(base, BROKEN, "Nowa treść")
    report = compared(base, "main~1")
    worse = report.comparison.regressions

    assert not report.passed
    assert [row.question for row in worse] == [QUESTION]
    assert worse[0].change in {Change.NOW_REFUSED, Change.OTHER_ARTICLE}
    found = problems(report)
    assert [(one.path, one.line, one.level) for one in found] == [("golden.yaml", 2, Level.ERROR)]
    assert found[0].message_in("pl") != found[0].message_in("en")


def test_the_other_way_round_it_is_better(base: Base) -> None:
    commit(base, BROKEN, "Nowa treść")
    commit(base, {"zwroty/termin-zwrotu.md": FILES["zwroty/termin-zwrotu.md"]}, "Z powrotem")
    report = compared(base, "main~1")

    assert report.passed
    assert [row.change for row in report.comparison.rows] == [Change.BETTER]
    assert problems(report) == []


def test_a_reason_in_a_trailer_lets_it_pass_with_warnings(base: Base) -> None:
    commit(base, BROKEN, "Nowa treść\n\nGolden-Accept: zwroty opisuje nowy dział")
    report = compared(base, "main~1")

    assert report.passed
    assert [one.reason for one in report.reasons.given] == ["zwroty opisuje nowy dział"]
    assert {one.level for one in problems(report)} == {Level.WARNING}
    assert "zwroty opisuje nowy dział" in table(report, "pl")


@pytest.mark.parametrize(
    "message",
    [
        "Nowa treść\n\nGolden-Accept:",
        "Nowa treść\n\nGolden-Accept:   \nSigned-off-by: A <a@b.c>",
        "Golden-Accept: w pierwszym akapicie\n\nto jest tylko opis",
    ],
)
def test_no_reason_lets_nothing_pass(base: Base, message: str) -> None:
    commit(base, BROKEN, message)
    report = compared(base, "main~1")

    assert not report.passed
    assert report.reasons.given == ()
    assert bool(report.reasons.empty) is message.startswith("Nowa")
    assert {one.level for one in problems(report)} == {Level.ERROR}


def test_a_reason_from_before_counts_nothing(base: Base) -> None:
    commit(base, {"dostawa/inny.md": article("Inny")}, "Inny\n\nGolden-Accept: dawny powód")
    commit(base, BROKEN, "Nowa treść")

    assert not compared(base, "main~1").passed


def test_the_branch_is_compared_with_where_it_left(base: Base) -> None:
    base.git("branch", "zmiana")
    left = base.git("rev-parse", "HEAD")
    commit(base, BROKEN, "Na main jest gorzej")
    base.git("checkout", "-q", "zmiana")
    settings = base.settings(content_ref="zmiana")
    snapshot = read_snapshot(settings)
    report = gate(settings, "main", snapshot)

    assert report.base == left
    assert report.passed


def test_the_folder_on_disk_is_compared_with_its_commit(base: Base) -> None:
    path = base.repo / "pomoc" / "zwroty" / "termin-zwrotu.md"
    path.write_text(BROKEN["zwroty/termin-zwrotu.md"], "utf-8")
    report = compared(base, "HEAD", worktree=True)

    assert report.head == "worktree"
    assert [row.question for row in report.comparison.regressions] == [QUESTION]


def test_questions_that_were_edited_are_told_as_such(base: Base) -> None:
    golden = """\
questions:
  - q: "ile kosztuje kurier"
    expect: [termin-zwrotu]
  - q: "czy kurier jest drogi"
    expect: [koszt-dostawy]
"""
    commit(base, {"golden.yaml": golden}, "Inne pytania")
    rows = {row.question: row for row in compared(base, "main~1").comparison.rows}

    assert rows[QUESTION].edited is Edited.REMOVED
    assert rows["ile kosztuje kurier"].edited is Edited.EXPECTED
    assert rows["ile kosztuje kurier"].regressed
    assert rows["czy kurier jest drogi"].edited is Edited.NEW


def test_an_article_in_the_first_five_of_many_questions_is_a_hijack(base: Base) -> None:
    topics = [f"temat{number} rzecz{number}" for number in range(24)]
    many = {f"inne/a{n}.md": article(topic, f"Opis {topic}.") for n, topic in enumerate(topics)}
    questions = "".join(f'  - q: "{topic}"\n    expect: [a{n}]\n' for n, topic in enumerate(topics))
    commit(base, {**many, "golden.yaml": f"questions:\n{questions}"}, "Tematy")
    every = article("O wszystkim", "Opis.", questions=f"[{', '.join(topics[:6])}]")
    commit(base, {"inne/wszystko.md": every}, "O wszystkim")
    report = compared(base, "main~1")

    assert [one.path for one in report.comparison.hijacks] == ["inne/wszystko.md"]
    assert not report.passed
    assert "golden-hijack" in {one.rule for one in problems(report)}


def test_what_was_asked_is_not_asked_again(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(base, BROKEN, "Nowa treść")
    first = compared(base, "main~1")
    monkeypatch.setattr(kb.gate.side, "_asked", None)

    assert compared(base, "main~1").comparison == first.comparison


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"answers": 3}', b"\x00\xff"])
def test_damaged_caches_cost_time_and_nothing_else(base: Base, damage: bytes) -> None:
    commit(base, BROKEN, "Nowa treść")
    first = compared(base, "main~1")
    for path in (base.data / "gate").iterdir():
        path.write_bytes(damage)

    assert compared(base, "main~1").comparison == first.comparison


@pytest.mark.parametrize("ref", ["--output=/tmp/x", "nie-ma", "", "main..zly", ":/Zmiana"])
def test_a_ref_that_is_none_is_refused(base: Base, ref: str) -> None:
    with pytest.raises(RepositoryError):
        compared(base, ref)


def test_a_base_without_golden_questions_passes(base: Base) -> None:
    commit(base, {"golden.yaml": None}, "Bez pytań")
    commit(base, BROKEN, "Nowa treść")
    report = compared(base, "main~1")

    assert report.passed
    assert "golden.yaml" in table(report, "pl")


def test_words_of_commits_and_questions_are_no_markup_in_the_comment(base: Base) -> None:
    golden = GOLDEN + '  - q: "<img src=x> @all | `kod` https://zle.example"\n    expect: [x]\n'
    commit(base, {"golden.yaml": golden}, "Nowe pytanie")
    commit(base, {**BROKEN, "golden.yaml": GOLDEN},
           "Gorzej\n\nGolden-Accept: <script>alert(1)</script> @zespol")  # fmt: skip
    text = markdown(compared(base, "main~1"), [], "pl")

    assert "<script" not in text
    assert "<img" not in text
    assert "@" not in text
    assert "https://" not in text
    # Each row has its five cells and no more.
    assert {line.count("|") for line in text.splitlines() if line.startswith("|")} == {6}


def test_the_document_says_everything(base: Base) -> None:
    commit(base, BROKEN, "Nowa treść")
    report = compared(base, "main~1")
    said = document(report)

    assert said["passed"] is False
    assert said["questions"] == 2
    assert [row["question"] for row in said["changes"] if row["regression"]] == [QUESTION]
    assert said["changes"][0]["before"]["verdict"] == "right"
