"""The parts of the site behind the sign-in of the desk: each blueprint's name with its prefix."""

from __future__ import annotations

PREFIXES = {"panel": "/panel", "editors": "/redakcja", "preview": "/podglad"}


def is_desk(path: str) -> bool:
    """Whether a path, without its query, belongs to one of them."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in PREFIXES.values())
