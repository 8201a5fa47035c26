"""Drafts and checks as JSON documents: one shape for the API and for `kb suggest --json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.answer.model import Draft, Flag, InternalNote, QuestionAnswered, Sentence, Source

if TYPE_CHECKING:
    from kb.answer.request import Checked


def draft_document(draft: Draft) -> dict[str, Any]:
    """The fixed document of a draft; its schema is in the OpenAPI description.

    What the draft holds is written as it stands: put personal data back before, for the agent's
    view, or leave their placeholders. `confidence` is rounded to four places.
    """
    return {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state,
        "language": draft.language,
        "register": draft.register.value,
        "channel": draft.channel.value,
        "confidence": round(draft.confidence, 4),
        "generator": draft.generator,
        "commit": draft.commit,
        "text": draft.text,
        "escalate": draft.escalate,
        "sentences": [_sentence(one) for one in draft.sentences],
        "citations": [_source(one) for one in draft.citations],
        "questions": [_question(one) for one in draft.questions],
        "internal": [_internal(one) for one in draft.internal],
        "flags": [_flag(one) for one in draft.flags],
    }


def checked_document(checked: Checked) -> dict[str, Any]:
    """The fixed document of a check. `changed`: keys that name no passage of today's base."""
    return {
        "commit": checked.commit,
        "sentences": [_sentence(one) for one in checked.sentences],
        "changed": list(checked.changed),
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "status": sentence.status.value,
        "reasons": list(sentence.reasons),
        "citations": list(sentence.citations),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "slug": source.slug,
        "category": source.category,
        "audience": source.audience.value,
        "anchor": source.anchor,
        "url": source.url,
        "quote": source.quote,
        "commit": source.commit,
        "lines": list(source.lines),
    }


def _question(question: QuestionAnswered) -> dict[str, Any]:
    return {
        "text": question.text,
        "answered": question.answered,
        "citations": list(question.citations),
    }


def _internal(note: InternalNote) -> dict[str, Any]:
    return {"slug": note.slug, "anchor": note.anchor, "quote": note.quote}


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "kind": flag.kind.value,
        "reason": flag.reason,
        "quote": flag.quote,
        "procedure": flag.procedure,
    }
