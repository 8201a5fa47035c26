"""Files of cases that people write as YAML: read and checked, or refused with the entry's place."""

from __future__ import annotations

from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kb.errors import ConfigError

M = TypeVar("M", bound=BaseModel)

#: The parser in C where PyYAML has it: hundreds of questions take a twentieth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_cases_as(shape: type[M], data: bytes, name: str) -> M:
    """A file in the form of a model. Raises ConfigError that says which entry is wrong."""
    try:
        return shape.model_validate(yaml.load(data, _Loader))  # noqa: S506 - a safe one
    except yaml.YAMLError as exc:
        raise ConfigError(f"{name} is not YAML: {exc}.") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {where}: {first['msg']}.") from exc
