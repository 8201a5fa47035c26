"""Words that neither the dictionary (SGJP, by Morfeusz) nor the editors know.

An unknown word is told once for the whole base, where it stands first: a hundred articles that
name one product need one line in slownik.txt, not a hundred warnings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from kb.check.page import Finding, Page, without_quotes
from kb.polish.morphology import is_known
from kb.polish.text import fold

_RUN = re.compile(r"\S+")
_NO_WORD = re.compile(r"[@/\d#_]|[\w-]\.[\w-]")
_WORD = re.compile(r"[^\W\d_]{1,60}(?:-[^\W\d_]{1,60}){0,5}")
_LATIN = re.compile("[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]")
_LETTERS = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_SHORTEST = 3
#: Forms that the dictionary has as rare words, and that are slips of common ones: without their
#: diacritics, or without the space.
_SLIPS = {
    "sie": "się", "bedzie": "będzie", "juz": "już", "wiec": "więc", "cie": "cię", "swoja": "swoją",
    "wplata": "wpłata", "kosztow": "kosztów", "beda": "będą", "moga": "mogą", "sa": "są",
    "narazie": "na razie", "odrazu": "od razu", "niewiem": "nie wiem", "naczas": "na czas",
    "niewolno": "nie wolno", "niema": "nie ma",
}  # fmt: skip
#: Asking the dictionary for suggestions takes some ten milliseconds a word; so many words get one.
_MOST_SUGGESTIONS = 100
#: And looking through the words of the base takes a millisecond; so many get that.
_MOST_LOOKED_UP = 1_000


@dataclass(slots=True)
class _Unknown:
    page: Page
    lines: tuple[int, int]
    form: str
    articles: set[str] = field(default_factory=set)


def read_words(text: str) -> frozenset[str]:
    """Read a word list: one word a line in any case, `#` begins a comment. A word stands for its
    forms with a Polish ending, too: "paczkomat" for "paczkomatu"."""
    lines = (line.partition("#")[0].strip().casefold() for line in text.splitlines())
    return frozenset(line for line in lines if line)


@lru_cache(maxsize=1)
def shipped_words() -> frozenset[str]:
    """Names and loanwords of the trade that the dictionary lacks."""
    return read_words((files("kb.check") / "words.txt").read_text(encoding="utf-8"))


def spelling(pages: Sequence[Page], own: frozenset[str]) -> Iterator[tuple[Page, Finding]]:
    """Yield the page and the finding of each unknown word, most of them with a suggestion."""
    words = own | shipped_words()
    known: dict[str, bool] = {}
    seen: Counter[str] = Counter()
    unknown: dict[str, _Unknown] = {}
    for page in pages:
        if page.is_polish:
            _collect(page, words, known, seen, unknown)
    suggestions = Suggestions(seen)
    for number, (word, found) in enumerate(unknown.items()):
        better = (
            suggestions.of(word, ask_dictionary=number < _MOST_SUGGESTIONS)
            if number < _MOST_LOOKED_UP
            else None
        )
        yield found.page, _finding(found, better)


def _collect(
    page: Page,
    words: frozenset[str],
    known: dict[str, bool],
    seen: Counter[str],
    unknown: dict[str, _Unknown],
) -> None:
    for lines, text in _texts(page):
        readable = without_quotes(_RUN.sub(_words_only, text))
        for match in _WORD.finditer(readable):
            form = match[0]
            if form not in known:
                known[form] = is_known_word(form, words)
            if known[form] or is_name(form, readable, match.start()):
                seen[form.casefold()] += 1
            else:
                place = unknown.setdefault(form.casefold(), _Unknown(page, lines, form))
                place.articles.add(page.article.id)


def _texts(page: Page) -> Iterator[tuple[tuple[int, int], str]]:
    article = page.article
    yield (1, len(page.lines)), article.title
    yield from ((section.lines, section.title) for section in article.sections if section.title)
    yield from ((block.lines, block.text) for block in page.blocks)


def _words_only(match: re.Match[str]) -> str:
    """Addresses and numbers as spaces; the mark that ends a sentence stays."""
    words = match[0].rstrip(".,;:!?")
    if not _NO_WORD.search(words):
        return match[0]
    return " " * len(words) + match[0][len(words) :]


def is_known_word(form: str, words: frozenset[str]) -> bool:
    """Whether the dictionary or a list knows a word, or each part of one with hyphens; short ones
    are abbreviations and endings."""
    if form.casefold() in _SLIPS and not form.isupper():
        return False
    parts = form.split("-")
    return (
        is_known(form)
        or _is_listed(form, words)
        or all(
            len(part) < _SHORTEST or _is_known(part) or _is_listed(part, words) for part in parts
        )
    )


def _is_known(word: str) -> bool:
    return is_known(word) or is_known(word.casefold())


def _is_listed(word: str, words: frozenset[str]) -> bool:
    folded = word.casefold()
    return folded in words or any(
        folded[:-length] in words and _ENDING.fullmatch(folded[-length:])
        for length in range(1, min(4, len(folded) - 2))
    )


#: Endings of nouns that a foreign word takes.
_ENDING = re.compile(
    r"a|u|e|y|i|ę|ą|o|em|ie|om|ów|ach|ami|owi|owa|owe|owy|iem|ów|ie|ka|ki|ku|ce|kę|ką"
)


def is_name(form: str, text: str, at: int) -> bool:
    """Whether a word is none that a dictionary could know: of another alphabet, with a capital
    inside, or with one in the middle of a sentence of `text`, where it stands at `at`."""
    if any(letter.isupper() for letter in form[1:]) or not _LATIN.search(form):
        return True
    if not form[0].isupper():
        return False
    start = text[:at].rstrip(" \t„“\"'(*–-")
    return bool(start) and start[-1] not in ".!?:\n|"


def _near(word: str) -> set[str]:
    """What is one edit away (Norvig, 2007): a letter too many, missing, other or swapped, a space
    missing."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {left + right[1:] for left, right in cuts if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    made |= {left + letter + right for left, right in cuts for letter in _LETTERS}
    made |= {f"{left} {right}" for left, right in cuts if len(left) > 2 and len(right) > 2}
    return made - {word}


