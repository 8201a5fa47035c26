"""Where the database is."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.store.address import address


def test_without_an_address_it_is_a_file_of_the_data_folder(tmp_path: Path) -> None:
    found = address(None, tmp_path)

    assert found.file == tmp_path / "podpowiedz.sqlite3"
    assert str(found) == str(found.file)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000"])
def test_a_postgresql_address_gets_its_driver(scheme: str, tmp_path: Path) -> None:
    found = address(f"{scheme}://ala:s%40kret@db.example:5433/pomoc", tmp_path)

    assert found.url.drivername == "postgresql+pg8000"
    assert (found.url.username, found.url.password) == ("ala", "s@kret")
    assert (found.url.host, found.url.port, found.url.database) == ("db.example", 5433, "pomoc")
    assert (found.file, found.arguments) == (None, {"ssl_context": None})
    assert str(found) == "postgresql+pg8000://ala:***@db.example:5433/pomoc"


def test_a_folder_of_sockets_and_encryption_are_understood(tmp_path: Path) -> None:
    socket = address("postgresql://ala@/pomoc?host=/run/pg", tmp_path).arguments
    plain = address("postgresql://h/pomoc?sslmode=require", tmp_path).arguments["ssl_context"]
    full = address("postgresql://h/pomoc?sslmode=verify-full", tmp_path).arguments["ssl_context"]

    assert socket["unix_sock"] == "/run/pg/.s.PGSQL.5432"
    assert (plain.verify_mode, plain.check_hostname) == (ssl.CERT_NONE, False)
    assert (full.verify_mode, full.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "pomoc",
        "mysql://ala:sekret@host/pomoc",
        "postgresql://ala:sekret@host",
        "postgresql:///pomoc",
        "postgresql://ala:sekret@host:port/pomoc",
        "postgresql://ala:sekret@host/pomoc?sslmode=prefer",
        "postgresql://ala:sekret@host/pomoc?application_name=x",
    ],
)
def test_a_wrong_address_is_refused_with_what_to_write(written: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Write postgresql://USER:PASSWORD@HOST") as caught:
        address(written, tmp_path)

    assert "KB_DATABASE_URL" in str(caught.value)
    assert "sekret" not in str(caught.value)
