"""What is asked of the draft engine, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.answer.model import Channel, Draft, Register, Sentence
from kb.privacy.pseudonyms import reveal


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the engine.

    messages: one after another as the customer sent them, at least one.
    customer_name: as the shop knows it; empty to look for a signature.
    conversation: the caller's name for the conversation, so that drafts of one use one register.
    language: of the reply; empty for the message's own.
    register: what the conversation uses already; None lets the engine choose.
    generator: "extractive", or "llm" to ask the configured model (at most eight seconds).
    """

    messages: tuple[str, ...]
    channel: Channel = Channel.EMAIL
    customer_name: str = ""
    conversation: str = ""
    language: str = ""
    register: Register | None = None
    generator: str = "extractive"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft with placeholders where it would hold personal data, and what they stand for.

    The draft can be kept and given to a model; the mapping belongs to whoever answers.
    """

    draft: Draft
    placeholders: Mapping[str, str]

    def shown(self) -> Draft:
        """The draft as the agent sees it, ready to send."""

        def back(text: str) -> str:
            return reveal(text, self.placeholders)

        draft = self.draft
        return replace(
            draft,
            text=back(draft.text),
            sentences=tuple(
                replace(one, text=back(one.text), reasons=tuple(map(back, one.reasons)))
                for one in draft.sentences
            ),
            questions=tuple(replace(one, text=back(one.text)) for one in draft.questions),
            flags=tuple(replace(one, quote=back(one.quote)) for one in draft.flags),
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """The check of a whole text: its sentences in order, and the commit they were checked against.

    changed: keys that name no passage of the base as it is now.
    """

    sentences: tuple[Sentence, ...]
    commit: str
    changed: tuple[str, ...] = ()
