from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kb.answer.flagging.fitted import (
    content_hash,
    examples_hash,
    read_fitted,
    shipped_examples,
    shipped_model,
)
from kb.answer.flagging.flags import find_flags
from kb.answer.flagging.learned import Recogniser, recogniser
from kb.answer.message import understand
from kb.embedding.e5 import E5Encoder, fingerprint
from kb.embedding.fake import FakeEncoder
from kb.evaluate.flags import of_messages, recall_and_precision
from kb.ingest.flag_examples import read_flag_examples
from kb.ingest.flag_rules import FlagRules, read_flag_rules
from tests.project.imports import ROOT

SAMPLE, _ = read_flag_rules({"flags.yaml": (ROOT / "kb/articles/flags.yaml").read_bytes()})
FRESH = yaml.safe_load((Path(__file__).parent / "fresh_messages.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> E5Encoder:
    return E5Encoder(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def learned(encoder: E5Encoder) -> Recogniser:
    found = recogniser(SAMPLE, encoder)
    assert found is not None
    return found


def test_no_message_of_the_measure_is_an_example() -> None:
    examples, _ = read_flag_examples({})

    assert not {text for texts in FRESH.values() for text in texts} & set(examples.shipped)


def test_a_flag_learned_from_examples_names_reason_quote_and_procedure(learned: Recogniser) -> None:
    quote = "Skoro po dobroci się nie da, to będzie urzędowo."
    text = f"Kupiłam zasłony. {quote} Pozdrawiam"

    [flag] = [
        flag
        for flag in find_flags(understand((text,)), SAMPLE, (text,), recogniser=learned)
        if flag.kind.value == "legal_threat"
    ]

    assert flag.quote == quote
    assert flag.procedure == "procedura-grozba-prawna"
    assert flag.reason
    assert flag.escalate


def test_an_ordinary_letter_shows_nothing(learned: Recogniser) -> None:
    text = "Dzień dobry, kupiłam u Państwa obrus. Do kiedy mogę go zwrócić? Nie spieszy mi się."

    assert find_flags(understand((text,)), SAMPLE, (text,), recogniser=learned) == ()


def test_a_base_switches_learning_off_for_a_kind(encoder: E5Encoder, learned: Recogniser) -> None:
    text = "Wystawię was na widelec przed całym internetem."
    without, _ = read_flag_rules({"flags.yaml": b"kinds: {press: {rules: {przyk\xc5\x82ady: }}}"})

    def kinds(rules: object) -> set[str]:
        found = find_flags(understand((text,)), rules, (text,), recogniser=learned)  # type: ignore[arg-type]
        return {flag.kind.value for flag in found}

    assert "press" in kinds(SAMPLE)
    assert "press" not in kinds(without)
    assert recogniser(without, encoder) is learned


def test_what_ships_is_fitted_to_the_examples_that_ship() -> None:
    kinds = tuple(kind for kind, _ in SAMPLE.kinds)

    assert shipped_examples() == examples_hash(read_flag_examples({})[0].shipped, kinds)
    assert shipped_model(fingerprint(), kinds) is not None
    assert shipped_model("another model", kinds) is None


OWN = """
kinds:
  press: [Skrobię do gazetki osiedlowej i coś tam o was wspomnę.]
neutral: [Wystawię was na widelec przed całym internetem.]
"""


def _own(text: str = OWN) -> FlagRules:
    return read_flag_rules({"flag_examples.yaml": text.encode()})[0]


def test_examples_of_a_base_change_what_theirs_show_and_little_else(
    encoder: E5Encoder, learned: Recogniser
) -> None:
    found = recogniser(_own(), encoder)
    assert found is not None
    added = "Skrobię do gazetki osiedlowej i coś tam o was wspomnę."
    taken = "Wystawię was na widelec przed całym internetem."
    other = "Obrus przyszedł z dziurą na środku."

    assert learned.scores(added)["press"] < found.scores(added)["press"] > 0.5
    assert learned.scores(taken)["press"] > 0.5 > found.scores(taken)["press"]
    assert found.scores(other)["complaint"] == pytest.approx(
        learned.scores(other)["complaint"], abs=0.5
    )


def test_words_of_a_shipped_rule_are_doubted_where_nothing_is_like_the_examples(
    learned: Recogniser,
) -> None:
    text = "Mój mąż jest prawnikiem, więc na rocznicę chcę mu kupić luźny lniany szlafrok."
    own, _ = read_flag_rules(
        {"flags.yaml": b"kinds: {legal_threat: {rules: {nasza: {find: [prawnik]}}}}"}
    )

    def kinds(rules: FlagRules, reader: Recogniser | None) -> set[str]:
        found = find_flags(understand((text,)), rules, (text,), recogniser=reader)
        return {flag.kind.value for flag in found}

    assert "legal_threat" in kinds(SAMPLE, None)
    assert "legal_threat" not in kinds(SAMPLE, learned)
    assert "legal_threat" in kinds(own, learned), "what editors ask for is done"


def test_what_own_examples_add_is_kept_by_its_content_and_read_instead_of_fitted(
    encoder: E5Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = _own()
    text = "Skrobię do gazetki osiedlowej i coś tam o was wspomnę."
    fitted = recogniser(rules, encoder, tmp_path)
    [kept] = tmp_path.iterdir()
    content = kept.read_bytes()

    monkeypatch.setattr("kb.answer.flagging.learned.fit", None)
    # Another way to write the folder, so that what is in memory is not taken.
    read = recogniser(rules, encoder, tmp_path / ".." / tmp_path.name)

    assert fitted is not None
    assert read is not None
    assert read.scores(text) == pytest.approx(fitted.scores(text), abs=1e-4)
    assert kept.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"nothing of the kind"])
def test_a_broken_file_of_a_fitted_model_is_no_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "flags-x.npz").write_bytes(content)

    assert read_fitted(tmp_path, "x") is None


def test_other_examples_are_another_model() -> None:
    assert content_hash(["a", "b"]) != content_hash(["ab"])


def test_without_a_model_for_the_encoder_the_rules_are_alone() -> None:
    assert recogniser(SAMPLE, None) is None
    assert recogniser(SAMPLE, FakeEncoder()) is None


def test_examples_raise_recall_on_wordings_that_nobody_listed(encoder: E5Encoder) -> None:
    alone, _ = recall_and_precision(*of_messages(FRESH, None)[:2])
    recall, precision = recall_and_precision(*of_messages(FRESH, encoder)[:2])

    assert recall >= alone + 0.2
    assert recall >= 0.77
    assert precision >= 0.92


def test_sentences_of_a_chat_are_read_one_by_one(learned: Recogniser) -> None:
    text = "mam pytanie o rozmiar koszuli. albo oddacie pieniadze albo ide do sadu. macie tez xl"
    flags = find_flags(understand((text,)), SAMPLE, (text,), recogniser=learned)

    [quote] = [flag.quote for flag in flags if flag.kind.value == "legal_threat"]
    assert quote == "albo oddacie pieniadze albo ide do sadu."
