"""What the store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from kb.store import messages
from kb.store.database import Store
from kb.store.figures import (
    ArticleRatings,
    SearchSummary,
    most_needed,
    ratings_by_article,
    search_summary,
    unanswered,
)
from kb.store.messages import NewMessage, add_message, message, new_number
from kb.store.ratings import Rating, rate
from kb.store.registers import register_of
from kb.store.retention import Limits, purge
from kb.store.searches import (
    Mark,
    Search,
    new_token,
    record,
)

NOW = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
SENT = NewMessage(key="k1", language="pl", topic="zwroty", text="Gdzie są pieniądze?")
RATING = Rating(key="r1", slug="blik", commit="a" * 40, language="pl", helpful=True)


def search(text: str = "zwrot", at: datetime = NOW, answered: bool = True) -> Search:
    return Search(
        token=new_token(),
        at=at,
        text=text,
        language="pl",
        source="page",
        answered=answered,
        confidence=0.75,
        top="zwrot",
        results=3,
    )


class TestContract:
    """Every database must pass all of it."""

    def test_a_message_is_kept_as_it_was_sent(self, store: Store) -> None:
        warsaw = timezone(HOUR)
        sent = replace(
            SENT,
            text="Mój numer to 600 700 800 „ł” 🙂\n",
            email="jan@example.pl",
            phone="+48600700800",
            page="/artykul/blik",
            promised_by=NOW.astimezone(warsaw) + HOUR,
            searched=("kiedy zwrot",),
        )

        receipt = add_message(store, sent, NOW)
        found = message(store, receipt.number)

        assert found is not None
        assert (found.receipt, found.conversation, found.sent) == (receipt, receipt.number, sent)
        assert receipt.received_at == NOW
        assert found.sent.promised_by is not None
        assert found.sent.promised_by.tzinfo is UTC

    def test_searches_of_the_visit_are_masked(self, store: Store) -> None:
        receipt = add_message(store, replace(SENT, searched=("jan@x.pl zwrot",)), NOW)

        found = message(store, receipt.number)

        assert found is not None
        assert found.sent.searched == ("[e-mail] zwrot",)

    def test_a_form_sent_twice_is_one_message_with_one_receipt(self, store: Store) -> None:
        first = add_message(store, SENT, NOW)
        second = add_message(store, SENT, NOW + HOUR)
        other = add_message(store, replace(SENT, key="k2"), NOW)

        assert second == first
        assert other.number != first.number

    def test_the_same_form_from_many_threads_at_once_is_one_message(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as threads:
            receipts = set(threads.map(lambda _: add_message(store, SENT, NOW), range(8)))

        assert len(receipts) == 1

    def test_a_number_that_is_taken_is_drawn_again(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = add_message(store, SENT, NOW).number
        numbers = iter([taken, taken, "0000-0001"])
        monkeypatch.setattr(messages, "new_number", lambda: next(numbers))

        assert add_message(store, replace(SENT, key="k2"), NOW).number == "0000-0001"

    def test_a_number_is_found_as_it_was_read_out(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(messages, "new_number", lambda: "7K0M-2QX1")
        receipt = add_message(store, SENT, NOW)

        for typed in ("7k0m2qx1", " 7KOM 2QXL ", "7K0M–2QXI"):
            found = message(store, typed)
            assert found is not None
            assert found.receipt == receipt
        for unknown in ("7K0M-2QX2", "", "żółw", "7K0M-2QX1-1", "'; --"):
            assert message(store, unknown) is None

    def test_what_no_database_can_hold_is_left_out(self, store: Store) -> None:
        receipt = add_message(store, replace(SENT, text="a\x00b\ud800c"), NOW)

        found = message(store, receipt.number)

        assert found is not None
        assert found.sent.text == "abc"

    def test_a_moment_without_time_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(StatementError, match="names no time zone"):
            add_message(store, SENT, NOW.replace(tzinfo=None))

    def test_the_second_rating_changes_the_first(self, store: Store) -> None:
        rate(store, RATING, NOW)
        rate(store, replace(RATING, helpful=False, reason="unclear"), NOW)
        rate(store, replace(RATING, key="r2", slug="zwrot"), NOW)

        assert ratings_by_article(store, NOW, NOW + HOUR) == (
            ArticleRatings("blik", 0, 1),
            ArticleRatings("zwrot", 1, 0),
        )

    def test_figures_of_searches_tell_how_they_ended(self, store: Store) -> None:
        batch = [search(), search(), search(answered=False), search(at=NOW + HOUR)]
        record(store, batch)
        record(store, batch[:1])
        record(store, [Mark(batch[0].token, clicked="blik")])
        wrote = (batch[0].token, batch[1].token, "unknown")
        record(store, [Mark(token, contacted=True) for token in wrote])

        assert search_summary(store, NOW, NOW + HOUR) == SearchSummary(3, 2 / 3, 1 / 3, 2 / 3)
        assert search_summary(store, NOW + 2 * HOUR, NOW + 3 * HOUR) == SearchSummary(0, 0, 0, 0)

    def test_unanswered_questions_are_grouped_whatever_their_case(self, store: Store) -> None:
        rejected = search("raty")
        texts = ["Łóżko  dębowe", "łóżko dębowe", "ŁÓŻKO DĘBOWE", "dzwonię z 600700800"]
        record(store, [rejected, search("blik"), *(search(t, answered=False) for t in texts)])
        record(store, [Mark(rejected.token, rejected=True)])

        found = unanswered(store, NOW, NOW + HOUR, 10)

        assert [(text.casefold(), times) for text, times in found][1:] == [
            ("dzwonię z [telefon]", 1),
            ("raty", 1),
        ]
        assert (" ".join(found[0][0].casefold().split()), found[0][1]) == ("łóżko dębowe", 3)
        assert unanswered(store, NOW, NOW + HOUR, 1) == found[:1]

    def test_most_needed_articles_are_those_clicked_or_said_to_help(self, store: Store) -> None:
        batch = [search(), search(), search(at=NOW - HOUR)]
        record(store, batch)
        for one in batch:
            record(store, [Mark(one.token, clicked="raty")])
        record(store, [Mark(batch[0].token, clicked="blik")])
        rate(store, RATING, NOW)
        rate(store, replace(RATING, key="r2", slug="zwrot", helpful=False), NOW)

        assert most_needed(store, NOW, 5) == (("blik", 2), ("raty", 1))
        assert most_needed(store, NOW, 1) == (("blik", 2),)

    def test_a_mark_whose_search_is_not_there_is_given_back(self, store: Store) -> None:
        known, early = search(), Mark("not-yet", clicked="blik")

        assert record(store, [known, Mark(known.token, rejected=True), early]) == (early,)
        assert unanswered(store, NOW, NOW + HOUR, 5) == (("zwrot", 1),)

    def test_words_of_a_rating_are_masked(self, store: Store) -> None:
        from sqlalchemy import text

        rate(store, replace(RATING, words="proszę o telefon 600 700 800"), NOW)

        with store.reading() as connection:
            assert connection.scalar(text("SELECT words FROM ratings")) == (
                "proszę o telefon [telefon]"
            )

    def test_purging_deletes_what_is_older_and_nothing_else(self, store: Store) -> None:
        record(store, [search(at=NOW - HOUR), search(at=NOW)])
        rate(store, RATING, NOW - HOUR)
        register_of(store, "czat-7", "ty", NOW - HOUR)
        add_message(store, SENT, NOW - HOUR)

        long_ago = NOW - 1000 * HOUR
        limits = Limits(records=NOW, answered=long_ago, unanswered=long_ago, access_log=long_ago)

        purged = purge(store, limits, NOW)

        assert (purged.searches, purged.ratings, purged.registers, purged.messages) == (1, 1, 1, 0)
        assert search_summary(store, NOW - HOUR, NOW + HOUR).total == 1


def test_numbers_of_receipts_are_easy_to_read_and_hard_to_guess() -> None:
    numbers = {new_number() for _ in range(2000)}

    assert len(numbers) == 2000
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", n) for n in numbers)
    assert len({number[0] for number in numbers}) == 32


def test_tokens_are_safe_in_addresses() -> None:
    assert re.fullmatch(r"[\w-]{22}", new_token(), re.ASCII)
    assert new_token() != new_token()
