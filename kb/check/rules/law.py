"""What Polish law no longer says, and when somebody last looked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.check.page import Finding, Page, Sentence, shortened
from kb.check.rules.law_traps import traps

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
        if sentence.text.rstrip().endswith("?"):
            continue  # a reader's, and the answer comes behind it
        for trap in traps():
            quote = trap.caught(sentence.text)
            if quote is not None:
                yield Finding(
                    "legal-trap", page.place(sentence.block.lines, quote),
                    f"“{shortened(quote)}”: {trap.en}", f"„{shortened(quote)}”: {trap.pl}",
                )  # fmt: skip


def _targets(page: Page) -> Iterator[Sentence]:
    """Addresses of links, which stand in no sentence."""
    for link in page.article.links:
        if "odr" not in link.target.casefold():
            continue
        block = next((b for b in page.blocks if b.lines[0] <= link.line <= b.lines[1]), None)
        if block:
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
