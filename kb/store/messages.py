"""Messages of the contact form, each with a receipt."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from kb.errors import StoreUnavailable
from kb.privacy.mask import mask
from kb.store.database import Store, insert_for
from kb.store.schema import messages

#: Crockford's base 32: no I, L, O or U, so that a number can be read out on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Thirty-two to the eighth are a trillion numbers: two equal ones in a row do not happen.
_ATTEMPTS = 5
_READ_AS = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What a visitor sent.

    key: up to 64 characters, made with the form, so that the same form sent twice is one message.
    searched: what was searched in the visit; masked before it is stored. text is kept in full.
    page: the path that it was sent from. promised_by: when an answer was promised, with time zone.
    may_improve: whether it may be used, without personal data, to improve the articles.
    """

    key: str
    language: str
    topic: str
    text: str
    email: str = ""
    phone: str = ""
    searched: tuple[str, ...] = ()
    page: str = ""
    promised_by: datetime | None = None
    may_improve: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The number under which a message is found, as `7K4M-2QX9`, and when it came."""

    number: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. status: `new`."""

    receipt: Receipt
    status: str
    sent: NewMessage


def new_number() -> str:
    """A receipt's number that nobody can guess: 40 random bits."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"


def add_message(store: Store, sent: NewMessage, now: datetime) -> Receipt:
    """Store a message; the receipt of the first one when its key is known already.

    now: with time zone. Raises StoreUnavailable, and then nothing is stored.
    """
    row = asdict(sent) | {
        "searched": [mask(text).text for text in sent.searched],
        "received_at": now,
        "status": "new",
    }
    known = select(messages.c.number, messages.c.received_at).where(messages.c.key == sent.key)
    with store.writing() as connection:
        insert = insert_for(connection)
        for _ in range(_ATTEMPTS):
            row["number"] = new_number()
            # Without a target: a number that is taken is passed over too, and drawn again.
            connection.execute(insert(messages).values(row).on_conflict_do_nothing())
            found = connection.execute(known).one_or_none()
            if found is not None:
                return Receipt(found.number, found.received_at)
    raise StoreUnavailable("No free number for a receipt was found; try again.")


def message(store: Store, number: str) -> Message | None:
    """The message with a number, however it was typed: small letters, no dash, O for 0.

    None when there is none.
    """
    code = "".join(filter(str.isalnum, number.upper())).translate(_READ_AS)
    wanted = messages.c.number == f"{code[:4]}-{code[4:]}"
    with store.reading() as connection:
        row = connection.execute(select(messages).where(wanted)).mappings().one_or_none()
    if row is None:
        return None
    stored = {name: row[name] for name in NewMessage.__dataclass_fields__}
    sent = NewMessage(**stored | {"searched": tuple(row["searched"])})
    return Message(Receipt(row["number"], row["received_at"]), row["status"], sent)
