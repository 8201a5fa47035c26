"""Approved replies to the operator's own system, as signed webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kb.delivery.calling import WHOLE_S, post, told
from kb.delivery.reply import Reply, read_reply
from kb.delivery.signature import signature
from kb.store.database import Store

#: 410 Gone: the receiver wants no more, by the specification.
_GONE = frozenset({410})


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Posts each reply to one address.

    key: of the signature. clock: the moment of an attempt, which is signed. A reply that comes
    twice has the same `webhook-id`, its delivery's.
    """

    store: Store
    address: str
    key: bytes = field(repr=False)
    clock: Callable[[], datetime]
    whole_s: float = WHOLE_S

    def __call__(self, delivery: str) -> None:
        """Hand over one reply. Raises DeliveryError, NotFound, StoreUnavailable."""
        with self.store.reading() as connection:
            reply = read_reply(connection, delivery)
        body, now = json.dumps(document(reply), ensure_ascii=False).encode(), self.clock()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(self.key, delivery, now, body),
        }
        answer = post(self.address, body, headers, whole_s=self.whole_s)
        told(answer, "The webhook's receiver", _GONE)


def document(reply: Reply) -> dict[str, object]:
    """What is told of a reply. docs/integrations.md lists it (a test compares)."""
    return {
        "type": "reply.approved",
        "timestamp": reply.written_at.isoformat(),
        "data": {
            "conversation": reply.number,
            "message": reply.answers,
            "external": reply.external.partition(":")[2],
            "channel": reply.channel,
            "language": reply.language,
            "subject": reply.subject,
            "text": reply.text,
            "author": reply.author,
            "customer": {"name": reply.name, "email": reply.email, "phone": reply.phone},
        },
    }
