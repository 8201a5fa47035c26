"""The published base as the draft engine reads it: one generation, its two audiences apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kb.embedding.encoder import Encoder
from kb.ingest.editorial import Editorial
from kb.ingest.flag_rules import FlagRules
from kb.ingest.phrases import Phrases
from kb.model import Audience
from kb.search.index import Index


@dataclass(frozen=True, slots=True)
class Shelf:
    """One audience: an index with what is needed to cite from it.

    encoder: None where the model cannot be loaded. site: the public address, without a slash at
    its end; empty where it is not known and addresses are paths.
    """

    audience: Audience
    index: Index
    encoder: Encoder | None
    commit: str
    now: datetime
    site: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """What drafts are made of. Only `public` can be cited; `internal` informs the agent."""

    generation: str
    public: Shelf
    internal: Shelf
    editorial: Editorial
    flag_rules: FlagRules
    phrases: Phrases
