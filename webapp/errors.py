"""What is answered when something fails; which words, says the table of webapp.error_rules.

Programs (addresses under /api, or `Accept: application/json`) get problem+json (RFC 9457); people
get a page that says what happened, what to do next, and how to reach a person.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from traceback import format_tb

from flask import Flask, Response, render_template, request, url_for
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    Unauthorized,
    UnsupportedMediaType,
)

from kb.errors import ArticleGone, ArticleMoved, KbError, MessageError, QueryError
from webapp.addresses import for_log
from webapp.error_rules import INTERNAL, QUESTION_FAULTS, ErrorRule, rule_for
from webapp.inputs import InputError, failed_before, printable, typed_question
from webapp.language import gettext

log = logging.getLogger(__name__)

#: Whose addresses hold what is nobody else's business.
_WITH_SECRETS = {"public.contact_receipt", "public.survey"}
_ASKED_BY_SCRIPTS = {"public.suggest", "widget.suggest"}
#: Of Werkzeug's own errors, those whose description is ours.
_TOLD = (Forbidden, RequestEntityTooLarge, Unauthorized, UnsupportedMediaType)
PROBLEM_TYPE = "urn:podpowiedz:problem:"


def register(app: Flask) -> None:
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The response to any error that reaches the top of a request."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        redirect = error.get_response()
        return Response(redirect.get_data(), redirect.status_code, redirect.headers)
    if isinstance(error, ArticleMoved) and (moved := _moved(error)) is not None:
        return moved
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


def _moved(error: ArticleMoved) -> Response | None:
    """The same page of the article under its present address, for any page of an article."""
    if request.method not in {"GET", "HEAD"} or "slug" not in (request.view_args or {}):
        return None
    address = url_for(request.endpoint or "", **{**(request.view_args or {}), "slug": error.slug})
    query = request.query_string.decode("latin-1")
    joined = f"{address}{'&' if '?' in address else '?'}{query}" if query else address
    return Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": joined})


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
        near=error.near if isinstance(error, ArticleGone) else (),
    )
    return Response(page, status, mimetype="text/html")


def _words_of_address() -> str:
    """What to search for in place of an address that leads nowhere; never a number or a token."""
    if request.endpoint in _WITH_SECRETS:
        return ""
    return printable(request.path.rpartition("/")[2]).replace("-", " ").strip()


def _status(error: Exception, rule: ErrorRule) -> int:
    """Werkzeug's own 4xx keep their code (414, 415…); everything else has the table's."""
    if isinstance(error, HTTPException) and rule is INTERNAL and error.code is not None:
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
