"""A person's data as a copy to be given out: a document for machines and a text to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from kb.rodo.access_log import Action, note_in
from kb.rodo.subject import Subject, matched
from kb.store.database import Store
from kb.store.schema import access_log, conversations, messages, surveys

#: What is kept of a message, in the order in which it is told.
_OF_MESSAGE = (
    "number", "direction", "received_at", "language", "topic", "name", "email", "phone", "subject",
    "text", "attachments", "searched", "page", "promised_by", "may_improve", "erased_at",
)  # fmt: skip
_OF_CONVERSATION = (
    "number", "origin", "channel", "language", "topic", "status", "opened_at", "updated_at",
    "due_at", "first_answered_at", "answered_at", "closed_at", "flags", "escalate", "external",
)  # fmt: skip
_OF_SURVEY = ("sent_at", "answered_at", "csat", "effort", "nps", "words")
_FROM = {"in": "Od Ciebie", "out": "Nasza odpowiedź", "note": "Notatka pracownika"}


@dataclass(frozen=True, slots=True)
class Export:
    """A copy of everything that is kept of a person. made_at: with time zone.

    conversations: as JSON takes them, in the order of opening. mentioned: numbers of messages of
    other people in which the address or telephone occurs; a person must look at them before
    anything is given out.
    """

    subject: Subject
    made_at: datetime
    conversations: tuple[Mapping[str, Any], ...]
    mentioned: tuple[str, ...]


def export(store: Store, person: Subject, account: int | None, now: datetime) -> Export:
    """Copy a person's data, and note in the access log that it was done.

    account: who asks; None at the server's command line. Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        found = matched(connection, person)
        documents = tuple(_conversation(connection, number) for number in found.conversations)
        note_in(connection, account, Action.EXPORT, found.conversations, now)
    ordered = sorted(documents, key=lambda one: (one["opened_at"], one["number"]))
    return Export(person, now, tuple(ordered), found.mentioned)


def export_document(found: Export) -> dict[str, Any]:
    """The copy as a JSON document; moments in ISO 8601 with their zone."""
    return {
        "subject": {"kind": found.subject.kind.value, "value": found.subject.value},
        "made_at": found.made_at.isoformat(),
        "conversations": list(found.conversations),
        "mentioned_in": list(found.mentioned),
    }


def export_text(found: Export, zone: ZoneInfo) -> str:
    """The copy in Polish, to be read by the person; moments by the clock of a place."""
    return "\n".join(_lines(found, zone)) + "\n"


def _conversation(connection: Connection, number: str) -> dict[str, Any]:
    def rows(table: Any, columns: tuple[str, ...], condition: Any, order: Any) -> list[Any]:
        query = select(*(table.c[name] for name in columns)).where(condition).order_by(order)
        return [_plain(dict(row)) for row in connection.execute(query).mappings()]

    here = conversations.c
    (document,) = rows(conversations, _OF_CONVERSATION, here.number == number, here.number)
    return {
        **document,
        "messages": rows(
            messages, _OF_MESSAGE, messages.c.conversation == number, messages.c.received_at
        ),
        "surveys": rows(surveys, _OF_SURVEY, surveys.c.conversation == number, surveys.c.sent_at),
        # Not who: a copy is for the person, and employees are persons, too (CJEU, C-579/21).
        "accesses": rows(
            access_log, ("at", "action"), access_log.c.subject == number, access_log.c.id
        ),
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _lines(found: Export, zone: ZoneInfo) -> Iterator[str]:
    yield "Kopia danych osobowych"
    yield f"Szukano: {found.subject.value}"
    yield f"Sporządzono: {_moment(found.made_at.isoformat(), zone)}"
    if not found.conversations:
        yield ""
        yield "Nie mamy żadnych rozmów tej osoby."
    for one in found.conversations:
        yield from _of_conversation(one, zone)
    if found.mentioned:
        yield ""
        yield (
            "Adres lub telefon występuje też w wiadomościach innych osób: "
            f"{', '.join(found.mentioned)}. Zanim coś z nich wydasz, sprawdź je."
        )


def _of_conversation(one: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    yield ""
    yield f"Rozmowa {one['number']}, od {_moment(one['opened_at'], zone)}"
    for message in one["messages"]:
        yield ""
        yield f"{_FROM[message['direction']]}, {_moment(message['received_at'], zone)}"
        if message["erased_at"]:
            yield f"  treść usunięta {_moment(message['erased_at'], zone)}"
            continue
        for label, name in (("Imię i nazwisko", "name"), ("E-mail", "email"),
                            ("Telefon", "phone"), ("Temat", "subject")):  # fmt: skip
            if message[name]:
                yield f"  {label}: {message[name]}"
        if message["attachments"]:
            yield f"  Nazwy załączników: {', '.join(message['attachments'])}"
        if message["searched"]:
            yield f"  Wcześniej szukano: {'; '.join(message['searched'])}"
        yield from (f"  {line}" for line in message["text"].splitlines())
    for answered in one["surveys"]:
        if answered["answered_at"]:
            yield ""
            yield f"Ankieta, {_moment(answered['answered_at'], zone)}: {_marks(answered)}"
    if one["accesses"]:
        times = ", ".join(_moment(access["at"], zone) for access in one["accesses"])
        yield ""
        yield f"Kiedy otwierano lub kopiowano: {times}"


def _marks(answered: Mapping[str, Any]) -> str:
    marks = (("zadowolenie", "csat", 5), ("łatwość", "effort", 7), ("polecenie", "nps", 10))
    told = [
        f"{label} {answered[name]} z {most}"
        for label, name, most in marks
        if answered[name] is not None
    ]
    return ", ".join([*told, *([f"„{answered['words']}”"] if answered["words"] else [])])


def _moment(written: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(written).astimezone(zone).strftime("%d.%m.%Y, %H:%M")
