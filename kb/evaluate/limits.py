"""Limits of figures, `minimum_…` and `maximum_…`, from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kb.errors import ConfigError


def read_limits(path: Path, figures: Iterable[str]) -> dict[str, float]:
    """Read a file of limits of these figures. Raises ConfigError."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"The thresholds {path} cannot be read: {exc}.") from exc
    known = {f"{bound}_{figure}" for figure in figures for bound in ("minimum", "maximum")}
    if wrong := sorted(set(table) - known):
        raise ConfigError(f"{path}: unknown threshold {', '.join(wrong)}.")
    return {name: float(value) for name, value in table.items()}


def missed(figures: Mapping[str, float], limits: Mapping[str, float]) -> Iterator[str]:
    """Say of each limit that is not kept: the figure, its value, what is required.

    A figure that was not measured keeps every limit.
    """
    for name, limit in limits.items():
        bound, _, figure = name.partition("_")
        if figure not in figures:
            continue
        value = figures[figure]
        if bound == "minimum" and value < limit:
            yield f"{figure} is {value:.3f}, at least {limit:.3f} is required"
        if bound == "maximum" and value > limit:
            yield f"{figure} is {value:.3f}, at most {limit:.3f} is allowed"
