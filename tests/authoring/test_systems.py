"""Recorded answers of other systems become articles, and the report says what did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.ingest.frontmatter import read_front_matter, split_front_matter
from tests.authoring.base import (
    EXPORTS,
    errors_of,
    files_in,
    imported,
    kinds,
    named,
    warnings_of,
)
from tests.project.imports import ROOT

EVERY = [
    ("zendesk", "zendesk.json"),
    ("freshdesk", "freshdesk.json"),
    ("intercom", "intercom"),
    ("chatwoot", "chatwoot.json"),
    ("markdown", "markdown"),
    ("faq-html", "faq.html"),
    ("faq-csv", "faq.csv"),
]


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_every_export_passes_the_check(tmp_path: Path, system: str, name: str) -> None:
    report = imported(EXPORTS / name, system, tmp_path / "pomoc")

    assert any(article.path for article in report.articles)
    assert errors_of(tmp_path / "pomoc") == []
    assert warnings_of(tmp_path / "pomoc") == []


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_a_second_import_changes_nothing_and_a_third_replaces(
    tmp_path: Path, system: str, name: str
) -> None:
    folder = tmp_path / "pomoc"
    first = imported(EXPORTS / name, system, folder)
    before = files_in(folder)

    second = imported(EXPORTS / name, system, folder)
    assert not any(article.path for article in second.articles)
    assert files_in(folder) == before

    third = imported(EXPORTS / name, system, folder, replace=True)
    assert [a.path for a in third.articles] == [a.path for a in first.articles]
    assert all(article.replaced for article in third.articles if article.path)
    assert files_in(folder) == before


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_a_dry_run_reports_the_same_and_writes_nothing(
    tmp_path: Path, system: str, name: str
) -> None:
    dry = imported(EXPORTS / name, system, tmp_path / "pomoc", dry_run=True)

    assert not (tmp_path / "pomoc").exists()
    assert imported(EXPORTS / name, system, tmp_path / "pomoc").articles == dry.articles


def test_zendesk(tmp_path: Path) -> None:
    report = imported(EXPORTS / "zendesk.json", "zendesk", tmp_path)
    files = files_in(tmp_path)

    assert (
        files["zwroty-i-wymiana/ile-trwa-zwrot.md"]
        == """\
---
title: Ile trwa zwrot?
audience: public
language: pl
questions:
  - kiedy dostanę pieniądze
owner: Anna Nowak
id: zendesk-360001
imported:
  from: zendesk
  url: "https://lnianydom.zendesk.com/hc/pl/articles/360001-Ile-trwa-zwrot"
  created: 2024-01-10
  updated: 2024-02-01
  labels: zwroty
---

Pieniądze oddajemy w ciągu **7 dni**.

### Jak liczymy?

