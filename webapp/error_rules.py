"""The table from error types to answers: status, words for people, problem type for programs."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import has_request_context, request
from werkzeug.exceptions import (
    Forbidden,
    MethodNotAllowed,
    RequestEntityTooLarge,
    SecurityError,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.exceptions import NotFound as NoSuchAddress

from kb.errors import (
    ArticleGone,
    GeneratorError,
    IndexUnavailable,
    KbError,
    MessageError,
    NotFound,
    QueryError,
    RepositoryError,
    StoreUnavailable,
    WebhookRefused,
)
from webapp.inputs import BodyError, FormError, InputError
from webapp.language import later
from webapp.limits import RateLimited
from webapp.overload import Overloaded


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """How one kind of error is answered.

    problem: ends the problem type of RFC 9457; summary: its `title`, English.
    heading, advice: for the page, translated when it is made. template: under templates/errors/.
    tell: whether the error's own message may be shown to programs; messages about the index and
    the installation name folders of the server, so they stay in the log.
    """

    status: HTTPStatus
    problem: str
    summary: str
    heading: str
    advice: str
    template: str = "errors/message.html"
    tell: bool = False


_BAD_QUESTION = ErrorRule(
    HTTPStatus.BAD_REQUEST,
    "bad-question",
    "The question cannot be searched",
    later("Nie możemy wyszukać tego pytania"),
    later("Zmień je i spróbuj jeszcze raz. To, co wpisano, jest nadal w polu."),
    template="errors/question.html",
    tell=True,
)
_NOTHING_HERE = ErrorRule(
    HTTPStatus.NOT_FOUND,
    "not-found",
    "There is nothing at this address",
    later("Nie ma takiej strony"),
    later("Adres mógł się zmienić albo zawiera literówkę. Poszukaj odpowiedzi tutaj:"),
    template="errors/not-found.html",
    tell=True,
)
INTERNAL = ErrorRule(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "internal",
    "The server failed to answer",
    later("Coś się u nas zepsuło"),
    later("Odśwież stronę za chwilę. Jeśli to nie pomoże, zadzwoń albo napisz do nas."),
)


def _for_programs(status: HTTPStatus, problem: str, summary: str) -> ErrorRule:
    """A kind of error that only the API has, hence without a page."""
    return ErrorRule(status, problem, summary, summary, "", template="", tell=True)


#: The whole table. The most specific type in an error's ancestry decides.
RULES: dict[type[Exception], ErrorRule] = {
    QueryError: _BAD_QUESTION,
    InputError: _BAD_QUESTION,
    FormError: ErrorRule(
        HTTPStatus.BAD_REQUEST,
        "bad-form",
        "The form cannot be read",
        later("Tego formularza nie da się odczytać"),
        later(
            "Niczego nie zapisaliśmy. Otwórz stronę z formularzem jeszcze raz i wyślij go stamtąd."
        ),
        tell=True,
    ),
    BodyError: _for_programs(
        HTTPStatus.BAD_REQUEST, "bad-body", "The body of the request cannot be used"
    ),
    MessageError: _for_programs(
        HTTPStatus.BAD_REQUEST, "bad-message", "The customer's message cannot be read"
    ),
    Unauthorized: _for_programs(
        HTTPStatus.UNAUTHORIZED, "unauthorised", "This address needs a token that is in force"
    ),
    Forbidden: _for_programs(HTTPStatus.FORBIDDEN, "forbidden", "The token is not for this"),
    WebhookRefused: _for_programs(
        HTTPStatus.FORBIDDEN,
        "webhook-refused",
        "The webhook's signature is missing, wrong or too old",
    ),
    UnsupportedMediaType: _for_programs(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", "This address takes JSON only"
    ),
    NotFound: _NOTHING_HERE,
    ArticleGone: ErrorRule(
        HTTPStatus.GONE,
        "gone",
        "The article was taken down or is not valid any more",
        later("Tego artykułu już nie ma"),
        later("Zdjęliśmy go, bo jego treść nie jest już aktualna. Poszukaj odpowiedzi tutaj:"),
        template="errors/gone.html",
        tell=True,
    ),
    IndexUnavailable: ErrorRule(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "index-unavailable",
        "Nothing is published at the moment",
        later("Artykuły są chwilowo niedostępne"),
        later("Spróbuj ponownie za kilka minut albo skontaktuj się z nami."),
    ),
    RepositoryError: ErrorRule(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "repository-unavailable",
        "The repository of the articles cannot be read at the moment",
        later("Tej wersji nie da się teraz odczytać"),
        later(
            "Starsze wersje leżą w repozytorium artykułów, a ono nie odpowiada. Artykuł "
            "w dzisiejszym brzmieniu działa."
        ),
    ),
    StoreUnavailable: ErrorRule(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "Nothing can be stored or read back at the moment",
        later("Nie możemy teraz niczego zapisać ani odczytać"),
        later(
            "Artykuły i wyszukiwarka działają, a to, co już wysłano, jest zapisane. Spróbuj "
            "za kilka minut albo zadzwoń."
        ),
    ),
    GeneratorError: _for_programs(
        HTTPStatus.BAD_GATEWAY, "generator", "The language model gave no usable answer"
    ),
    KbError: INTERNAL,
    NoSuchAddress: _NOTHING_HERE,
    MethodNotAllowed: ErrorRule(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not accept that method",
        later("Tej strony nie można otworzyć w ten sposób"),
        later("Wróć na stronę główną i zacznij od niej."),
    ),
    RequestEntityTooLarge: ErrorRule(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        "The request is too large",
        later("Wysłano zbyt wiele danych naraz"),
        later("Skróć wiadomość i wyślij ją ponownie."),
        tell=True,
    ),
    RateLimited: ErrorRule(
        HTTPStatus.TOO_MANY_REQUESTS,
        "rate-limited",
        "Too many requests from this address; wait as long as Retry-After says",
        later("Zbyt wiele zapytań naraz"),
        later(
            "Z tego adresu przyszło w krótkim czasie bardzo dużo zapytań. Odczekaj minutę "
            "i odśwież stronę: zapytanie zostanie wysłane ponownie. Jeśli sprawa jest pilna, "
            "zadzwoń albo napisz do nas."
        ),
    ),
    Overloaded: ErrorRule(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "overloaded",
        "The server is busy; wait as long as Retry-After says",
        later("Mamy teraz bardzo duży ruch"),
        later(
            "Odśwież stronę za chwilę: zapytanie zostanie wysłane ponownie. Artykuły działają, "
            "możesz też zadzwonić albo napisać do nas."
        ),
    ),
    SecurityError: ErrorRule(
        HTTPStatus.BAD_REQUEST,
        "untrusted-host",
        "This server does not answer under that host name",
        later("Ten serwer nie odpowiada pod tym adresem"),
        later("Otwórz pomoc z adresu podanego w sklepie."),
        template="",
    ),
    Exception: INTERNAL,
}

#: Lines that differ in a part of the site, by its blueprint; that part puts them here.
OWN_RULES: dict[str, dict[type[Exception], ErrorRule]] = {}

#: What exactly is wrong with a question, by the reason its error carries.
QUESTION_FAULTS: dict[str, str] = {
    "empty": later("Pole jest puste. Napisz własnymi słowami, o co chodzi."),
    "too-long": later("Pytanie jest za długie. Zostaw najważniejsze zdanie albo dwa."),
    "unreadable": later(
        "W adresie są znaki, których nie da się odczytać. Wpisz pytanie jeszcze raz."
    ),
}


def rule_for(error: Exception) -> ErrorRule:
    """The table's line for an error, by the nearest type in its ancestry."""
    own = OWN_RULES.get(request.blueprint or "", {}) if has_request_context() else {}
    tables = (own, RULES)
    return next(rules[kind] for kind in type(error).__mro__ for rules in tables if kind in rules)
