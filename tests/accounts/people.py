"""What the tests of accounts share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PASSWORD = "trzy zielone lampy"
OFFICE, HOME = "192.0.2.7", "198.51.100.20"
KEY = b"0123456789abcdef0123456789abcdef"


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)