class Suggestions:
    """Looks for the likeliest right word: one that the base has with diacritics, another one of the
    base, one of the dictionary."""

    def __init__(self, seen: Counter[str]) -> None:
        self._seen = seen
        self._by_fold: dict[str, list[str]] = {}
        for word in seen:
            self._by_fold.setdefault(fold(word), []).append(word)

    def of(self, word: str, ask_dictionary: bool = True) -> str | None:
        """The suggestion for an unknown word in lower case; None where there is none near."""
        if word in _SLIPS:
            return _SLIPS[word]
        same = [one for one in self._by_fold.get(fold(word), ()) if one != word]
        if same:
            return max(same, key=self._seen.__getitem__)
        made = _near(word)
        candidates = made & self._seen.keys()
        if not candidates:
            # Two words of the base without the space between them.
            candidates = {
                one
                for one in made
                if " " in one and all(part in self._seen for part in one.split())
            }
        if not candidates and ask_dictionary:
            candidates = {one for one in made if all(map(is_known, one.split()))}

        def rank(one: str) -> tuple[bool, int, bool, int]:
            swapped = sorted(one) == sorted(word)
            return fold(one) == fold(word), self._seen[one], swapped, -abs(len(one) - len(word))

        return max(sorted(candidates), key=rank, default=None)


def _finding(found: _Unknown, better: str | None) -> Finding:
    others = len(found.articles) - 1
    en = f"“{found.form}” is not in the dictionary."
    pl = f"„{found.form}” nie ma w słowniku."
    if others:
        en += f" It stands in {others} more articles."
        pl += f" Innych artykułów z tym słowem: {others}."
    if better:
        en += f" “{better}”?"
        pl += f" Może „{better}”?"
    return Finding(
        "spelling",
        found.page.place(found.lines, found.form),
        f"{en} Correct it, or add it to slownik.txt.",
        f"{pl} Popraw je albo dopisz do slownik.txt.",
    )
