"""Errors at the editors' desk: those of the panel, and what editors read in place of some."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from werkzeug.exceptions import NotFound as NoSuchAddress

from kb.errors import NotFound, RepositoryError
from webapp.error_rules import ErrorRule
from webapp.language import later
from webapp.panel.errors import RULES as PANEL

_NOTHING_HERE = replace(
    PANEL[NotFound],
    advice=later("Artykuł, commit albo pytanie mogły zniknąć z listy. Wróć do redakcji."),
)

RULES: dict[type[Exception], ErrorRule] = PANEL | {
    NotFound: _NOTHING_HERE,
    NoSuchAddress: _NOTHING_HERE,
    RepositoryError: replace(
        PANEL[Exception],
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        problem="repository-unavailable",
        summary="The repository of the articles cannot be read",
        heading=later("Nie widać stąd repozytorium artykułów"),
        advice=later(
            "Artykuły na stronie działają dalej. Historię i starsze wersje zobaczysz, gdy serwer "
            "znów będzie mógł czytać repozytorium."
        ),
    ),
}
