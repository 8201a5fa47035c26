"""Where the database is: a file of the data folder, or a PostgreSQL server."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import URL

from kb.errors import ConfigError

_DRIVER = "pg8000"
_WRITE = (
    "Write postgresql://USER:PASSWORD@HOST:5432/DATABASE, with characters such as @ and / in the "
    "password percent-encoded; or leave it out to use SQLite."
)
FILE_NAME = "podpowiedz.sqlite3"


@dataclass(frozen=True, slots=True)
class Address:
    """url: for SQLAlchemy; arguments: for the driver; file: the database of SQLite, else None."""

    url: URL
    arguments: dict[str, Any]
    file: Path | None

    def __str__(self) -> str:
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)


def address(written: str | None, data_dir: Path) -> Address:
    """The address for KB_DATABASE_URL; without one, SQLite in the data folder.

    A PostgreSQL address may end in `?sslmode=` with `disable`, `require` (encrypted) or
    `verify-full` (the server's certificate is checked too), or in `?host=` with the folder of the
    server's socket. Raises ConfigError.
    """
    if written is None:
        file = data_dir.absolute() / FILE_NAME
        return Address(URL.create("sqlite", database=str(file)), {}, file)
    try:
        return _postgresql(written)
    except ValueError as error:
        # The address is not repeated: it holds a password.
        raise ConfigError(f"KB_DATABASE_URL: {error}. {_WRITE}") from error


def _postgresql(written: str) -> Address:
    parts = urlsplit(written.strip())
    if parts.scheme not in {"postgresql", "postgres", f"postgresql+{_DRIVER}"}:
        raise ValueError("the address does not begin with postgresql://")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    folder, encryption = options.pop("host", ""), options.pop("sslmode", "disable")
    if options:
        raise ValueError(f"{', '.join(sorted(options))}: only sslmode and host are understood")
    database = unquote(parts.path.removeprefix("/"))
    if not database or not (parts.hostname or folder):
        raise ValueError("the address names no host or no database")
    url = URL.create(
        f"postgresql+{_DRIVER}",
        unquote(parts.username or "") or None,
        unquote(parts.password) if parts.password else None,
        parts.hostname,
        parts.port,
        database,
    )
    arguments: dict[str, Any] = {"ssl_context": _encryption(encryption)}
    if folder:
        arguments["unix_sock"] = f"{folder}/.s.PGSQL.{parts.port or 5432}"
    return Address(url, arguments, None)


def _encryption(mode: str) -> ssl.SSLContext | None:
    if mode == "disable":
        return None
    if mode not in {"require", "verify-full"}:
        raise ValueError(f"sslmode={mode}: use disable, require or verify-full")
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
