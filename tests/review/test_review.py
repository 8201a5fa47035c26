"""A draft is decided once, by a named person who saw exactly that text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from kb.errors import AlreadyDecided, NotAllowed, NotFound, ReviewError, StaleDraft, Unconfirmed
from kb.inbox.changes import close
from kb.inbox.conversations import opened
from kb.review.history import drafts_of, reviewed
from kb.review.model import Stale, State
from kb.review.store import approve
from kb.review.workflow import text_hash
from kb.store.schema import conversations, decisions, deliveries, draft_jobs, messages
from tests.review.desk import COST, GREETING, INVENTED, PLACEHOLDERS, PROPOSED, TERM, Desk

EXACT = f"{GREETING}\n\n{TERM}"


def rows(desk: Desk, table: object) -> list[dict[str, object]]:
    with desk.store.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]  # type: ignore[call-overload]


class TestProposal:
    def test_a_draft_waits_with_the_customers_data_put_back(self, desk: Desk) -> None:
        number, draft = desk.waiting()

        found = desk.seen(number)
        assert (found.id, found.ordinal, found.state, found.version) == (
            draft, 1, State.PROPOSED, 1,
        )  # fmt: skip
        assert found.text == EXACT
        assert found.document["text"] == PROPOSED
        assert found.shown()["sentences"][0]["text"] == GREETING

    def test_personal_data_stand_with_the_message_alone(self, desk: Desk) -> None:
        number, _draft = desk.waiting()
        desk.edit(number, f"{EXACT}\n\nZadzwonimy: 501 502 503. Jan Kowalski")
        desk.approve(number, confirmed=("Zadzwonimy: 501 502 503.", "Jan Kowalski"))

        kept = str(rows(desk, decisions)) + str(drafts_of(desk.store, number)[0].document)
        for value in (*PLACEHOLDERS.values(), "501", "Kowalski"):
            assert value not in kept
        assert rows(desk, messages)[0]["placeholders"]

    def test_a_new_draft_supersedes_the_open_one(self, desk: Desk) -> None:
        number, first = desk.waiting()
        second = desk.propose(number)

        assert reviewed(desk.store, first).state is State.SUPERSEDED
        assert reviewed(desk.store, first).last.by_name == ""
        assert desk.seen(number).id == second
        assert desk.seen(number).ordinal == 2

    def test_a_draft_is_kept_once_however_often_it_is_handed_in(self, desk: Desk) -> None:
        number, draft = desk.waiting()

        assert desk.propose(number, id=draft) == draft
        assert desk.seen(number).state is State.PROPOSED

    def test_a_draft_that_the_customer_has_overtaken_is_not_kept(self, desk: Desk) -> None:
        number = desk.write()
        desk.write(number)

        with pytest.raises(StaleDraft):
            desk.propose(number)
        assert drafts_of(desk.store, number) == ()

    def test_an_answered_conversation_takes_no_draft_that_was_late(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.approve(number)

        with pytest.raises(StaleDraft):
            desk.propose(number)

    def test_an_unknown_conversation_is_told(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            desk.propose("0000-0000")


class TestApproval:
    def test_the_exact_text_stands_in_the_outbox(self, desk: Desk) -> None:
        number, _draft = desk.waiting()
        decision = desk.approve(number, desk.jan, means="smtp", delay=timedelta(seconds=20))

        reply = next(row for row in rows(desk, messages) if row["direction"] == "out")
        [delivery] = rows(desk, deliveries)
        assert (decision.state, decision.by_name, decision.at) == (State.APPROVED, "Jan", desk.now)
        assert decision.text_hash == text_hash(EXACT)
        assert (reply["text"], reply["author"], reply["email"]) == (
            EXACT, desk.jan.id, "anna.nowak@example.pl",
        )  # fmt: skip
        assert (delivery["message"], delivery["means"], delivery["state"]) == (
            reply["number"], "smtp", "pending",
        )  # fmt: skip
        assert delivery["due_at"] == desk.now + timedelta(seconds=20)
        [conversation] = rows(desk, conversations)
        assert conversation["status"] == "answered"
        assert conversation["first_answered_at"] == conversation["answered_at"] == desk.now
        assert rows(desk, draft_jobs) == []

    def test_the_second_of_two_learns_who_when_and_what(self, desk: Desk) -> None:
        number, draft = desk.waiting()
        seen = desk.seen(number)
        first = desk.approve(number, desk.ewa)
        desk.tick()

        with pytest.raises(AlreadyDecided) as told:
            approve(desk.store, draft, desk.jan, desk.approval(seen), desk.rules, desk.now)
        error = told.value
        assert (error.by, error.at, error.state, error.version) == ("Ewa", first.at, "approved", 2)

    def test_who_saw_an_older_text_learns_who_edited_it(self, desk: Desk) -> None:
        number, draft = desk.waiting()
        seen = desk.seen(number)
        desk.edit(number, f"{EXACT}\n{COST}", desk.ewa)

        with pytest.raises(AlreadyDecided) as told:
            approve(desk.store, draft, desk.jan, desk.approval(seen), desk.rules, desk.now)
        assert (told.value.by, told.value.state) == ("Ewa", "edited")

    def test_who_would_close_it_from_an_older_page_learns_who_answered_it(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        page = opened(desk.store, number, desk.now).conversation.version
        desk.approve(number, desk.jan)

        with pytest.raises(AlreadyDecided) as told:
            close(desk.store, number, version=page, account=desk.ewa.id, now=desk.now)
        assert (told.value.state, told.value.by, told.value.at) == ("answered", "Jan", desk.now)

        desk.undo(number, desk.lead)
        assert opened(desk.store, number, desk.now).conversation.last_change_by == "Kinga"
        desk.reject(number, "Za długi.")
        assert opened(desk.store, number, desk.now).conversation.last_change_by == "Ewa"
        desk.propose(number)
        assert opened(desk.store, number, desk.now).conversation.last_change_by == ""

    def test_the_same_attempt_again_gives_the_first_result(self, desk: Desk) -> None:
        number, draft = desk.waiting()
        approval = desk.approval(desk.seen(number))

        first = approve(desk.store, draft, desk.ewa, approval, desk.rules, desk.now)
        desk.tick()
        again = approve(desk.store, draft, desk.ewa, approval, desk.rules, desk.now)

        assert again == first
        assert len(rows(desk, deliveries)) == 1

    def test_a_key_is_good_for_one_decision_of_one_person(self, desk: Desk) -> None:
        number, draft = desk.waiting()
        other, _other_draft = desk.waiting()
        approval = desk.approval(desk.seen(number), key="mine")
        approve(desk.store, draft, desk.ewa, approval, desk.rules, desk.now)

        with pytest.raises(ReviewError, match="key"):
            desk.approve(other, desk.ewa, key="mine")
        assert desk.approve(other, desk.jan, key="mine").by_name == "Jan"

    @pytest.mark.parametrize("key", ["term", "cost"])
    def test_a_changed_source_must_be_drafted_anew(self, desk: Desk, key: str) -> None:
        number, _ = desk.waiting()
        desk.shelf.lose(key)
        keys = () if key == "term" else ("cost",)

        with pytest.raises(StaleDraft) as told:
            desk.approve(number, keys=keys)
        assert told.value.reason == "articles"
        assert desk.seen(number).stale is (Stale.ARTICLES if key == "term" else Stale.NO)
        assert rows(desk, deliveries) == []

    def test_an_article_that_expired_is_told_apart(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.shelf.lose("term", Stale.EXPIRED)

        with pytest.raises(StaleDraft) as told:
            desk.approve(number)
        assert told.value.reason == "expired"

    def test_a_customer_who_wrote_again_gets_no_answer_to_the_old_letter(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        later = desk.write(number)

        assert desk.seen(number).stale is Stale.CONVERSATION
        with pytest.raises(StaleDraft) as told:
            desk.approve(number)
        assert told.value.reason == "conversation"

        desk.propose(number, later)
        assert desk.approve(number).state is State.APPROVED

    def test_a_message_of_a_conversation_merged_in_counts(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        other = desk.write()
        with desk.store.writing() as connection:
            connection.execute(
                conversations.update()
                .where(conversations.c.number == other)
                .values(merged_into=number, status="merged")
            )

        assert desk.seen(number).stale is Stale.CONVERSATION

    def test_unsupported_sentences_are_confirmed_word_for_word_or_not_sent(
        self, desk: Desk
    ) -> None:
        number, _ = desk.waiting()
        text = f"{EXACT} {INVENTED}"

        for confirmed in ((), (INVENTED.lower(),), (INVENTED[:-1],), (TERM,)):
            with pytest.raises(Unconfirmed) as told:
                desk.approve(number, text=text, confirmed=confirmed)
            assert told.value.sentences == (INVENTED,)
        decision = desk.approve(number, text=text, confirmed=(INVENTED, TERM))
        assert decision.confirmed == (INVENTED,)
        assert [one["status"] for one in decision.sentences] == [
            "phrase", "supported", "unsupported",
        ]  # fmt: skip

    def test_what_the_screen_says_of_the_text_counts_for_nothing(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        changed = EXACT.replace("30 dni", "90 dni")

        with pytest.raises(Unconfirmed):
            desk.approve(number, text=changed)

    def test_a_passage_that_the_agent_put_in_supports_its_sentence(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        decision = desk.approve(number, text=f"{EXACT}\n{COST}", keys=("cost",))

        assert decision.sentences[-1]["citations"] == ["cost"]

    def test_a_text_changed_since_its_check_was_seen_is_shown_again(self, desk: Desk) -> None:
        number, _ = desk.waiting()

        with pytest.raises(StaleDraft) as told:
            desk.approve(number, text=TERM, seen=text_hash(EXACT))
        assert told.value.reason == "text"
        assert desk.approve(number, text=f"{TERM}\r\n", seen=text_hash(TERM)).text == TERM

    def test_an_editor_decides_nothing(self, desk: Desk) -> None:
        number, _ = desk.waiting()

        with pytest.raises(NotAllowed):
            desk.approve(number, desk.editor)

    @pytest.mark.parametrize("whose", ["draft", "conversation"])
    def test_escalated_drafts_need_a_lead_where_the_editors_say_so(
        self, desk: Desk, whose: str
    ) -> None:
        number, _ = desk.waiting(escalate=whose == "draft")
        with desk.store.writing() as connection:
            connection.execute(conversations.update().values(escalate=whose != "draft"))
        desk.needs_lead = True

        with pytest.raises(NotAllowed):
            desk.approve(number, desk.ewa)
        assert desk.approve(number, desk.lead).by_name == "Kinga"

    def test_without_that_rule_an_agent_suffices(self, desk: Desk) -> None:
        number, _ = desk.waiting(escalate=True)

        assert desk.approve(number, desk.ewa).state is State.APPROVED

    @pytest.mark.parametrize("text", [" ", "\n\0\n", "a" * 100_001])
    def test_a_text_that_is_none_is_refused(self, desk: Desk, text: str) -> None:
        number, _ = desk.waiting()

        with pytest.raises(ReviewError):
            desk.approve(number, text=text)

    def test_an_unknown_draft_is_told(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        approval = desk.approval(desk.seen(number))

        with pytest.raises(NotFound):
            approve(desk.store, "nothing", desk.ewa, approval, desk.rules, desk.now)

    def test_a_closed_conversation_is_opened_before_it_is_answered(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        with desk.store.writing() as connection:
            connection.execute(conversations.update().values(status="closed"))

        with pytest.raises(StaleDraft):
            desk.approve(number)


class TestEdit:
    def test_the_text_is_kept_letter_for_letter_with_its_difference(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        text = f"{EXACT}\n\nProszę dzwonić: 600-100-200 albo [telefon 1].\nEwa"
        decision = desk.edit(number, text)

        found = desk.seen(number)
        assert (found.state, found.version, found.text) == (State.EDITED, 2, text)
        assert decision.changes

    def test_a_text_that_was_put_back_is_no_difference(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.edit(number, f"{EXACT}\n{COST}")
        decision = desk.approve(number, text=EXACT)

        assert (decision.text, decision.changes) == (PROPOSED, ())


class TestRejection:
    def test_the_reason_is_kept_without_personal_data(self, desk: Desk) -> None:
        number, _draft = desk.waiting()
        decision = desk.reject(number, "Anna Nowak dzwoniła z 600 100 200, sprawa załatwiona")

        assert decision.reason == "[osoba 1] dzwoniła z [telefon 1], sprawa załatwiona"
        assert desk.seen(number).state is State.REJECTED
        with pytest.raises(AlreadyDecided):
            desk.approve(number)


class TestUndo:
    def test_an_approval_is_taken_back_until_its_reply_was_tried(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.edit(number, f"{EXACT}\n{COST}")
        desk.approve(number, keys=("cost",))
        decision = desk.undo(number)

        found = desk.seen(number)
        assert (decision.state, decision.undoes) == (State.EDITED, 3)
        assert [one.state for one in found.history] == [
            State.PROPOSED, State.EDITED, State.APPROVED, State.EDITED,
        ]  # fmt: skip
        assert found.text == f"{EXACT}\n{COST}"
        [delivery] = rows(desk, deliveries)
        assert delivery["state"] == "cancelled"
        assert [row["direction"] for row in rows(desk, messages)] == ["in"]
        [conversation] = rows(desk, conversations)
        assert (conversation["status"], conversation["first_answered_at"]) == ("open", None)
        assert desk.approve(number, keys=("cost",)).version == 5
        assert [row["state"] for row in rows(desk, deliveries)] == ["cancelled", "pending"]

    @pytest.mark.parametrize(
        "tried", [{"state": "sending"}, {"state": "sent"}, {"attempts": 1}, {"state": "failed"}]
    )
    def test_nothing_is_taken_back_that_may_be_with_the_customer(
        self, desk: Desk, tried: dict[str, object]
    ) -> None:
        number, _ = desk.waiting()
        desk.approve(number)
        with desk.store.writing() as connection:
            connection.execute(deliveries.update().values(tried))

        with pytest.raises(AlreadyDecided) as told:
            desk.undo(number)
        assert told.value.state == tried.get("state", "sending")
        assert desk.seen(number).state is State.APPROVED

    def test_a_rejection_is_taken_back(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.reject(number, "nie na temat")

        assert desk.undo(number).state is State.PROPOSED
        assert desk.approve(number).state is State.APPROVED

    def test_only_who_decided_and_a_lead_may(self, desk: Desk) -> None:
        number, _ = desk.waiting()
        desk.approve(number, desk.ewa)

        with pytest.raises(NotAllowed):
            desk.undo(number, desk.jan)
        assert desk.undo(number, desk.lead).by_name == "Kinga"

    def test_there_must_be_something_to_take_back(self, desk: Desk) -> None:
        number, _ = desk.waiting()

        with pytest.raises(AlreadyDecided):
            desk.undo(number)

    def test_a_newer_draft_stays_the_only_open_one(self, desk: Desk) -> None:
        number, first = desk.waiting()
        desk.reject(number, "nie na temat")
        desk.propose(number)
        old = reviewed(desk.store, first)

        from kb.review.store import undo

        undo(desk.store, first, desk.ewa, old.version, desk.key(), desk.now)

        states = [one.state for one in drafts_of(desk.store, number)]
        assert states == [State.SUPERSEDED, State.PROPOSED]
