"""Emptying what people wrote, in place: what remains serves statistics and tells of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from kb.store.database import Store, told
from kb.store.schema import decisions, drafts, messages

#: Every column of a message that says who wrote, or what. The rest is when, where and its kind.
PERSONAL: Mapping[str, object] = {
    "text": "",
    "email": "",
    "phone": "",
    "name": "",
    "subject": "",
    "searched": [],
    "page": "",
    "mail_id": None,
    "attachments": [],
    "findable": "",
    "placeholders": {},
}


def empty_messages(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Empty the messages that a condition on `messages` names; how many were not empty before."""
    return connection.execute(
        update(messages)
        .where(which, messages.c.erased_at.is_(None))
        .values(**PERSONAL, erased_at=now)
    ).rowcount


def empty_drafts(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Take the wording out of drafts and out of what was decided about them.

    Which articles they cite, what the check said and how they ended stays. It is masked anyway;
    masking may have missed what only a person sees.
    """
    for id_ in ids:
        document = connection.execute(select(drafts.c.document).where(drafts.c.id == id_))
        connection.execute(
            update(drafts)
            .where(drafts.c.id == id_)
            .values(document=without_words(document.scalar_one()), erased_at=now)
        )
        entries = connection.execute(select(decisions).where(decisions.c.draft == id_)).mappings()
        for entry in entries.all():
            connection.execute(
                update(decisions)
                .where(decisions.c.id == entry["id"])
                .values(
                    text=None if entry["text"] is None else "",
                    sentences=[_without_words(one) for one in entry["sentences"]],
                    confirmed=["" for _ in entry["confirmed"]],
                    changes=[[kind, "" if kind == "ins" else n] for kind, n in entry["changes"]],
                )
            )


def without_words(document: Mapping[str, Any]) -> dict[str, Any]:
    """A draft's document without what the customer said and what the reply would have said."""
    return {
        **document,
        "text": "",
        "sentences": [_without_words(one) for one in document.get("sentences", ())],
        "questions": [{**one, "text": ""} for one in document.get("questions", ())],
        "flags": [{**one, "quote": ""} for one in document.get("flags", ())],
    }


def overwrite(store: Store, tables: Sequence[str]) -> bool:
    """Have what was changed or deleted overwritten on the disk now; whether that was done.

    SQLite overwrites in its file (secure_delete), once its write-ahead log is carried over: not
    while somebody still reads an older state. PostgreSQL vacuums the tables, after which the space
    is used anew; its own log goes with its checkpoints. Raises StoreUnavailable.
    """
    with told(store.address):
        raw = store.engine.raw_connection()
        try:
            if store.engine.dialect.name == "sqlite":
                busy, *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
            # Neither may stand in a transaction; the pool's own check has begun one.
            raw.rollback()
            driver: Any = raw.driver_connection
            driver.autocommit = True
            try:
                for table in tables:
                    driver.cursor().execute(f'VACUUM "{table}"')
            finally:
                driver.autocommit = False
            return True
        finally:
            raw.close()


def _without_words(sentence: Mapping[str, Any]) -> dict[str, Any]:
    return {**sentence, "text": "", "reasons": []}
