"""In which register a conversation is held, so that its drafts keep to one."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from kb.store.database import Store, insert_for
from kb.store.schema import registers


def register_of(
    store: Store, conversation: str, proposed: str, now: datetime, *, changes: bool = False
) -> str:
    """The register of a conversation: the one that was first proposed for it.

    conversation: the caller's name for it, of which a hash is kept. changes: whether `proposed`
    replaces what is kept, because a person decided so. now: with time zone. Raises
    StoreUnavailable.
    """
    key = sha256(conversation.encode()).hexdigest()
    row = {"key": key, "register": proposed, "at": now}
    kept = select(registers.c.register).where(registers.c.key == key)
    if not changes:
        with store.reading() as connection:
            if (found := connection.execute(kept).scalar_one_or_none()) is not None:
                return str(found)
    with store.writing() as connection:
        insert = insert_for(connection)(registers).values(row)
        index = [registers.c.key]
        if changes:
            connection.execute(insert.on_conflict_do_update(index_elements=index, set_=row))
            return proposed
        connection.execute(insert.on_conflict_do_nothing(index_elements=index))
        return str(connection.execute(kept).scalar_one())
