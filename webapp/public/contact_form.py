"""The fields of the contact form: what may be in them, and what is said when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import current_app
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from wtforms import (
    BooleanField,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from kb.privacy.reach import email_address, phone_number
from webapp.inputs import LONGEST, MOST, one_line, search_token, several_lines
from webapp.language import count, gettext

LONGEST_MESSAGE = 4000
LONGEST_NAME = 80
#: A path from the root of this site, without query and fragment. Two slashes or a backslash at its
#: beginning would lead to another host.
_PATH = re.compile(r"/(?![/\\])[^?#]{0,300}")


def _message(typed: str | None) -> str:
    return several_lines(typed or "")


def _line(typed: str | None) -> str:
    """A field of one line; a line break in it stays visible as a space, which no address has."""
    return one_line(typed or "")


def _token(typed: str | None) -> str:
    return search_token(typed or "")


def _lines(typed: Iterable[str] | None) -> list[str]:
    return searched(typed or ())


class ContactForm(Form):  # type: ignore[misc]
    """What a visitor fills in. Names of the fields are Polish: they are seen in addresses.

    szukano: everything that was searched; bylo: what of it is to be sent along; z: the token of the
    last search.
    """

    temat = SelectField(validate_choice=False, filters=[_line])
    wiadomosc = TextAreaField(filters=[_message])
    email = StringField(filters=[_line])
    telefon = StringField(filters=[_line])
    bylo = SelectMultipleField(validate_choice=False, filters=[_lines])
    szukano = SelectMultipleField(validate_choice=False, filters=[_lines])
    strona = StringField(filters=[_line])
    z = StringField(filters=[_token])
    imie = StringField(filters=[_line])
    zgoda = BooleanField()
    token = StringField()
    adres_www = StringField()

    def validate_wiadomosc(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(gettext("Napisz, w czym możemy pomóc."))
        over = len(field.data) - LONGEST_MESSAGE
        if over > 0:
            told = gettext("Wiadomość może mieć najwyżej 4000 znaków. Skróć ją o %(over)s.")
            raise ValidationError(told % {"over": count(over, "znak", "znaki", "znaków")})

    def validate_imie(self, field: Any) -> None:
        if len(field.data or "") > LONGEST_NAME:
            raise ValidationError(gettext("Podaj imię i nazwisko, najwyżej 80 znaków."))

    def validate_email(self, field: Any) -> None:
        if field.data and email_address(field.data) is None:
            raise ValidationError(
                gettext("W adresie e-mail jest błąd. Pełny adres wygląda tak: nazwa@poczta.pl")
            )
        if not field.data and not self.telefon.data:
            raise ValidationError(gettext("Podaj e-mail albo telefon, żebyśmy mogli odpowiedzieć."))

    def validate_telefon(self, field: Any) -> None:
        if field.data and phone_number(field.data) is None:
            raise ValidationError(
                gettext(
                    "W numerze telefonu jest błąd. Polski numer ma 9 cyfr, zagraniczny zaczyna się "
                    "od plusa i kierunkowego kraju."
                )
            )


def filled(typed: MultiDict[str, str]) -> ContactForm:
    """The form as it was sent."""
    form = ContactForm(typed)
    form.szukano.data = searched([*form.szukano.data, *form.bylo.data])
    form.strona.data = page_of_site(form.strona.data)
    return form


def opened(asked: MultiDict[str, str]) -> ContactForm:
    """A new form. asked: the address's parameters `bylo`, repeated, `strona` and `z`."""
    before = searched(asked.getlist("bylo"))
    page = page_of_site(one_line(asked.get("strona", "")))
    token = asked.get("z", "")
    return ContactForm(data={"bylo": before, "szukano": before, "strona": page, "z": token})


def searched(typed: Iterable[str]) -> list[str]:
    """The first few different questions, each on one line and not too long."""
    found = dict.fromkeys(one_line(text)[:LONGEST].strip() for text in typed)
    return [text for text in found if text][:MOST]


def page_of_site(path: str) -> str:
    """The path when it leads to a page of this site, else nothing."""
    if not _PATH.fullmatch(path):
        return ""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return ""
    return path
