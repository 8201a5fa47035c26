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
            r"\]\(\s*(?!https?://[^\s/)])h{0,3}t{1,3}ps?[:;]?/{0,3}[^)\n]{0,500}\)", re.IGNORECASE
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
        # A host, but no file that lies beside the article: "cennik.pdf".
        re.compile(
            r"\]\(\s*(?![^)\s/]{0,200}\.md\b)(?:[a-z0-9-]{1,63}\.){1,5}(?!(?:md|markdown|html?|txt|pdf|docx?|xlsx?|csv|png|jpe?g|gif"
            r"|webp|svg)\b)[a-z]{2,20}(?:/[^)\s]{0,500})?\s*\)", re.IGNORECASE
        ),
        "lacks https:// in front of its address.",
        "nie ma https:// przed adresem.",
    ),
    (
        re.compile(r"\]\(\s*[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\s*\)"),
        "lacks mailto: in front of its address.",
        "nie ma mailto: przed adresem.",
    ),
    (
        re.compile(r"\[[^\[\]\n]{1,300}\]\[(?:https?://|www\.)[^\]\n]{1,500}\]"),
        "has square brackets around its address: [words](address).",
        "ma adres w nawiasie kwadratowym; pisze się [słowa](adres).",
    ),
    (
        re.compile(r"(?<!!)\[[^\[\]\n]{1,300}\]\(\s{0,9}\)"),
        "has no address.",
        "nie ma adresu.",
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
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\][(\[]")
#: A screen reader spells such a link letter by letter.
_ADDRESS_AS_WORDS = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
#: Words that say nothing of what is behind a link, and neither do several of them in a row.
_EMPTY_WORDS = frozenset(
    """artykuł artykule artykułu artykułem wpis wpisie tekst tekście dowiedz się szczegóły
    szczegółów informacje informacji obok stąd następujący następującym następującej nasz nasza
    naszej naszym odnośnik odnośniku odnośnikiem url podstrona podstronie kliknięcie kliknięciu
    kliknięciem po o kliknij klik kliknąć naciśnij tu tutaj link linku linkiem linki ten tego
    tym temu tej tą tę ta pod na w do z za więcej czytaj dalej zobacz sprawdź przejdź otwórz
    wejdź strona stronę stronie strony miejsce miejscu adres adresem adresu poniżej powyżej
    niżej wyżej here click this read more link page""".split()
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
        if _EMPTY_WORDS.issuperset(words) or _ADDRESS_AS_WORDS.fullmatch(found[1]):
            yield Finding(
                "link-text", page.place_at(found.start()),
                f"“{found[1]}” does not say where the link leads. Link the words that name it.",
                f"„{found[1]}” nie mówi, dokąd prowadzi link. Podlinkuj słowa, które to nazywają.",
            )  # fmt: skip
