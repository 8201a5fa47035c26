"""What else a customer wrote, and which conversation a new one follows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from kb.inbox.changes import merge
from kb.inbox.conversations import opened
from kb.inbox.customers import others_of
from kb.store.database import Store
from kb.store.erasure import empty_messages
from kb.store.schema import conversations, messages
from tests.inbox.conftest import HOUR, NOW, Write

EMAIL, PHONE = "anna@poczta.example", "600100200"


def others(store: Store, number: str, **more: Any) -> list[str]:
    found = others_of(store, opened(store, number, NOW), NOW, **more)
    return [one.number for one in found]


def follows(store: Store, number: str) -> str | None:
    with store.reading() as connection:
        one = conversations.c
        return connection.scalar(select(one.follows).where(one.number == number))


def test_the_customers_others_are_told_by_address_or_telephone_the_latest_first(
    store: Store, write: Write
) -> None:
    by_mail = write(at=NOW - 3 * HOUR, email=EMAIL)
    by_phone = write(at=NOW - 2 * HOUR, phone=PHONE)
    write(email="jan@poczta.example", phone="700100200")
    write()
    present = write(email=EMAIL, phone=PHONE)

    assert others(store, present) == [by_phone, by_mail]
    assert others(store, present, most=1) == [by_phone]


def test_who_left_no_address_has_no_others(store: Store, write: Write) -> None:
    write(email=EMAIL)
    write()

    assert others(store, write()) == []


def test_a_merged_one_counts_as_the_one_that_it_went_into(
    store: Store, write: Write, anna: int
) -> None:
    kept, double = write(email=EMAIL), write(email=EMAIL)
    merge(store, double, kept, version=1, account=anna, now=NOW)
    present = write(email=EMAIL)

    assert others(store, present) == [kept]
    assert others(store, kept) == [present]
    assert follows(store, present) == kept


def test_a_new_conversation_follows_the_customers_newest(store: Store, write: Write) -> None:
    write(at=NOW - 3 * HOUR, email=EMAIL)
    newest = write(at=NOW - 2 * HOUR, email=EMAIL)
    stranger = write(at=NOW - HOUR, email="jan@poczta.example")

    assert follows(store, write(email=EMAIL)) == newest
    assert follows(store, stranger) is None


def test_capitals_of_the_new_message_hide_nothing(store: Store, write: Write) -> None:
    first = write(at=NOW - HOUR, email=EMAIL)

    assert follows(store, write(email=EMAIL.upper())) == first


def test_once_the_texts_are_erased_nobody_can_tell(store: Store, write: Write) -> None:
    first = write(email=EMAIL)
    with store.writing() as connection:
        empty_messages(connection, messages.c.conversation == first, NOW)
    present = write(email=EMAIL)

    assert others(store, present) == []
    assert follows(store, present) is None
