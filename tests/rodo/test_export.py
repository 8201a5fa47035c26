from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from kb.rodo.access_log import accesses, note_access
from kb.rodo.export import export, export_document, export_text
from kb.rodo.subject import subject
from kb.store.database import Store
from kb.store.schema import accounts, messages, surveys
from tests.rodo.letters import ANNA, JAN, NOW, sent

WARSAW = ZoneInfo("Europe/Warsaw")
ADDRESS = "anna.lewandowska@example.pl"


def account(store: Store) -> int:
    row = {"login": "ewa", "name": "Ewa Konsultantka", "role": "admin", "created_at": NOW}
    with store.writing() as connection:
        made = accounts.insert().values(**row, credentials_at=NOW)
        return int(connection.execute(made.returning(accounts.c.id)).scalar_one())


def test_a_copy_holds_everything_of_a_person_and_nothing_of_others(store: Store) -> None:
    number = sent(store, ANNA)
    sent(store, JAN)
    with store.writing() as connection:
        connection.execute(
            surveys.insert().values(
                hash="h", conversation=number, sent_at=NOW, answered_at=NOW, csat=4, words="miło"
            )
        )

    found = export(store, subject(ADDRESS), None, NOW)
    document = json.loads(json.dumps(export_document(found)))

    (conversation,) = document["conversations"]
    (message,) = conversation["messages"]
    assert message["text"] == ANNA.text
    assert message["email"] == ANNA.email
    assert message["attachments"] == ["lewandowska.pdf"]
    assert conversation["surveys"][0]["csat"] == 4
    assert "jan" not in json.dumps(document).casefold()


def test_a_copy_can_be_read_by_the_person(store: Store) -> None:
    number = sent(store, ANNA)
    reply = sent(store, ANNA, NOW + timedelta(hours=1), conversation=number, text="Zwrot wysłany.")
    with store.writing() as connection:
        connection.execute(
            update(messages).where(messages.c.number == reply).values(direction="out")
        )

    text = export_text(export(store, subject(ADDRESS), None, NOW), WARSAW)

    assert f"Rozmowa {number}, od 22.11.2026, 13:00" in text
    assert "Od Ciebie, 22.11.2026, 13:00" in text
    assert "  E-mail: Anna.Lewandowska@example.pl\n" in text
    assert "Nasza odpowiedź, 22.11.2026, 14:00" in text
    assert "  Zwrot wysłany.\n" in text


def test_the_copy_is_noted_and_says_when_somebody_looked_but_not_who(store: Store) -> None:
    number, ewa = sent(store, ANNA), account(store)
    note_access(store, ewa, "open", number, NOW)

    found = export(store, subject(ADDRESS), ewa, NOW)

    assert found.conversations[0]["accesses"] == [{"at": NOW.isoformat(), "action": "open"}]
    assert "Ewa" not in json.dumps(export_document(found)) + export_text(found, WARSAW)
    entries = [(one.by, one.action.value, one.number) for _, one in accesses(store)]
    assert entries == [("Ewa Konsultantka", "export", number), ("Ewa Konsultantka", "open", number)]


def test_messages_of_others_are_named_and_not_given_out(store: Store) -> None:
    other = sent(store, JAN, text=f"Piszcie do sąsiadki: {ADDRESS}")

    found = export(store, subject(ADDRESS), None, NOW)

    assert (found.conversations, found.mentioned) == ((), (other,))
    assert "sąsiadki" not in export_text(found, WARSAW)
    assert other in export_text(found, WARSAW)


def test_of_nobody_there_is_nothing(store: Store) -> None:
    text = export_text(export(store, subject(ADDRESS), None, NOW), WARSAW)

    assert "Nie mamy żadnych rozmów tej osoby." in text
    assert accesses(store) == ()


def test_the_access_log_can_be_paged_and_narrowed(store: Store) -> None:
    first, second = sent(store, ANNA), sent(store, JAN)
    for number in (first, second, first):
        note_access(store, None, "open", number, NOW)

    (newest, _), (middle, _) = accesses(store, limit=2)
    assert [one.number for _, one in accesses(store, before=middle)] == [first]
    assert newest > middle
    assert [one.number for _, one in accesses(store, number=second.lower())] == [second]
