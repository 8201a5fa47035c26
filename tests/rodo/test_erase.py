from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from kb.errors import NotFound
from kb.rodo.access_log import accesses
from kb.rodo.erase import TAKEN_OUT, erase
from kb.rodo.subject import matched, subject
from kb.store.database import Store
from kb.store.messages import message
from kb.store.schema import conversations, deliveries, draft_jobs, gaps, messages, metadata
from tests.review.desk import Desk
from tests.rodo.letters import ANNA, JAN, NOW, sent

ADDRESS = "anna.lewandowska@example.pl"


def everything(store: Store) -> str:
    """All that stands in any table."""
    with store.reading() as connection:
        return "\n".join(
            str([tuple(row) for row in connection.execute(select(table))])
            for table in metadata.sorted_tables
        )


def test_nothing_of_the_person_stays_in_any_table(store: Store) -> None:
    number = sent(store, ANNA, external="chatwoot:lewandowska")
    jan = sent(store, JAN)

    done = erase(store, subject(ADDRESS), None, NOW)

    assert (done.conversations, done.messages, done.overwritten) == ((number,), 1, True)
    left = everything(store).casefold()
    assert not [word for word in ("lewandowsk", "anna", "600", "pieniędzy") if word in left]
    assert message(store, jan) is not None
    assert "Gdzie jest paczka?" in everything(store)


def test_the_skeleton_stays_and_nobody_answers_it_any_more(store: Store) -> None:
    number = sent(store, ANNA)

    erase(store, subject(number), None, NOW)

    with store.reading() as connection:
        row = connection.execute(select(conversations)).mappings().one()
        assert connection.execute(select(draft_jobs)).all() == []
    assert (row["status"], row["closed_at"], row["topic"]) == ("closed", NOW, "zwroty")
    assert (row["opened_at"], row["version"]) == (NOW, 2)


def test_it_is_noted_by_the_number_alone(store: Store) -> None:
    number = sent(store, ANNA)

    erase(store, subject(ADDRESS), None, NOW)

    assert [(one.action.value, one.number) for _, one in accesses(store)] == [("erase", number)]


def test_drafts_decisions_and_replies_lose_their_words(store: Store) -> None:
    desk = Desk(store)
    number, _ = desk.waiting()
    desk.edit(number, "Dzień dobry, Pani Anno,\n\nProszę o numer konta.")
    asked = {"question": "Czy Anna Nowak…?", "note": "Anna Nowak", "conversation": number}
    with store.writing() as connection:
        connection.execute(gaps.insert().values(**asked, account=desk.ewa.id, at=NOW))

    erase(store, subject("anna.nowak@example.pl"), desk.lead.id, NOW)

    left = everything(store)
    assert not [word for word in ("Nowak", "Anno", "numer konta", "600 100 200") if word in left]
    assert f"Czy {TAKEN_OUT}…?" in left
    assert "termin-zwrotu" in left, "which articles were cited stays"


def test_a_reply_that_waits_is_not_sent_any_more(store: Store) -> None:
    desk = Desk(store)
    number, _ = desk.waiting()
    desk.approve(number)

    erase(store, subject("anna.nowak@example.pl"), None, NOW)

    with store.reading() as connection:
        assert connection.scalar(select(deliveries.c.state)) == "cancelled"


def test_out_of_messages_of_others_only_the_address_is_taken(store: Store) -> None:
    jan = sent(store, JAN, text=f"Paczkę odbierze {ADDRESS}, nie ja.")

    done = erase(store, subject(ADDRESS), None, NOW)

    assert (done.conversations, done.mentioned) == ((), (jan,))
    found = message(store, jan)
    assert found is not None
    assert found.sent.text == f"Paczkę odbierze {TAKEN_OUT}, nie ja."
    assert found.sent.email == "jan@example.pl"
    with store.reading() as connection:
        assert "lewandowska" not in (connection.scalar(select(messages.c.findable)) or "")
        assert not matched(connection, subject(ADDRESS)).mentioned


def test_drafts_to_others_forget_what_stood_behind_their_placeholders(store: Store) -> None:
    jan = sent(store, JAN, text=f"Paczkę odbierze {ADDRESS}, nie ja.")
    later = sent(store, JAN, conversation=jan, text="Czekam.")
    hidden = {"[e-mail 1]": "Anna.Lewandowska@example.pl", "[osoba 1]": "Jan Wrona"}
    with store.writing() as connection:
        connection.execute(
            update(messages).where(messages.c.number == later).values(placeholders={"d1": hidden})
        )

    erase(store, subject(ADDRESS), None, NOW)

    assert "lewandowska" not in everything(store).casefold()
    with store.reading() as connection:
        kept = connection.scalar(select(messages.c.placeholders).where(messages.c.number == later))
    assert kept == {"d1": {"[e-mail 1]": TAKEN_OUT, "[osoba 1]": "Jan Wrona"}}


def test_a_short_name_does_not_eat_what_was_put_in_its_place(store: Store) -> None:
    number = sent(store, ANNA, name="u")
    asked = {"question": f"Czy u {ANNA.phone} jest zwrot?", "conversation": number}
    who = Desk(store).ewa.id
    with store.writing() as connection:
        connection.execute(gaps.insert().values(**asked, account=who, at=NOW))

    erase(store, subject(ADDRESS), None, NOW)

    with store.reading() as connection:
        assert connection.scalar(select(gaps.c.question)) == (
            f"Czy {TAKEN_OUT} {TAKEN_OUT} jest zwrot?"
        )


def test_erasing_again_finds_nothing(store: Store) -> None:
    sent(store, ANNA)
    erase(store, subject(ADDRESS), None, NOW)

    assert erase(store, subject(ADDRESS), None, NOW).conversations == ()


def test_an_unknown_number_is_said(store: Store) -> None:
    with pytest.raises(NotFound):
        erase(store, subject("0000-0000"), None, NOW)


class TestBytes:
    """What SQLite leaves on the disk; the files are read as they are."""

    @staticmethod
    def on_disk(folder: Path) -> bytes:
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    def test_no_byte_of_the_person_stays_in_file_or_log(
        self, sqlite: Store, tmp_path: Path
    ) -> None:
        canary = "Brzęczyszczykiewicz"
        number = sent(sqlite, ANNA, text=f"{canary} " * 3000, name=canary)
        for _ in range(20):
            sent(sqlite, JAN)
        # Written twice, so that there are old pages, too.
        with sqlite.writing() as connection:
            connection.execute(
                update(messages).where(messages.c.number == number).values(subject=canary * 50)
            )
        assert canary.encode() in self.on_disk(tmp_path)

        assert erase(sqlite, subject(ADDRESS), None, NOW).overwritten

        left = self.on_disk(tmp_path)
        assert canary.encode() not in left
        assert b"brzeczyszczykiewicz" not in left, "the words that it was found by"
        assert b"ewandowska" not in left
        assert b"jan@example.pl" in left

    def test_who_still_reads_an_older_state_is_told_of(self, sqlite: Store, tmp_path: Path) -> None:
        sent(sqlite, ANNA)
        with sqlite.reading() as connection:
            connection.execute(select(messages)).all()
            done = erase(sqlite, subject(ADDRESS), None, NOW)

        assert not done.overwritten
