"""A kind of article and a title → the text of a new article with places to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from kb.authoring.article_text import Field, article_text, one_line
from kb.check.page import PLACEHOLDER
from kb.model import Audience

_FOLDER = Path(__file__).parent / "templates"


class Kind(StrEnum):
    """What an article is for."""

    FAQ = "faq"
    PROCEDURE = "procedure"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is usual for a kind: who reads it, in how many days it is reviewed, and how many it is
    shown (None: always)."""

    audience: Audience
    review_days: int
    shown_days: int | None = None


_USUAL = {
    Kind.FAQ: _Usual(Audience.PUBLIC, 365),
    Kind.PROCEDURE: _Usual(Audience.INTERNAL, 180),
    # News of a failure that nobody took down is worse than none.
    Kind.INCIDENT: _Usual(Audience.PUBLIC, 1, shown_days=7),
}
_LEGAL = "legal_as_of: 2026-12-31, gdy artykuł powołuje się na prawo: dzień, w którym je sprawdzono"


def usual_audience(kind: Kind) -> Audience:
    """Who reads articles of this kind unless somebody says otherwise."""
    return _USUAL[kind].audience


def new_article(
    kind: Kind, title: str, audience: Audience, questions: Sequence[str], today: date
) -> str:
    """Return the file of a new article; its dates count from `today`.

    Every place to fill in begins with PLACEHOLDER, which `kb check` does not let go live; the rest
    passes.
    """
    usual = _USUAL[kind]
    asked = tuple(dict.fromkeys(filter(None, map(one_line, questions))))
    fields: dict[str, Field] = {
        "title": title,
        "audience": audience.value,
        "questions": asked or (f"{PLACEHOLDER}: to samo pytanie innymi słowami]",),
        "owner": f"{PLACEHOLDER}: kto odpowiada za ten tekst]",
        "review_by": (today + timedelta(days=usual.review_days)).isoformat(),
    }
    if usual.shown_days is not None:
        fields["valid_from"] = today.isoformat()
        fields["valid_until"] = (today + timedelta(days=usual.shown_days)).isoformat()
    body = (_FOLDER / f"{kind.value}.md").read_text(encoding="utf-8")
    return article_text(fields, body, () if kind is Kind.INCIDENT else (_LEGAL,))
