"""Figures of a grounding check, by checks whose faults are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.model import Sentence, Source, Status
from kb.errors import ConfigError
from kb.evaluate.drafts.extras import read_fresh
from kb.evaluate.drafts.generate import written_trials
from kb.evaluate.drafts.grounding import evaluate_grounding
from kb.evaluate.drafts.model import Corrupted, Honest, Trial
from kb.evaluate.messages import Half
from tests.evaluate.drafts.sample import articles, key, trials


def accept(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
    return replace(sentence, status=Status.SUPPORTED)


def refuse(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
    return replace(sentence, status=Status.UNSUPPORTED, reasons=("Nie stoi w artykule.",))


def only_word_for_word(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
    """Supported where a cited public passage holds the sentence letter for letter."""
    quotes = [s.quote for s in sources if s.key in sentence.citations and s.audience == "public"]
    return (accept if any(sentence.text in q for q in quotes) else refuse)(sentence, sources)


def knowing(wrong: Trial) -> object:
    """A check that is right of everything but one trial."""
    verdicts = {(t.text, t.citations): t.honest for t in trials()}
    verdicts[wrong.text, wrong.citations] = not wrong.honest

    def check(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
        supported = verdicts[sentence.text, sentence.citations]
        return (accept if supported else refuse)(sentence, sources)

    return check


def first(kind: Honest | Corrupted, half: Half) -> Trial:
    return next(t for t in trials() if t.kind is kind and t.half is half)


def test_a_check_that_accepts_everything_catches_nothing_and_fears_nothing() -> None:
    scorecard = evaluate_grounding(accept, trials())

    assert {row["caught"] for row in scorecard.figures.values()} == {0.0}
    assert {row["caught_exact"] for row in scorecard.figures.values()} == {0.0}
    assert {row["false_alarms"] for row in scorecard.figures.values()} == {0.0}
    assert not scorecard.passed
    assert len(scorecard.failures) == 4


def test_a_check_that_refuses_everything_catches_all_and_fears_all() -> None:
    scorecard = evaluate_grounding(refuse, trials())

    assert {row["caught"] for row in scorecard.figures.values()} == {1.0}
    assert {row["false_alarms"] for row in scorecard.figures.values()} == {1.0}
    assert [failure.split(" is ")[0] for failure in scorecard.failures] == [
        "dev: false_alarms",
        "held_out: false_alarms",
    ]


def test_a_check_that_knows_only_quotes_is_right_of_them_and_of_what_is_corrupted() -> None:
    kinds = evaluate_grounding(only_word_for_word, trials()).kinds

    assert kinds[Honest.AS_IS][1] == 1.0
    assert {kinds[kind][1] for kind in Corrupted} == {1.0}
    assert kinds[Honest.PARAPHRASE][1] == 0.0


def test_counts_are_of_each_half() -> None:
    figures = evaluate_grounding(accept, trials()).figures

    assert sum(row["corrupted"] + row["honest"] for row in figures.values()) == len(trials())


def test_what_was_missed_is_shown_of_the_half_for_tuning_with_what_was_changed() -> None:
    trial = first(Corrupted.AMOUNT, Half.DEV)

    scorecard = evaluate_grounding(knowing(trial), trials())  # type: ignore[arg-type]

    assert [one.trial for one in scorecard.missed] == [trial]
    assert scorecard.alarms == ()
    assert trial.text in scorecard.text
    assert trial.change in scorecard.text
    assert scorecard.document["missed"][0]["kind"] == "amount"
    assert scorecard.failures[0].startswith("dev: caught_exact")


def test_a_false_alarm_is_shown_with_its_reasons() -> None:
    trial = first(Honest.PARAPHRASE, Half.DEV)

    scorecard = evaluate_grounding(knowing(trial), trials())  # type: ignore[arg-type]

    assert scorecard.passed
    assert [one.trial for one in scorecard.alarms] == [trial]
    assert "Nie stoi w artykule." in scorecard.text
    assert scorecard.document["alarms"][0]["reasons"] == ["Nie stoi w artykule."]


def test_of_the_held_out_half_only_figures_are_told() -> None:
    trial = first(Corrupted.AMOUNT, Half.HELD_OUT)

    scorecard = evaluate_grounding(knowing(trial), trials())  # type: ignore[arg-type]

    assert scorecard.failures[0].startswith("held_out: caught_exact")
    assert scorecard.missed == ()
    assert trial.text not in scorecard.text


def test_fresh_sentences_are_told_as_figures_only_and_keep_no_limit() -> None:
    untouched = written_trials(articles(), key, read_fresh())

    scorecard = evaluate_grounding(accept, (), fresh=untouched)

    assert scorecard.fresh["caught"] == 0.0
    assert scorecard.fresh["corrupted"] + scorecard.fresh["honest"] == len(untouched)
    assert scorecard.passed
    assert scorecard.missed == ()
    assert "fresh" in scorecard.text.splitlines()[0]
    assert not any(trial.text in scorecard.text for trial in untouched)


def test_no_fresh_sentence_is_among_the_others() -> None:
    known = {trial.text for trial in trials()}
    untouched = written_trials(articles(), key, read_fresh())

    assert not known & {trial.text for trial in untouched}
    assert min(Counter(trial.honest for trial in untouched).values()) >= 60


def test_approved_phrases_count_as_accepted() -> None:
    def phrase(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
        return replace(sentence, status=Status.PHRASE)

    scorecard = evaluate_grounding(phrase, [first(Corrupted.NUMBER, Half.DEV)])

    assert scorecard.figures[Half.DEV]["caught"] == 0.0


def test_limits_may_come_from_another_file_and_must_name_figures(tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("maximum_false_alarms = 0.0\n", "utf-8")
    assert evaluate_grounding(accept, trials(), limits).passed

    limits.write_text("minimum_happiness = 1\n", "utf-8")
    with pytest.raises(ConfigError, match="minimum_happiness"):
        evaluate_grounding(accept, trials(), limits)


def test_the_table_names_every_kind_once() -> None:
    text = evaluate_grounding(refuse, trials()).text.split("\n\n")

    assert [line.split()[0] for line in text[1].split("\n")[1:]] == list(Corrupted)
    assert [line.split()[0] for line in text[2].split("\n")[1:]] == list(Honest)
