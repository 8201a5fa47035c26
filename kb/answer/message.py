"""Messages of a customer → what they ask, and everything around it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.model import Understood
from kb.answer.reading.asked import find_asked
from kb.answer.reading.cleaning import clean
from kb.answer.reading.lines import Span
from kb.answer.reading.parts import Parts, take_apart
from kb.answer.reading.person import is_feminine
from kb.answer.reading.references import references
from kb.answer.reading.tongue import tongue_of


def understand(messages: Sequence[str], customer_name: str = "", language: str = "") -> Understood:
    """Take messages apart; several in a row are read as one text.

    customer_name: as the shop knows it, goes before a signature. language: goes before the
    message's own. Never raises; a message with nothing in it has no question.
    """
    texts = [text for text in map(clean, messages) if text]
    parts, start = list[tuple[int, Parts]](), 0
    for text in texts:
        parts.append((start, take_apart(text)))
        start += len(text) + 2
    whole = "\n\n".join(texts)
    body = tuple(_moved(span, at) for at, one in parts for span in one.body)
    said = " ".join(whole[a:b] for a, b in body)
    signed = [_moved(one.signature, at) for at, one in parts if one.signature]
    own = "\n".join(whole[a:b] for a, b in sorted([*body, *signed]))
    last_at, last = parts[-1] if parts else (0, Parts(()))
    first_at, first = parts[0] if parts else (0, Parts(()))
    return Understood(
        text=whole,
        language=language or tongue_of(said or whole),
        body=body,
        questions=find_asked(whole, body),
        quoted=tuple(_moved(span, at) for at, one in parts for span in one.quoted),
        greeting=_moved(first.greeting, first_at) if first.greeting else None,
        signature=_moved(last.signature, last_at) if last.signature else None,
        orders=references(own),
        name=customer_name or next((one.name for _, one in parts if one.name), ""),
        feminine=is_feminine(said),
    )


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
