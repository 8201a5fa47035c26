"""Articles → the sentences that state something checkable, each with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.words import Word, Words, words_of
from kb.consistency.words import Keys, is_general, keys, topic
from kb.model import Article
from kb.polish.sentences import split_sentences
from kb.search.rows import row_sentences

#: What two articles can give differently for the same thing.
COMPARED = frozenset(
    {Kind.AMOUNT, Kind.PERCENT, Kind.DURATION, Kind.CLOCK, Kind.NUMBER, Kind.MEASURE}
)
#: A sentence without a digit and without a word for a number states nothing of the kind.
_MAYBE = re.compile(
    r"\d|\b(?:jed(?:en|n)|dw[aóu]|trz|czter|pię|sześ|siedem|osiem|dziewię|dziesię|sto|pół|tydz|tygod"
    r"|miesią|rok|dob|godzin|kwadrans)",
    re.IGNORECASE,
)
_STEP = re.compile(r"\A\d+[.)]\s+")
_EXAMPLE = re.compile(r"\b(?:na przykład|np\.|przykład|przypuśćmy)", re.IGNORECASE)
#: "Gdy się potwierdzi, …" is about what the sentence before names.
_POINTS_BACK = re.compile(
    r"\A(?:(?:gdy|jeśli|jeżeli|kiedy) (?:się|go|ją|je|to|ich|jej)|wtedy|potem|robimy to|zrób to)\b",
    re.IGNORECASE,
)
#: A procedure may give more than the help centre promises, as a favour.
_FAVOUR = re.compile(r"grzeczności|uznaniow|wyjątk|za zgodą|dobr\w+ wol", re.IGNORECASE)
_LONGEST = 400
_JOINT = re.compile(r",\s+(?:a|ale|lecz|natomiast)\s+")
#: What stands over the whole sentence, and what is said of the piece before.
_OVER_ALL = re.compile(r"\A(?:jeśli|jeżeli|gdy|kiedy|przy|dla|w przypadku)\b", re.IGNORECASE)
_LEANS = re.compile(r"\A(?:tak[aiąe]\w*|ten|ta|to|tym|wtedy|potem)\b", re.IGNORECASE)
#: "od dnia, w którym dotrze zwrot", "po potwierdzeniu".
_EVENT = re.compile(
    r"(?<!\w)(?:od|po|zanim)\s+(?:dnia,\s+w\s+któr\w+\s+)?(?:\w+\s+){0,2}\w+", re.IGNORECASE
)
_PRONOUNS = frozenset("ja my ty wy on ona ono oni się siebie".split())


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a sentence as it is compared. event: a term is counted from it."""

    word: Word
    keys: Keys
    general: bool
    event: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article. line: its first line in the file. topic: words of the title and of
    the headings above it."""

    article: Article
    text: str
    line: int
    words: Words
    facts: tuple[Fact, ...]
    said: tuple[Said, ...]
    topic: tuple[Keys, ...]
    title: tuple[Keys, ...]

    @property
    def specific(self) -> frozenset[str]:
        """The keys of everything that says what the sentence is about."""
        own = (one.keys for one in self.said if not one.general)
        return frozenset().union(*own, *self.topic)


def statements(articles: Iterable[Article]) -> Iterator[Statement]:
    """The statements of articles in Polish, in order."""
    for article in articles:
        if article.language != "pl":
            continue
        title = topic(article.title)
        for section in article.sections:
            about = (*title, *topic(section.title))
            for block in section.blocks:
                if block.kind != "code":
                    for text in _sentences(block.text, block.kind):
                        if one := _statement(article, text, block.lines[0], title, about):
                            yield one


def _sentences(text: str, kind: str) -> Iterator[str]:
    if not _MAYBE.search(text):
        return
    if kind == "table":
        yield from row_sentences(text.split("\n"))
        return
    bare = _STEP.sub("", text)
    for start, end in split_sentences(bare):
        if _MAYBE.search(bare, start, end) and end - start <= _LONGEST:
            yield from _clauses(bare[start:end])


def _clauses(sentence: str) -> list[str]:
    """ "Na wpłatę czekamy 3 dni, a paczkę wysyłamy później" says two things; a piece without a verb
    of its own is said of the one before."""
    pieces = _JOINT.split(sentence)
    if _OVER_ALL.match(sentence) or any(_LEANS.match(piece) for piece in pieces[1:]):
        return [sentence]
    if len(pieces) > 1 and all(any(w.finite for w in words_of(one).words) for one in pieces):
        return pieces
    return [sentence]


def _statement(
    article: Article, text: str, line: int, title: tuple[Keys, ...], about: tuple[Keys, ...]
) -> Statement | None:
    if (
        _EXAMPLE.search(text)
        or _POINTS_BACK.search(text)
        or _FAVOUR.search(text)
        or text.endswith("?")
    ):
        return None
    words = words_of(text)
    facts = tuple(fact for fact in words.facts if fact.kind in COMPARED)
    if not facts:
        return None
    events = [match.span() for match in _EVENT.finditer(text)]
    said = tuple(
        Said(
            word,
            keys(word),
            is_general(word.lemmas),
            any(start <= word.at < end for start, end in events),
        )
        for word in words.words
        if word.weight and not word.lemmas & _PRONOUNS
    )
    return Statement(article, text, line, words, facts, said, about, title)
