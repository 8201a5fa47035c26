"""What the contact block says of hours: those of the week, open or closed now, when we answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.opening import answered_by, coming_special_days, status_at
from webapp import polish
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.ingest.editorial import Contact


@dataclass(frozen=True, slots=True)
class ContactTimes:
    """lines: the hours, a text each. now, answer: None where kb.toml gives no rules for them."""

    lines: tuple[str, ...]
    now: polish.Timed | None = None
    answer: polish.Timed | None = None


def contact_times(contact: Contact) -> ContactTimes:
    """The hours of a contact at the present moment."""
    opening = contact.opening
    if opening is None:
        return ContactTimes(contact.hours)
    present = serving().clock()
    by = answered_by(opening, present)
    special = coming_special_days(opening, present)
    return ContactTimes(
        lines=(*polish.opening_lines(opening), *map(polish.special_day_line, special)),
        now=polish.open_now(status_at(opening, present), present),
        answer=polish.answer_promise(by, present) if by else None,
    )
