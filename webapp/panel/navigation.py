"""The line of links on top of the desk: what there is, as far as the role may open it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from webapp.language import gettext, later
from webapp.panel.access import bp, may_open, viewer

#: Endpoint and words, in the order of the line. What is not installed is left out.
SECTIONS: tuple[tuple[str, str], ...] = (
    ("panel.inbox", later("Skrzynka")),
    ("panel.statistics", later("Statystyki")),
    ("editors.start", later("Redakcja")),
    ("preview.previews", later("Podgląd")),
    ("panel.rodo", later("Dane osobowe")),
    ("panel.accounts", later("Konta")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """current: what `aria-current` says of it; empty where it leads elsewhere."""

    title: str
    address: str
    current: str


def navigation() -> tuple[Link, ...]:
    """The links for who is signed in; none for anybody else."""
    account = viewer()
    if account is None:
        return ()
    return tuple(
        Link(gettext(title), url_for(endpoint), _current(endpoint))
        for endpoint, title in SECTIONS
        if endpoint in current_app.view_functions and may_open(account, endpoint)
    )


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    # Other desks have pages of their own under their link.
    blueprint = endpoint.partition(".")[0]
    return "true" if blueprint == request.blueprint != bp.name else ""
