"""Exports that are broken, huge or made to do harm: refused in words, and nothing is written."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from kb.errors import AuthoringError
from tests.authoring.base import files_in, imported, kinds, saved, zendesk

SYSTEMS = ["zendesk", "freshdesk", "intercom", "chatwoot"]


def refused(source: Path, system: str, folder: Path) -> str:
    with pytest.raises(AuthoringError) as caught:
        imported(source, system, folder)
    assert not folder.exists()
    return str(caught.value)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"articles": [{"id": 1, "tit', "cut off"),
        (b"", "not valid JSON"),
        (b"<html>Sign in</html>", "not valid JSON"),
        (b"[" * 200_000, "too deep"),
        (b'{"a":' * 200_000, "too deep"),
        (b'{"articles": ' + b"9" * 10_000 + b"}", "too long"),
        (b"\xff\xfe\x00\x00", "not valid JSON"),
        ('{"articles": []}'.encode("utf-16"), "holds no articles"),
        (b'{"title": "\xb3"}', "not UTF-8"),
        (b"null", "holds no articles"),
        (b'{"articles": 5, "data": "x", "payload": [1]}', "holds no articles"),
        (b"\x00\x01\x02\xff", "NUL"),
    ],
)
def test_what_is_no_export_is_refused(
    tmp_path: Path, system: str, content: bytes, words: str
) -> None:
    (tmp_path / "export.json").write_bytes(content)

    assert words in refused(tmp_path / "export.json", system, tmp_path / "pomoc")


@pytest.mark.parametrize("system", [*SYSTEMS, "faq-csv", "faq-html"])
def test_archives_are_not_opened(tmp_path: Path, system: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.json", b"0" * 50_000_000)
    (tmp_path / "export.json").write_bytes(packed.getvalue())

    message = refused(tmp_path / "export.json", system, tmp_path / "pomoc")
    assert "Unpack it first" in message


def test_an_export_of_fifty_megabytes_is_imported_but_for_the_article_that_fills_it(
    tmp_path: Path,
) -> None:
    short = [{"body": f"<p>Krótki numer {number}.</p>"} for number in range(200)]
    export = saved(tmp_path, zendesk({"body": "<p>słowo</p>" * 3_900_000}, *short))
    assert export.stat().st_size > 50_000_000

    report = imported(export, "zendesk", tmp_path / "pomoc")

    assert "the limit is" in report.articles[0].skipped
    assert all(article.path for article in report.articles[1:])


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "export.json").open("wb") as file:
        file.truncate(100_000_001)

    assert "Export it in parts" in refused(tmp_path / "export.json", "zendesk", tmp_path / "pomoc")


def test_an_article_that_is_too_long_is_left_out_and_the_others_are_not(tmp_path: Path) -> None:
    export = saved(tmp_path, zendesk({"body": "<p>" + "x " * 2_000_000}, {"body": "<p>Dobry.</p>"}))
    report = imported(export, "zendesk", tmp_path / "pomoc")

    assert "the limit is" in report.articles[0].skipped
    assert report.articles[1].path


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 300_000,
        "<b>" * 300_000,
        "<ul><li>" * 100_000 + "x",
        "<ul><li>a" + "<ul>b</ul>" * 8_000,
        "<table><tr>" + "<td>x" * 21_000,
        "<table>" + "<tr><td rowspan=50 colspan=50>x" * 2_000,
        "<p>" + "<b> a </b>" * 20_000,
        "<p>" + "<b></b><br>" * 20_000,
        "<p>" + "<b>a<i>b</i></b>c" * 8_000,
        "<p>" + "[" * 100_000,
        "<p>" + "`" * 100_000,
        "<p>" + "&amp;#11;" * 20_000,
        "<a href='" + "x" * 500_000 + "'>x</a>",
        "<!--" * 200_000,
        "<script>" * 100_000,
        "<details><summary>" * 900 + "x",
    ],
    ids=lambda body: body[:16],
)
def test_markup_made_to_take_long_does_not(tmp_path: Path, body: str) -> None:
    export = saved(tmp_path, zendesk({"body": body}, {"body": "<p>Dobry.</p>"}))

    started = time.monotonic()
    report = imported(export, "zendesk", tmp_path / "pomoc")

    assert report.articles[1].path
    assert time.monotonic() - started < 30


def test_names_that_lead_out_stay_inside(tmp_path: Path) -> None:
    evil = "../../../etc/cron.d/x"
    document = {
        "payload": [
            {"id": evil, "slug": evil, "title": evil, "content": "x", "status": "published",
             "category": {"name": evil, "slug": evil}},
            {"id": 2, "slug": "..", "title": "..", "content": "x", "status": "published",
             "category": {"name": "/", "slug": "/"}},
        ]
    }  # fmt: skip
    imported(saved(tmp_path, document), "chatwoot", tmp_path / "a" / "pomoc")

    assert set(files_in(tmp_path / "a" / "pomoc")) <= {
        path for path in files_in(tmp_path / "a" / "pomoc") if path.endswith(".md")
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "export.json"]
    assert "etc-cron-d-x/etc-cron-d-x.md" in files_in(tmp_path / "a" / "pomoc")


def test_files_of_a_folder_that_are_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Tajne\n\nhasło", "utf-8")
    (tmp_path / "wiki").mkdir()
    (tmp_path / "wiki" / "link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "wiki" / "dobry.md").write_text("# Dobry\n\ntekst", "utf-8")

    report = imported(tmp_path / "wiki", "markdown", tmp_path / "pomoc")
    assert [article.title for article in report.articles] == ["Dobry"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("cp1250", True),
        ("iso-8859-2", True),
        ("utf-16", True),
    ],
)
def test_spreadsheets_in_other_encodings_are_read(
    tmp_path: Path, encoding: str, told: bool
) -> None:
    rows = "Pytanie;Odpowiedź\nZażółć?;Gęślą jaźń, wąską ścieżką.\n"
    (tmp_path / "faq.csv").write_bytes(rows.encode(encoding))
    report = imported(tmp_path / "faq.csv", "faq-csv", tmp_path / "pomoc")

    assert "Gęślą jaźń, wąską ścieżką." in files_in(tmp_path / "pomoc")["import/zazolc.md"]
    assert ("encoding" in kinds(report.articles[0])) is told


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a;b\n1;2\n", "needs a first row"),
        ("", "needs a first row"),
        ('pytanie,odpowiedź\n"' + "x" * 2_100_000, "cannot be read as CSV"),
    ],
)
def test_spreadsheets_that_are_no_faq_are_refused(tmp_path: Path, rows: str, words: str) -> None:
    (tmp_path / "faq.csv").write_text(rows, "utf-8")

    assert words in refused(tmp_path / "faq.csv", "faq-csv", tmp_path / "pomoc")


@pytest.mark.parametrize(
    ("page", "words"),
    [("<p>x</p>", "no questions"), ("", "no questions"), ("<div>" * 5_000, "too deep")],
)
def test_pages_that_are_no_faq_are_refused(tmp_path: Path, page: str, words: str) -> None:
    (tmp_path / "faq.html").write_text(page, "utf-8")

    assert words in refused(tmp_path / "faq.html", "faq-html", tmp_path / "pomoc")


def test_a_missing_export_is_said(tmp_path: Path) -> None:
    assert "no file or folder" in refused(tmp_path / "nie-ma.json", "zendesk", tmp_path / "pomoc")
    (tmp_path / "pusty").mkdir()
    assert ".json" in refused(tmp_path / "pusty", "zendesk", tmp_path / "pomoc")


def test_structured_data_of_a_page_is_preferred_and_broken_one_is_passed_over(
    tmp_path: Path,
) -> None:
    data = {
        "@context": "https://schema.org", "@type": "FAQPage",
        "mainEntity": [{"@type": "Question", "name": "Ile?",
                        "acceptedAnswer": {"@type": "Answer", "text": "<p>Tyle.</p>"}}],
    }  # fmt: skip
    script = '<script type="application/ld+json">{}</script>'
    page = script.format("{broken") + script.format(json.dumps(data)) + "<h2>Inne?</h2><p>Nie.</p>"
    (tmp_path / "faq.html").write_text(page, "utf-8")

    report = imported(tmp_path / "faq.html", "faq-html", tmp_path / "pomoc")
    assert [article.title for article in report.articles] == ["Ile?"]


@pytest.mark.parametrize(
    "page",
    [
        "<details><summary>Ile?</summary><p>Tyle.</p></details>",
        "<dl><dt>Ile?</dt><dd>Tyle.</dd></dl>",
        "<h3>Ile?</h3><p>Tyle.</p>",
    ],
)
def test_questions_are_found_however_a_page_marks_them(tmp_path: Path, page: str) -> None:
    (tmp_path / "faq.html").write_text(f"<h1>FAQ</h1><h2>Zwroty</h2>{page}", "utf-8")
    imported(tmp_path / "faq.html", "faq-html", tmp_path / "pomoc")

    text = files_in(tmp_path / "pomoc")["zwroty/ile.md"]
    assert text.endswith("---\n\nTyle.\n")
