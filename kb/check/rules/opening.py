"""Does the first sentence answer the question?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.check.page import PLACEHOLDERS, Finding, Page, Sentence, shortened
from kb.check.patterns import patterns
from kb.polish.morphology import lemmas
from kb.polish.text import fold, is_stop_word

_HOW_MUCH = re.compile(r"\s*(?:ile|od\ ilu|po\ ilu|za\ ile|jak\ długo)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\d|darm|bezpłat|gratis|bezterminow|zależy|jeden|jedn[aąey]|dw[aóu]|trz[yech]|czter|pię[cć]|"
    r"sześ|siedem|osiem|dziewię|dziesię|miesiąc|tydzień|rok|dzień|dobę|od razu|natychmiast|nic\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"(?:tak|nie|owszem|oczywiście|jasne)\W*", re.IGNORECASE)
_STEM = 4
_FEWEST_SHARED = 2


def answer_first(page: Page) -> Iterator[Finding]:
    """One finding for an article that begins with something else than its answer."""
    if not page.is_polish or not page.blocks:
        return
    reason = _what_is_first(page)
    if reason:
        en, pl = reason
        yield Finding(
            "answer-first", (page.body_line, 1),
            f"{en} Begin with the answer.", f"{pl} Zacznij od odpowiedzi.",
        )  # fmt: skip


def _what_is_first(page: Page) -> tuple[str, str] | None:
    section = next(one for one in page.article.sections if one.blocks)
    if section.title and section.level > 1:
        return "Under the title comes a heading.", "Pod tytułem stoi od razu nagłówek."
    if section.blocks[0].kind not in ("paragraph", "quote"):
        return (
            "The article begins with a list or a table.",
            "Artykuł zaczyna się od listy lub tabeli.",
        )
    first = page.sentences[0] if page.sentences else None
    if first is None or PLACEHOLDERS.match(first.text):
        return None
    return _what_it_says(page, first)


def _what_it_says(page: Page, first: Sentence) -> tuple[str, str] | None:
    text = first.text.strip(" *_")
    quote = shortened(text)
    if text.endswith("?"):
        return f"“{quote}” asks instead of answering.", f"„{quote}” pyta, zamiast odpowiadać."
    if any(pattern.match(text) for pattern in patterns("introduction")):
        return f"“{quote}” only introduces.", f"„{quote}” to tylko wstęp."
    asked = page.article.title
    if not _is_about(f"{text} {_second(page)}" if _YES_OR_NO.fullmatch(text) else text, page):
        return (
            f"“{quote}” shares no word with the question.",
            f"„{quote}” nie ma ani jednego słowa wspólnego z pytaniem.",
        )
    opening = " ".join(one.text for one in page.sentences if one.block is first.block)
    if _HOW_MUCH.match(asked) and not _AMOUNT.search(opening):
        return (
            "The title asks how much or how long, and the first paragraph does not say it.",
            "Tytuł pyta „ile”, a pierwszy akapit tego nie mówi.",
        )
    return None


def _second(page: Page) -> str:
    """ "Tak." is an answer whose words stand in the sentence behind it."""
    return page.sentences[1].text if len(page.sentences) > 1 else ""


def _is_about(text: str, page: Page) -> bool:
    said, title = _stems(text), _stems(page.article.title)
    # Questions are many and say much: one word shared with them is chance.
    asked = _stems(" ".join(page.article.questions))
    return not title or bool(said & title) or len(said & asked) >= _FEWEST_SHARED


def _stems(text: str) -> set[str]:
    """The beginnings of words and of their dictionary forms, because questions say "ile czekam"
    where answers say "czekanie"."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text) if not is_stop_word(word)]
    forms = {form for word in words for form in (word, *lemmas(word))}
    return {fold(form)[:_STEM] for form in forms if len(form) >= 3}
