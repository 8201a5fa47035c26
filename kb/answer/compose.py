"""Selected lines and approved phrases → the letter, chat message or comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.answer.lines import Line, units_of, whole_thoughts
from kb.answer.model import Channel, Flag, FlagKind, Register, Sentence, Source, Status
from kb.answer.phrases import Wording, quotable
from kb.answer.register import address_formally

#: Questions without an answer that are named one by one; of more it is said that all are checked.
_NAMED = 3
_LONGEST_QUOTE = 160
#: A sentence of which so much of the words stands in one before it says nothing new.
_REPEATED = 0.7
#: What a reply has to say about some flags before all else, in this order, one of them.
_SAID_OF_FLAGS = (
    FlagKind.LEGAL_THREAT, FlagKind.PRESS, FlagKind.SECURITY, FlagKind.PERSONAL_DATA,
    FlagKind.REPEATED_CONTACT, FlagKind.ANGER, FlagKind.COMPLAINT, FlagKind.CLAIMED_PROMISE,
)  # fmt: skip
_MOST_SAID_OF_FLAGS = 2
#: Lines that are said to a question when its best one was said to a question before.
_STILL_SAID = 2
#: An answer of so many sentences is parted in two paragraphs, each of at least so many.
_LONG = 4
_LEAST_APART = 2
_STEP = re.compile(r"(\d{1,2}\. )")
_MEASURE = re.compile(r"\d+(?:[.,]\d+)?(?:\s?[^\W\d_]{1,3})?")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what will be said to it. lines: none where the base has no answer.

    source: of the passage of each line, in the same order.
    """

    text: str
    lines: tuple[Line, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the reply and where it stands: `paragraph` and `line` begin with it."""

    sentence: Sentence
    paragraph: bool = False
    line: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said around the answers. name: in the vocative; empty in public and where unsure.
    empty: the customer says nothing at all, not even thanks."""

    channel: Channel
    wording: Wording
    name: str
    flags: tuple[Flag, ...]
    empty: bool = False


def compose(frame: Frame, answers: Sequence[Answered]) -> tuple[Piece, ...]:
    """The whole reply in order."""
    body = list(_body(frame, answers))
    return (*_opening(frame, answers), *body, *_ending(frame, answers))


def frame_body(
    frame: Frame, answers: Sequence[Answered], body: Iterable[Sentence]
) -> tuple[Piece, ...]:
    """The same around sentences that a language model wrote."""
    written = [Piece(one, paragraph=number == 0) for number, one in enumerate(body)]
    unanswered = [one for one in answers if not one.lines]
    return (
        *_opening(frame, answers),
        *written,
        *_unanswered(frame, unanswered),
        *_ending(frame, answers),
    )


def text_of(pieces: Sequence[Piece]) -> str:
    """The reply as it is sent."""
    parts: list[str] = []
    for piece in pieces:
        if parts:
            parts.append("\n\n" if piece.paragraph else "\n" if piece.line else " ")
        parts.append(piece.sentence.text)
    return "".join(parts)


def phrase(text: str) -> Sentence:
    """A sentence of approved wording."""
    return Sentence(text, (), Status.PHRASE)


def _opening(frame: Frame, answers: Sequence[Answered]) -> Iterator[Piece]:
    wording, letter = frame.wording, frame.channel is Channel.EMAIL
    kind = "greeting" if letter else "greeting_short"
    greeting = wording.text(f"{kind}_named", name=frame.name) if frame.name else wording.text(kind)
    yield Piece(phrase(greeting), paragraph=True)
    said = [_thanks(frame, answers)] if letter and not frame.empty else []
    said += _of_troubles(frame, answers)
    for number, text in enumerate(said):
        yield Piece(phrase(text), paragraph=letter and number == 0)


def _thanks(frame: Frame, answers: Sequence[Answered]) -> str:
    """Thanks that name what most of the questions are about."""
    sources = [one.sources[0] for one in answers if one.sources]
    topics = Counter(frame.wording.topic(one.slug, one.category) for one in sources)
    topic = topics.most_common(1)[0][0] if topics else ""
    named = frame.wording.text("thanks_topic", topic=topic) if topic else ""
    return named or frame.wording.text("thanks")


def _of_troubles(frame: Frame, answers: Sequence[Answered]) -> list[str]:
    """What is said to flags, and to the trouble that the message is about."""
    kinds = {flag.kind for flag in frame.flags}
    sympathy = next(filter(None, (_sympathy(frame, answer) for answer in answers)), "")
    said = [
        sympathy if kind is FlagKind.COMPLAINT and sympathy else frame.wording.flag(kind)
        for kind in _SAID_OF_FLAGS
        if kind in kinds
    ]
    if sympathy and not said:
        said.append(sympathy)
    return [text for text in said if text][:_MOST_SAID_OF_FLAGS]


def _sympathy(frame: Frame, answer: Answered) -> str:
    return frame.wording.sympathy(answer.sources[0].slug) if answer.sources else ""


def _body(frame: Frame, answers: Sequence[Answered]) -> Iterator[Piece]:
    said: list[_Said] = []
    explained = False
    for answer in answers:
        fresh = _fresh(answer, said)
        if not fresh:
            continue
        if not explained and _is_foreign(frame, fresh[0][1]):
            explained = True
            yield Piece(phrase(frame.wording.text("polish_only")), paragraph=True)
        yield from _of_answer(frame, fresh)
    yield from _unanswered(frame, [one for one in answers if not one.lines])


def _fresh(answer: Answered, said: list[_Said]) -> list[tuple[Line, Source]]:
    """The lines that say something new, without those that lean on one that does not."""
    new: list[Line] = []
    repeated: list[Line] = []
    for line, source in zip(answer.lines, answer.sources, strict=True):
        own = _said(line, source)
        (repeated if any(own.repeats(one) for one in said) else new).append(line)
    best = max((line.score for line in answer.lines), default=0.0)
    if any(line.score >= best for line in repeated):
        # What answers best is said already; more of what fits less would only fill the letter.
        still = sorted((line.score for line in new), reverse=True)[:_STILL_SAID]
        told = [line for line in new if line.score >= min(still)]
        # A list of steps is said whole or not at all.
        cut = {line.passage.chunk.id for line in new if line.step and line not in told}
        new = [line for line in told if not line.step or line.passage.chunk.id not in cut]
    if any(line.step for line in repeated):
        new = [line for line in new if not line.step]  # the very list stands there already
    kept = set(map(id, whole_thoughts(new)))
    pairs = [
        (line, source)
        for line, source in zip(answer.lines, answer.sources, strict=True)
        if id(line) in kept
    ]
    said += [_said(line, source) for line, source in pairs]
    return pairs


@dataclass(frozen=True, slots=True)
class _Said:
    """What tells whether a sentence says the same as another one. measures: its numbers, each with
    the word behind it. step: its place in its list; None for a sentence of no list."""

    words: frozenset[str]
    measures: frozenset[str]
    step: tuple[str, int, int] | None

    def repeats(self, other: _Said) -> bool:
        """Whether it says nothing that the other one does not. A step belongs to its list, and so
        repeats only itself."""
        if self.step is not None:
            return self.step == other.step
        enough = len(self.words & other.words) >= _REPEATED * len(self.words)
        return enough and self.measures <= other.measures


def _said(line: Line, source: Source) -> _Said:
    step = (source.key, line.block, line.number) if line.step else None
    measures = frozenset(match[0].casefold() for match in _MEASURE.finditer(line.text))
    return _Said(units_of(line.text), measures, step)


def _of_answer(frame: Frame, lines: Sequence[tuple[Line, Source]]) -> Iterator[Piece]:
    block: tuple[str, int] | None = None
    second = _second_paragraph(lines) if frame.channel is Channel.EMAIL else 0
    for number, (line, source) in enumerate(lines):
        here = (source.key, line.block)
        own_line = line.step and here != block
        after_steps = not line.step and number > 0 and lines[number - 1][0].step
        sentence = _addressed(frame, line, source)
        first = number == 0 and frame.channel is Channel.EMAIL
        begins = first or (number > 0 and number == second)
        yield Piece(sentence, paragraph=begins, line=number == 0 or own_line or after_steps)
        block = here


def _second_paragraph(lines: Sequence[tuple[Line, Source]]) -> int:
    """The place of the line with which what the article says further on begins; 0 for none.

    A long answer is easier to read in two: what opens the article, then details of it.
    """
    told = [line for line, _ in lines]
    if len(told) < _LONG or any(line.step for line in told):
        return 0
    starts = (place for place, line in enumerate(told) if line.place != told[0].place)
    place = next(starts, 0)
    return place if _LEAST_APART <= place <= len(told) - _LEAST_APART else 0


def _addressed(frame: Frame, line: Line, source: Source) -> Sentence:
    """The sentence in the register of the conversation, or in quotation marks as it stands."""
    address = frame.wording.address
    if frame.wording.register is Register.INFORMAL or address is None or source.language != "pl":
        return Sentence(line.text, (source.key,))
    turned = address_formally(line.text, address)
    if turned is not None:
        return Sentence(turned, (source.key,))
    step = _STEP.match(line.text)
    number = step[1] if step else ""
    return Sentence(f"{number}„{line.text[len(number) :]}”", (source.key,))


def _is_foreign(frame: Frame, source: Source) -> bool:
    return source.language != frame.wording.language


def _unanswered(frame: Frame, questions: Sequence[Answered]) -> Iterator[Piece]:
    wording = frame.wording
    if len(questions) > _NAMED or (frame.channel is Channel.SOCIAL and questions):
        yield Piece(phrase(wording.timed("checking")), paragraph=True)
        return
    for number, question in enumerate(questions):
        text = wording.timed("unanswered", question=shortened(question.text))
        yield Piece(phrase(text), paragraph=number == 0)


def shortened(question: str) -> str:
    """The customer's words as they are quoted: on one line, cut at a word."""
    line = quotable(question)
    line = line.rstrip(".!")
    if len(line) <= _LONGEST_QUOTE:
        return line
    return f"{line[:_LONGEST_QUOTE].rsplit(' ', 1)[0]}…"


def _ending(frame: Frame, answers: Sequence[Answered]) -> Iterator[Piece]:
    wording = frame.wording
    if not answers:
        nothing = any(flag.kind is FlagKind.NOTHING_TO_ANSWER for flag in frame.flags)
        kind = "empty_message" if frame.empty else "nothing_to_answer"
        text = wording.text(kind) if nothing or frame.empty else wording.timed("checking")
        yield Piece(phrase(text), paragraph=True)
    if frame.channel is Channel.SOCIAL and answers:
        yield Piece(phrase(wording.text("private_message")), paragraph=True)
    if frame.channel is not Channel.EMAIL:
        return
    if answers:
        yield Piece(phrase(wording.text("closing")), paragraph=True)
    yield Piece(phrase(wording.text("farewell")), paragraph=True)
    yield Piece(phrase(wording.text("signature")), line=True)


def with_check(pieces: Sequence[Piece], checked: Sequence[Sentence]) -> tuple[Piece, ...]:
    """The pieces with what the check says of each sentence."""
    return tuple(replace(p, sentence=s) for p, s in zip(pieces, checked, strict=True))
