"""Figures that several benchmarks report: percentiles, memory of a process, size of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_MIB = 2**20


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the number of values; all zero for none."""
    if not values:
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0, "count": 0}
    p50, p95, p99 = np.percentile(np.array(values), [50, 95, 99]).tolist()
    return {"p50": round(p50, 3), "p95": round(p95, 3), "p99": round(p99, 3), "count": len(values)}


def memory_mib(pid: int | str = "self") -> dict[str, float]:
    """Resident memory of a process in MiB: `rss`, and `pss`, where pages that several processes
    share are divided among them."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    rows = dict(line.split(":", 1) for line in text.splitlines()[1:] if ":" in line)
    return {name.lower(): round(int(rows[name].split()[0]) / 1024, 1) for name in ("Rss", "Pss")}


def disk_mib(folder: Path) -> float:
    """What a folder takes on the disk in MiB; holes in files take nothing."""
    blocks = sum(path.stat().st_blocks for path in folder.rglob("*") if path.is_file())
    return round(blocks * 512 / _MIB, 1)


def row(title: object, *cells: Any) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join([str(title), *map(str, cells)]) + " |"


def spread(figures: dict[str, float]) -> tuple[str, str, str]:
    """p50, p95 and p99 as cells of a table."""
    return f"{figures['p50']:.1f}", f"{figures['p95']:.1f}", f"{figures['p99']:.1f}"
