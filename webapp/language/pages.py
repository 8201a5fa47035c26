"""One address per page and language, and the way from a page to its twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, g, request, url_for
from werkzeug.exceptions import NotFound

from webapp.inputs import printable
from webapp.language.choice import BASE, ENGLISH, current, offered

#: Parameters that a page keeps when the visitor changes the language: the question with its filter,
#: what the contact form takes along, and what was rated.
KEPT = ("q", "kategoria", "dokladnie", "bylo", "strona", "ocena")

_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Twin:
    """The same page in one of the languages. address: its path; exact: false for the home page
    in place of one that has no twin."""

    language: str
    address: str
    exact: bool = True


def page(
    blueprint: Blueprint, polish: str, english: str, methods: Sequence[str] = ("GET",)
) -> Callable[[_View], _View]:
    """Register a view under its Polish and its English path.

    The view is called without the language; `webapp.language.current()` tells it.
    """

    def add(view: _View) -> _View:
        for language, path in ((BASE, polish), (ENGLISH, english)):
            blueprint.add_url_rule(
                path, view_func=view, methods=methods, defaults={"language": language}
            )
        return view

    return add


def register(app: Flask) -> None:
    """Before the routes: the language of a request, and links that stay in it."""
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_stay_in_language)


def twins() -> tuple[Twin, ...]:
    """This page in each language that is offered, itself included; none where one is offered."""
    languages = offered()
    if len(languages) < 2:
        return ()
    endpoint = request.endpoint or ""
    if endpoint and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values = (request.view_args or {}) | _kept()
        return tuple(
            Twin(one, url_for(endpoint, **{**values, "language": one})) for one in languages
        )
    return tuple(Twin(one, url_for("public.home", language=one), exact=False) for one in languages)


def _kept() -> dict[str, list[str]]:
    return {
        name: [printable(value) for value in request.args.getlist(name) if value] for name in KEPT
    }


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """By the path and not by the route, so that addresses that lead nowhere have one, too."""
    english = request.path == "/en" or request.path.startswith("/en/")
    if values:
        values.pop("language", None)
    g.language = ENGLISH if english and ENGLISH in offered() else BASE
    if english and g.language == BASE:
        raise NotFound


def _stay_in_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" in values or not current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        return
    values["language"] = current()
