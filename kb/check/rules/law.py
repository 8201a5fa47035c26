"""What Polish law no longer says, and when somebody last looked.

Act of 30 May 2014 on consumer rights (as of 1 January 2023): a complaint is answered in 14 days
(art. 7a), goods that do not conform with the contract (art. 43a and on), withdrawal in 14 days
(art. 27). The European ODR platform was closed on 20 July 2025 (Regulation (EU) 2024/3228).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kb.check.page import Finding, Page, Sentence, shortened

_THIRTY = r"(?:30|31|trzydzie[sś]\w+)[\s\u00a0]*(?:-?\w*\s)?(?:dni|dnia|dniach|dniow\w+)|miesiąc\w*"
_DECIDE = (
    r"rozpatrz\w+|rozpatrujemy|rozpatrywan\w+|odpowie\w*|odpowiada\w*|odpowiedź|odpowiedzi|odpowiedzieć"
    r"|decyzj\w+|ustosunk\w+|rozstrzyg\w+|rozpozna\w+"
)
_COMPLAINT = r"reklamacj\w*|reklamacyjn\w*"


@dataclass(frozen=True, slots=True)
class _Trap:
    """All of `words` in a sentence and none of `unless`."""

    words: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    en: str
    pl: str


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


_PAST = (
    r"dawniej|kiedyś|wcześniej|przed\s+(?:rokiem\s+)?20\d\d|już\s+nie|do\s+końca\s+20\d\d|zamiast"
    r"|nie\s+(?:używamy|pisz|pisz\w+|mów|powołuj\w*|stosuje\w*|chodzi|o)|"
)
_TRAPS = (
    _Trap(
        (_pattern(_COMPLAINT), _pattern(_DECIDE), _pattern(_THIRTY)),
        _pattern(_PAST + r"14|czternast\w+|gwaran\w+"),
        "a complaint is answered within 14 days (art. 7a of the act on consumer rights), not 30.",
        "na reklamację odpowiada się w 14 dni (art. 7a ustawy o prawach konsumenta), nie w 30.",
    ),
    _Trap(
        (_pattern(r"rękojmi\w*"),),
        _pattern(_PAST + r"przedsiębior\w+|firm\w*|B2B|dziś|obecnie|kodeks\w*"),
        "consumers rely on “niezgodność towaru z umową”; “rękojmia” is not for them since 2023.",
        "konsument powołuje się na „niezgodność towaru z umową”, nie na rękojmię (od 2023 r.).",
    ),
    _Trap(
        (_pattern(r"(?:platform\w*\s+)?ODR|ec\.europa\.eu/(?:consumers/)?odr\S*"),),
        _pattern(_PAST + r"zamknięt\w*|zlikwidowan\w*|wyłączon\w*|nie\s+działa|zakończy\w+"),
        "the European ODR platform was closed on 20 July 2025. Name the consumer ombudsman.",
        "europejską platformę ODR zamknięto 20 lipca 2025 r. Wskaż rzecznika konsumentów.",
    ),
    _Trap(
        (_pattern(r"GIODO|Generaln\w+\s+Inspektor\w*\s+Ochrony\s+Danych\w*"),),
        _pattern(_PAST + r"zastąpi\w+"),
        "since 2018 the authority is the president of UODO.",
        "od 2018 r. organem jest Prezes UODO.",
    ),
    _Trap(
        (
            _pattern(r"(?:odstąpi\w+|zwróci\w*|zrezygn\w+|zwrot\w*)"),
            _pattern(r"bez\s+(?:podani\w+|podawani\w+)\s+przyczyn\w*|od\s+umowy"),
            _pattern(
                r"(?:w\s+ciągu|w\s+terminie|przez|do|masz)\s+(?:\w+\s+)?"
                r"(?:[1-9]|1[0-3]|siedmiu|dziesięciu|pięciu)[\s\u00a0]+dni"
            ),
        ),
        _pattern(_PAST + r"pieni\w+|płatnoś\w+|odeśl\w+|odsył\w+|oddamy|zwrócimy|przelew\w*"),
        "a consumer has at least 14 days to withdraw (art. 27 of the act on consumer rights).",
        "konsument ma co najmniej 14 dni na odstąpienie (art. 27 ustawy o prawach konsumenta).",
    ),
    _Trap(
        (
            _pattern(_COMPLAINT),
            _pattern(
                r"(?:tylko|wyłącznie|jedynie)\s+(?:\w+\s+){0,3}paragon\w*"
                r"|bez\s+paragonu|paragon\w*\s+(?:jest|są)\s+(?:warunkiem|koniecz\w+|niezbęd\w+|wymagan\w+)"
                r"|(?:konieczn\w+|niezbędn\w+|wymagan\w+|wymagamy|warunkiem)\s+(?:\w+\s+){0,4}paragon\w*"
            ),
        ),
        _pattern(r"nie\s+(?:jest|są)\s+\w+|nie\s+(?:trzeba|musisz|wymagamy)|również|także|też|możesz|można"),
        "any proof of purchase will do; a receipt cannot be the condition of a complaint.",
        "wystarczy każdy dowód zakupu; paragon nie może być warunkiem reklamacji.",
    ),
    _Trap(
        (
            _pattern(r"(?:przecenion\w+|promocyjn\w+|wyprzedaż\w*|z\s+wyprzedaży|z\s+przeceny|outlet\w*)"),
            _pattern(r"nie\s+(?:\w+\s+){0,2}(?:podlega\w*|można|przyjmujemy|uwzględniamy|obejmuje)"),
            _pattern(rf"{_COMPLAINT}|reklamować|zwrotowi|zwrócić|zwrotów"),
        ),
        _pattern(_PAST + r"tej\s+samej\s+wady|tego\s+powodu"),
        "reduced goods can be returned and complained of like all others.",
        "towar przeceniony można zwrócić i reklamować jak każdy inny.",
    ),
)  # fmt: skip

_LEGAL = re.compile(
    r"""
    \b(?:ustaw(?:a|y|ie|ę|ą)\b(?!\s+\w*(?:opcj|paramet|hasł|powiad)) | rozporządzeni\w+
    | RODO\b | kodeks\w*\s+cywiln\w+ | praw[oaem]\s+(?:daje|wymaga|konsument\w+|pozwala|zobowiązuje)
    | praw\s+konsument\w+ | z\s+mocy\s+prawa | zgodnie\s+z\s+prawem
    | niezgodnoś\w+\s+towaru\s+z\s+umową | odstąpieni\w+\s+od\s+umowy | odstąpić\s+od\s+umowy
    | rękojmi\w* | dyrektyw\w+\s+(?:UE|Omnibus|unijn\w+)  )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def legal_trap(page: Page) -> Iterator[Finding]:
    """Statements that were true once or never."""
    if not page.is_polish:
        return
    for sentence in (*page.own_words, *_targets(page)):
        for trap in _TRAPS:
            found = [pattern.search(sentence.text) for pattern in trap.words]
            if not all(found) or (trap.unless and trap.unless.search(_apart(sentence.text, found))):
                continue
            quote = (found[-1] or [""])[0]
            yield Finding(
                "legal-trap", page.place(sentence.block.lines, quote),
                f"“{shortened(quote)}”: {trap.en}", f"„{shortened(quote)}”: {trap.pl}",
            )  # fmt: skip


