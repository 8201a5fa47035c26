"""Calling a function in a process of its own, with the threads that a web worker has.

Memory, imported modules and OpenMP's threads belong to a process: measured in the one that has
just built an index, they would say little about a server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]


def environment(settings: Mapping[str, object], threads: int = 1) -> dict[str, str]:
    """The environment of a child: no settings of the caller's shell, only those given here."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    given = {f"KB_{name.upper()}": str(value) for name, value in settings.items()}
    return inherited | {"OMP_NUM_THREADS": str(threads), "PYTHONPATH": str(ROOT)} | given


def start(function: str, threads: int = 1, **arguments: Any) -> subprocess.Popen[str]:
    """Start `module:function` of this package with JSON arguments in a fresh interpreter."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.fresh", function],
        cwd=ROOT,
        env=environment({}, threads),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None:
        raise RuntimeError("The part of the benchmark has no standard input.")
    process.stdin.write(json.dumps(arguments))
    process.stdin.close()
    process.stdin = None
    return process


def result(process: subprocess.Popen[str]) -> Any:
    """What the function returned. Raises RuntimeError if it failed; its traceback is printed."""
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"A part of the benchmark ended with exit code {process.returncode}.")
    return json.loads(output)


def call(function: str, threads: int = 1, **arguments: Any) -> Any:
    """Call and wait."""
    return result(start(function, threads, **arguments))


def kb(*arguments: str, **settings: object) -> Mapping[str, Any]:
    """Run a `kb` command as an operator does and return its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "kb.cli", *arguments, "--json"],
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"kb {' '.join(arguments)} failed: {done.stderr.strip()[-2000:]}")
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def main() -> None:
    """Command line of the child: FUNCTION, its arguments on standard input; prints JSON."""
    name, arguments = sys.argv[1], sys.stdin.read()
    module, _, function = name.partition(":")
    # Local mode warns that it is not for serving, which is what is being measured.
    warnings.filterwarnings("ignore", message=".*[lL]ocal (Qdrant|mode)")
    print(
        json.dumps(
            getattr(import_module(f"tests.benchmarks.{module}"), function)(**json.loads(arguments))
        )
    )


if __name__ == "__main__":
    main()
