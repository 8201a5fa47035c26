"""The publisher that waits beside the server: imports what publishing needs, then serves forks.

    python -P -m kb.publisher DATA_DIR DESCRIPTOR

What it knows of the settings only decides what it imports; each copy reads its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.settings import Settings
    from kb.work import Task

_EVERY_S = 30.0


def publisher_task(settings: Settings) -> Task:
    """Keeps one waiting while something publishes by itself here; it ends when this process does.

    It costs about 50 MB, hence not where somebody runs `kb publish` by hand.
    """
    from kb.publishing.hooks import are_installed
    from kb.work import Task, listens

    keeper = _Keeper(settings.data_dir)

    def once() -> bool:
        if listens(settings) or are_installed(settings.content_repo):
            keeper.start()
        return False

    return Task("publisher", once, every_s=_EVERY_S)


class _Keeper:
    """Starts the process anew when it has ended."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._running: subprocess.Popen[bytes] | None = None
        # Nothing is written: the other end is closed when this process ends, however it ends.
        self._read, self._held = os.pipe()

    def start(self) -> None:
        if sys.platform != "linux" or (self._running and self._running.poll() is None):
            return
        # NumPy would start threads, and a process with threads cannot be forked safely.
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        self._running = subprocess.Popen(
            [
                sys.executable, "-P", "-m", "kb.publisher",
                str(self._data_dir.absolute()), str(self._read),
            ],
            pass_fds=(self._read,),
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )  # fmt: skip


def preload(settings: Settings) -> None:
    """Import what `kb publish` imports on its way, and ask once what it asks every time.

    Not ONNX Runtime: it starts a thread as soon as it is imported. Not the dictionary: 29 MB, to
    save 50 ms where a change brings new words.
    """
    import kb.cli
    import kb.embedding.pieces
    import kb.embedding.projection
    import kb.ingest.publish
    import kb.wiring
    from kb.opening import public_holidays
    from kb.search.foreign import foreign_questions

    if settings.qdrant_url:
        import kb.search.server
    else:
        import kb.search.edge  # noqa: F401
    public_holidays("PL", datetime.now(UTC).year)
    foreign_questions()


def run_command(arguments: Sequence[str]) -> int:
    """Run `kb ARGUMENTS…` in this process; its exit code."""
    from kb.cli import main

    try:
        main(list(arguments), prog_name="kb")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:  # noqa: BLE001 - as the interpreter does at the end of a command
        traceback.print_exc()
        return 1
    return 0


def main(arguments: Sequence[str]) -> None:
    """Command line: the data folder, and a pipe's descriptor; ends when its other end is closed."""
    from kb.publishing.forkserver import program_files, serve

    files = program_files()
    data_dir, until_closed = Path(arguments[0]), int(arguments[1])
    from kb.settings import load_settings

    preload(load_settings())
    if (threads := len(list(Path("/proc/self/task").iterdir()))) > 1:
        sys.stderr.write(f"No publisher waits: its imports started {threads - 1} threads.\n")
        return
    serve(data_dir, until_closed, files, run_command)


if __name__ == "__main__":
    main(sys.argv[1:])
