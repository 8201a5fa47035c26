"""Who imports whom, read from the source by its syntax tree; nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name. module: who imports, in dots; target: what, in dots; line: from 1."""

    module: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def module_name(path: Path, root: Path) -> str:
    """`kb/search/__init__.py` under root is `kb.search`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(package: str, root: Path = ROOT) -> tuple[Path, ...]:
    """Every Python file of a package, sorted."""
    return tuple(sorted((root / package).rglob("*.py")))


def imports(package: str, root: Path = ROOT) -> tuple[Import, ...]:
    """Every import of every module of a package, also those inside functions."""
    return tuple(found for path in modules(package, root) for found in _imports_of(path, root))


def _imports_of(path: Path, root: Path) -> Iterator[Import]:
    module = module_name(path, root)
    base = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(module, f"{source}.{alias.name}", node.lineno)


def within(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies inside it."""
    return name == package or name.startswith(f"{package}.")
