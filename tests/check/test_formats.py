"""Problems in the forms that people, scripts and code hosts read."""

from __future__ import annotations

import json

import pytest

from kb.check.formats import Format, Output, counted, write
from kb.model import Level, Problem

HINT = Problem("z/a b.md", 2, 1, Level.HINT, "too-long", "Too long.", "Za długi.")
ERROR = Problem("z/ą,b.md", 3, 7, Level.ERROR, "front-matter", "5 % of\n`x`: no.", "Źle: `x`.")


def test_text_is_a_line_each_in_the_language_and_obeyed_by_no_terminal() -> None:
    bell = Problem("a.md", 1, 1, Level.WARNING, "x", "\x1b]0;t\x07\u202e", "")

    written = write([HINT, bell], Format.TEXT, Output("pl", summary="razem"))

    assert written.splitlines()[0] == "z/a b.md:2:1 wskazówka too-long Za długi."
    assert written.splitlines()[1] == "a.md:1:1 ostrzeżenie x \ufffd]0;t\ufffd\ufffd"
    assert written.endswith("\nrazem\n")


def test_github_gets_the_worst_first_and_escaped() -> None:
    written = write([HINT, ERROR], Format.GITHUB, Output("en", root="kb/articles"))

    assert written == (
        "::error file=kb/articles/z/ą%2Cb.md,line=3,col=7,title=front-matter::5 %25 of%0A`x`: no.\n"
        "::notice file=kb/articles/z/a b.md,line=2,col=1,title=too-long::Too long.\n"
    )


def test_sarif_names_rules_once_and_places_from_the_root() -> None:
    document = json.loads(write([HINT, ERROR, HINT], Format.SARIF, Output("pl", root="kb")))

    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["too-long", "front-matter"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]
    assert [result["level"] for result in run["results"]] == ["note", "error", "note"]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "kb/z/%C4%85%2Cb.md"
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert run["results"][0]["message"]["text"] == "Za długi."


def test_json_counts_levels_and_keeps_what_the_caller_adds() -> None:
    document = json.loads(write([ERROR], Format.JSON, Output("en", document={"commit": "c"})))

    assert list(document) == ["commit", "counts", "problems"]
    assert document["counts"] == {"error": 1, "warning": 0, "hint": 0}
    assert document["problems"][0]["message"] == ERROR.message


@pytest.mark.parametrize("form", Format)
def test_nothing_found_is_written_in_every_form(form: Format) -> None:
    written = write([], form, Output("pl", summary="0 błędów"))

    assert "0 błędów" in written or json.loads(written)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 błąd"), (2, "2 błędy"), (5, "5 błędów"), (12, "12 błędów"), (22, "22 błędy")],
)
def test_polish_has_three_forms_of_a_noun(number: int, words: str) -> None:
    assert counted(number, ("błąd", "błędy", "błędów")) == words
