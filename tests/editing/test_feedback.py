"""What visitors and agents say of articles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from kb.editing.feedback import bad_ratings, corrections
from kb.statistics.model import Scope
from kb.store.ratings import Rating, rate
from kb.store.schema import decisions, drafts
from tests.statistics.history import WARSAW, History, at

WEEK = Scope(since=at("03-02 00:00"), until=at("03-09 00:00"), zone=WARSAW)


def test_bad_ratings_come_with_reasons_the_last_first(history: History) -> None:
    for key, slug, helpful, words, when in (
        ("1", "blik", False, "", "03-02 10:00"),
        ("2", "blik", False, "Dzwońcie: 601 234 567", "03-04 10:00"),
        ("3", "raty", False, "", "03-03 10:00"),
        ("4", "blik", True, "", "03-05 10:00"),
        ("5", "blik", False, "", "02-01 10:00"),
    ):
        one = Rating(
            key=key, slug=slug, commit="c", language="pl", helpful=helpful, reason="unclear",
            words=words,
        )  # fmt: skip
        rate(history.store, one, at(when))

    found = bad_ratings(history.store, WEEK)

    assert [one.slug for one in found] == ["blik", "raty", "blik"]
    assert found[0].words == "Dzwońcie: [telefon]"
    assert [one.slug for one in bad_ratings(history.store, WEEK, "raty")] == ["raty"]
    assert len(bad_ratings(history.store, WEEK, most=1)) == 1


def test_sentences_that_agents_took_out_are_told_with_what_came_instead(history: History) -> None:
    anna = history.agent("Anna")
    case = history.case(at("03-02 10:00"))
    sent = history.draft(case, at("03-02 10:01"), "blik", "raty")
    history.entry(sent, 2, "approved", at("03-02 11:00"), by=anna, slugs=["raty"])
    steps: list[Any] = [["same", 1], ["del", 1], ["ins", " Dopłata wynosi 5 zł."]]
    with history.store.writing() as connection:
        changed = update(decisions).where(decisions.c.draft == sent, decisions.c.version == 2)
        connection.execute(changed.values(changes=steps))
    rejected = history.draft(case, at("03-03 10:01"), "raty")
    history.entry(rejected, 2, "rejected", at("03-03 11:00"), by=anna, reason="nieaktualne")
    kept = history.draft(case, at("03-04 10:01"), "raty")
    history.entry(kept, 2, "approved", at("03-04 11:00"), by=anna, slugs=["raty"])

    refused, corrected = corrections(history.store, WEEK)

    assert (set(refused.slugs), refused.rejected, refused.reason) == ({"raty"}, True, "nieaktualne")
    assert (set(corrected.slugs), corrected.rejected) == ({"blik"}, False)
    assert corrected.removed == ("blik",)
    assert corrected.added == ("Dopłata wynosi 5 zł.",)


def test_drafts_whose_words_were_erased_tell_nothing(history: History) -> None:
    anna = history.agent("Anna")
    draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"), "blik")
    history.entry(draft, 2, "rejected", at("03-02 11:00"), by=anna)
    with history.store.writing() as connection:
        connection.execute(update(drafts).values(erased_at=at("03-05 10:00")))

    assert corrections(history.store, WEEK) == ()
