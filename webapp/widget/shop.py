"""What the widget knows of the shop: which sites may show it, and the page it was opened on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, request

from kb.settings import Settings
from webapp.contact import contact_form_address
from webapp.inputs import one_line

#: The shop page's path, without its query, and its title; parameters of every page of the widget.
PATH, TITLE = "strona", "tytul"
#: Characters of each; what is longer is cut.
LONGEST = 200
_ORIGINS = "WIDGET_ORIGINS"


def configure(config: dict[str, Any], settings: Settings) -> None:
    config[_ORIGINS] = tuple(filter(None, settings.widget_origins.split(",")))


def origins() -> tuple[str, ...]:
    """Sites whose pages may show the widget; none: it is off."""
    found: tuple[str, ...] = current_app.config[_ORIGINS]
    return found


def of_shop_page() -> dict[str, str]:
    """Path and title of the shop's page as parameters, those that are known; none outside the
    widget."""
    if request.blueprint != "widget":
        return {}
    path, title = (one_line(request.args.get(name, ""))[:LONGEST] for name in (PATH, TITLE))
    # A path of one site and never an address: it is shown, and goes into a link.
    path = path if path.startswith("/") and not path.startswith("//") else ""
    return {name: value for name, value in ((PATH, path), (TITLE, title)) if value}


def contact_address(searched: Iterable[str] = ()) -> str:
    """The contact form, with what was searched and the shop's page filled in."""
    return contact_form_address(searched, of_shop_page().get(PATH))


def keep(endpoint: str, values: dict[str, Any]) -> None:
    """Links between pages of the widget carry the shop's page; those to an article the question,
    too, because from there one wants to go back to the results."""
    if not endpoint.startswith("widget."):
        return
    for name, value in of_shop_page().items():
        values.setdefault(name, value)
    question = one_line(request.args.get("q", ""))
    if endpoint == "widget.article" and question:
        values.setdefault("q", question)
