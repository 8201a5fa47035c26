"""What an article did: every search counts once, what was taken back counts as harm."""

from __future__ import annotations

from kb.editing.usage import Usage, usage
from kb.statistics.model import Scope
from kb.store.ratings import Rating, rate
from tests.statistics.history import WARSAW, History, at

WEEK = Scope(since=at("03-02 00:00"), until=at("03-09 00:00"), zone=WARSAW)


def test_use_and_harm_are_counted_by_article(history: History) -> None:
    anna = history.agent("Anna")
    history.search(at("03-02 10:00"), top="blik", clicked="blik")
    history.search(at("03-02 11:00"), top="raty", clicked="blik")
    history.search(at("03-02 12:00"), top="blik", rejected=True, contacted=True)
    history.search(at("03-02 13:00"), top="blik", answered=False)
    history.search(at("02-20 10:00"), top="blik", clicked="blik")
    bad = Rating(key="r", slug="blik", commit="c", language="pl", helpful=False)
    rate(history.store, bad, at("03-03 10:00"))
    draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"), "blik", "raty")
    history.entry(draft, 2, "approved", at("03-02 11:00"), by=anna, slugs=["raty"])

    found = usage(history.store, WEEK)

    assert found["blik"] == Usage(searches=2, unhelpful=1, corrected=1, disliked=1, contacted=1)
    assert found["raty"] == Usage(searches=1, cited=1)
    assert (found["blik"].use, found["blik"].damage) == (2, 4)
    assert set(found) == {"blik", "raty"}


def test_nothing_happened_is_nothing(history: History) -> None:
    assert usage(history.store, WEEK) == {}
