"""Weights of linear rankings, learned from message cases and shipped as JSON beside the code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).with_name("weights.json")


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The measures of a kind in the order of their columns."""
    return tuple(field.name for field in fields(kind))


def table(measured: Sequence[Any]) -> NDArray[np.float64]:
    """(things, measures) of some things that are measured alike; at least one."""
    row = attrgetter(*names_of(type(measured[0])))
    found = np.array([row(one) for one in measured], dtype=np.float64)
    return found.reshape(len(measured), -1)


@cache
def weights(ranking: str, kind: type[Any]) -> NDArray[np.float64]:
    """(measures,) of a ranking that ships, in the order of the columns of what it weighs."""
    stored = json.loads(WEIGHTS.read_text("utf-8"))[ranking]["weights"]
    return np.array([stored[name] for name in names_of(kind)], dtype=np.float64)


@cache
def bias(ranking: str) -> float:
    """What a score of a ranking is when everything measured is 0."""
    return float(json.loads(WEIGHTS.read_text("utf-8"))[ranking].get("bias", 0.0))
