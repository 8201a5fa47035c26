"""Empty formulas, blame, the wrong form of address, and what is left to be filled in.

What stands in quotation marks is somebody else's wording and is not judged, but for blanks in
public articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.check.page import PLACEHOLDER, Finding, Page, Sentence, shortened, without_quotes
from kb.check.patterns import matches, patterns
from kb.check.protected import protected

#: A condition tells of a case and accuses nobody: "Jeśli podałeś zły adres, …". It ends at a comma.
_CONDITION = re.compile(
    r"\b(?:jeśli|jeżeli|gdy|gdyby|kiedy|czy|choć|nawet|o\s+ile|w\s+razie)\b[^,;:]*\Z", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:nie|bez|niezależnie\s+od)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![.!?:„] )(?<!\A)\b(?:Państw(?:o|a|u|em)|Pan(?:a|u|em|i|ią)?)\b(?!\s+[A-ZĄĆĘŁŃÓŚŹŻ])"
)
_ADDRESS_FIRST = re.compile(
    r"\A(?:Państw(?:o|a|u)|Pan(?:a|u|i)?)\s+(?!\w*[A-ZĄĆĘŁŃÓŚŹŻ])(?:\w+\s+){0,2}"
    r"(?:może|mogą|ma|mają|powinn\w+|musi|muszą|otrzyma\w*|dostan\w+|zamówieni\w+|paczk\w+|kont\w+)",
)


def forbidden_phrase(page: Page) -> Iterator[Finding]:
    """Formulas that say nothing, those of kb.toml among them."""
    shipped = patterns("forbidden-phrase") if page.is_polish else ()
    phrases = (*shipped, *_listed(page.settings.forbidden))
    for sentence in page.own_words:
        for pattern in phrases:
            found = pattern.search(sentence.text)
            if found:
                yield Finding(
                    "forbidden-phrase", page.place(sentence.block.lines, found[0]),
                    f"“{shortened(found[0])}” is a formula. Say what the reader gets or has to do.",
                    f"„{shortened(found[0])}” to formułka. Napisz, co czytelnik dostanie "
                    "albo ma zrobić.",
                )  # fmt: skip
                break


@lru_cache(maxsize=16)
def _listed(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Phrases of editors, in any case and spacing; "*" at the end of a word is any ending."""
    return tuple(
        re.compile(
            r"(?<!\w)"
            + r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
            + r"(?!\w)",
            re.IGNORECASE,
        )
        for phrase in phrases
        if phrase.strip()
    )


def blame(page: Page) -> Iterator[Finding]:
    """Sentences that say that it is the customer's fault."""
    if not page.is_polish:
        return
    for sentence in page.own_words:
        found = _blamed(sentence)
        if found:
            yield Finding(
                "blame", page.place(sentence.block.lines, found),
                f"“{shortened(found)}” blames the customer. Say what can be done now.",
                f"„{shortened(found)}” obwinia klienta. Napisz, co można teraz zrobić.",
            )  # fmt: skip


def _blamed(sentence: Sentence) -> str | None:
    for pattern in patterns("blame"):
        for found in pattern.finditer(sentence.text):
            before = sentence.text[: found.start()]
            if not _CONDITION.search(before) and not _DENIED.search(before):
                return found[0]
    return None


def form_of_address(page: Page) -> Iterator[Finding]:
    """The first "Państwo", "Pan" or "Pani" of a public article."""
    if not (page.is_polish and page.is_public):
        return
    for sentence in page.own_words:
        found = _ADDRESS.search(sentence.text) or _ADDRESS_FIRST.search(sentence.text)
        if found:
            word = found[0].split()[0]
            yield Finding(
                "form-of-address", page.place(sentence.block.lines, found[0]),
                f"“{word}”: articles address the reader as “Ty”; replies choose the form.",
                f"„{word}”: artykuły mówią do czytelnika na „Ty”; odpowiedzi dobiorą formę.",
            )  # fmt: skip
            return


def unfinished(page: Page) -> Iterator[Finding]:
    """Blanks and notes to oneself, but for those of `kb new`, which keep an article from going live
    by a rule of their own."""
    text = protected(page.source, links=False)
    if not page.is_public:
        text = without_quotes(text)
    for found in matches("unfinished", text):
        if found[0].startswith(PLACEHOLDER):
            continue
        yield Finding(
            "unfinished", page.place_at(found.start()),
            f"“{shortened(found[0])}” is still to be filled in.",
            f"„{shortened(found[0])}” czeka na uzupełnienie.",
        )  # fmt: skip
