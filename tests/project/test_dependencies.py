"""Dependencies are few, each has a reason, and the locks hold them exactly."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.project.imports import ROOT, imports, within

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
RUNTIME: list[str] = PROJECT["dependencies"]
DEVELOPMENT: list[str] = PROJECT["optional-dependencies"]["dev"]

# Where the name of the package is not the name that is imported.
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "Authlib": "authlib",
    "llama-index-core": "llama_index",
    "llama-index-llms-openai-like": "llama_index.llms.openai_like",
    "markdown-it-py": "markdown_it",
    "prometheus-client": "prometheus_client",
    "pydantic-settings": "pydantic_settings",
    "PyYAML": "yaml",
    "SQLAlchemy": "sqlalchemy",
    "WTForms": "wtforms",
    "pillow": "PIL",
    "python-stdnum": "stdnum",
    "qdrant-edge-py": "qdrant_edge",
    "scikit-learn": "sklearn",
    "tzdata": "zoneinfo",
}
# Run as commands, as plugins or by a type checker; nobody imports them.
TOOLS = {"mypy", "pytest-xdist", "ruff", "types-PyYAML"}

LOCKS = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("requirements*.lock")}
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return match[0]


def without_reason(pyproject: str, requirements: list[str]) -> list[str]:
    """Requirements whose line does not follow a comment."""
    lines = [line.strip() for line in pyproject.splitlines()]
    reasoned = {line for before, line in pairwise(lines) if before.startswith("# ")}
    return [requirement for requirement in requirements if f'"{requirement}",' not in reasoned]


def test_every_dependency_says_why_it_is_there() -> None:
    assert without_reason(PYPROJECT, [*RUNTIME, *DEVELOPMENT]) == []


def test_a_dependency_without_a_reason_is_found() -> None:
    pyproject = 'dependencies = [\n  # Reads mail.\n  "mail>=1",\n  "more>=2",\n]'

    assert without_reason(pyproject, ["mail>=1", "more>=2"]) == ["more>=2"]


@pytest.mark.parametrize("requirement", RUNTIME, ids=name_of)
def test_every_dependency_of_the_product_is_imported_by_the_product(requirement: str) -> None:
    name = IMPORTED_AS.get(name_of(requirement), name_of(requirement).replace("-", "_"))

    # The bundled model is opened as a file of its package too.
    named_as_resource = any(
        f'"{name}"' in path.read_text(encoding="utf-8") for path in (ROOT / "kb").rglob("*.py")
    )
    assert named_as_resource or any(
        within(one.target, name) for one in (*imports("kb"), *imports("webapp"))
    )


@pytest.mark.parametrize(
    "requirement", [one for one in DEVELOPMENT if name_of(one) not in TOOLS], ids=name_of
)
def test_every_tool_of_the_tests_is_imported_by_a_test(requirement: str) -> None:
    name = IMPORTED_AS.get(name_of(requirement), name_of(requirement).replace("-", "_"))

    assert any(within(one.target, name) for one in imports("tests"))


def test_everything_that_is_imported_is_a_dependency_or_part_of_python() -> None:
    allowed = {IMPORTED_AS.get(name_of(one), name_of(one).replace("-", "_")) for one in RUNTIME}
    allowed |= {"kb", "webapp", "__future__"} | set(sys.stdlib_module_names)
    # Flask brings these; they are part of its documented interface.
    allowed |= {"werkzeug", "jinja2", "markupsafe", "itsdangerous"}
    foreign = {
        str(one)
        for one in (*imports("kb"), *imports("webapp"))
        if one.target.split(".")[0] not in allowed
    }

    assert foreign == set()


def test_the_locks_hold_every_dependency() -> None:
    runtime = {name for name, _ in PIN.findall(LOCKS["requirements.lock"])}
    development = {name for name, _ in PIN.findall(LOCKS["requirements-dev.lock"])}

    assert {name_of(one).lower() for one in RUNTIME} - runtime == set()
    assert {name_of(one).lower() for one in DEVELOPMENT} - development - runtime == set()
    assert "setuptools" in runtime


@pytest.mark.parametrize("lock", sorted(LOCKS))
def test_every_locked_package_has_a_hash_and_nothing_names_a_place(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCKS[lock].split("\n", 1)[1])
    pinned = [entry for entry in entries if not entry.startswith("#")]

    assert pinned
    assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCKS[lock]
    assert not re.search(r"^\s*(-i|-f|--index|--extra|--find)", LOCKS[lock], re.MULTILINE)


def test_no_package_is_in_two_locks() -> None:
    # The lock of the CPU build is the other way to install torch, not another package.
    held = {lock: text for lock, text in LOCKS.items() if lock != "requirements-cpu.lock"}
    names = [name for text in held.values() for name, _ in PIN.findall(text)]

    assert len(names) == len(set(names))


def test_torch_is_locked_so_that_a_build_without_cuda_fits_too() -> None:
    entry = next(
        block
        for block in re.split(r"\n(?=[a-z0-9])", LOCKS["requirements.lock"])
        if block.startswith("torch==")
    )
    lock_program = (ROOT / ".ci" / "lock.py").read_text(encoding="utf-8")
    builds = re.findall(r'"([0-9a-f]{64})"', lock_program)

    # "2.13.0+cpu" satisfies "==2.13.0"; the public build does not satisfy "==2.13.0+cpu".
    assert entry.splitlines()[0] == "torch==2.13.0 \\"
    assert PIN.findall(LOCKS["requirements-cpu.lock"]) == [("torch", "2.13.0+cpu")]
    assert builds
    assert all(f"--hash=sha256:{digest}" in entry for digest in builds)
    assert entry.count("--hash=") > len(builds)


def tracked_files() -> list[Path]:
    """Files that git knows or would add; binary ones and locks are no text to read."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name.decode() for name in listed.stdout.split(b"\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def traces(text: str) -> list[str]:
    """Host names of package registries and paths of one machine in a text."""
    registries = ("pypi", "pythonhosted", "npmjs", "pytorch", "huggingface", "debian", "crates")
    hosts = "|".join(rf"\b[\w.-]*{name}[\w-]*\.(?:org|com|co|io)\b" for name in registries)
    paths = "|".join(
        rf"(?<![\w.~-])/{name}/\w" for name in ("home", "root", "work", "opt", "Users")
    )
    return re.findall(f"{hosts}|{paths}", text)


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): marks
        for path in tracked_files()
        if path != Path(__file__).resolve()
        and b"\0" not in (data := path.read_bytes())
        and (marks := traces(data.decode("utf-8", errors="replace")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://pypi.org/simple",
        "find-links = /opt/wheels",
        "see https://download.pytorch.org/whl/cpu",
        'open("/home/ala/kb")',
    ],
)
def test_a_trace_of_a_registry_or_a_machine_is_found(line: str) -> None:
    assert traces(line)


@pytest.mark.parametrize("line", ["/api/v1/search", "kb/root/x.md", "https://docs.python.org/3/"])
def test_ordinary_addresses_are_no_traces(line: str) -> None:
    assert traces(line) == []
