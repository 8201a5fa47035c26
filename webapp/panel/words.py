"""What roles and languages are called on screens."""

from __future__ import annotations

from kb.accounts.model import Role
from webapp.language import gettext, later

_ROLES = {
    Role.AGENT: later("konsultant"),
    Role.LEAD: later("kierownik zmiany"),
    Role.EDITOR: later("redaktor"),
    Role.ADMIN: later("administrator"),
}


def role_name(role: Role) -> str:
    return gettext(_ROLES[role])


def roles() -> tuple[tuple[str, str], ...]:
    """Every role with its name, as a choice."""
    return tuple((role.value, role_name(role)) for role in Role)


def languages() -> tuple[tuple[str, str], ...]:
    """Every language of the panel, each in itself, as a choice."""
    return (("pl", "polski"), ("en", "English"))
