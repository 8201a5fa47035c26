"""One table from error types to answers: status, words for people, problem type for programs.

Programs (addresses under /api, or `Accept: application/json`) get problem+json (RFC 9457); people
get a page that says what happened, what to do next, and how to reach a person.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from traceback import format_tb

from flask import Flask, Response, has_request_context, render_template, request
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    SecurityError,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.exceptions import NotFound as NoSuchAddress

from kb.errors import (
    GeneratorError,
    IndexUnavailable,
    KbError,
    MessageError,
    NotFound,
    QueryError,
    StoreUnavailable,
    WebhookRefused,
)
from webapp.addresses import for_log
from webapp.inputs import BodyError, FormError, InputError, failed_before, printable, typed_question
from webapp.language import gettext, later
from webapp.limits import RateLimited
from webapp.overload import Overloaded

log = logging.getLogger(__name__)

#: Whose addresses hold what is nobody else's business.
_WITH_SECRETS = {"public.contact_receipt", "public.survey"}
_ASKED_BY_SCRIPTS = {"public.suggest", "widget.suggest"}
#: Of Werkzeug's own errors, those whose description is ours.
_TOLD = (Forbidden, RequestEntityTooLarge, Unauthorized, UnsupportedMediaType)
PROBLEM_TYPE = "urn:podpowiedz:problem:"


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
_INTERNAL = ErrorRule(
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
    IndexUnavailable: ErrorRule(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "index-unavailable",
        "Nothing is published at the moment",
        later("Artykuły są chwilowo niedostępne"),
        later("Spróbuj ponownie za kilka minut albo skontaktuj się z nami."),
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
    KbError: _INTERNAL,
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
    Exception: _INTERNAL,
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


def register(app: Flask) -> None:
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The response to any error that reaches the top of a request."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        redirect = error.get_response()
        return Response(redirect.get_data(), redirect.status_code, redirect.headers)
    rule = rule_for(error)
    status = _status(error, rule)
    if status >= 500:
        _log(error)
    response = problem(rule, status, error) if wants_json() else _page(rule, status, error)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if challenge := getattr(error, "challenge", ""):
        response.headers["WWW-Authenticate"] = challenge
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "60"
    return response


def _log(error: Exception) -> None:
    """The library's own errors say what to do; others need their traceback."""
    said, trace = str(error), None if isinstance(error, KbError) else error
    if trace and request.method == "POST":
        # What a fault of ours says may quote what was sent, which may be a letter.
        said, trace = f"{type(error).__name__}\n{''.join(format_tb(error.__traceback__))}", None
    log.error("%s %s: %s", request.method, ascii(for_log(request.path)), said, exc_info=trace)


def problem(rule: ErrorRule, status: int, error: Exception) -> Response:
    """A problem+json response (RFC 9457)."""
    body: dict[str, object] = {
        "type": PROBLEM_TYPE + rule.problem,
        "title": rule.summary,
        "status": status,
    }
    if rule.tell and isinstance(error, (KbError, InputError)):
        body["detail"] = printable(str(error))
    elif rule.tell and isinstance(error, _TOLD):
        body["detail"] = error.description
    if isinstance(error, (QueryError, MessageError, InputError)):
        body["reason"] = error.reason
        body["parameter"] = _parameter(error)
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, content_type="application/problem+json")


def _parameter(error: QueryError | MessageError | InputError) -> str:
    if isinstance(error, InputError):
        return error.parameter
    return "message" if isinstance(error, MessageError) else "q"


def _page(rule: ErrorRule, status: int, error: Exception) -> Response:
    if not rule.template:
        # No page can be built without a host name to build its links from.
        text = f"{gettext(rule.heading)}. {gettext(rule.advice)}\n"
        return Response(text, status, mimetype="text/plain")
    reason = getattr(error, "reason", "")
    page = render_template(
        rule.template,
        alternates=(),
        heading=gettext(rule.heading),
        advice=gettext(rule.advice),
        fault=gettext(QUESTION_FAULTS[reason]) if reason in QUESTION_FAULTS else "",
        question=typed_question(),
        failed=failed_before(),
        kept_category=printable(request.args.get("kategoria", "")),
        words=_words_of_address(),
    )
    return Response(page, status, mimetype="text/html")


def _words_of_address() -> str:
    """What to search for in place of an address that leads nowhere; never a number or a token."""
    if request.endpoint in _WITH_SECRETS:
        return ""
    return printable(request.path.rpartition("/")[2]).replace("-", " ").strip()


def _status(error: Exception, rule: ErrorRule) -> int:
    """Werkzeug's own 4xx keep their code (414, 415…); everything else has the table's."""
    if isinstance(error, HTTPException) and rule is _INTERNAL and error.code is not None:
        return error.code
    return int(rule.status)


def wants_json() -> bool:
    """Whether a program asks: under /api or /hooks, a script of ours, or one that prefers JSON."""
    if request.path.startswith(("/api/", "/hooks/")) or request.endpoint in _ASKED_BY_SCRIPTS:
        return True
    offered = request.accept_mimetypes
    return offered.best_match(["text/html", "application/json"]) == "application/json" and (
        offered["application/json"] > offered["text/html"]
    )
