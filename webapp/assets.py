"""Static files under addresses that change with their content, so that they cache for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import url_for

FOLDER = Path(__file__).parent / "static"


@cache
def version(filename: str) -> str:
    """First ten hex digits of the file's SHA-256; empty when there is no such file."""
    path = (FOLDER / filename).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset_url(filename: str) -> str:
    """Address of a static file for templates."""
    return url_for("static", filename=filename, v=version(filename))
