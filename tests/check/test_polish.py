"""Messages of the checks in Polish."""

from __future__ import annotations

import re

import pytest

from kb.check.polish import in_polish, templates
from tests.project.imports import ROOT

#: Said by pydantic, not by us.
THEIRS = re.compile(r"String should|List should|Input should|\{\} or \{\}")


def test_both_languages_quote_the_same_number_of_things() -> None:
    assert [en for en, pl in templates() if en.count("{}") != pl.count("{}")] == []


def test_every_template_is_still_said_somewhere() -> None:
    # Strings that the source divides between lines are joined, and values taken out.
    files = [*(ROOT / "kb" / "ingest").glob("*.py"), ROOT / "kb" / "cli" / "check.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    source = re.sub(r'"\s*\n\s*f?"', "", source)
    source = re.sub(r"\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}", "{}", source)
    gone = [
        en
        for en, _ in templates()
        if not THEIRS.match(en)
        and not all(part.strip(" .;:") in source for part in re.split(r"\{\}|\. ", en))
    ]

    assert gone == []


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        (
            "`review_by`: is not a date. Write it as 2026-12-31.",
            "`review_by`: to nie data. Zapisz ją jako 2026-12-31.",
        ),
        (
            "# has a contrast of 3:1 with the dark theme; text needs 4:1. Choose a lighter colour.",
            "# ma kontrast 3:1 z motywem ciemnym; tekst wymaga 4:1. Wybierz kolor jaśniejszy.",
        ),
        ("Nobody ever says this.", ""),
    ],
)
def test_what_a_message_quotes_is_kept_and_its_parts_are_translated(
    english: str, polish: str
) -> None:
    assert in_polish(english) == polish
