from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.statistics.spreadsheet import csv_text


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_a_table_as_polish_spreadsheets_read_it() -> None:
    found = csv_text(["Dzień", "CSAT"], [["2026-03-02", 4.25], ["2026-03-03", None]])

    assert found == "\ufeffDzień;CSAT\r\n2026-03-02;4,25\r\n2026-03-03;\r\n"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+48 600", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\0=1",
     "＝1", '=HYPERLINK("http://zly.example")', "=cmd|' /C calc'!A0"],
)  # fmt: skip
def test_a_text_that_would_be_a_formula_is_none(text: str) -> None:
    ((cell,),) = cells(csv_text([text], []))

    assert cell.startswith("'")


def test_a_negative_number_is_a_number() -> None:
    assert cells(csv_text([], [[-25, -0.5, -0.00001, 1.0]]))[1] == ["-25", "-0,5", "0", "1"]


def test_separators_and_quotes_stay_inside_their_cell() -> None:
    nasty = 'a;=1+1"\r\n=2'

    assert cells(csv_text([nasty], []))[0] == [nasty]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_ever_begins_as_a_formula(texts: list[str]) -> None:
    (row,) = cells(csv_text(["x", *texts], []))

    assert len(row) == len(texts) + 1
    assert not any(cell.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r\n") for cell in row if cell)
