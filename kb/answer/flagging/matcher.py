"""Rules' patterns against sentences, by spaCy's Matcher. The one module that imports spaCy.

A token carries the words of the rules that it may be a form of. A word of a rule stands for every
form that the dictionary generates; typed without diacritics it counts where the message has none,
or where the dictionary does not know what is written.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kb.ingest.flag_pattern import Pattern
from kb.ingest.flag_pattern import Sequence as Words
from kb.polish.morphology import inflections, is_known, lemmas
from kb.polish.text import fold, tokenise

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Shorter words have too many neighbours for a slip of the finger to be told from another word;
#: nothing longer is a word.
_SLIP_LENGTH = range(7, 25)
_VOWELS = frozenset("aąeęioóuy")
_PREFIX = 3
_BREAKS = frozenset(",;:()[]–—\n")


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence as the matcher sees it.

    words: per token, which words of the rules it may be. breaks: whether a clause may end in front
    of the token. present: all words of the rules in the sentence. document: spaCy's.
    """

    words: tuple[frozenset[int], ...]
    breaks: tuple[bool, ...]
    present: frozenset[int]
    document: Any


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Words in order. places: what may stand at each; matcher: spaCy's, none for a single word."""

    places: tuple[frozenset[int], ...]
    matcher: Any


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Patterns of which any may stand. starts: words without which none can."""

    runs: tuple[tuple[_Run, ...], ...]
    starts: frozenset[int]


class Wording:
    """The vocabulary of a set of rules. All patterns are compiled before the first text is read."""

    def __init__(self, negators: Iterable[Pattern], through: Iterable[Pattern]) -> None:
        self._ids: dict[str, int] = {}
        self._written: dict[str, set[int]] = defaultdict(set)
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._folded: dict[str, set[int]] = defaultdict(set)
        self._sounding: dict[str, set[int]] = defaultdict(set)
        self._prefixes: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._vocabulary = _blank().vocab
        self._negators = self.compile(negators).starts
        self._through = self.compile(through).starts

    def compile(self, patterns: Iterable[Pattern]) -> Patterns:
        """Learn the words of patterns."""
        runs = tuple(tuple(self._run(words) for words in pattern) for pattern in patterns)
        return Patterns(runs, frozenset().union(*(one[0].places[0] for one in runs)))

    def read(self, sentence: str, accented: bool, polish: bool = True) -> Worded:
        """Read a sentence. accented: whether the message is typed with diacritics. polish: words of
        other languages count only as the rules write them, and are nobody's inflected form."""
        found, breaks, end = [], [], 0
        for token in tokenise(sentence):
            between = sentence[end : token.start]
            breaks.append(bool(_BREAKS.intersection(between)) or " - " in between)
            form = token.form.lower()
            known = self._as_begun(form)
            found.append(known | self._words_of(form, accented, polish))
            end = token.end
        present = frozenset().union(*found)
        document = _document(self._vocabulary, found, self._negators) if present else None
        return Worded(tuple(found), tuple(breaks), present, document)

    def stands(self, patterns: Patterns, sentence: Worded, negated: bool = False) -> bool:
        """Whether any pattern stands in a sentence; after a negation only if `negated`."""
        present = sentence.present
        if present.isdisjoint(patterns.starts):
            return False
        return any(
            all(not present.isdisjoint(place) for run in pattern for place in run.places)
            and all(self._run_stands(run, sentence, negated) for run in pattern)
            for pattern in patterns.runs
        )

    def consists_of(self, patterns: Patterns, sentence: Worded) -> bool:
        """Whether every token of a sentence is one of the words that begin the patterns."""
        return all(not words.isdisjoint(patterns.starts) for words in sentence.words)

    def _run_stands(self, run: _Run, sentence: Worded, negated: bool) -> bool:
        if run.matcher is None:
            place = run.places[0]
            starts = [at for at, words in enumerate(sentence.words) if not words.isdisjoint(place)]
        else:
            starts = [start for _, start, _ in run.matcher(sentence.document)]
        return any(negated or not self._is_negated(sentence, start) for start in starts)

    def _is_negated(self, sentence: Worded, start: int) -> bool:
        """Whether a negation reaches the token: directly, or through words that carry it on."""
        at = start
        while at > 0 and not sentence.breaks[at]:
            at -= 1
            if not sentence.words[at].isdisjoint(self._negators):
                return True
            if sentence.words[at].isdisjoint(self._through):
                return False
        return False

    def _run(self, words: Words) -> _Run:
        places = tuple(frozenset(self._id(w) for w in element.words) for element in words)
        if len(places) == 1:
            return _Run(places, None)
        from spacy.matcher import Matcher

        pattern: list[dict[str, Any]] = []
        for element, place in zip(words, places, strict=True):
            if element.gap:
                pattern.append({"_": {"negates": False}, "OP": f"{{,{element.gap}}}"})
            pattern.append({"_": {"words": {"INTERSECTS": sorted(place)}}})
        matcher = Matcher(self._vocabulary)
        matcher.add("words", [pattern])
        return _Run(places, matcher)

    def _id(self, written: str) -> int:
        known = self._ids.get(written)
        if known is not None:
            return known
        number = self._ids[written] = len(self._ids)
        self._written[written.lstrip("=").lower()].add(number)
        if written.endswith("*"):
            beginning = fold(written[:-1])
            self._prefixes[beginning[:_PREFIX]].append((beginning, number))
        else:
            for form in {written[1:].lower()} if written[0] == "=" else _forms(written.lower()):
                self._exact[form].add(number)
                self._folded[fold(form)].add(number)
                self._sounding[_sound(form)].add(number)
        return number

    def _as_begun(self, form: str) -> frozenset[int]:
        plain = fold(form)
        return frozenset(
            number
            for beginning, number in self._prefixes.get(plain[:_PREFIX], ())
            if plain.startswith(beginning)
        )

    def _words_of(self, form: str, accented: bool, polish: bool) -> frozenset[int]:
        plain = fold(form)
        if not polish:
            return frozenset(self._written.get(form, ()))
        found = set(self._exact.get(form, ()))
        if (not accented and form == plain) or not is_known(form):
            found |= self._folded.get(plain, set())
            found |= self._sounding.get(_sound(form), set())
            if not found and len(plain) in _SLIP_LENGTH and plain.isalpha():
                found.update(*(self._folded.get(near, ()) for near in _slips(plain)))
        return frozenset(found)


