"""A publisher in a process of its own that stops at a chosen moment until it is told to go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bases import Base

_PROGRAM = """
import sys

def wait():
    print("here", flush=True)
    sys.stdin.readline()

moment = sys.argv[1]
import kb.ingest.publish as publish
import pytest
from tests.bases import few_foreign_questions
from kb.settings import load_settings
from kb.wiring import run_publish

def before(name):
    original = getattr(publish, name)
    def waiting(*arguments):
        wait()
        return original(*arguments)
    setattr(publish, name, waiting)

def progress(step, done, total):
    if f"{step} {done}" == moment:
        wait()

few_foreign_questions(pytest.MonkeyPatch())
if hasattr(publish, moment):
    before(moment)
run_publish(load_settings(), progress=progress)
"""
ROOT = Path(__file__).parents[1]


@contextmanager
def publisher(base: Base, moment: str) -> Iterator[subprocess.Popen[str]]:
    """Start publishing; it stands at the moment when this enters, and is killed on the way out.

    moment: a step and its count ("embedding 64"), or a function of kb.ingest.publish that is about
    to be called ("make_current").
    """
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, moment],
        cwd=ROOT,
        env={**base.environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "here\n", "the publisher never came to this moment"
        yield process
    finally:
        process.kill()
        process.communicate()
