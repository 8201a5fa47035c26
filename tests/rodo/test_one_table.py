"""Personal data stand in one table: letters go the whole way of the desk, then all others are read.

The draft engine, the review, the outbox and the database are the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.accounts.accounts import add_account
from kb.accounts.model import Account, Role
from kb.delivery.survey import Answers, answer
from kb.errors import Unconfirmed
from kb.inbox.changes import add_note
from kb.inbox.drafting import Drafter
from kb.review.gaps import ask
from kb.review.history import current
from kb.review.model import Approval, Reviewed, Rules
from kb.review.store import approve, edit, propose, reject
from kb.rodo.erase import erase
from kb.rodo.export import export
from kb.rodo.subject import subject
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.ratings import Rating, rate
from kb.store.schema import messages, metadata, surveys
from kb.store.searches import Search, new_token, record
from kb.wiring import open_assistant, open_review
from tests.bases import Base

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody whose every detail is found by searching for it."""

    name: str
    email: str
    phone: str
    pesel: str

    @property
    def traces(self) -> tuple[str, ...]:
        """What must not stand elsewhere, also in part."""
        return (*self.name.split(), self.email, self.phone, self.phone.replace(" ", ""), self.pesel)

    @property
    def letter(self) -> str:
        return (
            "Dzień dobry,\nile mam czasu na zwrot towaru? Jestem bardzo zła, to oszustwo!\n"
            f"Mój telefon to {self.phone}, e-mail {self.email}, PESEL {self.pesel}.\n"
            f"Pozdrawiam\n{self.name}"
        )


PEOPLE = (
    Person("Anna Brzozowska", "a.brzozowska@poczta.example", "600 700 801", "44051401359"),
    Person("Krzysztof Jaworski", "k.jaworski@poczta.example", "512 345 678", "02070803628"),
    Person("Zofia Sikorska", "zofia77@poczta.example", "691 223 344", "80010112340"),
    Person("Katarzyna Nowak-Wiśniewska", "knw@poczta.example", "602 111 222", "85020202227"),
    Person(
        "Grzegorz Brzęczyszczykiewicz", "grzegorz.b@poczta.example", "503 333 444", "78111113333"
    ),
    Person("Jakub Wróbel", "wrobel@poczta.example", "664 555 666", "69040405554"),
    Person("Ewa Zima", "ewa.zima@poczta.example", "885 777 888", "55050506662"),
    Person("Mirosława Dąb", "m.dab@poczta.example", "12 345 67 89", "60060607771"),
    Person("Paweł Zawadzki", "pz@poczta.example", "788 990 011", "90090515836"),
)


@pytest.fixture
def rules(served: Base, sqlite: Store, tmp_path: Path) -> Iterator[Rules]:
    with served.library() as library:
        settings = served.settings(data_dir=tmp_path)
        assistant = open_assistant(settings, library)
        drafter = Drafter(
            sqlite,
            assistant.propose,
            lambda number, last, proposal, now: propose(sqlite, number, last, proposal, now),
            lambda: NOW,
        )
        for number, person in enumerate(PEOPLE):
            written(sqlite, person, str(number))
        while drafter.work_once():
            pass
        yield open_review(library, assistant)()


def written(store: Store, person: Person, key: str) -> str:
    sent = NewMessage(
        key=key, language="pl", topic="zwroty", text=person.letter, email=person.email,
        phone=person.phone, name=person.name, subject=f"Zwrot {person.name}",
        searched=(f"zwrot {person.phone}",), mail_id=f"<{person.email}>",
        attachments=(f"{person.name}.pdf",),
    )  # fmt: skip
    return add_message(store, sent, NOW - timedelta(hours=1)).number


def decided(store: Store, rules: Rules, who: Account, number: str, person: Person) -> None:
    """A draft is edited and approved, or rejected, in words that name the person."""
    draft = current(store, number, rules.freshness)
    assert draft is not None, "the engine made a draft"
    text = f"{draft.text}\n\nPani/Pan {person.name}, dzwonimy na {person.phone}."
    edit(store, draft.id, who, text, draft.version, f"{number} e", NOW, rules)
    if person is PEOPLE[-1]:
        reason = f"Zły szkic dla: {person.name}, {person.email}"
        reject(store, draft.id, who, reason, draft.version + 1, f"{number} r", NOW, rules)
        return
    approved(store, draft, who, text, rules)


