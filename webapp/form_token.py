"""A token in each form: when it was opened, signed, so that programs cannot make one up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from itsdangerous import BadSignature, URLSafeSerializer

#: No person fills a form in faster.
LEAST_AGE = timedelta(seconds=3)
GREATEST_AGE = timedelta(hours=12)

_LONGEST = 200


class Fault(Enum):
    """Why a form is not taken as it came."""

    UNKNOWN = "unknown"
    EARLY = "early"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """name: unguessable, the same for each sending of one opened form."""

    name: str
    at: datetime

    def fault(self, now: datetime) -> Fault | None:
        """Whether it comes too early or too late."""
        age = now - self.at
        if age < LEAST_AGE:
            return Fault.EARLY
        return Fault.EXPIRED if age > GREATEST_AGE else None


class FormTokens:
    """Makes and reads the tokens of one kind of form. key: the site's; purpose: the kind."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._serializer = URLSafeSerializer(key, salt=purpose)

    def issue(self, now: datetime) -> str:
        """The token of a form that is opened now."""
        content = [secrets.token_urlsafe(12), int(now.timestamp())]
        return str(self._serializer.dumps(content))

    def read(self, token: str) -> OpenedForm | None:
        """The form that a token was made for; None for a token that is not ours."""
        if len(token) > _LONGEST:
            return None
        try:
            name, at = self._serializer.loads(token)
        except BadSignature:
            return None
        return OpenedForm(name, datetime.fromtimestamp(at, UTC))
