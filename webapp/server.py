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
from typing import TYPE_CHECKING, Any

from kb.errors import ConfigError, KbError
from kb.settings import Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000

# A question of 2,000 characters takes up to 24,000 bytes when percent-encoded, and one that is
# far too long must reach the application to be answered with a page that keeps it.
MAX_REQUEST_LINE = 256 * 1024

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
    _application(settings, host, port).run()


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


def _warm(app: Flask) -> None:
    """Open the index before the first visitor asks; what fails here is told by /readyz."""
    with app.app_context():
        from webapp.serving import public_reader

        try:
            public_reader().status()
        except KbError as error:
            app.logger.warning("%s", error)


def _application(settings: Settings, host: str, port: int) -> Any:
    """The gunicorn application. Its imports stay in here: tests of the rest need no server."""
    import gunicorn.http.message
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger
    from prometheus_client.multiprocess import mark_process_dead

    # Its highest limit is 8,190 bytes, and "no limit" would let anybody fill the memory. A test
    # sends a long question through a running server and would notice if this stopped working.
    gunicorn.http.message.MAX_REQUEST_LINE = MAX_REQUEST_LINE

    class OneLineLogger(Logger):  # type: ignore[misc]
        """Escapes the path: a line break in an address must not forge an entry."""

        def atoms(self, *args: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().atoms(*args)
            path = str(found.get("U", "")).encode("latin-1", "replace").decode("utf-8", "replace")
            found["U"] = path.encode("unicode_escape").decode("ascii")
            return found

    def ready(worker: Any) -> None:
        if worker.age == 1:
            print(f"Podpowiedź: {url_of(host, port)}", flush=True)  # noqa: T201

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            options = {
                "bind": [bind],
                "workers": settings.workers,
                "threads": settings.threads,
                "worker_class": "gthread",
                # Each worker opens its own private copy of the index, hence after the fork.
                "preload_app": False,
                "graceful_timeout": 20,
                "keepalive": 5,
                "limit_request_line": MAX_REQUEST_LINE,
                "accesslog": "-",
                "access_log_format": ACCESS_LOG,
                "logger_class": OneLineLogger,
                "loglevel": "warning",
                "control_socket_disable": True,
                "post_worker_init": ready,
                "child_exit": lambda _server, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
            }
            for name, value in options.items():
                # The control socket came with gunicorn 25; earlier ones have none to switch off.
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            from webapp import create_app

            app = create_app(settings)
            _warm(app)
            return app

    return Server()