def _apart(text: str, found: list[re.Match[str] | None]) -> str:
    """The sentence without the words of the trap, so that they do not excuse themselves."""
    for match in found:
        if match:
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return text


def _targets(page: Page) -> Iterator[Sentence]:
    """Addresses of links, which stand in no sentence."""
    for link in page.article.links:
        block = next(
            (b for b in page.blocks if b.lines[0] <= link.line <= b.lines[1]), None
        )  # fmt: skip
        if block and "odr" in link.target.casefold():
            yield Sentence(link.target, block, first=False)


def legal_date(page: Page) -> Iterator[Finding]:
    """`legal_as_of` that is missing, too old or still to come."""
    stated, today = page.article.legal_as_of, page.shop.today
    if stated is None:
        yield from _missing(page)
        return
    place = next(
        ((n, 1) for n, line in enumerate(page.lines, 1) if line.startswith("legal_as_of")), (1, 1)
    )
    months = page.settings.legal_months
    if stated > today:
        yield Finding(
            "legal-date", place,
            f"`legal_as_of` {stated} is still to come. Give the day on which the law was checked.",
            f"`legal_as_of` {stated} jeszcze nie nadszedł. Podaj dzień, w którym sprawdzono prawo.",
        )  # fmt: skip
    elif _months_between(stated, today) >= months:
        yield Finding(
            "legal-date", place,
            f"The law was checked on {stated}, over {months} months ago. Check it and date it.",
            f"Prawo sprawdzono {stated}, ponad {months} mies. temu. Sprawdź je i zmień datę.",
        )  # fmt: skip


def _missing(page: Page) -> Iterator[Finding]:
    for sentence in page.own_words if page.is_polish else ():
        found = _LEGAL.search(sentence.text)
        if found:
            yield Finding(
                "legal-date", page.place(sentence.block.lines, found[0]),
                f"“{shortened(found[0])}” rests on the law, and no `legal_as_of` says when it was "
                "checked.",
                f"„{shortened(found[0])}” opiera się na prawie, a brak `legal_as_of`: kiedy je "
                "sprawdzono.",
            )  # fmt: skip
            return


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
