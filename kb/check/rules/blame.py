"""Does a sentence say that something is the customer's fault?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.check.page import Finding, Page, shortened
from kb.check.patterns import patterns

#: A condition tells of a case and accuses nobody: "Jeśli podałeś zły adres, …". It ends at a comma.
_CONDITION = re.compile(
    r"\b(?:jeśli|jeżeli|gdy|gdyby|kiedy|czy|nawet|o\s+ile|w\s+razie)\b[^,;:]*\Z", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:nie|bez|niezależnie\s+od)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]|\s[–-]\s|\b(?:ale|lecz|więc|a)\s")
_PAST = re.compile(r"\b(nie\s+(?:\w+\s+)?)?(\w{2,})(?:ł[ea]ś|liście|łyście)\b", re.IGNORECASE)
#: A clause that begins like this, or behind a relative word, tells which case is meant.
_SUBORDINATE = re.compile(
    r"""(?:\b(?:jeśli|jeżeli|gdy\w*|kiedy|czy|o\s+ile|ile|jak|jaki\w*|co|czego|czym|czemu|kto|kogo|komu|gdzie|skąd
    |dokąd|któr\w+|zanim|odkąd|dopóki|dopiero|po\s+tym|że|żeby|aby|to|wraz|tak|tyle|mimo|skoro|chyba|nawet)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_CAUSE = re.compile(r"\s*(?:bo|ponieważ|gdyż|dlatego\s+że|skoro|choć)\b", re.IGNORECASE)
#: What everybody did who reads such an article, and what nobody can help.
_NEUTRAL = re.compile(
    r"(?:zapłaci|opłaci|kupi|zamówi|wybra|złoży|zgłosi|poda|mia|by|otrzyma|dosta|znalaz|widzia|zobaczy|prosi"
    r"|poprosi|napisa|korzysta|skorzysta|zacz[ęą]|przeczyta|założy|odebra|wysła|nada|zwróci|odda)",
    re.IGNORECASE,
)
_NOBODY_CAN_HELP = re.compile(
    r"(?:otrzyma|dosta|znalaz|odnalaz|widzia|mia|by|zamawia)", re.IGNORECASE
)


def blame(page: Page) -> Iterator[Finding]:
    """Sentences that say that it is the customer's fault."""
    if not page.is_polish:
        return
    for sentence in page.own_words:
        found = _blamed(sentence.text) or _accused(sentence.text)
        if found:
            yield Finding(
                "blame", page.place(sentence.block.lines, found),
                f"“{shortened(found)}” blames the customer. Say what can be done now.",
                f"„{shortened(found)}” obwinia klienta. Napisz, co można teraz zrobić.",
            )  # fmt: skip


def _blamed(text: str) -> str | None:
    for pattern in patterns("blame"):
        for found in pattern.finditer(text):
            before = text[: found.start()]
            if not _CONDITION.search(before) and not _DENIED.search(before):
                return found[0]
    return None


def _accused(text: str) -> str | None:
    """A main clause, or a cause, that tells the reader what "Ty" did or failed to do: an article
    cannot know it. A question asks, and what everybody did is no reproach."""
    if text.rstrip().endswith("?"):
        return None
    for clause in _CLAUSE.split(text):
        found = _PAST.search(clause)
        if found is None:
            continue
        if not _CAUSE.match(clause) and _SUBORDINATE.search(clause[: found.start()]):
            continue
        harmless = _NOBODY_CAN_HELP if found[1] else _NEUTRAL
        if not harmless.fullmatch(found[2]):
            return found[0]
    return None
