"""What a review asks of the published base, also when there is none to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.answer.model import Sentence, Status
from kb.answer.request import Checked
from kb.answer.suggest import Assistant
from kb.errors import IndexUnavailable
from kb.ingest.editorial import Editorial
from kb.review.model import Rules, Stale

_UNCHECKED = "Baza wiedzy jest teraz niedostępna, więc zdania nie sprawdzono."


def rules_of(assistant: Assistant, editorial: Editorial) -> Rules:
    """The rules over what a draft engine serves at the moment of each call.

    An approval goes on while the base cannot be read. Nothing can be checked then, so that every
    sentence has to be confirmed by whoever signs it.
    """

    def check(sentences: Sequence[Sentence], *, commit: str = "", message: str = "") -> Checked:
        try:
            return assistant.check(sentences, commit=commit, message=message)
        except IndexUnavailable:
            return _unchecked(sentences, commit)

    def freshness(keys: Sequence[str]) -> Mapping[str, Stale]:
        try:
            gone = assistant.gone(keys)
        except IndexUnavailable:
            return {}
        return {key: Stale.EXPIRED if stands else Stale.ARTICLES for key, stands in gone.items()}

    return Rules(
        check=check,
        freshness=freshness,
        patterns=editorial.privacy.patterns,
        escalation_needs_lead=editorial.desk.escalation_needs_lead,
    )


def _unchecked(sentences: Sequence[Sentence], commit: str) -> Checked:
    found = [
        replace(one, text=one.text.strip(), status=Status.UNSUPPORTED, reasons=(_UNCHECKED,))
        for one in sentences
    ]
    return Checked(tuple(found), commit)
