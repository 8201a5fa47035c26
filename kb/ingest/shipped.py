"""The editors' settings inside a generation: written at publishing, read by every server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.ingest.editorial import CONFIG_PATH, Editorial, read_editorial
from kb.ingest.holidays import with_holidays, write_holidays
from kb.ingest.repository import Snapshot


def ship_editorial(folder: Path, editorial: Editorial, snapshot: Snapshot, year: int) -> None:
    """Write kb.toml, its logo and the holidays around a year into a generation's folder."""
    if snapshot.config is not None:
        (folder / CONFIG_PATH).write_bytes(snapshot.config)
    if editorial.logo:
        data = snapshot.pictures[editorial.logo.name]
        (folder / _logo_file(editorial.logo.kind)).write_bytes(data)
    write_holidays(folder, editorial, year)


def shipped_editorial(folder: Path) -> Editorial:
    """Read what `ship_editorial` wrote."""
    config = folder / CONFIG_PATH
    editorial, _ = read_editorial(config.read_bytes() if config.is_file() else None)
    return with_holidays(_with_logo(editorial, folder), folder)


def _with_logo(editorial: Editorial, folder: Path) -> Editorial:
    logo = editorial.logo
    if logo is None:
        return editorial
    return replace(
        editorial, logo=replace(logo, data=(folder / _logo_file(logo.kind)).read_bytes())
    )


def _logo_file(kind: str) -> str:
    return f"logo.{kind}"
