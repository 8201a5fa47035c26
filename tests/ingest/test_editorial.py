from __future__ import annotations

from pathlib import Path

import pytest

from kb.ingest.editorial import Editorial, default_editorial, read_editorial
from kb.model import Audience, Level

SAMPLE = Path(__file__).parents[2] / "kb/articles/kb.toml"


def test_without_kb_toml_the_defaults_apply() -> None:
    assert read_editorial(None) == (default_editorial(), [])
    assert read_editorial(b"") == (Editorial(), [])


def test_the_sample_shop_is_read_without_problems() -> None:
    editorial, problems = read_editorial(SAMPLE.read_bytes())
    assert problems == []
    assert editorial.name == "Lniany Dom"
    assert editorial.contact.phone == "+48 12 000 00 00"
    assert len(editorial.contact.hours) == 3
    assert [c.slug for c in editorial.categories][:3] == ["zamowienia", "dostawa", "platnosci"]
    assert editorial.default_audience is None
    assert editorial.folder_audiences == {"procedury": Audience.INTERNAL}


def test_every_category_of_the_sample_is_a_folder_and_the_reverse() -> None:
    editorial, _ = read_editorial(SAMPLE.read_bytes())
    folders = {path.name for path in SAMPLE.parent.iterdir() if path.is_dir()}
    assert {category.slug for category in editorial.categories} == folders


def test_the_audience_of_a_folder_goes_before_the_default_and_the_fallback() -> None:
    text = b'[defaults]\naudience = "public"\n[folders.proc]\naudience = "internal"\n'
    editorial, _ = read_editorial(text)
    assert editorial.audience_of_folder("proc", Audience.PUBLIC) is Audience.INTERNAL
    assert editorial.audience_of_folder("x", Audience.INTERNAL) is Audience.PUBLIC
    assert Editorial().audience_of_folder("x", Audience.INTERNAL) is Audience.INTERNAL


def test_category_titles_fall_back_to_polish_and_to_the_name_of_the_folder() -> None:
    text = (
        b'[[categories]]\nslug = "a"\ntitle = "Zwroty"\n'
        b'[[categories]]\nslug = "b"\ntitle = "B"\ntitle_en = "Bee"\n'
    )
    editorial, _ = read_editorial(text)
    assert editorial.category_title("a", "en") == "Zwroty"
    assert editorial.category_title("b", "en") == "Bee"
    assert editorial.category_title("nowy-folder") == "Nowy folder"


def test_unknown_keys_are_hints_with_their_line() -> None:
    text = (
        b'name = "X"\nkolor = "red"\n\n[contact]\nphone = "1"\nfax = "2"\n'
        b'[[categories]]\nslug = "a"\ntitle = "A"\nicon = "x"\n'
    )
    editorial, problems = read_editorial(text)
    assert editorial.name == "X"
    assert [(p.line, p.level, p.rule) for p in problems] == [
        (2, Level.HINT, "unknown-key"),
        (6, Level.HINT, "unknown-key"),
        (10, Level.HINT, "unknown-key"),
    ]
    assert "categories.1.icon" in problems[2].message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (b'name = "X"\nlanguage = "de"', 2, "language"),
        (b'[defaults]\n\naudience = "all"', 3, "defaults.audience"),
        (b"[folders.x]\naudience = 1", 2, "folders.x.audience"),
        (
            b'[[categories]]\nslug = "a"\ntitle = "A"\n\n[[categories]]\nslug = "B C"\ntitle = "B"',
            6,
            "slug",
        ),
        (b'[[categories]]\nslug = "a"', 1, "title"),
        (b'[contact]\nphone = "1"\nhours = "8-16"', 3, "contact.hours"),
        (b'name = "X"\nname = "Y"', 2, "TOML"),
        (b"a = ", 1, "TOML"),
        (b'a = "\xff"', 1, "UTF-8"),
        (
            b'[[categories]]\nslug = "a"\ntitle = "A"\n[[categories]]\nslug = "a"\ntitle = "B"',
            5,
            "twice",
        ),
    ],
)
def test_wrong_values_are_errors_with_their_line(text: bytes, line: int, word: str) -> None:
    _, problems = read_editorial(text)
    (problem,) = problems
    assert (problem.path, problem.line, problem.level, problem.rule) == (
        "kb.toml", line, Level.ERROR, "kb-toml"
    )  # fmt: skip
    assert word in problem.message
