from __future__ import annotations

from datetime import datetime

from kb.statistics.articles import ArticleFigures, articles
from kb.statistics.model import Scope
from kb.store.ratings import Rating, rate
from tests.statistics.history import WARSAW, History, at

WEEK = Scope(since=at("03-02 00:00"), until=at("03-09 00:00"), zone=WARSAW)


def found(history: History) -> dict[str, ArticleFigures]:
    return {one.slug: one for one in articles(history.store, WEEK)}


def rated(history: History, key: str, slug: str, helpful: bool, when: datetime) -> None:
    rating = Rating(key=key, slug=slug, commit="c", language="pl", helpful=helpful)
    rate(history.store, rating, when)


def test_an_article_is_used_by_clicks_ratings_and_approved_replies(history: History) -> None:
    anna = history.agent("Anna")
    history.search(at("03-02 10:00"), clicked="blik")
    history.search(at("03-02 10:00"), clicked="blik")
    history.search(at("03-01 10:00"), clicked="blik")
    rated(history, "r1", "blik", True, at("03-03 10:00"))
    draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"), "blik", "raty")
    history.entry(draft, 2, "approved", at("03-02 11:00"), by=anna, slugs=["blik"])

    assert found(history)["blik"] == ArticleFigures(slug="blik", clicked=2, helped=1, cited=1)


def test_what_an_agent_took_out_and_visitors_disliked_is_damage(history: History) -> None:
    anna = history.agent("Anna")
    case = history.case(at("03-02 10:00"))
    edited = history.draft(case, at("03-02 10:01"), "blik", "raty")
    history.entry(edited, 2, "edited", at("03-02 10:30"), by=anna, slugs=["blik"])
    history.entry(edited, 3, "approved", at("03-02 11:00"), by=anna, slugs=["blik"])
    rejected = history.draft(case, at("03-03 10:01"), "raty")
    history.entry(rejected, 2, "rejected", at("03-03 11:00"), by=anna, reason="off-topic")
    rated(history, "r1", "raty", False, at("03-03 10:00"))
    history.search(at("03-02 10:00"), top="raty", contacted=True)

    figures = found(history)

    assert figures["raty"] == ArticleFigures(
        slug="raty", removed=1, rejected=1, unhelpful=1, contacted=1
    )
    assert (figures["raty"].use, figures["raty"].damage) == (0, 4)
    assert figures["blik"] == ArticleFigures(slug="blik", cited=1)
    assert list(figures) == ["raty", "blik"], "the most damage comes first"


def test_a_decision_that_was_undone_says_nothing_of_its_articles(history: History) -> None:
    anna = history.agent("Anna")
    draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"), "blik")
    history.entry(draft, 2, "rejected", at("03-02 11:00"), by=anna)
    history.entry(draft, 3, "proposed", at("03-02 11:01"), by=anna)

    assert found(history) == {}


def test_without_anything_there_are_no_articles(history: History) -> None:
    assert articles(history.store, WEEK) == ()
