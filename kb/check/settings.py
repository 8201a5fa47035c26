"""What editors decide of the rules, `[check]` of kb.toml, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.check.catalogue import BY_NAME
from kb.model import Level


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """levels: those that kb.toml changes; None switches a rule off.

    forbidden: phrases beside the shipped ones. internal: words and phrases that no public article
    may hold. own_data: addresses and numbers of the company that are not personal data.
    most_words, most_sentence_words: length of an article and of a sentence. most_fog: FOG-PL.
    legal_months: age of `legal_as_of`.
    """

    levels: Mapping[str, Level | None] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    own_data: tuple[str, ...] = ()
    most_words: int = 350
    most_sentence_words: int = 30
    most_fog: float = 14
    legal_months: int = 12

    def level(self, rule: str, default: Level) -> Level | None:
        """The level of a rule's problem, None where it is switched off."""
        return self.levels.get(rule, default)

    def of_rule(self, rule: str) -> Level | None:
        """The same for a rule of the catalogue."""
        return self.level(rule, BY_NAME[rule].level)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the rules know of the shop: its own contact data, its kinds of numbers, today."""

    own_data: tuple[str, ...] = ()
    today: date = field(default_factory=date.today)
