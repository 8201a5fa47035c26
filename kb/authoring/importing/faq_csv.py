"""A FAQ in a spreadsheet, saved as CSV: one row, one article."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from kb.authoring.importing.files import files_of, read_text
from kb.authoring.importing.model import Foreign, Form, Source
from kb.authoring.importing.notes import Notes
from kb.authoring.importing.payload import language_of
from kb.authoring.importing.plain import html_of
from kb.errors import AuthoringError
from kb.model import Audience
from kb.polish.text import fold

#: Names of columns, folded; the first that a file has is taken.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("pytanie", "question", "q", "tytul", "title", "temat"),
    "body": ("odpowiedz", "answer", "a", "tresc", "content", "body", "text", "opis"),
    "category": ("kategoria", "category", "dzial", "topic", "sekcja", "section"),
    "audience": ("odbiorcy", "audience"),
    "language": ("jezyk", "language", "locale", "lang"),
    "labels": ("inne pytania", "questions", "tagi", "tags", "etykiety", "labels", "keywords"),
    "owner": ("wlasciciel", "owner", "autor", "author"),
    "identity": ("id", "identyfikator"),
}
_MAX_FIELD = 2_000_000
_MAX_ROWS = 50_000
_DELIMITERS = ",;\t|"


def read_faq_csv(source: Path) -> Source:
    """Read one file or the .csv files of a folder. Raises AuthoringError: no such columns."""
    found = [item for path in files_of(source, (".csv", ".tsv")) for item in _rows(path)]
    return Source(tuple(found), lambda _address, _source: "")


def _rows(path: Path) -> list[Foreign]:
    text, encoding = read_text(path)
    csv.field_size_limit(_MAX_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows = [row for _, row in zip(range(_MAX_ROWS + 2), reader, strict=False)]
    except csv.Error as error:
        raise AuthoringError(f"{path} cannot be read as CSV: {error}.") from None
    if len(rows) > _MAX_ROWS + 1:
        raise AuthoringError(f"{path} has more than {_MAX_ROWS} rows. Import it in parts.")
    columns = _columns(rows[0] if rows else [])
    if "title" not in columns or "body" not in columns:
        raise AuthoringError(
            f"{path} needs a first row with the columns “pytanie” and “odpowiedź” (or “question” "
            f"and “answer”). It has: {', '.join(rows[0])[:200] if rows else 'nothing'}."
        )
    articles = []
    for row in rows[1:]:
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if any(cells.values()):
            articles.append(_foreign(cells, encoding))
    return articles


def _delimiter(text: str) -> str:
    """The one that the first line has most of, outside quotes."""
    first = "".join(text.lstrip("\n").split("\n", 1)[0].split('"')[::2])
    return max(_DELIMITERS, key=first.count)


def _columns(header: list[str]) -> dict[str, int]:
    names = [" ".join(fold(name).split()) for name in header]
    return {
        key: names.index(known[0])
        for key, wanted in _COLUMNS.items()
        if (known := [name for name in wanted if name in names])
    }


def _foreign(cells: Mapping[str, str], encoding: str) -> Foreign:
    notes = Notes()
    if encoding:
        notes.add("encoding", f"The file was not UTF-8; it was read as {encoding}.")
    word = fold(cells.get("audience", ""))
    audience = None
    if word:
        audience = (
            Audience.PUBLIC if word in ("public", "publiczny", "klienci") else (Audience.INTERNAL)
        )
    number = cells.get("identity", "")
    return Foreign(
        key=number,
        identity=f"faq-{number}" if number else "",
        title=cells.get("title", ""),
        body=html_of(cells.get("body", "")),
        form=Form.HTML,
        category=cells.get("category", ""),
        audience=audience,
        language=language_of(cells.get("language", "")),
        labels=tuple(filter(None, (x.strip() for x in _split(cells.get("labels", ""))))),
        author=cells.get("owner", ""),
        notes=notes,
    )


def _split(text: str) -> list[str]:
    """Questions one under another, or words with ";", "|" or commas between them."""
    for divider in ("\n", ";", "|"):
        if divider in text:
            return text.split(divider)
    return text.split(",")
