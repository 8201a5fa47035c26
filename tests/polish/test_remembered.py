"""What the dictionary said is the same from the file, and a bad file is as good as none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.polish import morphology
from kb.polish.remembered import memory, remembering
from kb.search import lexicon
from kb.search.lexicon import Words

TEXTS = ("Zwróć zamówione obrusy i poduszki, mógłbym prosić o kod LEN10?", "Łódź zgłosiła zwroty")
OTHERS = ("Kto wygrał mecz?", "qwertz")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    forget()


def forget() -> None:
    """As a new process begins."""
    for function in (
        morphology.lemmas, morphology.inflections, morphology.is_known,
        lexicon._folded_inflections, lexicon._known_words,
    ):  # fmt: skip
        function.cache_clear()


def collected(folder: Path) -> Words:
    forget()
    with remembering(folder):
        return Words.collect(TEXTS, OTHERS)


def test_a_second_time_the_dictionary_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Words.collect(TEXTS, OTHERS)
    first = collected(tmp_path)

    def asked(**_: object) -> None:
        raise AssertionError("the dictionary was asked")

    monkeypatch.setattr(morphology, "_morfeusz", asked)
    assert collected(tmp_path) == first == plain
    assert memory() is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"lemmas": {}, "inflections": {}, "folded": {}}',
     b'{"lemmas": {"zwrot": 7}, "inflections": {}, "folded": {}, "known": {}, "lists": {}}',
     b'{"lemmas": {}, "inflections": {}, "folded": {}, "known": {"zwrot": "tak"}, "lists": {}}'],
)  # fmt: skip
def test_a_damaged_file_costs_time_and_changes_no_answer(tmp_path: Path, content: bytes) -> None:
    first = collected(tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)

    assert collected(tmp_path) == first
    assert set(json.loads(file.read_text("utf-8"))["lemmas"]) >= {"obrusy", "poduszki"}


def test_of_a_list_that_ships_only_the_newest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = collected(tmp_path)
    monkeypatch.setattr(lexicon, "INDEX_VERSION", "a later one")
    later = collected(tmp_path)

    (file,) = tmp_path.iterdir()
    (words,) = json.loads(file.read_text("utf-8"))["lists"].values()
    assert later == first
    assert "mecz" in words.split(" ")


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    assert collected(tmp_path / "file").counts["obrusy"] == 1
