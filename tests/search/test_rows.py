"""A letter has no columns."""

from __future__ import annotations

from kb.search.rows import is_table_row, row_sentences


def test_rows_become_sentences_with_the_names_of_their_columns() -> None:
    rows = ["Sposób dostawy | Koszt | Czas", "Kurier DPD | 15,99 zł | 1–2 dni robocze"]

    assert row_sentences(rows) == ["Kurier DPD: koszt 15,99 zł, czas 1–2 dni robocze."]


def test_one_column_needs_no_name_and_empty_cells_are_not_told() -> None:
    assert row_sentences(["Sposób | Kto płaci", "kurier | Ty", "poczta | "]) == [
        "kurier: Ty.",
        "poczta.",
    ]


def test_only_lines_with_cells_are_rows() -> None:
    assert is_table_row("a | b")
    assert not is_table_row("Telefon|czat")