Zobacz [koszt](ile-kosztuje-zwrot.md#paczkomat), szkic, [wyżej](#jak-liczymy) i \
[formularz](https://lnianydom.zendesk.com/hc/pl/requests/new).
"""
    )
    assert kinds(named(report, "Ile trwa zwrot?")) == {"script", "internal-link", "label"}
    assert kinds(named(report, "Ile kosztuje zwrot?")) == {"image", "label"}
    english = files["zwroty-i-wymiana/how-long-does-a-refund-take.md"]
    assert "language: en\n" in english
    assert "[the cost](ile-kosztuje-zwrot.md)" in english
    assert "Its language is de" in named(report, "Wie lange?").skipped
    assert "no text" in named(report, "Pusty").skipped
    assert "audience: internal" in files["zwroty-i-wymiana/zwrot-w-salonie.md"]
    assert "audience: internal" in files["zwroty-i-wymiana/zwroty-hurtowe.md"]
    assert report.new_categories == (("zwroty-i-wymiana", "Zwroty i wymiana"),)


def test_freshdesk(tmp_path: Path) -> None:
    report = imported(EXPORTS / "freshdesk.json", "freshdesk", tmp_path, category="dostawa")
    files = files_in(tmp_path)

    cost = files["dostawa/ile-kosztuje-dostawa.md"]
    assert "audience: public" in cost
    assert "Dostawa kurierem kosztuje 15,99 zł. [Zwroty](jak-zwrocic-paczke.md)" in cost
    assert "1. Raz\n2. Dwa" in cost
    assert "questions:\n  - cena wysyłki\n  - kurier\n" in cost
    assert kinds(named(report, "Ile kosztuje dostawa?")) == {"attachment", "label"}
    assert "audience: internal" in files["dostawa/reklamacja-kuriera.md"]
    assert "audience: internal" in files["dostawa/szkic.md"]
    assert "audience: internal" in files["dostawa/bez-folderu.md"]


def test_freshdesk_without_visibility_is_public_only_when_told(tmp_path: Path) -> None:
    imported(EXPORTS / "freshdesk.json", "freshdesk", tmp_path, category="x", audience="public")

    files = files_in(tmp_path)
    assert "audience: public" in files["x/bez-folderu.md"]
    assert "audience: internal" in files["x/szkic.md"]


def test_intercom(tmp_path: Path) -> None:
    report = imported(EXPORTS / "intercom", "intercom", tmp_path)
    files = files_in(tmp_path)

    sign_in = files["konto/jak-sie-zalogowac.md"]
    assert "owner: Ewa Lis" in sign_in
    assert "created: 2023-01-05" in sign_in
    assert "[hasło](../import/jak-zmienic-haslo.md)" in sign_in
    assert "[inną stronę](https://inny.example/articles/4-cos)" in sign_in
    assert "audience: internal" in files["konto/how-do-i-sign-in.md"]
    assert "language: en" in files["konto/how-do-i-sign-in.md"]
    assert len(report.articles) == 3


def test_chatwoot(tmp_path: Path) -> None:
    report = imported(EXPORTS / "chatwoot.json", "chatwoot", tmp_path)
    files = files_in(tmp_path)

    blik = files["platnosci/jak-zaplacic-blikiem.md"]
    assert "1. Wybierz BLIK\n2. Wpisz kod\n\nZobacz [raty](raty.md) i archiwum.\n" in blik
    assert "![zrzut](https://pomoc.example/rails/1.png)" in blik
    assert {"dead-link", "image"} <= kinds(named(report, "Jak zapłacić BLIKIEM?"))
    assert files["platnosci/raty.md"].endswith("Raty są od 300 zł.\\\n**Zapytaj** nas.\n")
    assert {"raw-html", "script"} <= kinds(named(report, "Raty"))
    assert named(report, "Stary").skipped == "It is archived there."
    assert "audience: internal" in files["import/szkic.md"]


def test_markdown(tmp_path: Path) -> None:
    report = imported(EXPORTS / "markdown", "markdown", tmp_path)
    files = files_in(tmp_path)

    first = files["zwroty/koszt.md"]
    assert "title: Ile kosztuje zwrot?" in first
    assert "questions:\n  - opłata za zwrot\n" in first
    assert "legal_as_of" not in first
    assert "weight: 3\n" in first
    assert "[termin](./termin.md#kiedy-liczymy)" in first
    assert "[sklep](https://lnianydom.example)" in first
    assert "Zażółć" in files["import/stary-plik.md"]
    assert "front-matter" in kinds(named(report, "Ile kosztuje zwrot?"))
    assert "not valid YAML" in named(report, "zwroty/zepsuty.md").skipped


def test_a_page_of_questions(tmp_path: Path) -> None:
    imported(EXPORTS / "faq.html", "faq-html", tmp_path, audience="public")
    files = files_in(tmp_path)

    assert set(files) == {
        "dostawa/ile-kosztuje-dostawa.md",
        "dostawa/kiedy-dotrze-paczka.md",
        "zwroty/czy-zwrot-jest-darmowy.md",
    }
    assert files["dostawa/kiedy-dotrze-paczka.md"].endswith(
        "---\n\nPaczka dociera w 1–2 dni robocze.\n\n- kurier\n- Paczkomat\n"
    )


def test_a_spreadsheet_of_questions(tmp_path: Path) -> None:
    imported(EXPORTS / "faq.csv", "faq-csv", tmp_path)
    files = files_in(tmp_path)

    assert files["zwroty/kto-placi-za-zwrot.md"].endswith(
        "Zwrot *Paczkomatem* jest darmowy.\n\n1. Weź kod\n2. Nadaj\n".replace("*", "\\*")
    )
    assert (
        "questions:\n  - koszt zwrotu\n  - darmowy zwrot\n" in files["zwroty/kto-placi-za-zwrot.md"]
    )
    assert "audience: public" in files["zwroty/kto-placi-za-zwrot.md"]
    assert "audience: internal" in files["import/ile-trwa-zwrot.md"]
    assert "Tak, **zawsze**." in files["import/ile-trwa-zwrot.md"]


def test_our_own_articles_come_back_as_they_are(tmp_path: Path) -> None:
    own = ROOT / "kb" / "articles"
    imported(own, "markdown", tmp_path)

    for path in own.rglob("*.md"):
        name = path.relative_to(own)
        assert parts_of(tmp_path / name) == parts_of(path), name


def parts_of(path: Path) -> tuple[dict[str, object], str]:
    """The front matter and the body of a file."""
    head, body, _ = split_front_matter(path.read_text(encoding="utf-8"))
    return dict(read_front_matter(head or "").texts), body.strip()
