from __future__ import annotations

from datetime import timedelta

import pytest

from kb.errors import NotFound
from kb.statistics.markers import add_marker, all_markers, compare, remove_marker
from kb.statistics.model import Scope, Share
from tests.statistics.history import WARSAW, History, at, minutes

ANY = Scope(since=at("01-01 00:00"), until=at("01-02 00:00"), zone=WARSAW)


def test_a_marker_is_set_found_and_taken_away(history: History) -> None:
    anna = history.agent("Anna")
    first = add_marker(history.store, " Nowy artykuł o zwrotach ", at("03-02 10:00"), anna)
    second = add_marker(history.store, "Zmiana cennika", at("03-05 10:00"), None)

    found = all_markers(history.store)

    assert [(one.id, one.label, one.by) for one in found] == [
        (second, "Zmiana cennika", ""),
        (first, "Nowy artykuł o zwrotach", "Anna"),
    ]
    remove_marker(history.store, first)
    assert [one.id for one in all_markers(history.store)] == [second]
    with pytest.raises(NotFound):
        remove_marker(history.store, first)


def test_a_marker_needs_a_label(history: History) -> None:
    with pytest.raises(ValueError, match="label"):
        add_marker(history.store, "  ", at("03-02 10:00"), None)


def test_spans_of_equal_length_are_compared(history: History) -> None:
    add_marker(history.store, "Zmiana", at("03-10 12:00"), None)
    for opened, waited in (("03-03 11:59", 5), ("03-05 10:00", 60), ("03-12 10:00", 20)):
        history.case(at(opened), answered=at(opened) + minutes(waited))
    (marker,) = all_markers(history.store)

    found = compare(history.store, marker, ANY, now=at("03-17 12:00"))

    assert found.span == timedelta(days=7)
    assert (found.before.cases, found.after.cases) == (1, 1), "the 3rd is eight days before"
    assert found.before.first_response.median == minutes(60)
    assert found.after.first_response.median == minutes(20)


def test_first_contact_is_judged_at_the_same_distance_before_and_after(history: History) -> None:
    for opened in ("03-06 10:00", "03-14 10:00"):
        history.case(at(opened), answered=at(opened))
    add_marker(history.store, "Zmiana", at("03-10 12:00"), None)
    (marker,) = all_markers(history.store)

    early = compare(history.store, marker, ANY, now=at("03-17 12:00"))
    late = compare(history.store, marker, ANY, now=at("04-20 12:00"))

    # After a week neither answer is a week older than the end of its span.
    assert early.before.first_contact == early.after.first_contact == Share(0, 0)
    assert late.span == timedelta(days=28)
    assert late.before.first_contact == late.after.first_contact == Share(1, 1)


def test_right_at_the_marker_there_is_nothing_to_compare(history: History) -> None:
    add_marker(history.store, "Zmiana", at("03-10 12:00"), None)
    (marker,) = all_markers(history.store)

    found = compare(history.store, marker, ANY, now=at("03-10 12:00"))

    assert (found.span, found.before.cases, found.after.cases) == (timedelta(), 0, 0)
