"""Databases for the tests of personal data."""

from __future__ import annotations

from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "server", "sqlite", "store"]
