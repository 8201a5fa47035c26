"""Whether an article helped."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from kb.privacy.mask import mask
from kb.store.database import Store, insert_for
from kb.store.schema import ratings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What a visitor thinks of an article.

    key: up to 64 characters, one for each visitor and article, so that a second click changes the
    first. commit: the version that was read. reason: a short code, `""` for none. words: masked
    before they are stored.
    """

    key: str
    slug: str
    commit: str
    language: str
    helpful: bool
    reason: str = ""
    words: str = ""


def rate(store: Store, rating: Rating, now: datetime) -> None:
    """Store a rating in place of an earlier one with its key. Raises StoreUnavailable.

    now: with time zone.
    """
    row = asdict(rating) | {"words": mask(rating.words).text, "at": now}
    with store.writing() as connection:
        insert = insert_for(connection)(ratings).values(row)
        connection.execute(insert.on_conflict_do_update(index_elements=[ratings.c.key], set_=row))
