"""Each rule finds its bad example, and nothing at all is wrong with its good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.check.catalogue import BY_NAME, RULES
from kb.model import Level
from tests.check.examples import Example, examples, problems_of

#: What a text in a document cannot show; tests/ingest and tests/cli hold these rules.
WITHOUT_EXAMPLE = {
    "encoding", "nul-byte", "lfs-pointer", "merge-conflict", "file-too-large", "file-name",
    "golden-worse", "golden-hijack", "grounding-worse", "draft-worse", "symlink", "submodule",
    "settings", "dead-settings",
    "unused-key", "logo", "contrast",
}  # fmt: skip

every_example = pytest.mark.parametrize("example", examples().values(), ids=lambda one: one.rule)


@every_example
def test_the_bad_example_is_found_with_its_level_in_both_languages(
    example: Example, tmp_path: Path
) -> None:
    problems = problems_of(tmp_path, example.bad, example.bad_toml, example.files)
    found = [problem for problem in problems if problem.rule == example.rule]

    assert found
    assert {problem.level for problem in found} == {BY_NAME[example.rule].level}
    assert all(problem.message_in("en") for problem in found)
    assert all(problem.message_in("pl") != problem.message_in("en") for problem in found)


@every_example
def test_nothing_is_wrong_with_the_good_example(example: Example, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, example.good, example.good_toml, example.files)

    assert [str(problem) for problem in problems] == []


@every_example
def test_a_rule_can_be_switched_off_unless_publishing_needs_it(
    example: Example, tmp_path: Path
) -> None:
    rule = BY_NAME[example.rule]
    toml = example.bad_toml.removeprefix("[check]\n")
    problems = problems_of(
        tmp_path, example.bad, f'[check]\n{toml}\n{rule.name} = "off"\n', example.files
    )
    found = {problem.rule for problem in problems}

    assert (rule.name in found) is rule.fixed or "kb-toml" in found


def test_every_rule_has_an_example_or_a_reason_why_not() -> None:
    assert {rule.name for rule in RULES} - examples().keys() == WITHOUT_EXAMPLE
    assert not examples().keys() & WITHOUT_EXAMPLE


def test_no_rule_stands_twice() -> None:
    assert len(BY_NAME) == len(RULES)


def test_rules_that_must_stop_publishing_are_errors() -> None:
    assert {rule.level for rule in RULES if rule.fixed} == {Level.ERROR}
