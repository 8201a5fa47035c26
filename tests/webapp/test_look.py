"""Promises of the style sheet and the script: contrast, size, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from kb.colours import DARK, LIGHT, Theme, contrast
from webapp.assets import FOLDER, version

CSS = (FOLDER / "site.css").read_text(encoding="utf-8")
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
SCRIPT = "\n".join(SCRIPTS.values())
FONT = "podpowiedz-sans.woff2"
TEMPLATES = "\n".join(
    path.read_text(encoding="utf-8") for path in (FOLDER.parent / "templates").rglob("*.html")
)
#: Classes that come with the articles' own HTML.
OF_ARTICLES = {"align-right", "align-center", "image-alt"}
_LIGHT, _DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
THEMES = {"light": _LIGHT, "dark": _LIGHT | _DARK}

TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "brand-soft"), ("ink", "mark"),
    ("ink", "amber-soft"), ("muted", "paper"), ("muted", "surface"), ("muted", "brand-soft"),
    ("brand", "paper"), ("brand", "surface"), ("brand", "brand-soft"), ("on-brand", "brand"),
    ("red", "paper"), ("red", "surface"),
]  # fmt: skip
CONTROLS = [
    ("control", "paper"), ("control", "surface"), ("brand", "paper"), ("amber", "amber-soft"),
    ("brand", "surface"), ("brand", "brand-soft"), ("red", "surface"),
    ("focus", "paper"), ("focus", "surface"), ("focus", "brand-soft"),
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    colours = THEMES[theme]
    weak = {(a, b): contrast(colours[a], colours[b]) for a, b in TEXT}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_focus_can_be_seen(theme: str) -> None:
    colours = THEMES[theme]
    weak = {(a, b): contrast(colours[a], colours[b]) for a, b in CONTROLS}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_the_style_sheet_is_small_and_loads_nothing_but_the_font() -> None:
    assert len(CSS.encode()) < 20_000
    assert re.findall(r'url\("(.*?)"\)', CSS) == [f"{FONT}?v={version(FONT)}"]
    assert "@import" not in CSS


def test_the_font_is_small_and_comes_with_its_licence() -> None:
    assert (FOLDER / FONT).stat().st_size <= 30_000
    assert "SIL Open Font License" in (FOLDER / "podpowiedz-sans.LICENSE.md").read_text("utf-8")


@pytest.mark.parametrize(("theme", "known"), [("light", LIGHT), ("dark", DARK)])
def test_colours_of_shops_are_checked_against_those_of_the_style_sheet(
    theme: str, known: Theme
) -> None:
    colours = THEMES[theme]

    assert known == Theme(colours["paper"], colours["surface"], colours["muted"])


def test_colours_are_named_once() -> None:
    after_tokens = CSS[CSS.index("*, *::before") :]

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", after_tokens)) <= {"#fff", "#000"}, "print only"


def test_every_colour_that_is_named_is_used_and_the_other_way_round() -> None:
    named = set(re.findall(r"--([\w-]+):", CSS))

    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) == named


def test_both_themes_name_the_same_colours() -> None:
    assert set(_DARK) == set(_LIGHT)


def test_the_style_sheet_has_no_rules_for_what_is_nowhere() -> None:
    rules = re.sub(r"/\*.*?\*/|url\(.*?\)", "", CSS, flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z][\w-]*)", rules))
    written = set(re.findall(r"[\w-]+", TEMPLATES + SCRIPT)) | OF_ARTICLES

    assert styled - written == set()


@pytest.mark.parametrize(
    "wish",
    ["prefers-reduced-motion", "prefers-contrast: more", "forced-colors: active", "print"],
)
def test_the_wishes_of_a_reader_are_heard(wish: str) -> None:
    assert re.search(rf"@media \(?{wish}", CSS)


def test_motion_is_short_and_can_be_switched_off() -> None:
    times = [int(time) for time in re.findall(r"(\d+)ms", CSS)]
    before = CSS[: CSS.index("prefers-reduced-motion: no-preference")]

    assert max(times) <= 150
    assert "transition" not in before
    assert "animation" not in CSS


def test_the_scripts_are_small_and_load_nothing() -> None:
    assert len(SCRIPTS["site.js"].encode()) <= 6_000
    assert len((SCRIPTS["site.js"] + SCRIPTS["article.js"]).encode()) <= 10_000
    assert len((SCRIPTS["site.js"] + SCRIPTS["contact.js"]).encode()) <= 10_000
    assert "import" not in re.sub(r"//.*", "", SCRIPT)
    assert "://" not in SCRIPT


def test_the_scripts_have_no_words_of_their_own() -> None:
    assert not re.search(r'textContent = "|"aria-label": "|ariaLabel = "|Intl', SCRIPT)
    assert not re.search("[ąćęłńóśźż]", SCRIPT, re.IGNORECASE)


@pytest.mark.parametrize(
    "way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "cookie"]
)
def test_the_script_puts_no_text_into_a_page_as_html(way: str) -> None:
    assert way not in SCRIPT
