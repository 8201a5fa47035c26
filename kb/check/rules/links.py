"""Are addresses written so that they become links, and do links say where they lead?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.check.page import Finding, Page, shortened
from kb.check.protected import protected

_FORMS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(
            r"\[[^\]\n]{1,300}\][ \t]{1,9}\((?:https?://|#[\w-]+|[\w./-]{1,300}\.md)[^)\n]{0,500}\)"
        ),
        "has a space between ] and (, so it is no link.",
        "ma spację między ] a (, więc nie jest linkiem.",
    ),
    (
        re.compile(r"\([^()\n]{1,300}\)\[(?:https?://|[\w./-]{1,300}\.md)[^\]\n]{0,300}\]"),
        "has its brackets the wrong way round: [words](address).",
        "ma nawiasy w złej kolejności; pisze się [słowa](adres).",
    ),
    (
        re.compile(r"(?<!!)\[\s*\]\([^)\n]{1,500}\)"),
        "has no words, so nobody can see it.",
        "nie ma słów, więc nikt go nie zobaczy.",
    ),
    (
        re.compile(
            r"\]\(\s*(?!https?://[^\s/)])h?t{1,2}ps?[:;]?/{0,3}[^)\n]{0,500}\)", re.IGNORECASE
        ),
        "has a garbled address. Write it as https://example.org/page.",
        "ma przekręcony adres. Zapisz go jako https://example.org/strona.",
    ),
    (
        re.compile(r"\]\((?:https?:)?(?://)?https?://https?:?//[^)\n]{0,500}\)|\]\(https?://[^\s)]{0,500}\s+[^\s)\"'][^)\n]{0,500}\)"),
        "has a garbled address. Write it as https://example.org/page.",
        "ma przekręcony adres. Zapisz go jako https://example.org/strona.",
    ),
    (
        re.compile(r"\]\(\s*www\.[^)\n]{1,500}\)", re.IGNORECASE),
        "lacks https:// in front of its address.",
        "nie ma https:// przed adresem.",
    ),
    (
        re.compile(r"\[[^\]\n]{1,300}\]\(https?://[^)\s]{0,500}(?=\s*$)", re.MULTILINE),
        "is not closed: ) is missing.",
        "nie jest zamknięty: brakuje ).",
    ),
)  # fmt: skip
_BARE = re.compile(
    r"(?<![\w/@<\[=.])(?:https?://|www\.)[^\s<>()\[\]|]{0,500}[^\s<>()\[\]|.,;:!?”\"']"
)
_IN_BRACKETS = re.compile(
    r"\[[^\[\]\n]{0,300}\]\([^)\n]{0,500}\)|\]\([^)\n]{0,500}\)|<[^<>\n]{1,500}>"
    r"|^ {0,3}\[[^\]\n]{1,300}\]:[^\n]*$",
    re.MULTILINE,
)
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\(")
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
