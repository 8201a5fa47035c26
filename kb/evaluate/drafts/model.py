"""Sentences with citations whose verdict is known, and the kinds they come in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from kb.answer.model import Source
from kb.evaluate.messages import Half


class Honest(StrEnum):
    """How a sentence that its passage says was put into other words."""

    AS_IS = "as_is"
    SHORTENED = "shortened"
    REORDERED = "reordered"
    REGISTER = "register"
    INFLECTED = "inflected"
    MERGED = "merged"
    NUMBER_WORDS = "number_words"
    CONNECTIVE = "connective"
    TABLE_ROW = "table_row"
    LIST_ITEMS = "list_items"
    PARAPHRASE = "paraphrase"


class Corrupted(StrEnum):
    """What is wrong with a sentence that its passage does not say.

    BOUND: before and after, from and until, at least and at most. WHO: another one pays or decides.
    SUBJECT: a value of the passage given to another subject of it. HALF_TRUTH: a true clause and an
    invented one. PLAUSIBLE: what a shop might well say, and the base does not. CERTAINTY:
    "usually" made "always".
    """

    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    CURRENCY = "currency"
    PERCENTAGE = "percentage"
    UNIT = "unit"
    HOURS = "hours"
    WEEKDAY = "weekday"
    NEGATION_ADDED = "negation_added"
    NEGATION_REMOVED = "negation_removed"
    MODALITY = "modality"
    FREE_PAID = "free_paid"
    BOUND = "bound"
    CONDITION_DROPPED = "condition_dropped"
    CONDITION_ADDED = "condition_added"
    CONDITION_INVERTED = "condition_inverted"
    SWAPPED_CITATION = "swapped_citation"
    INVENTED_KEY = "invented_key"
    INVENTED_CONTACT = "invented_contact"
    SUBJECT = "subject"
    INTERNAL = "internal"
    PLAUSIBLE = "plausible"
    HALF_TRUTH = "half_truth"
    CERTAINTY = "certainty"
    WHO = "who"


Kind: TypeAlias = Honest | Corrupted

#: Of these not one may pass: numbers, dates, amounts, links and keys can be compared exactly.
EXACT = frozenset(
    {
        Corrupted.NUMBER,
        Corrupted.DATE,
        Corrupted.AMOUNT,
        Corrupted.CURRENCY,
        Corrupted.PERCENTAGE,
        Corrupted.HOURS,
        Corrupted.INVENTED_KEY,
        Corrupted.INVENTED_CONTACT,
    }
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A sentence as a draft would hold it.

    citations: the keys it names; one of them may name nothing.
    sources: what was retrieved, the cited passages among them.
    change: what was done to the passage's sentence, for people; empty where nothing was.
    by_hand: a person wrote it; otherwise a rule made it.
    """

    kind: Kind
    text: str
    citations: tuple[str, ...]
    sources: tuple[Source, ...]
    change: str = ""
    by_hand: bool = False

    @property
    def honest(self) -> bool:
        """Whether the cited passages say what the sentence says."""
        return isinstance(self.kind, Honest)

    @property
    def half(self) -> Half:
        """By article, so that what is tuned on says nothing of what is held out."""
        # The first byte would leave the sample shop's tables, three articles, in one half.
        digest = sha256(self.sources[0].slug.encode()).digest()
        return Half.DEV if digest[2] % 2 else Half.HELD_OUT
