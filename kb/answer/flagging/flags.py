"""A message and the editors' rules → flags: why it needs more than an answer, with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from statistics import fmean

from kb.answer.flagging.learned import Recogniser
from kb.answer.flagging.matcher import Patterns, Worded, Wording
from kb.answer.flagging.signals import SIGNALS
from kb.answer.model import Channel, Flag, FlagKind, Understood
from kb.answer.reading.sentences import message_sentences
from kb.ingest.flag_rules import FlagRules, Rule

_QUOTE = 300
#: Sentences looked at; a longer message is not written by a person.
_SENTENCES = 400
_ACCENTS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
#: Polish has about seven letters with diacritics in a hundred.
_ACCENTED_SHARE = 0.015
#: A message of fewer words is a piece of a chat, not one more contact.
_WHOLE_MESSAGE = 6
_CONTACTS = 3
#: Log-odds from which likeness to the examples shows a kind, and below which the words of a shipped
#: rule show nothing ("mój mąż jest prawnikiem"); see docs/decisions.md.
_ALIKE, _UNLIKE = 0.5, -1.5
#: Of a message that needs no answer no sentence is less like the examples than this.
_HARDLY_ALIKE = -1.0
#: Kinds for which words alone are enough: an order to a machine harms, however it is wrapped, and
#: of what needs no answer every sentence is looked at by itself.
_BY_WORDS = frozenset({FlagKind.INJECTION, FlagKind.NOTHING_TO_ANSWER})
#: Sentences that are compared with the examples, each for a few milliseconds.
_COMPARED = 40


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what the rules' words see in it."""

    text: str
    worded: Worded


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """A rule with its patterns as the matcher takes them."""

    rule: Rule
    find: Patterns
    unless: Patterns
    also: Patterns
    every: Patterns
    only: Patterns


