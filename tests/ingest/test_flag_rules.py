from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest

from kb.answer.flagging.signals import SIGNALS
from kb.answer.model import FlagKind
from kb.ingest.examine import examine
from kb.ingest.flag_pattern import Element, parse_pattern
from kb.ingest.flag_rules import FlagRules, Rule, read_flag_rules
from kb.ingest.flag_schema import Kind, SignalName
from kb.model import Audience, Level, Problem

if TYPE_CHECKING:
    from tests.ingest.conftest import Repo, Snap


def rules_with(text: str) -> FlagRules:
    """The shipped rules with a base's own file, which must be in order."""
    rules, problems = read_flag_rules({"flags.yaml": text.encode()})
    assert problems == []
    return rules


def rules_of(rules: FlagRules, kind: str) -> dict[str, Rule]:
    return {rule.name: rule for rule in dict(rules.kinds)[kind]}


def found(snap: Snap, text: str | bytes) -> list[Problem]:
    """What is said of a flags.yaml beside one procedure."""
    data = text if isinstance(text, bytes) else text.encode()
    base = snap({"p/skarga.md": "---\naudience: internal\n---\n# Skarga\n\nTak."})
    _, problems = examine(replace(base, settings_files={"flags.yaml": data}), Audience.PUBLIC)
    return [problem for problem in problems if problem.path == "flags.yaml"]


def test_every_kind_of_flag_has_shipped_rules_that_say_why() -> None:
    rules, problems = read_flag_rules({})

    assert problems == []
    assert {kind for kind, _ in rules.kinds} == set(FlagKind) == set(get_args(Kind))
    assert all(rule.reason for _, own in rules.kinds for rule in own)


def test_every_signal_that_a_rule_may_name_can_be_found() -> None:
    of_the_whole_message = {"empty", "third_message", "examples"}

    assert set(SIGNALS) | of_the_whole_message == set(get_args(SignalName))


def test_what_needs_authority_is_escalated_and_a_plain_complaint_is_not() -> None:
    rules, _ = read_flag_rules({})

    for kind in ("legal_threat", "press", "security", "abuse", "injection"):
        assert all(rule.escalate for rule in rules_of(rules, kind).values()), kind
    for kind in ("complaint", "anger", "claimed_promise", "nothing_to_answer"):
        assert not any(rule.escalate for rule in rules_of(rules, kind).values()), kind
    assert rules_of(rules, "personal_data")["incydent"].escalate
    assert not rules_of(rules, "personal_data")["prośba"].escalate
    assert rules_of(rules, "repeated_contact")["trzeci"].escalate
    assert not rules_of(rules, "repeated_contact")["kolejny"].escalate
    assert rules_of(rules, "vulnerable")["kryzys"].escalate


def test_a_base_names_the_procedure_of_a_kind_and_of_a_single_rule() -> None:
    own = rules_of(
        rules_with(
            "kinds:\n  personal_data:\n    procedure: dane\n    reason: Dane!\n"
            "    rules:\n      incydent: {procedure: wyciek}\n"
        ),
        "personal_data",
    )

    assert own["prośba"].procedure == "dane"
    assert own["prośba"].reason == "Dane!"
    assert own["incydent"].procedure == "wyciek"
    assert own["incydent"].escalate
    assert own["incydent"].find


def test_a_base_adds_a_rule_rewrites_one_and_switches_one_off() -> None:
    rules = rules_with(
        "kinds:\n  anger:\n    rules:\n      nasza: [foch]\n      obelgi: [gburze]\n      krzyk:\n"
    )
    own = rules_of(rules, "anger")

    assert own["nasza"].find == (parse_pattern("foch"),)
    assert own["obelgi"].find == (parse_pattern("gburze"),)
    assert "krzyk" not in own


def test_a_pattern_is_read_as_its_signs_say() -> None:
    assert parse_pattern("oddać|=sprawę .. sąd ..7 jutro & nie* mam") == (
        (Element(("oddać", "=sprawę")), Element(("sąd",), gap=4), Element(("jutro",), gap=7)),
        (Element(("nie*",)), Element(("mam",))),
    )


@pytest.mark.parametrize(
    "written", ["", "a &", "a ..", ".. a", "a .. .. b", "a||b", "ab*", "a-b", "(a)", "a ..100 b"]
)
def test_a_pattern_that_means_nothing_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_pattern(written)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("kinds:\n  anger:\n    rules:\n      x:\n        find: [a, 'b ..']\n", 5, "`..`|missing"),
        ("kinds:\n  anger:\n    rules:\n      x: {finds: [a]}\n", 4, "not permitted"),
        ("kinds:\n  angry: {}\n", 2, "'anger'"),
        ("kinds:\n  anger:\n    escalate: tak\n", 3, "boolean"),
        ("kinds:\n  anger:\n    rules:\n      obelgii: {escalate: true}\n", 4, "no words"),
        ("kinds:\n  anger: [\n", 3, "not valid YAML"),
        ("kinds: 1\nkinds: 2\n", 2, "twice"),
        (b"a: \xff\n", 1, "UTF-8"),
    ],
)
def test_what_is_wrong_stops_publishing_and_names_its_line(
    snap: Snap, text: str | bytes, line: int, words: str
) -> None:
    [problem] = found(snap, text)

    assert (problem.line, problem.level) == (line, Level.ERROR)
    assert any(word in problem.message for word in words.split("|"))


def test_a_file_with_errors_leaves_the_shipped_rules_as_they_are() -> None:
    rules, problems = read_flag_rules({"flags.yaml": b"kinds:\n  anger:\n    rules: 7\n"})

    assert problems
    assert rules.kinds == read_flag_rules({})[0].kinds


def test_a_procedure_that_is_no_article_is_a_warning_like_a_dead_link(snap: Snap) -> None:
    text = "kinds:\n  anger:\n    procedure: skarga\n  press:\n    procedure: brak\n"

    [problem] = found(snap, text)

    assert (problem.line, problem.level, problem.rule) == (5, Level.WARNING, "dead-link")


def test_the_file_is_read_from_the_commit_beside_kb_toml(repo: Repo) -> None:
    from kb.ingest.repository import read_commit, resolve

    repo.commit({"a.md": "# A\n\nTak.", "flags.yaml": "kinds: {}\n", "b/flags.yaml": "nie"})

    snapshot = read_commit(repo.path, resolve(repo.path, "HEAD"), "")

    assert snapshot.settings_files == {"flags.yaml": b"kinds: {}\n"}
