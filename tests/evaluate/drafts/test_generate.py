"""Honest and corrupted sentences: enough of each kind, always the same, and labelled rightly."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.evaluate.drafts.extras import Claim, Sample, Written, read_written
from kb.evaluate.drafts.generate import make_trials
from kb.evaluate.drafts.model import Corrupted, Honest, Trial
from kb.evaluate.messages import Half
from kb.evaluate.wording import plain
from kb.model import Audience
from tests.evaluate.drafts.sample import articles, key, trials


def of(kind: Honest | Corrupted, by_hand: bool | None = None) -> list[Trial]:
    return [t for t in trials() if t.kind is kind and by_hand in (None, t.by_hand)]


def cited_quotes(trial: Trial) -> list[str]:
    return [source.quote for source in trial.sources if source.key in trial.citations]


def test_there_are_enough_sentences_of_either_sort_made_by_rules_and_by_hand() -> None:
    counts = Counter((trial.honest, trial.by_hand) for trial in trials())

    assert min(counts[True, False], counts[False, False]) >= 300
    assert min(counts[True, True], counts[False, True]) >= 150


@pytest.mark.parametrize("kind", Honest)
def test_every_honest_kind_has_thirty_sentences(kind: Honest) -> None:
    assert len(of(kind)) >= 30


@pytest.mark.parametrize("kind", Corrupted)
def test_every_corrupted_kind_has_ten_sentences(kind: Corrupted) -> None:
    assert len(of(kind)) >= 10


def test_both_halves_hold_every_kind() -> None:
    halves = (Half.DEV, Half.HELD_OUT)
    kinds = {half: {t.kind for t in trials() if t.half is half} for half in halves}

    assert all(found == {*Honest, *Corrupted} for found in kinds.values())


def test_the_same_base_gives_the_same_sentences() -> None:
    first, second = (make_trials(articles()[:8], key) for _ in range(2))

    assert first == second
    assert first != make_trials(articles()[:8], key, seed=5)


def test_no_sentence_is_tried_twice_with_the_same_keys() -> None:
    counts = Counter((trial.text, trial.citations) for trial in trials())

    assert counts.most_common(1)[0][1] == 1


def test_no_sentence_counts_as_honest_and_as_corrupted_under_one_key() -> None:
    honest, corrupted = (
        {(t.text, t.citations) for t in trials() if t.honest is wanted} for wanted in (True, False)
    )

    assert honest & corrupted == set()


def test_sentences_are_said_to_a_reader_with_a_capital_letter_and_a_full_stop() -> None:
    assert [t.text for t in trials() if t.text[0].islower()] == []
    assert [t.text for t in trials() if not t.text.endswith((".", "!"))] == []


def test_what_is_quoted_as_is_stands_in_its_passage() -> None:
    assert all(trial.text in cited_quotes(trial)[0] for trial in of(Honest.AS_IS))


def test_a_corrupted_sentence_does_not_stand_in_what_it_cites() -> None:
    public = [t for t in trials() if not t.honest and t.kind is not Corrupted.INTERNAL]

    assert [t.text for t in public if any(t.text in quote for quote in cited_quotes(t))] == []


def test_what_was_changed_is_told_of_every_sentence_but_quotes() -> None:
    assert {t.kind for t in trials() if not t.change} == {Honest.AS_IS}


def test_honest_sentences_cite_public_passages_that_were_retrieved() -> None:
    for trial in (trial for trial in trials() if trial.honest):
        cited = [source for source in trial.sources if source.key in trial.citations]
        assert len(cited) == len(trial.citations) == 1
        assert cited[0].audience is Audience.PUBLIC


def test_an_invented_key_names_nothing_that_was_retrieved() -> None:
    assert all(not cited_quotes(trial) for trial in of(Corrupted.INVENTED_KEY))


def test_a_swapped_citation_leaves_the_right_passage_among_what_was_retrieved() -> None:
    for trial in of(Corrupted.SWAPPED_CITATION, by_hand=False):
        assert any(trial.text in source.quote for source in trial.sources)


def test_internal_sentences_come_under_public_and_under_internal_keys() -> None:
    audiences = {
        source.audience
        for trial in of(Corrupted.INTERNAL)
        for source in trial.sources
        if source.key in trial.citations
    }

    assert audiences == set(Audience)


def test_a_changed_number_is_new_to_its_passage() -> None:
    for kind in (Corrupted.NUMBER, Corrupted.PERCENTAGE):
        for trial in of(kind, by_hand=False):
            new = trial.change.split(" → ")[1].split("–")[0]
            assert new not in cited_quotes(trial)[0].split()


def test_written_sentences_are_not_in_their_passages_word_for_word() -> None:
    copied = [t for t in trials() if t.by_hand and plain(t.text) in plain(cited_quotes(t)[0])]

    assert copied == []


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        (
            Written(
                (Sample(text="A.", article="paczkomat", quote="czego nie ma", kind=Honest.AS_IS),)
            ),
            "czego nie ma",
        ),
        (Written(claims=(Claim(text="A.", article="nie-ma-takiego"),)), "nie-ma-takiego"),
    ],
)
def test_a_written_sentence_without_its_passage_is_an_error(written: Written, missing: str) -> None:
    with pytest.raises(ConfigError, match=missing):
        make_trials(articles()[:20], key, written)


def test_a_base_that_nobody_wrote_for_has_sentences_made_by_rules_only() -> None:
    made = make_trials(articles()[:6], key)

    assert made
    assert not any(trial.by_hand for trial in made)
    assert make_trials((), key) == ()


def test_an_unknown_kind_in_a_file_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "honest.yaml"
    file.write_text("- {text: A., article: blik, quote: BLIK, kind: invented}\n", "utf-8")

    with pytest.raises(ConfigError, match=r"honest\.yaml"):
        read_written(honest=file)
