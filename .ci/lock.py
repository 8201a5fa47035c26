"""Make requirements*.lock from pyproject.toml: exact versions with hashes, installed by plain pip.

`make lock` runs this. The versions of existing locks are kept as long as they fit pyproject.toml;
`make lock UPGRADE=1` takes the newest. Four files come out:

requirements.lock        what the product needs, and setuptools, which installs the project itself
requirements-dev.lock    what tests and checks need besides
requirements-cpu.lock    PyTorch built without CUDA; `.ci/environment` tries it first, because pip
                         would prefer the public build, whose hash its index announces
requirements-cuda.lock   what PyTorch's public build needs besides, only where that was taken
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
CPU = ROOT / "requirements-cpu.lock"
CUDA = ROOT / "requirements-cuda.lock"
HEADER = "# Made by `make lock` from pyproject.toml. Do not edit: the next run writes it anew.\n"

# Builds of PyTorch without CUDA are not on the public index, so the resolver cannot know their
# hashes. A machine that offers one takes it, another one takes the public build. A new torch needs
# new hashes.
TORCH_VERSION = "2.13.0"
TORCH_CPU_HASHES = {
    "CPython 3.11, Linux x86-64": (
        "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
    ),
}
CUDA_PACKAGE = re.compile(r"^(nvidia|cuda|triton)\b")

Pins = dict[str, str]


def resolve(uv: str, extras: list[str], constraints: Path) -> Pins:
    """Every package that pyproject.toml asks for, with its entry of a requirements file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    command = [uv, "pip", "compile", "pyproject.toml", "-", "--universal", "--generate-hashes"]
    command += ["--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--constraints", str(constraints), "--quiet"]
    for extra in extras:
        command += ["--extra", extra]
    build = "\n".join(project["build-system"]["requires"])
    done = subprocess.run(
        command, cwd=ROOT, input=build, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"The dependencies cannot be resolved; the locks stay as they are.\n{done.stderr}")
    return entries(done.stdout)


def entries(text: str) -> Pins:
    """Split a requirements file into its packages, each with all its hashes.

    Packages for Python inside a browser are left out: a server never runs there.
    """
    pins: Pins = {}
    for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
        match = re.match(r"[a-z0-9][a-z0-9._-]*", block)
        if match and "sys_platform == 'emscripten'" not in block:
            pins[match[0]] = block.rstrip()
    return pins


def versions(pins: Pins) -> str:
    """Constraints that hold every package at its version."""
    return "\n".join(entry.split(" ")[0] for entry in pins.values()) + "\n"


def with_cpu_builds(torch: str) -> str:
    """The entry of torch with the hashes of its CPU builds put before those of the index.

    "torch==2.13.0" is also satisfied by an installed "2.13.0+cpu".
    """
    first, *hashes = torch.split(" \\\n")
    if not first.startswith(f"torch=={TORCH_VERSION}"):
        sys.exit(
            f"pyproject.toml asks for {first}; .ci/lock.py knows CPU builds of {TORCH_VERSION}. "
            "Change TORCH_VERSION and TORCH_CPU_HASHES there together with pyproject.toml."
        )
    return " \\\n".join([first, *cpu_hashes(), *hashes])


def cpu_hashes() -> list[str]:
    """The hashes of the CPU builds in the form of a requirements file."""
    return [f"    --hash=sha256:{digest}" for digest in TORCH_CPU_HASHES.values()]


def write(path: Path, pins: Pins, *notes: str) -> None:
    """Write a lock; nothing is left half-written, because git keeps the previous one."""
    head = HEADER + "".join(f"# {note}\n" for note in notes)
    path.write_text(head + "\n".join(pins.values()) + "\n", encoding="utf-8")
    print(f"  {path.name}: {len(pins)} packages")


def main() -> None:
    """Resolve twice (without and with the development tools) and divide the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--uv", default="uv", help="the resolver's executable")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "constraints.txt"
        known = [] if options.upgrade else [path for path in (RUNTIME, DEV, CUDA) if path.exists()]
        held.write_text(
            "".join(versions(entries(path.read_text(encoding="utf-8"))) for path in known),
            encoding="utf-8",
        )
        runtime = resolve(options.uv, [], held)
        held.write_text(versions(runtime), encoding="utf-8")
        everything = resolve(options.uv, ["dev"], held)
    cuda = {name: entry for name, entry in runtime.items() if CUDA_PACKAGE.match(name)}
    base = {name: entry for name, entry in runtime.items() if name not in cuda}
    base["torch"] = with_cpu_builds(base["torch"])
    write(RUNTIME, base, "torch: the first hashes are builds without CUDA, the others the index's.")
    write(DEV, {name: entry for name, entry in everything.items() if name not in runtime})
    cpu = {"torch": " \\\n".join([f"torch=={TORCH_VERSION}+cpu", *cpu_hashes()])}
    write(CPU, cpu, f"For {', '.join(TORCH_CPU_HASHES)}.")
    write(CUDA, cuda, "Needed only by PyTorch's CUDA build on Linux.")


if __name__ == "__main__":
    main()
