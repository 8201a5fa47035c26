"""The editors' settings inside a generation: written at publishing, read by every server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kb.ingest.editorial import CONFIG_PATH, Editorial, read_editorial
from kb.ingest.holidays import with_holidays, write_holidays
from kb.ingest.repository import SETTINGS_FILES, Snapshot


def ship_editorial(folder: Path, editorial: Editorial, snapshot: Snapshot, year: int) -> None:
    """Write kb.toml, its logo, the holidays around a year and the settings of drafts into a
    generation's folder."""
    if snapshot.config is not None:
        (folder / CONFIG_PATH).write_bytes(snapshot.config)
    if editorial.logo:
        data = snapshot.pictures[editorial.logo.name]
        (folder / _logo_file(editorial.logo.kind)).write_bytes(data)
    write_holidays(folder, editorial, year)
    for name, data in snapshot.settings_files.items():
        (folder / name).write_bytes(data)


def shipped_editorial(folder: Path) -> Editorial:
    """Read what `ship_editorial` wrote."""
    config = folder / CONFIG_PATH
    editorial, _ = read_editorial(config.read_bytes() if config.is_file() else None)
    return with_holidays(_with_logo(editorial, folder), folder)


def shipped_settings(folder: Path) -> Mapping[str, bytes]:
    """The editors' files of `Snapshot.settings_files` that were shipped, by name."""
    return {
        name: (folder / name).read_bytes()
        for name in sorted(SETTINGS_FILES)
        if (folder / name).is_file()
    }


def _with_logo(editorial: Editorial, folder: Path) -> Editorial:
    logo = editorial.logo
    if logo is None:
        return editorial
    return replace(
        editorial, logo=replace(logo, data=(folder / _logo_file(logo.kind)).read_bytes())
    )


def _logo_file(kind: str) -> str:
    return f"logo.{kind}"