def _forms(word: str) -> set[str]:
    """Every form of a word. The dictionary has "niezadowolony" among the forms of "zadowolony";
    here each stands for itself."""
    base = lemmas(word)
    forms = {word}
    for lemma in (word,) if word in base else base:
        # The dictionary abbreviates too: "w" is "wiek", "zm" is "zmarły".
        every = {f for f in inflections(lemma) if len(f) > 1 and not _VOWELS.isdisjoint(f)}
        own = {form for form in every if not form.startswith("nie")}
        if lemma.startswith("nie"):
            forms |= every
        elif word.startswith("nie"):
            forms |= {"nie" + form for form in own}
        else:
            forms |= own
    return forms


_SPELLINGS = (("rz", "ż"), ("ch", "h"), ("ó", "u"), ("ą", "on"), ("ę", "en"))


def _sound(form: str) -> str:
    """A form as it sounds, for those who write "żecznik" and "konsumęt"."""
    for written, heard in _SPELLINGS:
        form = form.replace(written, heard)
    return fold(form)


@lru_cache(maxsize=20_000)
def _slips(word: str) -> tuple[str, ...]:
    """Words one slip away: a letter left out, doubled, changed, added or two swapped; the first
    letter is right in nearly all slips."""
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
    near |= {a + c + b for a, b in cuts for c in _LETTERS}
    return tuple(near - {word})


@cache
def _blank() -> Any:
    """The Polish vocabulary of spaCy, without PyTorch: spaCy imports it only because it is
    installed, for 200 MB and two seconds."""
    loaded = sys.modules.get("torch")
    if loaded is None:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        import spacy
        from spacy.tokens import Token
    finally:
        if loaded is None:
            del sys.modules["torch"]
    for name in ("words", "negates"):
        if not Token.has_extension(name):
            Token.set_extension(name, default=None)
    return spacy.blank("pl")


def _document(vocabulary: Any, words: Sequence[frozenset[int]], negators: frozenset[int]) -> Any:
    from spacy.tokens import Doc

    document = Doc(vocabulary, words=["x"] * len(words))
    for token, own in zip(document, words, strict=True):
        token._.words = sorted(own)
        token._.negates = not own.isdisjoint(negators)
    return document
