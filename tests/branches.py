"""A base with a branch beside what is served, and the builder of previews in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kb.preview.model import Preview
from kb.preview_wiring import ask_for_preview, build_preview
from tests.bases import Base, article

#: The served article says 30 days.
CHANGED = article(
    "Ile mam czasu na zwrot towaru?",
    "Na zwrot towaru masz 45 dni od otrzymania przesyłki.",
    questions='["do kiedy mogę zwrócić zamówienie"]',
)


@pytest.fixture
def branched(base: Base) -> Base:
    """`nowe-terminy` changes an article, adds one and removes one; `main` is served."""
    base.git("checkout", "-q", "-b", "nowe-terminy")
    base.commit(
        {
            "zwroty/termin-zwrotu.md": CHANGED,
            "zwroty/nowy.md": article("Jak zwrócić prezent?", "Prezent zwracasz w salonie."),
            "dostawa/koszt-dostawy.md": None,
        }
    )
    base.git("checkout", "-q", "main")
    return base


@pytest.fixture
def preview(branched: Base) -> Callable[..., Preview]:
    """Ask for the preview of a ref and build it."""

    def make(ref: str = "nowe-terminy", **settings: object) -> Preview:
        chosen = branched.settings(**settings)
        return build_preview(chosen, ask_for_preview(chosen, ref, "Ewa Lis", datetime.now(UTC)).id)

    return make
