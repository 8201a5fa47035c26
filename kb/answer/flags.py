"""A message and the editors' rules → flags: why it needs more than an answer, with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.model import Channel, Flag, FlagKind, Understood
from kb.answer.signals import SIGNALS
from kb.answer.wording import Worded, Wording
from kb.ingest.flag_rules import FlagRules, Rule
from kb.polish.sentences import split_sentences

_QUOTE = 300
#: Sentences looked at; a longer message is not written by a person.
_SENTENCES = 400
_ACCENTS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
#: Polish has about seven letters with diacritics in a hundred.
_ACCENTED_SHARE = 0.015
#: A message of fewer words is a piece of a chat, not one more contact.
_WHOLE_MESSAGE = 6
_CONTACTS = 3


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what the rules' words see in it."""

    text: str
    worded: Worded


def find_flags(
    understood: Understood,
    rules: FlagRules,
    messages: Sequence[str],
    channel: Channel = Channel.EMAIL,
) -> tuple[Flag, ...]:
    """Return at most one flag per kind, in the order of the rules.

    Words count in what the customer says; instructions aimed at the machine count everywhere, as
    does the shape of the messages. messages: as they were sent, before anything was cleaned.
    """
    wording = _wording(rules)
    said = "\n".join(understood.text[start:end] for start, end in understood.body)
    sentences = _read(wording, said)
    everywhere = _read(wording, understood.text)
    flags = []
    for name, own in rules.kinds:
        kind = FlagKind(name)
        if kind is FlagKind.NOTHING_TO_ANSWER and flags:
            continue
        where = everywhere if kind is FlagKind.INJECTION else sentences
        found = [
            Flag(kind, rule.reason, quote, rule.procedure, rule.escalate)
            for rule in own
            if (quote := _shown_by(rule, wording, where, said, messages, channel)) is not None
        ]
        # The graver rule says more; among equals the one that stands first.
        flags += sorted(found, key=lambda flag: not flag.escalate)[:1]
    return tuple(flags)


def _shown_by(
    rule: Rule,
    wording: Wording,
    sentences: Sequence[_Read],
    said: str,
    messages: Sequence[str],
    channel: Channel,
) -> str | None:
    """The words that show a rule; None where nothing does."""
    for signal in rule.signals:
        quote = _signal(signal, said, messages, channel)
        if quote is not None:
            return _cut(quote)
    for sentence in sentences:
        if _stands(rule, wording, sentence):
            return _cut(sentence.text)
    if (rule.every or rule.only) and sentences and _all(rule, wording, sentences):
        return _cut(said.strip())
    return None


def _signal(name: str, said: str, messages: Sequence[str], channel: Channel) -> str | None:
    if name == "empty":
        return None if "?" in said or any(c.isalnum() for c in said) else ""
    if name == "third_message":
        whole = [message for message in messages if len(message.split()) >= _WHOLE_MESSAGE]
        return whole[-1] if channel is Channel.EMAIL and len(whole) >= _CONTACTS else None
    return SIGNALS[name]([said] if name == "shouting" else messages) or None


def _stands(rule: Rule, wording: Wording, sentence: _Read) -> bool:
    worded = sentence.worded
    if not any(wording.has(pattern, worded, rule.negated) for pattern in rule.find):
        return False
    return not any(wording.has(pattern, worded, negated=True) for pattern in rule.unless)


def _all(rule: Rule, wording: Wording, sentences: Iterable[_Read]) -> bool:
    return all(
        "?" not in sentence.text
        and (
            wording.consists_of(rule.only, sentence.worded)
            or any(wording.has(pattern, sentence.worded) for pattern in rule.every)
        )
        for sentence in sentences
    )


def _read(wording: Wording, text: str) -> tuple[_Read, ...]:
    letters = sum(c.isalpha() for c in text)
    accented = sum(c in _ACCENTS for c in text) >= max(letters * _ACCENTED_SHARE, 1)
    return tuple(
        _Read(text[start:end], wording.read(text[start:end], accented))
        for start, end in split_sentences(text)[:_SENTENCES]
    )


def _cut(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"


@lru_cache(maxsize=4)
def _wording(rules: FlagRules) -> Wording:
    """Built once for the rules of a generation; the audiences of a base share it."""
    patterns = (
        pattern
        for _, own in rules.kinds
        for rule in own
        for pattern in (*rule.find, *rule.unless, *rule.every, *rule.only)
    )
    return Wording(patterns, rules.negators, rules.through)
