"""Who is addressed in a reply, how, and what is said around the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.answer.compose import Frame
from kb.answer.model import Channel, Flag, Register, Source, Understood
from kb.answer.phrases import Wording, phrase_recogniser
from kb.answer.request import Request
from kb.answer.shelf import Base
from kb.answer.tone import hours_in_words, whom_to_address
from kb.polish.names import Vocative
from kb.privacy.pseudonyms import Concealed

#: Where nobody is called by name.
_PUBLIC = frozenset({Channel.SOCIAL})


def said_in(understood: Understood) -> str:
    """What the customer says, without greeting, signature and quoted history."""
    return "\n".join(understood.text[start:end] for start, end in understood.body)


def frame_of(
    base: Base,
    request: Request,
    understood: Understood,
    name: Vocative | None,
    flags: tuple[Flag, ...],
    register: Register,
) -> Frame:
    """What stands around the answers of a message."""
    language = request.language or understood.language
    polish = language not in base.phrases.books or language == "pl"
    wording = Wording(
        language=language,
        book=base.phrases.book(language),
        address=whom_to_address(understood, name) if polish else None,
        register=register,
        shop=base.editorial.name_in(language),
        hours=hours_in_words(base.editorial.contact.opening, language),
    )
    return Frame(
        channel=request.channel,
        wording=wording,
        name=as_called(name, understood, language) if request.channel not in _PUBLIC else "",
        flags=flags,
        empty=not said_in(understood).strip(),
    )


def as_called(name: Vocative | None, understood: Understood, language: str) -> str:
    """The customer's name in a greeting: other languages have no vocative to get wrong."""
    if language == "pl":
        return name.form if name else ""
    return understood.name


def addressee(concealed: Concealed) -> str:
    """A placeholder for the customer's name that neither the message nor its masking uses."""
    number = 0
    while f"[osoba {number}]" in concealed.text:
        number += 1
    return f"[osoba {number}]"


def recognises_phrases(
    base: Base, sources: Sequence[Source], message: str
) -> Callable[[str], bool]:
    """Approved phrases of any language."""
    titles = [(source.title, source.url) for source in sources]
    opening = base.editorial.contact.opening
    recognisers = [
        phrase_recogniser(
            book,
            base.editorial.name_in(language),
            hours_in_words(opening, language),
            message,
            titles,
        )
        for language, book in base.phrases.books.items()
    ]
    return lambda sentence: any(is_phrase(sentence) for is_phrase in recognisers)
