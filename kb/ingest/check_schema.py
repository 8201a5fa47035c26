"""`[check]` of kb.toml, what editors decide of the rules of `kb check` → `CheckSettings`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from kb.check.catalogue import BY_NAME
from kb.check.settings import CheckSettings
from kb.ingest.printable import printable
from kb.model import Level

_OFF = "off"


def _clean(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


_Phrase = Annotated[
    str,
    BeforeValidator(_clean),
    StringConstraints(strip_whitespace=True, min_length=2, max_length=100),
]
_Phrases = Annotated[list[_Phrase], Field(max_length=500)]


class CheckSchema(BaseModel):
    """The keys of `[check]`: limits, lists, and the level of any rule by its name."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, Literal["error", "warning", "hint", "off"]]

    forbidden: _Phrases = []
    internal: _Phrases = []
    own_data: _Phrases = []
    most_words: int = Field(default=350, ge=20, le=20_000)
    most_sentence_words: int = Field(default=30, ge=5, le=500)
    most_fog: Annotated[float, Field(strict=False, ge=5, le=50, allow_inf_nan=False)] = 14
    legal_months: int = Field(default=12, ge=1, le=120)

    def settings(self) -> CheckSettings:
        """The settings as the rules use them; names that are no rules have no effect."""
        return CheckSettings(
            levels={
                name: None if level == _OFF else Level(level)
                for name, level in self.__pydantic_extra__.items()
                if name in BY_NAME and not BY_NAME[name].fixed
            },
            forbidden=tuple(self.forbidden),
            internal=tuple(self.internal),
            own_data=tuple(self.own_data),
            most_words=self.most_words,
            most_sentence_words=self.most_sentence_words,
            most_fog=self.most_fog,
            legal_months=self.legal_months,
        )

    def unknown(self) -> list[str]:
        """Names that are no rules."""
        return [name for name in self.__pydantic_extra__ if name not in BY_NAME]

    def unchangeable(self) -> list[str]:
        """Rules whose level cannot be changed and that are named all the same."""
        return [n for n in self.__pydantic_extra__ if n in BY_NAME and BY_NAME[n].fixed]
