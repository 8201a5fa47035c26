"""The contact block: hours of the week, open or closed now, when we answer, the way to the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for

from kb.opening import answered_by, coming_special_days, status_at
from webapp.inputs import LONGEST, MOST, one_line
from webapp.language import BASE, current, phrases
from webapp.language.times import Timed
from webapp.records import search_of_page
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.ingest.editorial import Contact, Editorial


@dataclass(frozen=True, slots=True)
class ContactTimes:
    """lines: the hours, a text each, in `language`, which is the editors' where they wrote them.
    now, answer: None where kb.toml gives no rules for them."""

    lines: tuple[str, ...]
    language: str
    now: Timed | None = None
    answer: Timed | None = None


def contact_times(contact: Contact) -> ContactTimes:
    """The hours of a contact at the present moment."""
    opening = contact.opening
    if opening is None:
        return ContactTimes(contact.hours, BASE)
    words = phrases()
    present = serving().clock()
    by = answered_by(opening, present)
    special = coming_special_days(opening, present)
    return ContactTimes(
        lines=(*words.opening_lines(opening), *map(words.special_day_line, special)),
        language=current(),
        now=words.open_now(status_at(opening, present), present),
        answer=words.answer_promise(by, present) if by else None,
    )


def contact_form_address(searched: Iterable[str] = (), page: str | None = None) -> str:
    """The contact form, which takes along what was searched and the page that leads to it.

    The search to which this page belongs is named too, so that its record can say that the visitor
    wrote to a person.

    page: the shop's page on which the widget was opened; no page of the widget is worth telling.
    """
    questions = [one_line(text)[:LONGEST] for text in searched if text][:MOST]
    here = request.path if request.endpoint and request.blueprint != "widget" else None
    return url_for("public.contact", bylo=questions, strona=page or here, z=search_of_page())


def data_controller(editorial: Editorial) -> str:
    """Who processes the data of visitors: as kb.toml says, else the shop's name and address."""
    if editorial.privacy.controller:
        return editorial.privacy.controller
    name, address = editorial.name, editorial.contact.address
    return address if name in address else ", ".join(filter(None, (name, address)))


def phone_address(phone: str) -> str:
    """The `tel:` address of a phone number written for people."""
    return "tel:" + "".join(char for char in phone if char.isdigit() or char == "+")
