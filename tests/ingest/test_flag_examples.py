from __future__ import annotations

import pytest

from kb.ingest.flag_examples import check_flag_examples, read_flag_examples
from kb.ingest.flag_rules import check_flag_rules, read_flag_rules


def test_shipped_examples_show_every_kind() -> None:
    examples, problems = read_flag_examples({})
    rules, _ = read_flag_rules({})

    assert problems == []
    assert examples.own == {}
    for kind, _ in rules.kinds:
        assert sum(kind in shown for shown in examples.shipped.values()) >= 50, kind
    assert sum(not shown for shown in examples.shipped.values()) >= 500


def test_a_base_adds_sentences_and_changes_what_shipped_ones_show() -> None:
    shipped = read_flag_examples({})[0].shipped
    sentence = next(text for text, shown in shipped.items() if shown == {"anger"})
    text = f"kinds:\n  press: [Dzwonię z Radia Len]\nneutral: [{sentence!r}]\n"

    examples, problems = read_flag_examples({"flag_examples.yaml": text.encode()})

    assert problems == []
    assert examples.own == {"Dzwonię z Radia Len": {"press"}, sentence: frozenset()}
    assert examples.shipped is shipped


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("kinds:\n  angry: [Zły jestem]\n", 2, "'anger'"),
        ("kinds:\n  anger:\n    - Zły jestem\n    - ''\n", 4, "at least 2"),
        ("kinds:\n  anger: Zły jestem\n", 2, "list"),
        ("kinds:\n  anger: [Wrr]\nneutral:\n  - Grr\n  - Wrr\n", 5, "kinds.anger"),
        ("neutrals: []\n", 1, "not permitted"),
        ("kinds: [\n", 2, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_adds_nothing(
    text: str, line: int, words: str
) -> None:
    files = {"flag_examples.yaml": text.encode()}

    [problem] = check_flag_rules(files, [])

    assert (problem.path, problem.line) == ("flag_examples.yaml", line)
    assert words in problem.message
    assert check_flag_examples(files) == [problem]
    assert read_flag_examples(files)[0] is read_flag_examples({})[0]
