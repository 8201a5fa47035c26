from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.ingest.article import make_slug
from kb.ingest.editorial import Editorial
from kb.model import Article, Audience, Level, Problem

if TYPE_CHECKING:
    from tests.ingest.conftest import Parse

FULL = """\
---
title: Ile kosztuje   zwrot?
audience: public
questions:
  - kto płaci za zwrot
  - kto płaci za zwrot
owner: Zespół obsługi klienta
review_by: 2027-05-31
legal_as_of: 2026-10-01
valid_from: 2026-01-01
valid_until: 2026-12-31
language: uk
slug: Koszt ZWROTU
id: zwroty-7
ms.author: anna
weight: 5
---

Zwrot jest darmowy.
"""


def good(result: tuple[object, list[Problem]]) -> Article:
    parsed, problems = result
    assert parsed is not None, problems
    return parsed.article  # type: ignore[attr-defined, no-any-return]


def rules(result: tuple[object, list[Problem]]) -> list[tuple[str, str]]:
    return [(problem.level.value, problem.rule) for problem in result[1]]


def test_every_key_reaches_the_article(parse: Parse) -> None:
    result = parse(FULL)
    article = good(result)
    assert article.title == "Ile kosztuje zwrot?"
    assert article.audience is Audience.PUBLIC
    assert article.questions == ("kto płaci za zwrot",)
    assert article.owner == "Zespół obsługi klienta"
    assert article.review_by == date(2027, 5, 31)
    assert (article.valid_from, article.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (article.language, article.slug, article.id) == ("uk", "koszt-zwrotu", "zwroty-7")
    assert (article.category, article.source_path) == ("zwroty", "zwroty/koszt.md")
    assert article.extra == {"ms.author": "anna", "weight": 5}
    assert article.sections[0].lines == (19, 19)
    assert article.markdown == "\nZwrot jest darmowy.\n"
    (problem,) = result[1]
    assert (problem.level, problem.rule, problem.line) == (Level.HINT, "unknown-key", 15)
    assert "ms.author, weight" in problem.message


def test_without_front_matter_heading_file_name_and_defaults_apply(parse: Parse) -> None:
    article = good(parse("# Zwrot towaru\n\nTekst.", path="a/b/Żółty plik.md"))
    assert article.title == "Zwrot towaru"
    assert (article.slug, article.id, article.category) == ("zolty-plik", "a/b/Żółty plik", "a")
    assert (article.audience, article.language) == (Audience.INTERNAL, "pl")
    assert article.sections[0].title == ""


def test_without_any_title_the_file_name_is_made_readable_with_a_hint(parse: Parse) -> None:
    result = parse("Tekst.", path="jak_zwrócić-towar.md")
    assert good(result).title == "Jak zwrócić towar"
    assert good(result).category == ""
    assert rules(result) == [("hint", "no-title")]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(parse: Parse) -> None:
    plain = good(parse("---\ntitle: A\n---\n# B\n\nTekst\ndalej.\n"))
    windows = good(parse(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n# B\r\n\r\nTekst\r\ndalej.\r\n"))
    assert windows == plain
    assert good(parse("---\rtitle: A\r---\r# B\r\rTekst\rdalej.\r")) == plain


def test_decomposed_letters_are_composed(parse: Parse) -> None:
    assert good(parse("# Zwro\u0301c\u0301")).title == "Zwróć"


@pytest.mark.parametrize("written", [r"Zwrot\a towaru", r"Zwrot\0\x9ftowaru"])
def test_control_characters_written_as_escapes_reach_no_page(parse: Parse, written: str) -> None:
    assert good(parse(f'---\ntitle: "{written}"\n---\n\nTekst\n')).title == "Zwrot towaru"


def test_one_question_may_be_a_plain_text(parse: Parse) -> None:
    assert good(parse("---\nquestions: ile to trwa\n---\n# A")).questions == ("ile to trwa",)
    answers = (
        "---\nquestions: [a]\nanswers:\n  w 30 dni: [do kiedy, '', a]\n  na koszt: kto płaci\n"
    )
    article = good(parse(f"{answers}  pusto:\n---\n# A"))
    assert article.questions == ("a", "do kiedy", "kto płaci")
    assert article.answers == (
        ("do kiedy", "w 30 dni"),
        ("a", "w 30 dni"),
        ("kto płaci", "na koszt"),
    )
    assert good(parse("---\nquestions:\ntitle:\n---\n# A")).questions == ()
    assert good(parse("---\nquestions: [a, '', b]\nowner: [x, y]\n---\n# A")).questions == (
        "a",
        "b",
    )


@pytest.mark.parametrize(
    ("content", "place", "rule", "word"),
    [
        (b"ab\n\xc5\x82\xb1c", (2, 2), "encoding", "Byte 5 (0xb1)"),
        (b"\xef\xbb\xbfa\xff", (1, 2), "encoding", "Byte 4 (0xff)"),
        (b"ab\r\nc\0d", (2, 2), "nul-byte", "Byte 5 is NUL"),
        (b"x" * 1_000_001, (1, 1), "file-too-large", "1000001"),
        (b"---\n- a\n---\n", (2, 1), "front-matter", "not a mapping"),
        (b"---\ntitle: A\n", (1, 1), "front-matter", "not closed"),
        (b"---\na: 1\ntitle: &x A\n---\n", (3, 8), "front-matter", "Anchors"),
        (b"---\ntitle: [A]\n---\n", (2, 1), "front-matter", "title"),
        (b"---\nreview_by: 2026-02-30\n---\n", (2, 1), "front-matter", "not a day"),
        (b"---\nreview_by: 12/18/2020\n---\n", (2, 1), "front-matter", "not a date"),
        (b"---\nreview_by: 1577836800\n---\n", (2, 1), "front-matter", "not a date"),
        (b"---\nvalid_from: 2026-02-02\nvalid_until: 2026-02-01\n---\n",
         (2, 1), "front-matter", "after"),
        (b"---\nquestions:\n  - a\n  - {b: c}\n---\n", (4, 5), "front-matter", "questions"),
        (b"---\nquestions:\n  - a\n  - " + b"x" * 301 + b"\n---\n", (4, 5), "front-matter", "300"),
        (b"---\nanswers: [a]\n---\n", (2, 1), "front-matter", "words of the article"),
        (b"---\nanswers:\n  w 30 dni:\n    - {b: c}\n---\n", (4, 7), "front-matter", "a text"),
        (
            b"---\nanswers:\n  w 30 dni: [" + b"x, " * 151 + b"]\n---\n",
            (2, 1),
            "front-matter",
            "150",
        ),
        (b"---\nquestions: [" + b"x, " * 51 + b"]\n---\n", (2, 1), "front-matter", "50"),
    ],
)  # fmt: skip
def test_what_stops_publishing_says_where(
    parse: Parse, content: bytes, place: tuple[int, int], rule: str, word: str
) -> None:
    parsed, problems = parse(content)
    assert parsed is None
    (problem,) = [problem for problem in problems if problem.level is Level.ERROR]
    assert (problem.path, problem.rule) == ("zwroty/koszt.md", rule)
    assert word in problem.message
    assert (problem.line, problem.column) == place


def test_every_wrong_key_of_a_file_is_reported_at_once(parse: Parse) -> None:
    _, problems = parse("---\nreview_by: x\nlegal_as_of: y\n---\n")
    assert [problem.line for problem in problems] == [2, 3]


def test_an_article_valid_until_yesterday_is_only_a_hint(parse: Parse) -> None:
    result = parse("---\ntitle: A\nvalid_until: 2026-10-02\n---\nTekst.")
    assert good(result).shown_until == datetime(2026, 10, 2, 22, tzinfo=UTC)
    assert rules(result) == [("hint", "expired")]
    assert rules(parse("---\ntitle: A\nvalid_until: 2026-10-03\n---\nTekst.")) == []


def test_nothing_becomes_public_by_forgetting(parse: Parse) -> None:
    assert good(parse("# A")).audience is Audience.INTERNAL
    editorial = Editorial(folder_audiences={"zwroty": Audience.INTERNAL})
    assert good(parse("# A", audience=Audience.PUBLIC)).audience is Audience.PUBLIC
    guarded = parse("# A", audience=Audience.PUBLIC, editorial=editorial)
    assert good(guarded).audience is Audience.INTERNAL


@pytest.mark.parametrize("value", ["intrenal", "pracownicy", "Admin", "[public]", "publiczny"])
def test_an_audience_that_is_not_ours_becomes_internal_with_a_warning(
    parse: Parse, value: str
) -> None:
    result = parse(f"---\ntitle: A\naudience: {value}\n---\n", audience=Audience.PUBLIC)
    assert good(result).audience is Audience.INTERNAL
    assert rules(result) == [("warning", "audience")]


def test_in_a_file_of_another_publishing_system_the_default_applies(parse: Parse) -> None:
    text = "---\ntitle: A\nms.author: x\naudience: Admin\n---\n"
    assert good(parse(text, audience=Audience.PUBLIC)).audience is Audience.PUBLIC
    assert good(parse(text)).audience is Audience.INTERNAL
    editorial = Editorial(folder_audiences={"zwroty": Audience.INTERNAL})
    guarded = parse(text, audience=Audience.PUBLIC, editorial=editorial)
    assert good(guarded).audience is Audience.INTERNAL


def test_audience_and_language_are_read_in_any_case(parse: Parse) -> None:
    article = good(parse("---\ntitle: A\naudience: Public\nlanguage: en-US\n---\n"))
    assert (article.audience, article.language) == (Audience.PUBLIC, "en")


def test_an_unknown_language_is_a_warning_and_the_default_applies(parse: Parse) -> None:
    result = parse(
        "---\ntitle: A\nlanguage: Deutsch\n---\n", editorial=Editorial(default_language="en")
    )
    assert good(result).language == "en"
    assert rules(result) == [("warning", "language")]


def test_what_markdown_loses_is_reported(parse: Parse) -> None:
    text = "# A\n\n<div>x</div>\n\n" + "> " * 30 + "za głęboko\n\n## B\n\nx\n\n## B\n\ny"
    assert sorted(rules(parse(text))) == [
        ("hint", "raw-html"),
        ("warning", "duplicate-anchor"),
        ("warning", "nesting"),
    ]


def test_slugs_are_ascii_and_never_empty() -> None:
    assert make_slug("Łódź – Zażółć gęślą jaźń!", "x") == "lodz-zazolc-gesla-jazn"
    assert make_slug("../../etc", "x") == "etc"
    assert make_slug("Повернення", "a.md").startswith("artykul-")
    assert make_slug("🙂", "a.md") != make_slug("🙂", "b.md")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: f"---\n{t}\n---\n{t}".encode())
)
def test_any_bytes_give_an_article_or_an_error(parse: Parse, data: bytes) -> None:
    parsed, problems = parse(data)
    assert (parsed is None) == any(problem.level is Level.ERROR for problem in problems)
