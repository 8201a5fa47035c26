"""The ways in which an approved reply can leave, and which one fits a conversation."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Means(StrEnum):
    """How a reply reaches the customer; the values of `deliveries.means`.

    COPY and EML: a person carries it, so nothing is sent; they are settled when their time comes,
    so that they can be undone until then like the others.
    """

    SMTP = "smtp"
    WEBHOOK = "webhook"
    CHATWOOT = "chatwoot"
    ZAMMAD = "zammad"
    COPY = "copy"
    EML = "eml"


BY_HAND = frozenset((Means.COPY, Means.EML))
#: A conversation that came from another system is answered there or by hand, never past it.
_HOME = {"chatwoot": Means.CHATWOOT, "zammad": Means.ZAMMAD}


def choose(configured: Collection[Means], origin: str, *, has_address: bool) -> Means:
    """The way that a reply takes unless a person picks another.

    configured: what the installation is set up for. origin: of the conversation. has_address:
    whether the customer left an e-mail address.
    """
    if home := _HOME.get(origin):
        return home if home in configured else Means.COPY
    mail = [Means.SMTP] if has_address else []
    wanted = [Means.WEBHOOK, *mail] if origin == "webhook" else [*mail, Means.WEBHOOK]
    return next((means for means in wanted if means in configured), Means.COPY)
