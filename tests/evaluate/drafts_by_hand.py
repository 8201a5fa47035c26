"""Drafts and cases with just what a test is about."""

from __future__ import annotations

from dataclasses import replace

from kb.answer.model import (
    Channel,
    Draft,
    Flag,
    FlagKind,
    QuestionAnswered,
    Register,
    Sentence,
    Source,
    Status,
)
from kb.evaluate.messages import Expected, Half, MessageCase
from kb.model import Audience


def source(slug: str, quote: str = "", audience: Audience = Audience.PUBLIC) -> Source:
    """A passage whose key is its article's slug."""
    return Source(slug, slug, "kategoria", audience, slug, "", "", quote, "c" * 40, (1, 1))


def answered(text: str, *keys: str) -> QuestionAnswered:
    return QuestionAnswered(text, True, keys)


def left_open(text: str) -> QuestionAnswered:
    return QuestionAnswered(text, False)


def supported(text: str, *keys: str) -> Sentence:
    return Sentence(text, keys, Status.SUPPORTED)


def phrase(text: str) -> Sentence:
    return Sentence(text, status=Status.PHRASE)


def draft(
    *questions: QuestionAnswered,
    text: str = "",
    sources: tuple[Source, ...] = (),
    sentences: tuple[Sentence, ...] = (),
    flags: tuple[FlagKind, ...] = (),
    language: str = "pl",
) -> Draft:
    """A draft; a cited article that is not among `sources` is added without words."""
    named = {key for question in questions for key in question.citations}
    known = {s.key for s in sources}
    return Draft(
        id="d",
        version=1,
        state="proposed",
        language=language,
        register=Register.FORMAL,
        channel=Channel.EMAIL,
        confidence=1.0,
        generator="hand",
        commit="c" * 40,
        text=text,
        escalate=False,
        sentences=sentences,
        citations=(*sources, *(source(key) for key in sorted(named - known))),
        questions=questions,
        flags=tuple(Flag(kind, "", "") for kind in flags),
    )


def case(message: str, *questions: Expected, **changes: object) -> MessageCase:
    """A case of the half that may be tuned on."""
    made = MessageCase("sprawa", Half.DEV, (message,), questions=questions)
    return replace(made, **changes)  # type: ignore[arg-type]
