"""What the library says of publishing, in plain Polish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from webapp.language import gettext, later

if TYPE_CHECKING:
    from kb.publishing.outcome import Outcome

STATES: Mapping[str, str] = {
    "overdue": later("termin przeglądu minął"),
    "expired": later("wygasł, nie widać go"),
    "soon": later("termin w ciągu 30 dni"),
    "waiting": later("jeszcze go nie widać"),
    "fine": later("bez pilnych terminów"),
}
AUDIENCES: Mapping[str, str] = {
    "public": later("dla klientów"),
    "internal": later("wewnętrzny"),
}
ORDERS: Mapping[str, str] = {
    "due": later("najpierw po terminie"),
    "use": later("najczęściej używane"),
    "damage": later("najbardziej szkodzące"),
    "changed": later("ostatnio zmienione"),
    "title": later("według tytułu"),
}
LEVELS: Mapping[str, str] = {
    "error": later("błąd"),
    "warning": later("ostrzeżenie"),
    "hint": later("wskazówka"),
}
KINDS: Mapping[str, str] = {
    "faq": later("odpowiedź na pytanie"),
    "procedure": later("procedura wewnętrzna"),
    "incident": later("awaria"),
}
_ASKED_BY: Mapping[str, str] = {
    "timer": later("zegar (okresowe sprawdzanie repozytorium)"),
    "github": "GitHub",
    "gitlab": "GitLab",
    "gitea": "Gitea",
    "forgejo": "Forgejo",
}
#: What the words of an error begin or go on with, and what an editor should know of it. The first
#: that fits counts.
_CAUSES: tuple[tuple[str, str], ...] = (
    ("is full", later("Na dysku serwera nie ma miejsca. Publikacja uda się, gdy się zwolni.")),
    ("cannot be written", later("Serwer nie może zapisać pliku w swoim folderze danych.")),
    ("no branch, tag or commit", later("W repozytorium nie ma gałęzi, którą serwer publikuje.")),
    ("There is no folder", later("W tym commicie nie ma folderu z artykułami.")),
    ("There is no article", later("W folderze artykułów nie ma ani jednego artykułu.")),
    ("not a git repository", later("Folder z artykułami nie jest repozytorium gita.")),
    ("repository is damaged", later("Repozytorium artykułów jest uszkodzone.")),
    ("is damaged", later("Plik indeksu jest uszkodzony. Pomoże „kb publish --rebuild”.")),
    ("took longer than", later("Git odpowiadał zbyt długo i został zatrzymany.")),
)  # fmt: skip
_UNKNOWN = later("Publikacja się nie udała. Przyczynę podaje komunikat programu poniżej.")


def asked_by(name: str) -> str:
    """Who asked for a publish."""
    return gettext(_ASKED_BY.get(name, "")) or name


def cause_of(message: str) -> str:
    """Why a publish failed, in the words of editors."""
    return gettext(next((words for sign, words in _CAUSES if sign in message), _UNKNOWN))


def moment_of(written: str) -> datetime | None:
    """A moment of the publisher's notes; None where it cannot be read."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


def is_trouble(last: Outcome | None) -> bool:
    """Whether what is served is older than what was to be published."""
    return last is not None and last.failed