@dataclass(frozen=True, slots=True, eq=False)
class _Finder:
    """The rules of a generation, ready to use."""

    wording: Wording
    kinds: tuple[tuple[FlagKind, tuple[_Compiled, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Message:
    """What flags are looked for in. said: the customer's own words; sent: the messages whole."""

    said: str
    sent: Sequence[str]
    channel: Channel
    recogniser: Recogniser | None


def find_flags(
    understood: Understood,
    rules: FlagRules,
    messages: Sequence[str],
    channel: Channel = Channel.EMAIL,
    recogniser: Recogniser | None = None,
) -> tuple[Flag, ...]:
    """Return at most one flag per kind, in the order of the rules.

    Words count in what the customer says; instructions aimed at the machine count everywhere, as
    does the shape of the messages. messages: as they were sent, before anything was cleaned.
    recogniser: of the examples of these rules; None leaves words and shape alone.
    """
    finder = _finder(rules)
    said = "\n".join(understood.text[start:end] for start, end in understood.body)
    message = _Message(said, messages, channel, recogniser)
    polish = understood.language == "pl"
    sentences = _read(finder.wording, said, polish)
    everywhere = sentences
    if said.strip() != understood.text.strip():
        everywhere = _read(finder.wording, understood.text, polish)
    flags: list[Flag] = []
    for kind, own in finder.kinds:
        if kind is FlagKind.NOTHING_TO_ANSWER and flags:
            continue
        where = everywhere if kind is FlagKind.INJECTION else sentences
        found = [
            Flag(kind, one.rule.reason, quote, one.rule.procedure, one.rule.escalate)
            for one in own
            if (quote := _shown_by(kind, one, finder.wording, where, message)) is not None
        ]
        # The graver rule says more; among equals the one that stands first.
        flags += sorted(found, key=lambda flag: not flag.escalate)[:1]
    return tuple(flags)


def _shown_by(
    kind: FlagKind, one: _Compiled, wording: Wording, sentences: Sequence[_Read], message: _Message
) -> str | None:
    """The words that show a rule; None where nothing does."""
    said = [sentence.worded for sentence in sentences]
    doubted = one.rule.shipped and kind not in _BY_WORDS
    if one.rule.signals and not any(wording.stands(one.unless, worded) for worded in said):
        for signal in one.rule.signals:
            if signal == "examples":
                quote = _alike(kind, sentences, message)
            else:
                quote = _signal(signal, message)
            if quote is not None and not (
                signal == "shouting" and doubted and _is_unlike(kind, sentences, message)
            ):
                return _cut(quote)
    if one.rule.also and not any(wording.stands(one.also, worded) for worded in said):
        return None
    for sentence in sentences:
        if wording.stands(one.find, sentence.worded, one.rule.negated) and not wording.stands(
            one.unless, sentence.worded, negated=True
        ):
            if doubted and _is_unlike(kind, [*sentences[:_COMPARED], sentence], message):
                return None
            return _cut(sentence.text)
    whole = one.rule.every or one.rule.only
    if whole and sentences and all(_is_of(one, wording, sentence) for sentence in sentences):
        return _cut(message.said.strip())
    return None


def _signal(name: str, message: _Message) -> str | None:
    said = message.said
    if name == "empty":
        return None if "?" in said or any(c.isalnum() for c in said) else ""
    if name == "third_message":
        whole = [sent for sent in message.sent if len(sent.split()) >= _WHOLE_MESSAGE]
        enough = message.channel is Channel.EMAIL and len(whole) >= _CONTACTS
        return whole[-1] if enough else None
    return SIGNALS[name]([said] if name == "shouting" else message.sent) or None


def _alike(kind: FlagKind, sentences: Sequence[_Read], message: _Message) -> str | None:
    """The sentence that is most like the examples of a kind; a message that needs no answer
    consists of nothing else."""
    if message.recogniser is None or not sentences:
        return None
    compared = [one.text for one in sentences[:_COMPARED]]
    scores = [message.recogniser.scores(text)[kind] for text in compared]
    if kind is FlagKind.NOTHING_TO_ANSWER:
        # Between two thanks may stand what is a little less like an example.
        like = fmean(scores) >= _ALIKE and min(scores) >= _HARDLY_ALIKE
        whole = len(compared) == len(sentences) and "?" not in message.said
        return message.said.strip() if like and whole else None
    best = max(range(len(compared)), key=scores.__getitem__)
    return compared[best] if scores[best] >= _ALIKE else None


def _is_unlike(kind: FlagKind, sentences: Sequence[_Read], message: _Message) -> bool:
    """Whether no sentence of a message is at all like the examples of a kind."""
    if message.recogniser is None:
        return False
    read = [sentence.text for sentence in sentences]
    return all(message.recogniser.scores(text)[kind] < _UNLIKE for text in read)


def _is_of(one: _Compiled, wording: Wording, sentence: _Read) -> bool:
    """Whether a sentence is one of those of which a whole message may consist."""
    worded = sentence.worded
    if "?" in sentence.text or wording.stands(one.unless, worded, negated=True):
        return False
    return wording.consists_of(one.only, worded) or wording.stands(one.every, worded)


def _read(wording: Wording, text: str, polish: bool) -> tuple[_Read, ...]:
    letters = sum(c.isalpha() for c in text)
    accented = sum(c in _ACCENTS for c in text) >= max(letters * _ACCENTED_SHARE, 1)
    return tuple(
        _Read(text[start:end], wording.read(text[start:end], accented, polish))
        for start, end in islice(message_sentences(text), _SENTENCES)
    )


def _cut(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"


@lru_cache(maxsize=2)
def _finder(rules: FlagRules) -> _Finder:
    """Built once for the rules of a generation, in about a second; the generation before it may
    still be answering."""
    wording = Wording(rules.negators, rules.through)
    compile_ = wording.compile
    return _Finder(
        wording,
        tuple(
            (
                FlagKind(kind),
                tuple(
                    _Compiled(
                        rule,
                        compile_(rule.find),
                        compile_(rule.unless),
                        compile_(rule.also),
                        compile_(rule.every),
                        compile_(rule.only),
                    )
                    for rule in own
                ),
            )
            for kind, own in rules.kinds
        ),
    )
