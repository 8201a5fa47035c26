"""Empty formulas, the wrong form of address, and what is left to be filled in.

What stands in quotation marks is somebody else's wording and is not judged, but for blanks in
public articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.check.page import PLACEHOLDERS, Finding, Page, shortened, without_quotes
from kb.check.patterns import matches, patterns
from kb.check.protected import protected
from kb.check.rules.address import other_address
from kb.check.rules.notes import note_to_oneself


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


def form_of_address(page: Page) -> Iterator[Finding]:
    """The first words of a public article that speak to its reader in another way than "Ty"."""
    if not (page.is_polish and page.is_public):
        return
    for sentence in page.own_words:
        found = other_address(sentence.text)
        if found:
            word = shortened(found)
            yield Finding(
                "form-of-address", page.place(sentence.block.lines, found),
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
    told: set[int] = set()
    for found in matches("unfinished", text):
        if PLACEHOLDERS.match(found[0]):
            continue
        place = page.place_at(found.start())
        told.add(place[0])
        yield _unfinished(place, found[0])
    for sentence in page.own_words if page.is_polish else ():
        note = note_to_oneself(sentence)
        place = page.place(sentence.block.lines, note) if note else (0, 0)
        if note and place[0] not in told:
            yield _unfinished(place, note)


def _unfinished(place: tuple[int, int], quote: str) -> Finding:
    return Finding(
        "unfinished", place,
        f"“{shortened(quote)}” is still to be filled in.",
        f"„{shortened(quote)}” czeka na uzupełnienie.",
    )  # fmt: skip
