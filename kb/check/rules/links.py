"""Are addresses written so that they become links, and do links say where they lead?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.check.page import Finding, Page, shortened
from kb.check.protected import protected

_ADDRESS = r"https?://[^\s<>()\[\]]+"
_FORMS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(rf"\[[^\]\n]+\][ \t]+\((?:{_ADDRESS}|#[\w-]+|[\w./-]+\.md)[^)\n]*\)"),
        "has a space between ] and (, so it is no link.",
        "ma spację między ] a (, więc nie jest linkiem.",
    ),
    (
        re.compile(rf"\([^()\n]+\)\[(?:{_ADDRESS}|[\w./-]+\.md)[^\]\n]*\]"),
        "has its brackets the wrong way round: [words](address).",
        "ma nawiasy w złej kolejności; pisze się [słowa](adres).",
    ),
    (
        re.compile(r"(?<!!)\[\s*\]\([^)\n]+\)"),
        "has no words, so nobody can see it.",
        "nie ma słów, więc nikt go nie zobaczy.",
    ),
    (
        re.compile(r"\]\(\s*(?!https?://[^\s/)])h?t{1,2}ps?[:;]?/{0,3}[^)\n]*\)", re.IGNORECASE),
        "has a garbled address. Write it as https://example.org/page.",
        "ma przekręcony adres. Zapisz go jako https://example.org/strona.",
    ),
    (
        re.compile(r"\]\((?:https?:)?(?://)?https?://https?:?//[^)\n]*\)|\]\(https?://[^\s)]*\s+[^\s)\"'][^)\n]*\)"),
        "has a garbled address. Write it as https://example.org/page.",
        "ma przekręcony adres. Zapisz go jako https://example.org/strona.",
    ),
    (
        re.compile(r"\]\(\s*www\.[^)\n]+\)", re.IGNORECASE),
        "lacks https:// in front of its address.",
        "nie ma https:// przed adresem.",
    ),
    (
        re.compile(r"\[[^\]\n]+\]\(https?://[^)\s]*(?=\s*$)", re.MULTILINE),
        "is not closed: ) is missing.",
        "nie jest zamknięty: brakuje ).",
    ),
)  # fmt: skip
_BARE = re.compile(r"(?<![\w/@<\[=.])(?:https?://|www\.)[^\s<>()\[\]|]*[^\s<>()\[\]|.,;:!?”\"']")
_IN_BRACKETS = re.compile(
    r"\[[^\[\]\n]*\]\([^)\n]*\)|\]\([^)\n]*\)|^ {0,3}\[[^\]\n]+\]:[^\n]*$|<[^<>\n]{1,500}>",
    re.MULTILINE,
)
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(")
#: Words that say nothing of what is behind a link, and neither do several of them in a row.
_EMPTY_WORDS = frozenset(
    """kliknij klik kliknąć naciśnij tu tutaj link linku linkiem linki ten tego tym temu tej
    tą tę ta pod na w do z za więcej czytaj dalej zobacz sprawdź przejdź otwórz wejdź strona
    stronę stronie strony miejsce miejscu adres adresem adresu poniżej powyżej niżej wyżej
    here click this read more link page""".split()
)


def link_syntax(page: Page) -> Iterator[Finding]:
    """Addresses that are no links, and links that are garbled."""
    text = protected(page.source, links=False)
    taken: list[tuple[int, int]] = []
    for pattern, en, pl in _FORMS:
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            quote = shortened(found[0].removeprefix("](").removesuffix(")"))
            yield Finding(
                "link-syntax", page.place_at(found.start()), f"“{quote}” {en}", f"„{quote}” {pl}"
            )
    rest = _IN_BRACKETS.sub(lambda match: " " * len(match[0]), text)
    for found in _BARE.finditer(rest):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            quote = shortened(found[0])
            yield Finding(
                "link-syntax", page.place_at(found.start()),
                f"“{quote}” is only text and is no link. Write [words](address) or <address>.",
                f"„{quote}” jest tylko tekstem i nie da się go otworzyć. Napisz [słowa](adres) "
                "albo <adres>.",
            )  # fmt: skip


def link_text(page: Page) -> Iterator[Finding]:
    """Links called "here": out of context they say nothing (WCAG 2.2, 2.4.4)."""
    for found in _LINK.finditer(protected(page.source, links=False)):
        words = re.findall(r"\w+", found[1].casefold())
        if words and _EMPTY_WORDS.issuperset(words):
            yield Finding(
                "link-text", page.place_at(found.start()),
                f"“{found[1]}” does not say where the link leads. Link the words that name it.",
                f"„{found[1]}” nie mówi, dokąd prowadzi link. Podlinkuj słowa, które to nazywają.",
            )  # fmt: skip
