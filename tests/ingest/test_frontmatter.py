from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ingest.frontmatter import FrontMatterError, read_front_matter, split_front_matter


def test_scalars_are_kept_as_written_and_typed_apart() -> None:
    front = read_front_matter(
        'id: 007\nn: 12\nf: 1.5\nb: true\nno: no\nd: 2026-10-03\nq: "5"\ne:\n'
    )
    assert front.texts == {
        "id": "007", "n": "12", "f": "1.5", "b": "true", "no": "no", "d": "2026-10-03", "q": "5",
        "e": None,
    }  # fmt: skip
    assert front.values == {
        "id": "007", "n": 12, "f": 1.5, "b": True, "no": "no", "d": "2026-10-03", "q": "5",
        "e": None,
    }  # fmt: skip


def test_places_count_from_the_first_line_of_the_file() -> None:
    front = read_front_matter("title: A\nquestions:\n  - x\n  - y\nowner: {a: [1]}\n")
    assert front.place("title") == (2, 1)
    assert front.place("questions", 1) == (5, 5)
    assert front.place("owner", "a", 0) == (6, 13)
    assert front.place("owner", "missing") == (6, 1)
    assert front.place("missing") == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: &x 2", 3, 4, "Anchors"),
        ("a: 1\nb: *x", 3, 4, "aliases"),
        ("a: !!python/object:os.system x", 2, 4, "tag"),
        ("a: !x y", 2, 4, "tag"),
        ("a: 1\nb: 2\na: 3", 4, 1, "stands twice"),
        ("x:\n  a: 1\n  a: 2", 4, 3, "stands twice"),
        ("- a\n- b", 2, 1, "not a mapping"),
        ("tekst", 2, 1, "not a mapping"),
        ("? [a, b]\n: c", 2, 3, "key must be a text"),
        ("a: [1, 2", 3, 1, "not valid YAML"),
        ("a: b: c", 2, 5, "not valid YAML"),
        ("a: 1\n\tb: 2", 3, 1, "not valid YAML"),
        ("a: " + "[" * 10_000, 2, 23, "deep"),
        ("a: " + "x" * 70_000, 2, 1, "limit"),
    ],
)
def test_what_is_refused_says_where_and_why(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(FrontMatterError, match=message) as caught:
        read_front_matter(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_empty_front_matter_has_no_keys() -> None:
    assert read_front_matter("").texts == {}
    assert read_front_matter("# only a comment\n").texts == {}


def test_a_file_is_split_into_front_matter_and_body() -> None:
    assert split_front_matter("---\na: 1\n---\nbody\n") == ("a: 1", "body\n", 4)
    assert split_front_matter("body") == (None, "body", 1)
    assert split_front_matter("---\n---\n") == ("", "", 3)
    assert split_front_matter("---") == (None, "---", 1)
    assert split_front_matter("---\n\na thematic break first")[0] is None


def test_front_matter_that_is_never_closed_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="not closed"):
        split_front_matter("---\ntitle: A\n\nbody")


@given(st.text(alphabet=st.sampled_from("abł:-[]{}&*!'\"#|> \n\t,?1."), max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        front = read_front_matter(text)
    except FrontMatterError as exc:
        place = (exc.line, exc.column)
    else:
        place = front.place(*list(front.texts)[:1])
        json.dumps(front.values)
    assert place >= (1, 1)
