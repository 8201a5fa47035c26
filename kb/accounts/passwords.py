"""Passwords: which are good enough, and the hashes that are kept of them."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kb.errors import AccountError

SHORTEST, LONGEST = 12, 128
#: So many different characters at least: no `aaaaaaaaaaaa`, no `121212121212`.
LEAST_DIFFERENT = 5
#: Without letters and digits that are taken for each other.
_READABLE = "abcdefghijkmnpqrstuvwxyz23456789"

#: OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. Threads that check
#: at the same time hold so much memory each.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
#: Made at once, so that not even the first unknown login takes longer.
_NOBODYS = _HASHER.hash("")


def hash_password(password: str) -> str:
    """What is kept of a password, its parameters and salt included."""
    return _HASHER.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one of which `kept` is the hash.

    None, where there is no account or no password, takes as long and matches nothing.
    """
    known = kept is not None
    try:
        _HASHER.verify(kept if kept is not None else _NOBODYS, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return known


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def new_password() -> str:
    """A random password to be handed over once: four groups of five, 100 bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def check_password(password: str, *own: str) -> None:
    """Raise AccountError where a new password is none.

    own: login and name, which everybody knows. reason: `short`, `long`, `simple` or `own-name`.
    Length counts and no mix of kinds of characters is asked for (NIST SP 800-63B, 3.1.1.2).
    """
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise AccountError("short", f"A password has {SHORTEST} characters at least.")
    if len(normal) > LONGEST:
        raise AccountError("long", f"A password has {LONGEST} characters at most.")
    if len(set(normal)) < LEAST_DIFFERENT:
        raise AccountError("simple", "The password repeats the same few characters.")
    folded = normal.casefold()
    if any(len(word) >= 4 and word.casefold() in folded for one in own for word in one.split()):
        raise AccountError("own-name", "The password contains the login or the name.")


def _normal(password: str) -> str:
    """One form of what different keyboards write for the same letters (NIST SP 800-63B)."""
    # Halves of surrogate pairs, which a form can carry, are no characters and cannot be hashed.
    printable = password.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", printable)
