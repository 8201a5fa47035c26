"""The examples of the rules as real folders, and what `kb check` says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.checking import check_all
from kb.ingest.repository import read_worktree
from kb.model import Audience, Problem

TODAY = date(2026, 11, 29)
PATH = "zwroty/koszt-zwrotu.md"
HEAD = """\
---
title: Ile kosztuje zwrot?
audience: public
questions: [kto płaci za zwrot]
owner: Zespół zwrotów
review_by: 2026-12-31
legal_as_of: 2026-10-01
---

"""
_FILE = Path(__file__).with_name("examples.yaml")


@dataclass(frozen=True, slots=True)
class Example:
    """A rule with a bad and a good article, the kb.toml of each, and the articles beside them."""

    rule: str
    bad: str
    good: str
    bad_toml: str
    good_toml: str
    files: dict[str, str]

    @property
    def both(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """(article, kb.toml) of the bad and of the good one."""
        return (self.bad, self.bad_toml), (self.good, self.good_toml)


@cache
def examples() -> dict[str, Example]:
    """All examples by their rule."""
    raw: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        rule: Example(
            rule, one["bad"], one["good"], one.get("toml", ""),
            one.get("good_toml", one.get("toml", "")), one.get("files", {}),
        )
        for rule, one in raw.items()
    }  # fmt: skip


def whole(text: str) -> str:
    """An article with a head."""
    return text if text.startswith("---") else HEAD + text


def problems_of(
    folder: Path, text: str | bytes, toml: str = "", files: dict[str, str] | None = None
) -> list[Problem]:
    """What `kb check` finds in a folder with this article."""
    written = {path: content.encode() for path, content in (files or {}).items()}
    written[PATH] = text if isinstance(text, bytes) else whole(text).encode()
    for path, content in written.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (folder / "kb.toml").write_text(toml, encoding="utf-8")
    _, problems = check_all(read_worktree(folder), Audience.PUBLIC, today=TODAY)
    return problems
