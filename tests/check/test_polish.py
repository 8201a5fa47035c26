"""Messages of the checks in Polish."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.check.polish import in_polish, templates
from kb.ingest.editorial import read_editorial
from kb.ingest.editorial_schema import EditorialSchema
from kb.ingest.flag_rules import read_flag_rules
from kb.ingest.frontmatter import FrontMatterError, read_front_matter
from kb.ingest.phrases import read_phrases
from kb.model import Problem
from tests.project.imports import ROOT

#: Said by pydantic, not by us.
THEIRS = re.compile(
    r"String should|List should|Tuple should|\{_\} should|Input should|Keys should|Extra inputs"
    r"|Field required|'\{\}' or"
)


def test_both_languages_quote_the_same_number_of_things() -> None:
    assert [en for en, pl in templates() if en.count("{}") != pl.count("{}")] == []


def test_every_template_is_still_said_somewhere() -> None:
    # Strings that the source divides between lines are joined, and values taken out.
    others = ("cli/check.py", "opening.py", "privacy/patterns.py")
    files = [*(ROOT / "kb" / "ingest").glob("*.py"), *(ROOT / "kb" / one for one in others)]
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


def _said_in(path: Path) -> Iterator[tuple[str, str]]:
    """Where a module says something of editors' files, and what, with "7" for values."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in SAYING:
            for argument in node.args:
                text = _text(argument)
                if " " in text:
                    yield f"{path.name}:{node.lineno} {name}", text


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    return ""


#: How modules say what is wrong in a file of editors.
SAYING = {"Problem", "problem_at", "ValueError", "_RefusedError", "FrontMatterError", "_error",
          "refuse", "report", "_UnreadableError", "_wrong"}  # fmt: skip
#: Said to operators and programmers, of no file that an editor writes.
NOT_THEIRS = {"chunk.py", "git.py", "guard.py", "publish.py", "repository.py", "versions.py"}


def test_whatever_a_module_says_of_an_editors_file_is_said_in_polish() -> None:
    modules = [
        path for path in (ROOT / "kb" / "ingest").glob("*.py") if path.name not in NOT_THEIRS
    ]
    said = [one for path in modules for one in _said_in(path)]

    assert len(said) > 50
    assert [(place, text) for place, text in said if not _polish(text)] == []


def _polish(text: str) -> str:
    """Parts that other modules put together are said with an example of the other part."""
    return (
        in_polish(text)
        or in_polish(text.replace("date. 7", "date. Write it as 1 or 2"))
        or in_polish(text.replace("calendar. 7", "calendar. Write it as 1 or 2"))
        or in_polish(text.replace("of day. 7", "of day. Write it as 1 or 2"))
        or in_polish(f"`7`: {text}")
    )


@pytest.mark.parametrize(
    "toml",
    ["a = b", 'a = "x', "[a", "[a]\n[a]", "a=1\na=2", 'a = "c:\\x"', "ż = 1", "a 1", "a = [1",
     "a={", 'x = "a" b', "d = 2026-13-40", "= 1", "[[a]]\n[a]", "a.b=1\na=2"],
)  # fmt: skip
def test_whatever_is_wrong_with_toml_is_said_in_polish(toml: str) -> None:
    (problem,) = read_editorial(toml.encode())[1]

    assert in_polish(problem.message), problem.message
    assert english_in(in_polish(problem.message)) == []


@pytest.mark.parametrize(
    "yaml",
    ["title: Zwrot: jak?", "\tquestions: a", "title: 'a", "title: [a", "title: @a",
     'title: "\\q"', "title: a\n  b\n c: d", "title", "- a", "a: *x", "a: &x b", "a: !!int 1",
     "a: 1\na: 2", "? [a]\n: b", "%x", "title: `a`", "a: {b", "title: 'a' b"],
)  # fmt: skip
def test_whatever_is_wrong_with_a_front_matter_is_said_in_polish(yaml: str) -> None:
    with pytest.raises(FrontMatterError) as error:
        read_front_matter(yaml)

    said = in_polish(str(error.value))
    assert said, str(error.value)
    assert english_in(said) == []


def english_in(said: str) -> list[str]:
    """Words that no Polish sentence has, but for what it quotes."""
    plain = re.sub(r"`[^`]*`|'[^']*'", "", said)
    return re.findall(
        r"\b(?:the|is|not|expected|found|but|invalid|value|write|should|with|of|or)\b", plain
    )


def test_no_schema_of_editors_says_anything_in_english(tmp_path: Path) -> None:
    """A value of every wrong kind under every key of the three settings files."""
    found: list[Problem] = []
    for wrong in ('"x y"', "-5", "[]", "[[1]]", "{a = 1}", "1.5", "true", '""', "2026-12-31"):
        for key in KB_TOML:
            found += read_editorial(f"{key} = {wrong}\n".encode())[1]
    for wrong in ("x y", "-5", "[1]", "[[a]]", "{a: 1}", "true", "a1{", "''"):
        for key in FLAGS:
            found += read_flag_rules({"flags.yaml": _closed(key, wrong)})[1]
        for key in PHRASES:
            found += read_phrases({"phrases.yaml": _closed(key, wrong)})[1]

    assert len(found) > 300
    english = {
        one.message
        for one in found
        if not in_polish(one.message) or english_in(in_polish(one.message))
    }
    assert english == set()


def _closed(key: str, wrong: str) -> bytes:
    return f"{key}: {wrong}{'}' * key.count('{')}\n".encode()


KB_TOML = [
    *EditorialSchema.model_fields, "check.most_words", "check.most_fog", "check.dead-link",
    "check.internal", "colors.brand", "contact.phone", "contact.email", "contact.opening.monday",
    "contact.opening.timezone", "contact.opening.holidays", "contact.opening.exceptions",
    "contact.opening.answer_hours", "defaults.language", "folders.x.audience", "privacy.orders",
    "privacy.email", "footer.links", "desk.survey.enabled", "desk.undo_seconds", "desk.deadlines",
    "desk.receipt", "legal.footer",
]  # fmt: skip
FLAGS = [
    "kinds", "kinds: {anger", "negation", "matters", "x", "kinds: {anger: {rules",
]  # fmt: skip
PHRASES = ["pl", "pl: {greeting", "pl: {flags", "pl: {topics", "en", "x"]
