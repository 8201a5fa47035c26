"""A real PostgreSQL for the tests: started once in each test process, gone with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pg8000.dbapi

_SUPERUSER = "postgres"


@dataclass
class Server:
    """A running server that listens on a socket in a folder of its own, on no port."""

    folder: Path
    _control: Sequence[object]
    _options: Sequence[object]
    _user: str | None
    #: Name of a database with today's tables, once one was asked for.
    migrated: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    def crash(self) -> None:
        """End all its processes at once, as a power cut does; the next start recovers."""
        _run([*self._control, "-m", "immediate", "stop"], self._user)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        _run([*self._control, *self._options, "start"], self._user)

    def new_database(self, like: str = "template1") -> str:
        """KB_DATABASE_URL of a new database: empty, or a copy of one that nobody uses."""
        name = f"kb{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return f"postgresql://{_SUPERUSER}@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        connection = pg8000.dbapi.connect(
            _SUPERUSER, database=_SUPERUSER, unix_sock=f"{self.folder}/.s.PGSQL.5432"
        )
        try:
            connection.autocommit = True
            connection.cursor().execute(statement)
        finally:
            connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; fails with what is missing, never skips."""
    # Not pytest's folder, which is closed to the other user; and short, as sockets' names must be.
    folder = Path(tempfile.mkdtemp(prefix="kb-pg-"))
    data = folder / "data"
    user = _other_user(folder)
    try:
        programs = _programs(folder if user else None)
        _run(
            [programs / "initdb", "-D", data, "-U", _SUPERUSER, "-A", "trust", "-N", "-E", "UTF8"],
            user,
        )
        control = [programs / "pg_ctl", "-D", data, "-w"]
        options = ("-l", folder / "log", "-o", f"-F -c listen_addresses='' -k {folder}")
        server = Server(folder, control, options, user)
        server.start()
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(copies: Path | None) -> Path:
    """Folder of the programs. copies: where to put them for a user who may not be able to read the
    environment, such as one in the home folder of root."""
    with warnings.catch_warnings():
        # It looks for a folder for its own servers when it is imported; we start ours.
        warnings.simplefilter("ignore")
        import pgserver
    package = Path(pgserver.__file__).parent
    if copies is not None:
        # The programs find the libraries beside them by a relative path.
        for part in (package, package.with_name("pgserver.libs")):
            shutil.copytree(part, copies / part.name)
        package = copies / package.name
    return package / "pginstall" / "bin"


def _other_user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root; then it runs as nobody, who must own its files."""
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _run(command: Sequence[object], user: str | None) -> None:
    try:
        subprocess.run(
            [str(word) for word in command],
            user=user,
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=120,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", b"") or b""
        raise RuntimeError(
            f"The tests of the store need PostgreSQL, and {command[0]} failed"
            f"{f' as user {user}' if user else ''}: {error} "
            f"{said.decode(errors='replace')}"
        ) from error