def approved(store: Store, draft: Reviewed, who: Account, text: str, rules: Rules) -> None:
    confirmed: Sequence[str] = ()
    for attempt in range(2):
        approval = Approval(
            text=text,
            version=draft.version + 1,
            key=f"{draft.id} a{attempt}",
            confirmed=tuple(confirmed),
        )
        try:
            approve(store, draft.id, who, approval, rules, NOW)
        except Unconfirmed as error:
            confirmed = error.sentences
        else:
            return
    raise AssertionError("two attempts did not do")


@pytest.fixture
def used(sqlite: Store, rules: Rules) -> Store:
    """A database in which everything has happened that can be said about these people."""
    who = add_account(sqlite, "kinga", "Kinga Konsultantka", Role.ADMIN, NOW)
    with sqlite.reading() as connection:
        rows = connection.execute(select(messages.c.conversation, messages.c.email)).all()
    numbers = {email: number for number, email in rows}
    for person in PEOPLE:
        number = numbers[person.email]
        decided(sqlite, rules, who, number, person)
        note = f"Dzwonił {person.name}, {person.phone}"
        add_note(sqlite, number, note, account=who.id, now=NOW)
        question = f"Czy {person.name} ({person.email}) dostanie zwrot?"
        ask(sqlite, question, note, number, who.id, NOW, rules.patterns)
        about(sqlite, person, number)
        export(sqlite, subject(person.email), who.id, NOW)
    return sqlite


def about(store: Store, person: Person, number: str) -> None:
    """What visitors leave beside letters."""
    said = f"{person.name} tel. {person.phone} {person.email} PESEL {person.pesel}"
    record(
        store,
        [
            Search(
                token=new_token(), at=NOW, text=f"zwrot {said}", language="pl", source="page",
                answered=False, confidence=0.1, top=None, results=0,
            )
        ],
    )  # fmt: skip
    rate(store, Rating(key=number, slug="blik", commit="c", language="pl", helpful=False,
                       words=said), NOW)  # fmt: skip
    hashed = sha256(number.lower().encode()).hexdigest()
    with store.writing() as connection:
        connection.execute(surveys.insert().values(hash=hashed, conversation=number, sent_at=NOW))
    answer(store, number, Answers(csat=2, words=said), NOW)


def found(store: Store, traces: Sequence[str], besides: str = "") -> list[str]:
    """Where traces stand, as `table: trace`."""
    places = []
    with store.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name == besides:
                continue
            held = str(connection.execute(select(table)).all()).casefold()
            places += [f"{table.name}: {one}" for one in traces if one.casefold() in held]
    return places


def test_personal_data_stand_in_the_table_of_messages_alone(used: Store) -> None:
    traces = [trace for person in PEOPLE for trace in person.traces]

    assert found(used, traces, besides="messages") == []
    assert found(used, traces), "they are there"


def test_the_tables_were_filled(used: Store) -> None:
    """An empty table would prove nothing."""
    with used.reading() as connection:
        empty = {
            table.name
            for table in metadata.sorted_tables
            if connection.execute(select(table)).first() is None
        }

    assert empty <= {"sessions", "attempts", "draft_jobs", "tokens", "received_webhooks",
                     "markers", "set_aside"}  # fmt: skip


def test_erasing_leaves_no_byte_on_the_disk(used: Store, tmp_path: Path) -> None:
    for person in PEOPLE:
        assert erase(used, subject(person.email), None, NOW).overwritten

    assert found(used, [trace for person in PEOPLE for trace in person.traces]) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    left = [
        (path.name, trace)
        for path in files
        for person in PEOPLE
        for trace in person.traces
        if trace.encode() in path.read_bytes()
    ]
    assert left == []
    assert any(path.name.endswith("sqlite3") or path.suffix == ".db" for path in files), files
