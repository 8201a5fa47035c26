"""Errors at the desk: what an agent reads in place of what a customer would."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.exceptions import Forbidden, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoSuchAddress

from kb.errors import (
    ArticleGone,
    DeliveryError,
    IndexUnavailable,
    KbError,
    NotFound,
    QueryError,
    StoreUnavailable,
)
from webapp.desks import PREFIXES
from webapp.error_rules import OWN_RULES, ErrorRule
from webapp.inputs import InputError
from webapp.language import later
from webapp.panel.access import Forged, SignedOut, WrongRole

_TEMPLATE = "panel/message.html"


def _line(
    status: HTTPStatus, problem: str, summary: str, heading: str, advice: str, *, tell: bool = False
) -> ErrorRule:
    return ErrorRule(status, problem, summary, heading, advice, _TEMPLATE, tell)


_NOTHING_HERE = _line(
    HTTPStatus.NOT_FOUND,
    "not-found",
    "There is nothing at this address",
    later("Nie ma takiej strony"),
    later("Adres mógł się zmienić albo sprawa została usunięta. Wróć do skrzynki."),
    tell=True,
)
_INTERNAL = _line(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "internal",
    "The server failed to answer",
    later("Coś się zepsuło"),
    later("Wróć na poprzednią stronę i spróbuj jeszcze raz. Jeśli to nie pomoże, daj znać osobie, "
          "która prowadzi ten system."),
)  # fmt: skip
_BAD_INPUT = _line(
    HTTPStatus.BAD_REQUEST,
    "bad-form",
    "What was sent cannot be read",
    later("Tego nie da się odczytać"),
    later("Niczego nie zapisaliśmy. Wróć na poprzednią stronę i spróbuj jeszcze raz."),
    tell=True,
)

RULES: dict[type[Exception], ErrorRule] = {
    ArticleGone: _line(
        HTTPStatus.GONE,
        "gone",
        "The article was taken down or is not valid any more",
        later("Tego artykułu już nie ma"),
        later(
            "Redakcja go zdjęła albo minął jego termin. Poszukaj w artykułach albo zapytaj "
            "redakcję."
        ),
        tell=True,
    ),
    SignedOut: _line(
        HTTPStatus.UNAUTHORIZED,
        "signed-out",
        "Nobody is signed in",
        later("Sesja wygasła"),
        later("Niczego nie zapisaliśmy. Zaloguj się w nowej karcie i wyślij to jeszcze raz."),
    ),
    WrongRole: _line(
        HTTPStatus.FORBIDDEN,
        "wrong-role",
        "The account's role does not allow this",
        later("Ta strona jest dla innej roli"),
        later("Jeśli jej potrzebujesz, poproś administratora o zmianę roli konta."),
        tell=True,
    ),
    Forged: _line(
        HTTPStatus.FORBIDDEN,
        "forged",
        "The form lacks the token of this session",
        later("Formularz nie pasuje do tej sesji"),
        later("Niczego nie zapisaliśmy. Otwórz stronę z formularzem jeszcze raz i wyślij go "
              "stamtąd. Przeglądarka musi przyjmować ciasteczka tej strony."),
        tell=True,
    ),
    Forbidden: _line(
        HTTPStatus.FORBIDDEN,
        "forbidden",
        "This is not allowed",
        later("Tego nie można zrobić"),
        later("Wróć do skrzynki."),
        tell=True,
    ),
    QueryError: _BAD_INPUT,
    InputError: _BAD_INPUT,
    NotFound: _NOTHING_HERE,
    NoSuchAddress: _NOTHING_HERE,
    MethodNotAllowed: _line(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not accept that method",
        later("Tej strony nie można otworzyć w ten sposób"),
        later("Wróć do skrzynki."),
    ),
    RequestEntityTooLarge: _line(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        "The request is too large",
        later("Wysłano zbyt wiele danych naraz"),
        later("Niczego nie zapisaliśmy. Wróć na poprzednią stronę i skróć tekst."),
        tell=True,
    ),
    StoreUnavailable: _line(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "Nothing can be stored or read back at the moment",
        later("Baza danych jest chwilowo niedostępna"),
        later("Niczego nie zapisaliśmy. Wróć na poprzednią stronę i spróbuj za chwilę."),
    ),
    IndexUnavailable: _line(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "index-unavailable",
        "Nothing is published at the moment",
        later("Artykuły są chwilowo niedostępne"),
        later("Spróbuj ponownie za kilka minut."),
    ),
    DeliveryError: _line(
        HTTPStatus.CONFLICT,
        "no-letter",
        "The reply cannot be made into a letter",
        later("Z tej odpowiedzi nie da się zrobić e-maila"),
        later("Klient nie zostawił adresu e-mail albo sklep nie ma swojego. Skopiuj tekst "
              "odpowiedzi ze strony sprawy."),
    ),
    KbError: _INTERNAL,
    Exception: _INTERNAL,
}  # fmt: skip

OWN_RULES.update(dict.fromkeys(PREFIXES, RULES))
