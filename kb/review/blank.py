"""An empty draft, for a reply that a person writes alone: while no base can be read, for one."""

from __future__ import annotations

from secrets import token_hex

from kb.answer.model import Channel, Draft, Register
from kb.answer.request import Proposal

#: Who made it, where the engine's drafts name the engine.
BY_HAND = "by hand"


def blank(
    language: str, channel: Channel = Channel.EMAIL, register: Register = Register.FORMAL
) -> Proposal:
    """A draft with nothing in it, for `kb.review.store.propose`.

    What is written into it goes the way of every draft: each sentence is checked or confirmed.
    """
    draft = Draft(
        id=token_hex(8),
        version=1,
        state="proposed",
        language=language,
        register=register,
        channel=channel,
        confidence=0.0,
        generator=BY_HAND,
        commit="",
        text="",
        escalate=False,
    )
    return Proposal(draft, {})
