"""Who works at the agents' desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. A lead may all that an agent may, an admin everything.

    An editor stands beside: editors' screens, and not the customers' messages.
    """

    AGENT = "agent"
    LEAD = "lead"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Whether this role suffices where `needed` is asked for."""
        return needed in _SUFFICES_FOR[self]


_SUFFICES_FOR = {
    Role.AGENT: frozenset({Role.AGENT}),
    Role.LEAD: frozenset({Role.AGENT, Role.LEAD}),
    Role.EDITOR: frozenset({Role.EDITOR}),
    Role.ADMIN: frozenset(Role),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secrets.

    login: small letters, what is typed at sign-in. name: as customers and colleagues read it.
    language: of the screens, "pl" or "en". second_factor: a code is asked for after the password.
    """

    id: int
    login: str
    name: str
    email: str
    role: Role
    language: str
    second_factor: bool
    disabled: bool
