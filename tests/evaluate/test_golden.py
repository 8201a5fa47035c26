"""Files of golden questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.evaluate.golden import GoldenQuestion, read_golden

SAMPLE = Path(__file__).parents[2] / "kb" / "articles" / "golden.yaml"


def test_questions_have_a_kind_and_the_articles_that_answer() -> None:
    found = read_golden(
        b"questions:\n"
        b"  - {q: ile mam czasu, kind: plain, expect: [termin, koszt]}\n"
        b"  - {q: jaka pogoda}\n"
    )

    assert found == (
        GoldenQuestion("ile mam czasu", "plain", ("termin", "koszt")),
        GoldenQuestion("jaka pogoda", "plain", ()),
    )
    assert [question.answerable for question in found] == [True, False]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"questions: [", "is not YAML"),
        (b"\xff\xfe\x00", "is not YAML"),
        (b"questions: !!python/object:os.system {}", "is not YAML"),
        (b"", "golden.yaml"),
        (b"[]", "golden.yaml"),
        (b"pytania: []", "questions"),
        (b"questions:\n  - {expect: [a]}", r"questions\.0\.q"),
        (b"questions:\n  - {q: a}\n  - {q: ''}", r"questions\.1\.q"),
        (b"questions:\n  - {q: a, expects: [b]}", r"questions\.0\.expects"),
        (b"questions:\n  - {q: a, expect: b}", r"questions\.0\.expect"),
        (b"questions:\n  - a", r"questions\.0"),
    ],
)
def test_a_wrong_file_is_told_with_the_entry(data: bytes, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_golden(data)


def test_the_sample_base_has_questions_of_every_kind_and_articles_for_them() -> None:
    questions = read_golden(SAMPLE.read_bytes())
    articles = {path.stem for path in SAMPLE.parent.rglob("*.md")}

    assert len(questions) >= 200
    assert sum(not question.answerable for question in questions) >= 50
    assert len({question.text for question in questions}) == len(questions)
    kinds = "plain no_diacritics typos inflected colloquial english ukrainian"
    assert set(kinds.split()) <= {question.kind for question in questions}
    assert {slug for question in questions for slug in question.expected} <= articles
