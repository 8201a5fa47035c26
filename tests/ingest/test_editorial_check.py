from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kb.ingest.examine import examine
from kb.model import Audience, Level, Problem

if TYPE_CHECKING:
    from tests.ingest.conftest import Snap

ARTICLES = {"a/zwrot.md": "# Zwrot\n\nTak.", "a/vip.md": "---\naudience: internal\n---\n# VIP"}
OTHER = '[[footer.links]]\ntitle = "A"\nurl = "https://a.example"\n'
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def found(snap: Snap, config: str, pictures: dict[str, bytes] | None = None) -> list[Problem]:
    """Problems of a kb.toml beside two articles."""
    snapshot = replace(snap(ARTICLES), config=config.encode(), pictures=pictures or {})
    _, problems = examine(snapshot, Audience.PUBLIC)
    return [problem for problem in problems if problem.path == "kb.toml"]


def test_what_leads_to_public_articles_and_files_is_in_order(snap: Snap) -> None:
    config = """
logo = "znak.svg"
featured = ["zwrot"]
[colors]
brand = "#1f5a41"
brand_dark = "#83c9a6"
[[footer.links]]
title = "Zwrot"
url = "artykul:zwrot"
[[footer.links]]
title = "Sklep"
url = "https://example.org/a?b=c"
"""
    assert found(snap, config, {"znak.svg": LOGO}) == []


@pytest.mark.parametrize(
    ("config", "line", "level", "rule", "words"),
    [
        ('featured = [\n"zwrot", "brak"]', 1, Level.WARNING, "dead-link", "no article brak"),
        ('name = "X"\nfeatured = ["vip"]', 2, Level.ERROR, "internal-link", "vip is internal"),
        (
            f'{OTHER}[[footer.links]]\ntitle = "V"\nurl = "artykul:vip"',
            6, Level.ERROR, "internal-link", "footer.links.2.url",
        ),
        (
            '[[footer.links]]\ntitle = "A"\nurl = "artykul:brak"',
            3, Level.WARNING, "dead-link", "no article brak",
        ),
        ('logo = "brak.svg"', 1, Level.ERROR, "logo", "no file brak.svg"),
        ('logo = "zly.svg"', 1, Level.ERROR, "logo", "<script>"),
        (
            '[colors]\n\nbrand = "#83c9a6"',
            3, Level.ERROR, "contrast", "#83c9a6 has a contrast of 1.84:1 with the light theme",
        ),
        ('[colors]\nbrand_dark = "#1f5a41"', 2, Level.ERROR, "contrast", "Choose a lighter"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_or_cannot_be_read_is_told_with_its_line(
    snap: Snap, config: str, line: int, level: Level, rule: str, words: str
) -> None:
    bad = LOGO.replace(b"/>", b"><script/></svg>")

    (problem,) = found(snap, config, {"zly.svg": bad})

    assert (problem.line, problem.level, problem.rule) == (line, level, rule)
    assert words in problem.message


def test_a_contrast_is_never_rounded_up_to_what_is_wanted(snap: Snap) -> None:
    (problem,) = found(snap, '[colors]\nbrand = "#7d744b"')

    assert "4.49:1" in problem.message
