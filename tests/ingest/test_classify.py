"""What is learned of the known questions, when nothing is, and that it is learned once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.fake import FakeEncoder
from kb.ingest import classify
from kb.ingest.classify import LEAST_QUESTIONS, classifier_of
from kb.search.classifier import LEXICAL, Classifier
from kb.search.lexical import Bm25, analyser_of, analysers

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    (0, "jak zwrócić towar"), (0, "do kiedy mogę oddać zakupy"), (0, "formularz zwrotu"),
    (0, "chcę odesłać sukienkę"), (0, "ile mam czasu na zwrot"), (0, "czy mogę oddać bez paragonu"),
    (1, "gdzie jest moja paczka"), (1, "kurier nie przyjechał"), (1, "kiedy dojdzie przesyłka"),
    (1, "śledzenie paczki"), (1, "paczka utknęła w sortowni"),
    (3, "jak założyć konto"), (3, "nie pamiętam hasła"), (3, "zmiana adresu e-mail w koncie"),
    (3, "jak usunąć konto"), (3, "logowanie nie działa"),
    (4, "czy wysyłacie za granicę"),
)  # fmt: skip


def learned(
    cache: Path | None, questions: Sequence[tuple[int, str]] = QUESTIONS
) -> tuple[Classifier, Mapping[str, Bm25]]:
    units = [
        {name: analyse(text) for name, analyse in analysers().items()} for _, text in questions
    ]
    statistics = {name: Bm25.fit([one[analyser_of(name)] for one in units]) for name in LEXICAL}
    encoded = FakeEncoder().encode_passages([text for _, text in questions])
    vectors = np.array([one.vector for one in encoded])
    rows = [row for row, _ in questions]
    return classifier_of(cache, rows, vectors, units, statistics), statistics


def first(found: tuple[Classifier, Mapping[str, Bm25]], question: str) -> int:
    """Row of the article that a question is most probably about."""
    made, statistics = found
    units = {name: analyse(question) for name, analyse in analysers().items()}
    vector = FakeEncoder().encode_query(question).vector
    return int(made.rows[np.argmax(made.log_probabilities(vector, units, statistics))])


def test_other_words_of_what_is_known_find_their_article(tmp_path: Path) -> None:
    found = learned(tmp_path)

    assert first(found, "chciałabym zwrócić sukienkę") == 0
    assert first(found, "kurier zgubił paczkę?") == 1
    assert first(found, "zapomniałem hasła do konta") == 3


def test_articles_with_few_questions_are_no_classes(tmp_path: Path) -> None:
    made, _ = learned(tmp_path)

    assert made.rows.tolist() == [0, 1, 3]
    assert made.counts.tolist() == [6, 5, 5]
    assert min(made.counts) >= LEAST_QUESTIONS


@pytest.mark.parametrize("least", [6, 7])
def test_one_class_or_none_is_nothing_to_choose_from(
    tmp_path: Path, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classify, "LEAST_QUESTIONS", least)

    made, _ = learned(tmp_path)

    assert not len(made.rows)
    assert not list(tmp_path.iterdir())


def test_of_a_large_base_the_first_questions_of_each_article_are_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classify, "MOST_COMPARED", 16 * 3 - 1)
    assert learned(tmp_path)[0].counts.tolist() == [5, 5, 5]

    monkeypatch.setattr(classify, "MOST_COMPARED", 15 * 3 - 1)
    assert not len(learned(tmp_path)[0].rows)


def test_two_classes_speak_for_each(tmp_path: Path) -> None:
    found = learned(tmp_path, [one for one in QUESTIONS if one[0] < 2])

    assert first(found, "zwrot towaru") == 0
    assert first(found, "paczka od kuriera") == 1


def test_the_same_questions_are_learned_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = learned(tmp_path)
    monkeypatch.delattr(classify, "_fit")

    again, _ = learned(tmp_path)

    assert np.array_equal(again.weights, made.weights)
    with pytest.raises(NameError):
        learned(tmp_path, [*QUESTIONS, (3, "czy konto jest płatne")])


def test_what_was_kept_and_is_damaged_is_learned_again(tmp_path: Path) -> None:
    made, _ = learned(tmp_path)
    (folder,) = tmp_path.iterdir()
    weights = folder / "classifier_weights.npy"
    data = bytearray(weights.read_bytes())
    data[-3] ^= 0xFF
    weights.write_bytes(data)

    again, _ = learned(tmp_path)

    assert np.allclose(again.weights, made.weights)


def test_only_the_last_fits_are_kept(tmp_path: Path) -> None:
    for number in range(14):
        learned(tmp_path, [*QUESTIONS, (3, f"pytanie numer {number} o konto")])

    assert len(list(tmp_path.iterdir())) == 12


def test_a_new_word_of_an_article_that_is_no_class_is_another_fit(tmp_path: Path) -> None:
    _, before = learned(tmp_path)
    made, statistics = learned(tmp_path, [*QUESTIONS, (5, "qvxqwv")])

    assert len(statistics["question_lemmas"].units) > len(before["question_lemmas"].units)
    assert made.fits(6, FakeEncoder.dimension, statistics)


def test_a_cache_that_cannot_be_used_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert first(learned(tmp_path / "file" / "cache"), "zwrot towaru") == 0


def test_another_process_finds_the_same_fit(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from tests.ingest.test_classify import learned; "
        "learned(pathlib.Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, env=environment, check=True
        )

    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_kept_without_a_folder() -> None:
    assert first(learned(None), "zwrot towaru") == 0
