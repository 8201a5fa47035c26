"""`kb serve`: becomes the web server."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import click

from kb.errors import StoreUnavailable

if TYPE_CHECKING:
    from kb.settings import Settings

log = logging.getLogger(__name__)


@click.command()
@click.option("--host", help="Address to listen on (environment: HOST; default 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(1, 65535),
    help="Port to listen on (environment: PORT; default 8000).",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Worker processes instead of KB_WORKERS."
)
@click.option(
    "--threads", type=click.IntRange(1, 64), help="Threads per worker instead of KB_THREADS."
)
def serve(host: str | None, port: int | None, workers: int | None, threads: int | None) -> None:
    """Serve the help centre and its API until stopped.

    Publish first: the server shows what is published and follows later publishes by itself.
    """
    arguments = [sys.executable, "-m", "webapp"]
    for option, value in (("--host", host), ("--port", port)):
        if value is not None:
            arguments += [option, str(value)]
    for setting, number in (("KB_WORKERS", workers), ("KB_THREADS", threads)):
        if number is not None:
            os.environ[setting] = str(number)
    from kb.settings import load_settings
    from kb.supervise import start_beside

    settings = load_settings()
    _migrate(settings)
    sys.stdout.flush()
    sys.stderr.flush()
    # glibc gives every thread an arena of its own, which doubles a worker's memory for nothing.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    if settings.worker:
        start_beside()
    # The server takes this process's place, so that signals of a supervisor reach it directly.
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell is wanted


def _migrate(settings: Settings) -> None:
    """Bring the database up to date before any worker opens it; pages and search need none."""
    from kb.wiring import migrate

    try:
        migrate(settings)
    except StoreUnavailable as error:
        log.warning("%s Until then messages, ratings and statistics are off.", error)
