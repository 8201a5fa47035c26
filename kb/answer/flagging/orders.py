"""What a message asks of the machine rather than of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.flagging.flags import find_flags
from kb.answer.flagging.learned import Recogniser
from kb.answer.model import Asked, Flag, FlagKind, Understood
from kb.ingest.flag_rules import FlagRules
from kb.polish.sentences import split_sentences


def without_orders(
    understood: Understood,
    flags: Sequence[Flag],
    rules: FlagRules,
    recogniser: Recogniser | None = None,
) -> tuple[Asked, ...]:
    """The questions of a message but for orders to the machine, which a reply must not repeat.

    flags: those of the message. Sentence by sentence, because a flag shows one order of several,
    or signs that nobody sees, among which an honest question may stand.
    """
    if not any(flag.kind is FlagKind.INJECTION for flag in flags):
        return understood.questions
    text = understood.text
    orders = [
        (start, end)
        for start, end in split_sentences(text)
        if any(start < asked.span[1] and asked.span[0] < end for asked in understood.questions)
        and _orders_the_machine(understood, text[start:end], rules, recogniser)
    ]
    return tuple(
        asked
        for asked in understood.questions
        if not any(start < asked.span[1] and asked.span[0] < end for start, end in orders)
    )


def _orders_the_machine(
    understood: Understood, sentence: str, rules: FlagRules, recogniser: Recogniser | None
) -> bool:
    alone = replace(understood, text=sentence, body=((0, len(sentence)),))
    found = find_flags(alone, rules, (sentence,), recogniser=recogniser)
    return any(flag.kind is FlagKind.INJECTION for flag in found)
