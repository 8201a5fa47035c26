"""Any title becomes a file name that every system takes, and any text a front matter."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.authoring.article_text import article_text
from kb.authoring.names import file_stem, free_stem, is_category
from kb.ingest.article import parse_article
from kb.ingest.editorial import Editorial
from kb.model import Article, Audience, SourceFile

ANYTHING = st.text(max_size=200)


@given(ANYTHING)
def test_any_title_makes_a_valid_file_name(title: str) -> None:
    stem = file_stem(title)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem)
    assert len(stem) <= 108
    assert stem not in {"con", "nul", "readme", "license"}


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Jak zgłosić reklamację?", "jak-zglosic-reklamacje"),
        ("Żółć, gęślą jaźń – 100%", "zolc-gesla-jazn-100"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "artykul-con"),
        ("README", "artykul-readme"),
        ("a" * 300, "a" * 100),
        (" ".join(["zwrot"] * 40), "-".join(["zwrot"] * 16) + "-zwrot"[:0]),
    ],
)
def test_titles_and_their_names(title: str, stem: str) -> None:
    assert file_stem(title) == stem


def test_a_title_without_latin_letters_still_has_a_name_of_its_own() -> None:
    assert file_stem("Повернення") != file_stem("Доставка")


def test_a_name_that_is_taken_gets_the_next_number() -> None:
    assert free_stem("zwrot", {"zwrot", "zwrot-2"}) == "zwrot-3"


@pytest.mark.parametrize("name", ["", "..", "a/b", "Zwroty", "-a", "a-", "ż", "a" * 101])
def test_names_that_cannot_be_a_category(name: str) -> None:
    assert not is_category(name)


def read(text: str) -> Article:
    file = SourceFile("zwroty/x.md", text.encode("utf-8"), datetime.now(UTC))
    parsed, problems = parse_article(file, "abc", Editorial(), Audience.INTERNAL)
    assert parsed is not None, problems
    return parsed.article


@given(st.text(min_size=1, max_size=100), st.lists(st.text(max_size=60), max_size=5))
def test_any_title_and_questions_are_read_back(title: str, questions: list[str]) -> None:
    article = read(
        article_text({"title": f"T {title}", "questions": questions, "facts": {"x": title}}, "Tak.")
    )

    assert article.title.startswith("T")
    for question in article.questions:
        assert question in {" ".join(shown.split()) for shown in article.questions}
    assert article.markdown.strip() == "Tak."


@pytest.mark.parametrize(
    "title", ["true", "2026-12-31", "a: b", "# x", "- x", "'x", '"x"', "[x]", "{x}", "*x", "&x",
              "!x", "x #y", "null", "a\\b", "%x", "@x", "`x`", "|", ">", "…", "1.5", "-"],
)  # fmt: skip
def test_titles_that_mean_something_in_yaml_stay_as_they_are(title: str) -> None:
    assert read(article_text({"title": title, "questions": [title + "?"]}, "x")).title == title


def test_controls_and_half_characters_do_not_reach_the_file() -> None:
    text = article_text({"title": "a\x00b\ud800c\u202e"}, "x\x07y\ufeff")

    assert "\x00" not in text
    assert read(text).title == "a b\ufffdc"
