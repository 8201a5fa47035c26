"""A customer's message → a draft; a text with keys → what the check says of each sentence."""

from __future__ import annotations

from dataclasses import dataclass

from kb.answer.model import Channel, Register, Sentence


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
class Checked:
    """The check of a whole text: its sentences in order, and the commit they were checked against.

    changed: keys that name no passage of the base as it is now.
    """

    sentences: tuple[Sentence, ...]
    commit: str
    changed: tuple[str, ...] = ()
