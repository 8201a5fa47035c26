"""The approved wording, filled: what frames a draft, and whether a sentence is nothing but that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.model import Register
from kb.answer.register import Address
from kb.ingest.phrases import FORMS, Book

_FORMS = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SPACES = re.compile(r"\s+")
#: Quotation marks inside a quotation.
_MARKS = re.compile("[„”“«»]")
#: Names may differ from what was proposed; every other word of a phrase may not.
_NAME = r"[A-ZĄĆĘŁŃÓŚŹŻА-ЯІЇЄҐ][\w'’-]{1,30}(?: [A-ZĄĆĘŁŃÓŚŹŻА-ЯІЇЄҐ][\w'’-]{1,30})?"
_PLACEHOLDER = r"\[osoba \d+\]"


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language, to one person.

    address: None for languages and registers without Pani and Pan. hours: opening hours within
    which an answer is promised, in words; empty where nothing is promised.
    """

    language: str
    book: Book
    address: Address | None
    register: Register
    shop: str
    hours: str

    def text(self, key: str, **slots: str) -> str:
        """A text of the phrase file with its slots filled; empty where there is none."""
        return self._filled(self.book.texts.get(key, ""), slots)

    def timed(self, key: str, **slots: str) -> str:
        """A text that names the promised time where there is one."""
        return self.text(key if self.hours else f"{key}_no_time", **slots)

    def flag(self, kind: str) -> str:
        """What is said to a message with a flag; mostly nothing."""
        return self._filled(self.book.flags.get(kind, ""), {})

    def sympathy(self, slug: str) -> str:
        """What is said to a customer who has the trouble that an article is about."""
        return self._filled(self.book.sympathy.get(slug, ""), {})

    def topic(self, slug: str, category: str) -> str:
        """What a message is about, by its article or else its category."""
        return self.book.topics.get(slug) or self.book.topics.get(category, "")

    def _filled(self, text: str, slots: Mapping[str, str]) -> str:
        form = FORMS - 1 if self.register is Register.INFORMAL else _form(self.address)
        chosen = _in_form(text, form)
        known = {"shop": self.shop, "hours": self.hours, **slots}
        return _SPACES.sub(" ", _SLOT.sub(lambda found: known.get(found[1], ""), chosen)).strip()


def _form(address: Address | None) -> int:
    return (address or Address.UNKNOWN).form


def pickable(book: Book, register: Register) -> tuple[str, ...]:
    """Approved phrases that an agent may put in as they are: those without slots.

    Polite forms are those for somebody whose gender is unknown.
    """
    form = FORMS - 1 if register is Register.INFORMAL else Address.UNKNOWN.form
    chosen = [_in_form(text, form) for text in _key(book) if not _SLOT.search(text)]
    return tuple(dict.fromkeys(_plain(text) for text in chosen if _plain(text)))


def phrase_recogniser(
    book: Book, shop: str, hours: str, message: str, titles: Iterable[tuple[str, str]] = ()
) -> Callable[[str], bool]:
    """Tells whether a sentence is an approved phrase: letter for letter but for names.

    message: the customer's words, of which a phrase may quote some. titles: (title, address) of the
    articles that a phrase may point to.
    """
    patterns = _patterns(_key(book))
    said = quotable(message)
    pointed = {(_plain(title), _plain(url)) for title, url in titles}
    topics = {_plain(topic) for topic in book.topics.values()}

    def allowed(slots: Mapping[str, str]) -> bool:
        return (
            slots.get("topic", "") in topics | {""}
            and slots.get("question", "").rstrip("….?! ") in said
            and slots.get("hours", hours) == _plain(hours)
            and slots.get("shop", shop) == _plain(shop)
            and ("title" not in slots or (slots["title"], slots.get("url", "")) in pointed)
        )

    def is_phrase(sentence: str) -> bool:
        plain = _plain(sentence)
        return any(
            allowed(found.groupdict())
            for pattern in patterns
            if (found := pattern.fullmatch(plain))
        )

    return is_phrase


def quotable(text: str) -> str:
    """The customer's words as a phrase quotes them: on one line, without quotation marks."""
    return _plain(_MARKS.sub("", text))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u00a0", " ")).strip()


def _key(book: Book) -> tuple[str, ...]:
    return (*book.texts.values(), *book.flags.values(), *book.sympathy.values())


@lru_cache(maxsize=32)
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """A pattern for each text: every form, slots as named groups."""
    return tuple(re.compile(_pattern(form)) for text in texts for form in _all_forms(text))


def _all_forms(text: str) -> set[str]:
    return {_plain(_in_form(text, form)) for form in range(FORMS)}


def _in_form(text: str, form: int) -> str:
    return _FORMS.sub(lambda found: found[1].split("|")[form], text)


def _pattern(text: str) -> str:
    parts, at = [], 0
    for slot in _SLOT.finditer(text):
        inside = f"{_NAME}|{_PLACEHOLDER}" if slot[1] == "name" else r".{1,400}?"
        parts += [re.escape(text[at : slot.start()]), f"(?P<{slot[1]}>{inside})"]
        at = slot.end()
    return "".join([*parts, re.escape(text[at:])])
