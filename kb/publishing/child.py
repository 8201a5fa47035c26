"""A long piece of work in a process of its own, whose words go to a file."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.errors import PublishError

_LARGEST_LOG = 1 << 20
#: What runs longer hangs; the largest measured base takes minutes.
_LONGEST_S = 3600.0


def run_child(
    command: Sequence[str], log: Path, name: str, environment: Mapping[str, str] | None = None
) -> int:
    """Run a command to its end, and return its exit code.

    log: the file that its words are added to, begun anew when it has grown large. name: what error
    messages call it. environment: in place of this process's own. Raises PublishError when it
    cannot be started or takes over an hour.
    """
    try:
        full = log.exists() and log.stat().st_size > _LARGEST_LOG
        with log.open("wb" if full else "ab") as output:
            return subprocess.run(
                tuple(command),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # It ends what it has begun, also when the worker is stopped.
                start_new_session=True,
                timeout=_LONGEST_S,
                check=False,
            ).returncode
    except subprocess.TimeoutExpired as exc:
        raise PublishError(f"The {name} took over {_LONGEST_S:.0f} s and ended.") from exc
    except OSError as exc:
        raise PublishError(f"The {name} could not be started: {exc}.") from exc
