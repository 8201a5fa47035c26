"""Questions without an answer: searched, rejected, or asked in a message."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from kb.editing.questions import Span, count_aside, key_of, put_aside, take_back, unanswered
from kb.store.database import Store
from kb.store.schema import drafts
from tests.statistics.history import History, at

SPAN = Span(since=at("03-01 00:00"), until=at("03-09 00:00"))


def written(store: Store, draft: str, *questions: tuple[str, bool]) -> None:
    """Let a draft have questions, each answered or not."""
    asked = [{"text": text, "answered": answered, "citations": []} for text, answered in questions]
    document: dict[str, Any] = {"text": "", "sentences": [], "citations": [], "questions": asked}
    with store.writing() as connection:
        connection.execute(update(drafts).where(drafts.c.id == draft).values(document=document))


def test_refused_and_rejected_searches_count_by_what_was_asked(history: History) -> None:
    history.search(at("03-02 10:00"), text="Rolety?", answered=False, contacted=True)
    history.search(at("03-08 10:00"), text="rolety?", answered=False)
    history.search(at("03-08 11:00"), text="rolety?", rejected=True)
    history.search(at("03-08 12:00"), text="rolety?")
    history.search(at("02-20 12:00"), text="rolety?", answered=False)
    history.search(at("03-03 10:00"), text="praca", answered=False)

    blinds, work = unanswered(history.store, SPAN)

    assert (blinds.folded, blinds.times, blinds.recent) == ("rolety?", 3, 2)
    assert (blinds.refused, blinds.rejected, blinds.contacted) == (2, 1, 1)
    assert blinds.last_at == at("03-08 11:00")
    assert blinds.key == key_of("rolety?")
    assert (work.folded, work.times) == ("praca", 1)


def test_what_a_message_asked_in_vain_is_added_once_for_each_conversation(
    history: History,
) -> None:
    case = history.case(at("03-02 10:00"))
    for draft in (
        history.draft(case, at("03-02 10:01")),
        history.draft(case, at("03-02 10:05")),
        history.draft(history.case(at("03-08 10:00")), at("03-08 10:01")),
    ):
        written(history.store, draft, ("Czy są Rolety?", False), ("Gdzie paczka?", True))
    history.search(at("03-03 10:00"), text="czy są rolety?", answered=False)

    (found,) = unanswered(history.store, SPAN)

    assert (found.times, found.recent, found.written, found.refused) == (3, 1, 2, 1)


def test_what_is_set_aside_comes_back_only_when_it_is_called(history: History) -> None:
    anna = history.agent("Anna")
    history.search(at("03-02 10:00"), text="szarlotka", answered=False)
    history.search(at("03-02 10:00"), text="rolety", answered=False)

    for _ in range(2):
        put_aside(
            history.store, [key_of("szarlotka"), key_of("szarlotka")], anna, at("03-03 10:00")
        )

    assert [one.folded for one in unanswered(history.store, SPAN)] == ["rolety"]
    assert count_aside(history.store) == 1
    assert take_back(history.store) == 1
    assert len(unanswered(history.store, SPAN)) == 2


def test_the_list_is_bounded_and_the_most_frequent_stay(history: History) -> None:
    for number in range(4):
        for _ in range(number + 1):
            history.search(at("03-02 10:00"), text=f"pytanie {number}", answered=False)

    found = unanswered(history.store, SPAN, most=2)

    assert [one.folded for one in found] == ["pytanie 3", "pytanie 2"]


def test_a_sentence_that_only_tells_is_told_apart_from_questions_and_requests(
    history: History,
) -> None:
    draft = history.draft(history.case(at("03-02 10:00")), at("03-02 10:01"))
    texts = ("Czy są rolety?", "Proszę o fakturę", "ile czekam", "Paczka leży od tygodnia.")
    written(history.store, draft, *((text, False) for text in texts))
    history.search(at("03-03 10:00"), text="paczka", answered=False)

    asks = {one.text: one.asks for one in unanswered(history.store, SPAN)}

    assert asks == dict.fromkeys((*texts[:3], "paczka"), True) | {texts[3]: False}
