"""The production server: gunicorn with a few processes of a few threads each."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.errors import ConfigError, KbError
from kb.settings import Settings, load_settings

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000

#: The path without its query string, and no address of the visitor: questions are nobody's
#: business, least of all a log file's.
ACCESS_LOG = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse arguments, serve until stopped. Returns the exit status: 0, or 2 for a wrong set-up."""
    try:
        host, port = address(arguments, os.environ)
        settings = load_settings()
        serve(settings, host, port)
    except KbError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    return 0


def address(arguments: Sequence[str] | None, environment: Mapping[str, str]) -> tuple[str, int]:
    """Host and port from the arguments, else from HOST and PORT, else 127.0.0.1:8000."""
    parser = argparse.ArgumentParser(
        prog="python -m webapp", description="Serve the help centre and its API."
    )
    parser.add_argument(
        "--host",
        default=environment.get("HOST") or DEFAULT_HOST,
        help="address to listen on (environment: HOST; default %(default)s)",
    )
    parser.add_argument(
        "--port",
        default=environment.get("PORT") or str(DEFAULT_PORT),
        help="port to listen on (environment: PORT; default %(default)s)",
    )
    chosen = parser.parse_args(arguments)
    return chosen.host, _port(chosen.port)


def serve(settings: Settings, host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT; requests under way are finished first.

    Raises ConfigError when the address cannot be used.
    """
    check_address(host, port)
    # OpenMP reads it when it is loaded. Its threads spin, so that with one per core two workers
    # slow each other down a hundredfold; parallelism comes from the workers.
    os.environ["OMP_NUM_THREADS"] = "1"
    # prometheus-client decides how it counts when it is imported, which is in the workers.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(fresh_metrics_folder(settings, port))
    # gunicorn is imported only here: tests of the rest need no server.
    from webapp.worker import application

    application(settings, host, port).run()


def check_address(host: str, port: int) -> None:
    """Raise ConfigError that says what to do when nothing can listen there."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise ConfigError(
            f"HOST={host} is not an address of this machine; use 127.0.0.1 for this machine only "
            "or 0.0.0.0 for the whole network."
        ) from error
    with socket.socket(family, kind) as probe:
        # As gunicorn does, so that connections of a server stopped a moment ago do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
            probe.listen()
        except OSError as error:
            raise ConfigError(_cannot_listen(host, port, error)) from error


def fresh_metrics_folder(settings: Settings, port: int) -> Path:
    """An empty folder for the counters of this server's workers, apart for each port."""
    folder = settings.data_dir.absolute() / "metrics" / str(port)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"Cannot write to {folder}: {error.strerror}. Set KB_DATA_DIR to a folder that this "
            "user may write to."
        ) from error
    return folder


def url_of(host: str, port: int) -> str:
    """Address to open in a browser."""
    shown = host
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        if ip.is_unspecified:
            shown = "127.0.0.1" if ip.version == 4 else "::1"
        if ":" in shown:
            shown = f"[{shown}]"
    return f"http://{shown}:{port}/"


def _port(written: str) -> int:
    if written.isascii() and written.isdecimal() and 1 <= int(written[:6]) <= 65535:
        return int(written)
    raise ConfigError(f"PORT={written} is not a port; use a whole number from 1 to 65535.")


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return (
            f"Port {port} on {host} is taken by another program; start with PORT={other} make serve"
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}; ports below 1024 belong to the system. "
            "Start with PORT=8000 make serve"
        )
    return f"Cannot listen on {host}:{port}: {error.strerror}. Check HOST and PORT."
