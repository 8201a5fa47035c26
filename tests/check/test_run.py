"""Levels, what an article switches off, spelling across a base, and hostile texts."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from kb.ingest.editorial import read_editorial
from kb.model import Level
from tests.check.examples import PATH, problems_of

TWO = "Zwrot do Paczkomatu jest darmowy. Reklamację rozpatrujemy w ciągu 30 dni, TODO."


def rules(folder: Path, text: str, toml: str = "", files: dict[str, str] | None = None) -> set[str]:
    return {problem.rule for problem in problems_of(folder, text, toml, files)}


def test_levels_of_kb_toml_are_those_of_the_problems(tmp_path: Path) -> None:
    toml = '[check]\nlegal-trap = "error"\nunfinished = "hint"\n'

    levels = {p.rule: p.level for p in problems_of(tmp_path, TWO, toml)}

    assert levels == {"legal-trap": Level.ERROR, "unfinished": Level.HINT}


def test_an_article_switches_off_what_is_no_error(tmp_path: Path) -> None:
    text = f"{TWO}\n\n<!-- kb-check: off legal-trap, unfinished -->\n"

    assert rules(tmp_path, text) == set()
    assert rules(tmp_path, text, '[check]\nlegal-trap = "error"\n') == {"legal-trap"}


def test_levels_that_cannot_be_changed_and_unknown_rules_are_told() -> None:
    toml = b'[check]\nplaceholder = "off"\nnie-ma = "off"\n\n[contact]\nphone = ""\n'

    _, problems = read_editorial(toml)

    told = {(p.line, p.level, p.rule) for p in problems}
    assert told == {(2, Level.ERROR, "kb-toml"), (3, Level.HINT, "unknown-key")}


def test_an_unknown_word_is_told_once_for_the_base_with_a_suggestion(tmp_path: Path) -> None:
    other = "---\ntitle: Dostawa\naudience: public\n---\n\nDostawa: sprawdź formlarz i formularz.\n"
    text = "Zwrot jest darmowy. Wypełnij formlarz."

    found = problems_of(tmp_path, text, files={"a/dostawa.md": other})
    (spelling,) = [p for p in found if p.rule == "spelling"]

    assert spelling.path == "a/dostawa.md"
    assert "„formularz”" in spelling.polish
    assert "Innych artykułów z tym słowem: 1." in spelling.polish


def test_the_editors_words_count_in_all_their_forms(tmp_path: Path) -> None:
    text = "Zwrot jest darmowy. Weź lnianki, a o lniankach powiemy w salonie. Zwrot w przepadło."
    assert "spelling" in rules(tmp_path, "Zwrot jest darmowy. Weź śmietnianki.")

    (tmp_path / "slownik.txt").write_text("# nasze\nśmietniank\n", encoding="utf-8")

    assert "spelling" not in rules(tmp_path, "Zwrot jest darmowy. Weź śmietnianki.")
    assert "spelling" not in rules(tmp_path, text)


def test_a_finding_is_placed_through_markup_and_lines(tmp_path: Path) -> None:
    body = "Zwrot jest **darmowy**,\nale *zapoznaj\nsię* z regulaminem.\n"
    text = f"---\ntitle: Zwrot\naudience: public\n---\n\n{body}"

    (found,) = [p for p in problems_of(tmp_path, text) if p.rule == "forbidden-phrase"]

    assert (found.line, found.column) == (7, 6)


def test_quoted_words_are_not_the_article_s_own(tmp_path: Path) -> None:
    text = "Zwrot jest darmowy. Nie pisz „Drogi Kliencie” ani „to Twoja wina”."

    assert rules(tmp_path, text) == set()


def test_data_of_the_shop_is_not_personal(tmp_path: Path) -> None:
    contact = ('phone = "+48 22 123 45 67"', 'email = "pomoc@sklep.pl"', 'address = "ul. Lniana 5"')
    toml = "\n".join(["[contact]", *contact])
    text = "Zwrot jest darmowy. Dzwoń: 22 123 45 67, pisz: iod@sklep.pl, przyjdź: ul. Lnianej 5."

    assert rules(tmp_path, text, toml) == set()
    assert "personal-data" in rules(tmp_path, text.replace("22 123 45 67", "22 321 54 76"), toml)


@pytest.mark.parametrize(
    "bad", ["[" * 30_000, "](" * 20_000, "1 " * 20_000, '"a ' * 15_000, "` a" * 15_000,
            "a@" * 20_000, "a." * 20_000, "аa " * 10_000, "{{" * 20_000, "```\n" * 8_000,
            "<!-- " * 8_000],
    ids=lambda text: text[:6].strip(),
)  # fmt: skip
def test_hostile_texts_are_read_to_their_end_and_told_briefly(bad: str, tmp_path: Path) -> None:
    found = problems_of(tmp_path, f"Zwrot do Paczkomatu jest darmowy.\n\n{bad}\n")

    assert len(found) < 500
    assert all(problem.path == PATH for problem in found)


@pytest.mark.parametrize(
    "body", ["TODO " * 100_000, "[a](brak.md)\n\n" * 20_000, "![a](brak.png) " * 20_000]
)
def test_an_article_full_of_one_mistake_takes_no_longer_than_its_length(
    body: str, tmp_path: Path
) -> None:
    started = perf_counter()
    rules(tmp_path, f"Zwrot do Paczkomatu jest darmowy.\n\n{body}")

    assert perf_counter() - started < 30


def test_a_link_in_html_is_told_and_an_anchor_is_not(tmp_path: Path) -> None:
    text = "Zwrot do Paczkomatu jest darmowy. Zobacz {}."

    assert "raw-html" in rules(tmp_path, text.format('<a href="/x">formularz</a>'))
    assert "raw-html" not in rules(tmp_path, text.format('<a name="x"></a>'))
