"""What masking finds, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of personal data; the value is the placeholder's Polish wording."""

    EMAIL = "e-mail"
    PHONE = "telefon"
    PESEL = "PESEL"
    NIP = "NIP"
    REGON = "REGON"
    ACCOUNT = "numer konta"
    CARD = "karta"
    IDENTITY_CARD = "dowód"
    PASSPORT = "paszport"
    ORDER = "numer zamówienia"
    PARCEL = "numer przesyłki"
    NAME = "osoba"
    ADDRESS = "adres"

    @property
    def placeholder(self) -> str:
        """What stands in the masked text, as `[e-mail]`."""
        return f"[{self.value}]"


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: its kind and its span, first and past-the-last character."""

    kind: Kind
    span: tuple[int, int]


#: Finds one family of personal data in plain text (see kb.privacy.plain), left to right and
#: without overlaps. What earlier detectors found stands there as `[###]`.
Detector = Callable[[str], Iterable[Found]]
