"""A request → what is asked in it, what is flagged, and its text without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.answer.flagging.flags import find_flags
from kb.answer.flagging.learned import Recogniser, recogniser
from kb.answer.flagging.matters import articles_of
from kb.answer.flagging.orders import without_orders
from kb.answer.framing import said_in
from kb.answer.incoming import require_readable
from kb.answer.message import understand
from kb.answer.model import Asked, Flag, FlagKind, Understood
from kb.answer.request import Request
from kb.answer.shelf import Base
from kb.privacy.pseudonyms import Concealed, conceal


@dataclass(frozen=True, slots=True)
class Prepared:
    """questions, message and the quotes of flags hold placeholders for personal data.

    message: what the customer says, without greeting, signature and quoted history.
    """

    understood: Understood
    concealed: Concealed
    flags: tuple[Flag, ...]
    questions: tuple[Asked, ...]
    message: str


def prepare(base: Base, request: Request, cache: Path | None = None) -> Prepared:
    """Read a request. cache: folder of fitted recognisers. Raises MessageError."""
    require_readable(request.messages)
    understood = understand(request.messages, request.customer_name, request.language)
    concealed = conceal(understood.text, base.editorial.privacy.patterns)
    learned = recogniser(base.flag_rules, base.public.encoder, cache)
    flags = find_flags(understood, base.flag_rules, request.messages, request.channel, learned)
    questions = _to_answer(base, understood, flags, learned)
    return Prepared(
        understood,
        concealed,
        tuple(replace(flag, quote=concealed.hide(flag.quote)) for flag in flags),
        tuple(_masked(asked, concealed) for asked in questions),
        concealed.hide(said_in(understood)),
    )


def _to_answer(
    base: Base, understood: Understood, flags: Sequence[Flag], learned: Recogniser | None
) -> Sequence[Asked]:
    if any(flag.kind is FlagKind.NOTHING_TO_ANSWER for flag in flags):
        return ()
    asked = without_orders(understood, flags, base.flag_rules, learned)
    return [replace(one, preferred=articles_of(one, flags, base.flag_rules)) for one in asked]


def _masked(asked: Asked, concealed: Concealed) -> Asked:
    return replace(
        asked,
        text=concealed.hide(asked.text),
        context=concealed.hide(asked.context),
        core=concealed.hide(asked.core),
    )
