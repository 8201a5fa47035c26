"""Addresses of articles in one generation that are not theirs any more, `addresses.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_FILE = "addresses.json"


@dataclass(frozen=True, slots=True)
class Addresses:
    """moved: former slug → slug of today. gone: slug of an article that was → slugs of the nearest
    of today. paths: path of a file, of today or before → slug of today."""

    moved: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Put the table into the folder of an audience."""
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        (folder / _FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Addresses:
        """What `write` wrote. Raises OSError, ValueError, LookupError, TypeError."""
        raw: dict[str, Any] = dict(json.loads((folder / _FILE).read_text("utf-8")))
        gone = {slug: tuple(map(str, near)) for slug, near in dict(raw["gone"]).items()}
        return cls(dict(raw["moved"]), gone, dict(raw["paths"]))
