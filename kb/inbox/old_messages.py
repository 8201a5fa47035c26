"""Messages from before they were searchable get the words by which they are found."""

from __future__ import annotations

from sqlalchemy import select, update

from kb.store.database import Store
from kb.store.schema import FOUND_BY, messages
from kb.store.words import findable


def make_findable(store: Store, most: int = 200) -> bool:
    """Do it for some messages; whether there may be more. Raises StoreUnavailable."""
    said = messages.c
    unmade = said.findable.is_(None), said.erased_at.is_(None)
    old = select(said.number, *(said[name] for name in FOUND_BY)).where(*unmade).limit(most)
    with store.reading() as connection:
        rows = connection.execute(old).all()
    made = [(row.number, findable(row[1:])) for row in rows]
    if made:
        with store.writing() as connection:
            for number, words in made:
                # Asked again: the message may have been erased between.
                this = update(messages).where(said.number == number, *unmade)
                connection.execute(this.values(findable=words))
    return len(made) == most
