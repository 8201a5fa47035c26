"""What somebody had typed into a form that was refused, so that it can be copied and not lost."""

from __future__ import annotations

from flask import request

from webapp.inputs import several_lines
from webapp.panel.access import READING

#: Shorter ones are choices and names, quickly typed again.
_SHORTEST = 20
_SECRETS = ("csrf", "haslo", "stare", "nowe", "powtorzone", "kod", "oferta", "dalej")


def unsent() -> tuple[str, ...]:
    """The longer texts of a form of this site; nothing where another site may have filled it in."""
    if request.method in READING or not _is_own():
        return ()
    texts = (
        several_lines(text)
        for name, values in request.form.lists()
        for text in values
        if name not in _SECRETS
    )
    return tuple(text for text in texts if len(text) >= _SHORTEST)


def _is_own() -> bool:
    """Whether the browser says that a page of this site sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.host}"
