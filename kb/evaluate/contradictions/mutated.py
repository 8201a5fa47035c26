"""Pairs made of real articles: one says a number, the other is a sentence that gives another one.

Contradictions, in other words than the article: its own sentences, put into other words by rules
and with one number changed; sentences that people wrote about its passages
(`kb.evaluate.drafts`), with one number changed; sentences that people wrote wrongly. Harmless: the
sentences of people with the article's own number; with another number and a condition that the
article does not have; with another number and another thing in place of the article's. The second
article's title is a question of customers, the condition, or that thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from random import Random

import kb
from kb.answer.grounding.facts import Fact, Kind, facts
from kb.consistency.contradictions import contradictions
from kb.consistency.statements import COMPARED, statements
from kb.evaluate.contradictions import Figures, one_sentence
from kb.evaluate.drafts.edits import Edit, capital, small
from kb.evaluate.drafts.extras import Sample, read_fresh, read_written
from kb.evaluate.drafts.model import Corrupted, Honest
from kb.evaluate.drafts.passages import Line, lines_of, share_in, sources_of
from kb.evaluate.drafts.right_numbers import NUMBER_WORDS
from kb.evaluate.drafts.right_register import formal
from kb.evaluate.drafts.right_words import WORDS
from kb.evaluate.drafts.wrong_values import VALUES
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.model import Article, Audience

_VALUES = (Corrupted.AMOUNT, Corrupted.HOURS, Corrupted.PERCENTAGE, Corrupted.NUMBER)
_ENGLISH = re.compile(r"\b(?:the|do you|does|what|how|is|are|can i|my|not|your?)\b", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
#: What leans on the sentence before can be no article's only one.
_LEANS = re.compile(
    r"\A(?:Wtedy|Potem|Wyjątkiem|To|Tak|Zrób to|(?:Kiedy|Gdy|Jeśli|Jeżeli) (?:go|ją|je|się))\b"
)
_REWORDINGS = (formal, *WORDS.values(), NUMBER_WORDS)
#: Of one article at most so many pairs of a kind, so that those with many sentences do not rule.
_EACH = 4


class Why(StrEnum):
    """What a pair is: the first three contradict, the others are harmless."""

    REWORDED = "reworded by rules"
    CHANGED = "number changed"
    WRONG = "written wrongly"
    SAME = "same number"
    CONDITION = "other condition"
    THING = "other thing"


@dataclass(frozen=True, slots=True)
class MutatedPair:
    """A real article, and the title and the sentence of another.

    matter: number, price, deadline or hours. fresh: the sentence was written after the check of
    drafts was tuned, and never used for it. held_out: by article; nothing was looked at there.
    """

    why: Why
    matter: str
    article: Article
    title: str
    text: str
    fresh: bool

    @property
    def contradicts(self) -> bool:
        """Whether the two give different numbers for the same thing."""
        return self.why in {Why.REWORDED, Why.CHANGED, Why.WRONG}

    @property
    def held_out(self) -> bool:
        """Whether nothing may be made for it."""
        return bool(sha256(f"contradictions {self.article.slug}".encode()).digest()[0] % 2)

    def is_told(self) -> bool:
        """Whether the check tells of the two."""
        other = _article(self.title, self.text, self.article)
        return bool(contradictions(list(statements((self.article, other)))))


#: (condition before the sentence, title of the article that says it)
_CONDITIONS = (
    ("Przy zamówieniu hurtowym", "Zamówienia hurtowe"),
    ("Jeśli kupujesz jako firma,", "Zakupy na firmę"),
    ("W grudniu przed świętami", "Zakupy przed świętami"),
    ("Jeśli mieszkasz w Szwecji,", "Klienci ze Szwecji"),
    ("Dla rzeczy z wyprzedaży:", "Wyprzedaż"),
    ("Gdy należysz do klubu VIP,", "Klub VIP"),
)
#: Forms of a thing → the same forms of another one that the sample says nothing of.
_THINGS = tuple(
    (tuple(ours.split()), tuple(theirs.split()))
    for ours, theirs in (
        ("Paczkomat Paczkomatu Paczkomatem Paczkomacie", "kiosk kiosku kioskiem kiosku"),
        ("kurier kuriera kurierem kurierze", "goniec gońca gońcem gońcu"),
        ("reklamacja reklamacji reklamację reklamacją", "petycja petycji petycję petycją"),
        ("faktura faktury fakturę fakturą fakturze", "umowa umowy umowę umową umowie"),
        ("salon salonu salonem salonie", "magazyn magazynu magazynem magazynie"),
        ("hasło hasła hasłem haśle", "hobby hobby hobby hobby"),
        ("czat czatu czatem czacie", "wiec wiecu wiecem wiecu"),
        ("zwrot zwrotu zwrotem zwrocie", "najem najmu najmem najmie"),
        ("paczka paczki paczkę paczką paczce", "paleta palety paletę paletą palecie"),
        ("przesyłka przesyłki przesyłkę przesyłką przesyłce",
         "walizka walizki walizkę walizką walizce"),
        ("karta karty kartę kartą karcie", "naklejka naklejki naklejkę naklejką naklejce"),
        ("newsletter newslettera newsletterem newsletterze", "blog bloga blogiem blogu"),
        ("obrus obrusu obrusem obrusie obrusy", "dywan dywanu dywanem dywanie dywany"),
        ("dostawa dostawy dostawę dostawą dostawie", "naprawa naprawy naprawę naprawą naprawie"),
    )
)  # fmt: skip


def sample_articles() -> tuple[Article, ...]:
    """The articles of the sample base, as they lie beside the program."""
    snapshot = read_worktree(Path(kb.__file__).parent / "articles")
    editorial, _ = read_editorial(snapshot.config)
    return tuple(load_articles(snapshot, editorial, Audience.PUBLIC).articles)


def figures(pairs: Sequence[MutatedPair]) -> Figures[MutatedPair]:
    """Compare the two articles of each pair."""
    told = [(pair, pair.is_told()) for pair in pairs]
    return Figures(
        found=sum(pair.contradicts and found for pair, found in told),
        missed=tuple(pair for pair, found in told if pair.contradicts and not found),
        false=tuple(pair for pair, found in told if found and not pair.contradicts),
    )


def mutated_pairs(articles: Iterable[Article]) -> tuple[MutatedPair, ...]:
    """The pairs of the sample base, always the same ones.

    Raises nothing for sentences about articles or passages that are not there: they take no part.
    """
    public = {one.slug: one for one in articles if one.audience is Audience.PUBLIC}
    made: list[MutatedPair] = []
    for fresh, samples in ((False, read_written().samples), (True, read_fresh().samples)):
        for sample in samples:
            if article := public.get(sample.article):
                made += _of(sample, article, fresh)
    for article in public.values():
        made += _reworded(article)
    counted: Counter[tuple[Why, str]] = Counter()
    seen: set[tuple[str, str]] = set()
    kept = []
    for pair in made:
        place = (pair.why, pair.article.slug)
        if (pair.title, pair.text) not in seen and counted[place] < _EACH:
            counted[place] += 1
            seen.add((pair.title, pair.text))
            kept.append(pair)
    return tuple(kept)


def _reworded(article: Article) -> Iterator[MutatedPair]:
    """Sentences of the article itself, in other words and with another number."""
    asked = _asked(article)
    for source in sources_of((article,), _key) if asked else ():
        for line in lines_of(source):
            changed = list(_changes(line))
            if not changed or _LEANS.match(line.text):
                continue
            random = Random(line.text)  # noqa: S311 - repeatable, not secret
            edit, fact = random.choice(changed)
            there = Line(
                edit.text, replace(source, quote=source.quote.replace(line.text, edit.text))
            )
            reworded = [one for rule in _REWORDINGS for one in rule(there)]
            kept = [one.text for one in reworded if _facts_of(one.text) == _facts_of(edit.text)]
            if kept:
                text = random.choice(kept)
                yield MutatedPair(
                    Why.REWORDED, _matter(fact), article, _title(asked, text), text, fresh=False
                )


def _facts_of(text: str) -> list[str]:
    return sorted(fact.value for fact in _compared(text))


def _asked(article: Article) -> list[str]:
    return [
        one for one in article.questions if not _ENGLISH.search(one) and not _CYRILLIC.search(one)
    ]


def _title(asked: Sequence[str], text: str) -> str:
    """The question that a sentence answers best, so that an editor could have written the two."""
    return capital(max(asked, key=lambda one: share_in(one, text))).rstrip("?") + "?"


def _key(slug: str, anchor: str, text: str) -> str:
    return f"{slug}#{anchor} {text}"


def _of(sample: Sample, article: Article, fresh: bool) -> Iterator[MutatedPair]:
    random = Random(sample.text)  # noqa: S311 - repeatable, not secret
    asked = _asked(article)
    if not asked:
        return
    title = _title(asked, sample.text)

    def pair(why: Why, matter: str, text: str, about: str = title) -> MutatedPair:
        return MutatedPair(why, matter, article, about, text, fresh)

    own = _compared(sample.text)
    if isinstance(sample.kind, Corrupted):
        if sample.kind in _VALUES and own:
            yield pair(Why.WRONG, _matter(own[0]), sample.text)
        return
    if not own or sample.kind is Honest.TABLE_ROW:
        return
    yield pair(Why.SAME, _matter(own[0]), sample.text)
    changed = list(_changed(sample, article))
    if not changed:
        return
    edit, fact = random.choice(changed)
    yield pair(Why.CHANGED, _matter(fact), edit.text)
    condition, about = random.choice(_CONDITIONS)
    yield pair(Why.CONDITION, _matter(fact), f"{condition} {small(edit.text)}", about)
    for text, thing in _swapped(edit.text):
        yield pair(Why.THING, _matter(fact), text, thing)
        break


def _changed(sample: Sample, article: Article) -> Iterator[tuple[Edit, Fact]]:
    """The sentence with one of its numbers changed, and the fact that it was."""
    for source in sources_of((article,), _key):
        if sample.quote in source.quote:
            yield from _changes(Line(sample.text, source))
            return


def _changes(line: Line) -> Iterator[tuple[Edit, Fact]]:
    """A sentence with one of its numbers made one that its passage does not hold."""
    before = _compared(line.text)
    for kind in _VALUES:
        for edit in VALUES[kind](line):
            after = _compared(edit.text)
            differ = [
                (old, new)
                for old, new in zip(before, after, strict=False)
                if old.value != new.value
            ]
            if len(before) == len(after) and len(differ) == 1:
                ((old, new),) = differ
                if old.kind is new.kind:
                    yield edit, old


def _swapped(text: str) -> Iterator[tuple[str, str]]:
    """The sentence about another thing, and that thing."""
    for ours, theirs in _THINGS:
        forms = dict(zip(ours, theirs, strict=True))
        pattern = re.compile(
            rf"\b({'|'.join(sorted(ours, key=len, reverse=True))})\b", re.IGNORECASE
        )

        def put(match: re.Match[str], forms: dict[str, str] = forms) -> str:
            known = (
                forms.get(match[0]) or forms.get(match[0].lower()) or forms[match[0].capitalize()]
            )
            return capital(known) if match[0][0].isupper() and match.start() == 0 else known

        if pattern.search(text):
            yield pattern.sub(put, text), capital(theirs[0])


def _compared(text: str) -> list[Fact]:
    return [fact for fact in facts(text) if fact.kind in COMPARED]


def _matter(fact: Fact) -> str:
    return {Kind.AMOUNT: "price", Kind.DURATION: "deadline", Kind.CLOCK: "hours"}.get(
        fact.kind, "number"
    )


def _article(title: str, text: str, like: Article) -> Article:
    return one_sentence("other", title, text, like.category)
