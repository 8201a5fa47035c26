"""Every figure against a history short enough to work it out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kb.opening import Hours, Opening
from kb.statistics.facts import handling_time, load
from kb.statistics.figures import Part, by_day, by_part, spread, summarise
from kb.statistics.model import Figures, Mean, Scope, Share, Spread
from tests.statistics.history import WARSAW, History, at, minutes

#: Monday the 2nd of March to Sunday the 8th.
WEEK = Scope(since=at("03-02 00:00"), until=at("03-09 00:00"), zone=WARSAW)
LATER = at("03-30 12:00")
NINE_TO_FIVE = Opening(WARSAW, week=((Hours(9 * 60, 17 * 60),),) * 5 + ((), ()))


def figures(history: History, scope: Scope = WEEK, now: datetime = LATER) -> Figures:
    return summarise(load(history.store, scope, NINE_TO_FIVE), now)


def test_nothing_happened_and_no_figure_pretends_otherwise(history: History) -> None:
    found = figures(history)

    assert (found.cases, found.answered, found.answered.value) == (0, Share(0, 0), None)
    assert found.first_response == found.handling == Spread()
    assert (found.csat, found.nps.value) == (Mean(), None)


def test_first_response_is_from_the_opening_to_the_first_answer(history: History) -> None:
    for number, wait in enumerate((10, 20, 60)):
        opened = at(f"03-0{2 + number} 10:00")
        history.case(opened, answered=opened + minutes(wait))
    history.case(at("03-05 10:00"))

    found = figures(history)

    assert found.answered == Share(3, 4)
    # Nine tenths of the way through 10, 20, 60: 20 + 0.8 × 40.
    assert found.first_response == Spread(3, minutes(20), minutes(52))


def test_the_night_does_not_count_as_waiting_in_opening_hours(history: History) -> None:
    history.case(at("03-02 16:50"), answered=at("03-03 09:20"))

    found = figures(history)

    assert found.first_response.median == timedelta(hours=16, minutes=30)
    assert found.first_response_open == Spread(1, minutes(30), minutes(30))


def test_a_span_takes_its_first_moment_and_not_its_last(history: History) -> None:
    for opened in ("03-01 23:59", "03-02 00:00", "03-08 23:59", "03-09 00:00"):
        history.case(at(opened))

    assert figures(history).cases == 2


def test_a_promise_is_kept_by_an_answer_in_time(history: History) -> None:
    promised = at("03-02 14:00")
    history.case(at("03-02 10:00"), promised=promised, answered=promised)
    history.case(at("03-02 10:00"), promised=promised, answered=promised + minutes(1))
    history.case(at("03-02 10:00"), promised=promised)  # nobody answered, and it is late
    history.case(at("03-02 10:00"), promised=LATER + minutes(1))  # may still be in time
    history.case(at("03-02 10:00"), answered=at("03-02 10:30"))  # nothing was promised

    assert figures(history).kept == Share(1, 3)


class TestFirstContact:
    def test_who_does_not_write_again_for_a_week_was_helped(self, history: History) -> None:
        answered = at("03-02 11:00")
        history.case(at("03-02 10:00"), answered=answered)
        soon, late, own = (history.case(at("03-02 10:00"), answered=answered) for _ in range(3))
        history.message(soon, answered + timedelta(days=7))
        history.message(late, answered + timedelta(days=7, minutes=1))
        history.message(own, answered, direction="out")

        assert figures(history).first_contact == Share(3, 4)

    def test_a_double_that_was_merged_counts_as_writing_again(self, history: History) -> None:
        case = history.case(at("03-02 10:00"), answered=at("03-02 11:00"))
        history.case(at("03-03 10:00"), status="merged", merged_into=case)

        found = figures(history)

        assert (found.cases, found.first_contact) == (1, Share(0, 1))

    def test_a_new_conversation_of_the_customer_within_the_week_counts_as_writing_again(
        self, history: History
    ) -> None:
        opened, answered = at("03-02 10:00"), at("03-02 11:00")
        soon, late, meanwhile, double = (history.case(opened, answered=answered) for _ in range(4))
        history.case(at("03-05 10:00"), topic="faktury", follows=soon)
        history.case(answered + timedelta(days=7, minutes=1), follows=late)
        history.case(at("03-02 10:30"), follows=meanwhile)
        history.case(at("03-03 10:00"), follows=double, status="merged", merged_into=meanwhile)

        assert figures(history).first_contact == Share(2, 4)

    def test_a_message_before_the_answer_is_part_of_the_question(self, history: History) -> None:
        case = history.case(at("03-02 10:00"), answered=at("03-02 11:00"))
        history.message(case, at("03-02 10:30"))

        assert figures(history).first_contact == Share(1, 1)

    def test_who_was_answered_less_than_a_week_ago_is_not_counted_yet(
        self, history: History
    ) -> None:
        answered = at("03-02 11:00")
        history.case(at("03-02 10:00"), answered=answered)
        week = answered + timedelta(days=7)

        assert figures(history, now=week - minutes(1)).first_contact == Share(0, 0)
        assert figures(history, now=week).first_contact == Share(1, 1)


class TestDrafts:
    def test_shares_of_accepted_edited_and_rejected(self, history: History) -> None:
        anna = history.agent("Anna")
        case = history.case(at("03-02 10:00"))
        history.approved(case, at("03-02 11:00"), anna)
        history.approved(case, at("03-02 12:00"), anna)
        history.approved(case, at("03-02 13:00"), anna, edited=True)
        for number, reason in enumerate(("off-topic", "wrong", "off-topic: pyta o paczkę")):
            draft = history.draft(case, at(f"03-03 1{number}:00"))
            history.entry(draft, 2, "rejected", at(f"03-03 1{number}:30"), by=anna, reason=reason)
        history.draft(case, at("03-04 10:00"))  # nobody decided

        found = figures(history)

        assert (found.accepted, found.edited, found.rejected) == (
            Share(2, 6), Share(1, 6), Share(3, 6),
        )  # fmt: skip
        assert found.reasons == (("off-topic", 2), ("wrong", 1))

    def test_an_edit_that_was_taken_back_is_none(self, history: History) -> None:
        anna = history.agent("Anna")
        draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"))
        history.entry(draft, 2, "edited", at("03-02 10:30"), by=anna, edited=True)
        history.entry(draft, 3, "approved", at("03-02 11:00"), by=anna)

        assert figures(history).accepted == Share(1, 1)

    def test_what_was_undone_or_superseded_does_not_count(self, history: History) -> None:
        anna = history.agent("Anna")
        case = history.case(at("03-02 10:00"))
        undone = history.approved(case, at("03-02 11:00"), anna)
        history.entry(undone, 4, "proposed", at("03-02 11:01"), by=anna)
        superseded = history.draft(case, at("03-02 12:00"))
        history.entry(superseded, 2, "superseded", at("03-02 12:30"))

        assert figures(history).accepted == Share(0, 0)

    def test_handling_is_from_opening_the_case_to_the_decision(self, history: History) -> None:
        anna, jan = history.agent("Anna"), history.agent("Jan")
        case = history.case(at("03-02 10:00"))
        history.look(case, at("03-02 10:30"), jan)
        history.look(case, at("03-02 11:00"), anna)
        history.approved(case, at("03-02 11:04"), anna)

        assert figures(history).handling == Spread(1, minutes(4), minutes(4))

    def test_a_decision_through_the_api_has_no_handling_time(self, history: History) -> None:
        anna = history.agent("Anna")
        history.approved(history.case(at("03-02 10:00")), at("03-02 11:04"), anna)

        assert figures(history).handling == Spread()


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ((), None),
        (("10:00",), 60),
        (("10:00", "10:20", "10:45"), 60),
        # Lunch between two looks: only the second sitting is work.
        (("09:00", "10:31"), 29),
        # Looked at afterwards, which is no work on this decision.
        (("11:00", "11:05"), None),
    ],
)
def test_a_sitting_ends_with_half_an_hour_of_silence(
    looks: tuple[str, ...], expected: int | None
) -> None:
    moments = [at(f"03-02 {look}") for look in looks]

    assert handling_time(moments, at("03-02 11:00")) == (
        None if expected is None else minutes(expected)
    )


def test_surveys_as_the_field_reckons_them(history: History) -> None:
    marks = ((5, 7, 10), (4, 6, 9), (3, None, 8), (1, 2, 6), (None, None, None))
    for number, (csat, effort, nps) in enumerate(marks):
        case = history.case(at(f"03-0{2 + number} 10:00"))
        history.survey(case, at(f"03-0{2 + number} 12:00"), csat, effort, nps)

    found = figures(history)

    assert found.surveys == Share(4, 5)
    assert (found.satisfied, found.csat) == (Share(2, 4), Mean(4, 3.25))
    assert found.effort == Mean(3, 5.0)
    # Two promoters, one passive, one detractor.
    assert found.nps == Mean(4, 25.0)


def test_searches_by_their_end(history: History) -> None:
    history.search(at("03-02 10:00"))
    history.search(at("03-02 10:00"), rejected=True, contacted=True)
    history.search(at("03-03 10:00"), clicked="zwrot-towaru")
    history.search(at("03-03 10:00"), answered=False)
    history.search(at("03-09 00:00"), answered=False)

    found = figures(history)

    assert found.searches_answered == Share(3, 4)
    assert found.searches_refused == Share(1, 4)
    assert found.searches_rejected == found.searches_contacted == Share(1, 4)


class TestParts:
    def test_a_day_is_a_day_of_the_shop(self, history: History) -> None:
        history.case(at("03-02 00:30"))  # still the 1st by UTC
        history.case(at("03-02 23:30"))
        history.search(at("03-03 00:10"))

        facts = load(history.store, WEEK)
        found = dict(by_day(facts, WEEK, LATER))

        assert [day.day for day in found] == [2, 3, 4, 5, 6, 7, 8]
        assert found[date(2026, 3, 2)].cases == 2
        assert found[date(2026, 3, 3)].searches_answered == Share(1, 1)
        assert found[date(2026, 3, 4)].cases == 0

    def test_the_day_on_which_clocks_change_is_one_day(self, history: History) -> None:
        span = Scope(since=at("03-28 00:00"), until=at("03-31 00:00"), zone=WARSAW)
        history.case(at("03-29 00:30"))
        history.case(at("03-29 23:30"))

        found = by_day(load(history.store, span), span, LATER)

        assert [(day.day, one.cases) for day, one in found] == [(28, 0), (29, 2), (30, 0)]

    def test_by_channel_topic_and_agent(self, history: History) -> None:
        anna, jan = history.agent("Anna"), history.agent("Jan")
        mail = history.case(at("03-02 10:00"), topic="zwroty", answered=at("03-02 11:00"))
        history.approved(mail, at("03-02 11:00"), anna)
        chat = history.case(at("03-02 10:00"), topic="dostawa", channel="chat", assignee=jan)
        history.survey(chat, at("03-02 12:00"), csat=5)
        history.case(at("03-03 10:00"), topic="zwroty")
        facts = load(history.store, WEEK)

        def counts(part: Part) -> list[tuple[str, int]]:
            return [(row.name, row.figures.cases) for row in by_part(facts, part, LATER)]

        assert counts(Part.CHANNEL) == [("email", 2), ("chat", 1)]
        assert counts(Part.TOPIC) == [("zwroty", 2), ("dostawa", 1)]
        assert counts(Part.AGENT) == [("", 1), ("Anna", 1), ("Jan", 1)]
        by_agent = {row.name: row.figures for row in by_part(facts, Part.AGENT, LATER)}
        assert by_agent["Anna"].accepted == Share(1, 1)
        assert by_agent["Jan"].csat == Mean(1, 5.0)

    def test_a_scope_can_be_narrowed_and_then_has_no_searches(self, history: History) -> None:
        anna = history.agent("Anna")
        case = history.case(at("03-02 10:00"), channel="chat")
        history.approved(case, at("03-02 11:00"), anna)
        history.case(at("03-02 10:00"), topic="dostawa")
        history.search(at("03-02 10:00"))

        def cases(**narrower: object) -> tuple[int, int, int]:
            scope = Scope(since=WEEK.since, until=WEEK.until, zone=WARSAW, **narrower)  # type: ignore[arg-type]
            found = figures(history, scope)
            return found.cases, found.accepted.whole, found.searches_answered.whole

        assert cases() == (2, 1, 1)
        assert cases(channel="chat") == (1, 1, 0)
        assert cases(topic="dostawa") == (1, 0, 0)
        assert cases(agent=anna) == (1, 1, 0)
        assert cases(agent=anna, topic="dostawa") == (0, 0, 0)


def test_the_median_of_two_is_between_them() -> None:
    assert spread([minutes(1), minutes(4)]) == Spread(2, minutes(2.5), minutes(3.7))
