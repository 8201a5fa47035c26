"""A base's articles → honest and corrupted sentences with citations, always the same ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from kb.answer.model import Source
from kb.evaluate.drafts import right_words, wrong_places, wrong_values, wrong_words
from kb.evaluate.drafts.edits import Edit, Rule, small
from kb.evaluate.drafts.extras import Written, trials_of
from kb.evaluate.drafts.model import Corrupted, Honest, Kind, Trial
from kb.evaluate.drafts.passages import KeyOf, Line, internal, lines_of, public, sources_of
from kb.evaluate.drafts.right_numbers import NUMBER_WORDS
from kb.evaluate.drafts.right_register import formal
from kb.evaluate.drafts.right_structure import items, merged, rows
from kb.model import Article

#: So many sentences of a kind are made by rules, fewer where the base does not hold them.
PER_CORRUPTED = 25
PER_HONEST = 50
#: Other passages that were retrieved with the cited one, as in a real draft.
_NEIGHBOURS = 3
# Sentences that only send the reader to another article claim nothing of the shop.
_SIGNPOST = re.compile(
    r"artyku[łl]|\bzobacz\b|przeczyta[jsć]|przyda ci się|pomoże ci|szczegóły|listę zawiera",
    re.IGNORECASE,
)
# A sentence of one clause that another can be hung on.
_TRUE_HALF = re.compile(r"[^,:]{20,110}\w{2}\.")

_HONEST_RULES: dict[Honest, Rule] = {
    **right_words.WORDS,
    Honest.NUMBER_WORDS: NUMBER_WORDS,
    Honest.REGISTER: formal,
}
_CORRUPTED_RULES: dict[Corrupted, Rule] = {
    **wrong_values.VALUES,
    **wrong_words.WORDS,
    Corrupted.SUBJECT: wrong_places.other_subjects(),
}


def make_trials(
    articles: Iterable[Article], key: KeyOf, written: Written | None = None, seed: int = 4
) -> tuple[Trial, ...]:
    """Make the trials of a base: its sentences changed by rules, and those written for it by hand.

    key: how a passage's key is made of slug, anchor and text. written: None for a base that
    nobody wrote sentences for. No two trials have the same text and citations.
    Raises ConfigError where a written sentence names a passage that the base does not have.
    """
    sources = sources_of(articles, key)
    shown = public(sources)
    lines = [line for source in shown for line in lines_of(source)]
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    made = [
        *_honest(lines, shown, random),
        *_corrupted(lines, sources, random),
        *(_by_hand(written, lines, shown, random) if written else ()),
    ]
    distinct = {(trial.text, trial.citations): trial for trial in reversed(made)}
    return tuple(_among_neighbours(trial, shown) for trial in reversed(distinct.values()))


def written_trials(articles: Iterable[Article], key: KeyOf, written: Written) -> tuple[Trial, ...]:
    """Only the trials that were written by hand, in their order. Raises ConfigError as above."""
    shown = public(sources_of(articles, key))
    return tuple(_among_neighbours(trial, shown) for trial in trials_of(written, shown))


def _honest(lines: Sequence[Line], shown: Sequence[Source], random: Random) -> Iterator[Trial]:
    claims = [line for line in lines if not _SIGNPOST.search(line.text)]
    for line in random.sample(lines, min(PER_HONEST, len(lines))):
        yield Trial(Honest.AS_IS, line.text, (line.source.key,), (line.source,))
    for kind, rule in _HONEST_RULES.items():
        found = [(edit, line.source) for line in claims for edit in rule(line)]
        yield from _some(kind, found, PER_HONEST, random)
    shapes = {Honest.MERGED: merged, Honest.TABLE_ROW: rows, Honest.LIST_ITEMS: items}
    for kind, make in shapes.items():
        found = [
            (edit, source)
            for source in shown
            for edit in make(source)
            if not _SIGNPOST.search(edit.text)
        ]
        yield from _some(kind, found, PER_HONEST, random)


def _corrupted(lines: Sequence[Line], sources: Sequence[Source], random: Random) -> Iterator[Trial]:
    shown = public(sources)
    claims = [line for line in lines if not _SIGNPOST.search(line.text)]
    true = {line.text for line in lines}
    for kind, rule in _CORRUPTED_RULES.items():
        found = [(edit, line.source) for line in claims for edit in rule(line)]
        found = [(edit, source) for edit, source in found if edit.text not in true]
        yield from _some(kind, found, PER_CORRUPTED, random)
    tables = [(edit, source) for source in shown for edit in wrong_places.other_rows(source)]
    yield from _some(Corrupted.SUBJECT, tables, PER_CORRUPTED // 2, random)
    secrets = [
        line
        for source in internal(sources)
        for line in lines_of(source)
        if not _SIGNPOST.search(line.text)
    ]
    some = random.sample(claims, min(3 * PER_CORRUPTED, len(claims)))
    yield from islice(wrong_places.swapped(some, shown, random), PER_CORRUPTED)
    yield from wrong_places.unknown_keys(some[-PER_CORRUPTED:], random)
    secrets = random.sample(secrets, min(PER_CORRUPTED, len(secrets)))
    yield from wrong_places.internal_facts(secrets, shown, random)


def _by_hand(
    written: Written, lines: Sequence[Line], shown: Sequence[Source], random: Random
) -> Iterator[Trial]:
    yield from trials_of(written, shown)
    found = []
    for line in lines:
        if _SIGNPOST.search(line.text):
            continue
        clauses = written.clauses.get(line.source.category, [])
        if clauses and _TRUE_HALF.fullmatch(line.text) and wrong_words.tells(line.text):
            clause = random.choice(clauses)
            text = f"{line.text[:-1]}{' ' if clause.startswith('i ') else ', '}{clause}."
            found.append((Edit(text, f"∅ → {clause}"), line.source))
    yield from _some(Corrupted.HALF_TRUTH, found, PER_CORRUPTED, random)


def _some(
    kind: Kind, found: Iterable[tuple[Edit, Source]], count: int, random: Random
) -> Iterator[Trial]:
    """Take so many, each change in turn, so that a frequent one does not crowd out the rest."""
    by_change: defaultdict[str, list[Trial]] = defaultdict(list)
    seen: set[str] = set()
    for edit, source in found:
        if edit.text not in seen:
            seen.add(edit.text)
            trial = Trial(kind, edit.text, (source.key,), (source,), edit.change)
            by_change[small(edit.change)].append(trial)
    groups = list(by_change.values())
    random.shuffle(groups)
    for group in groups:
        random.shuffle(group)
    taken = 0
    while taken < count and groups:
        for group in groups[: count - taken]:
            yield group.pop()
            taken += 1
        groups = [group for group in groups if group]


def _among_neighbours(trial: Trial, shown: Sequence[Source]) -> Trial:
    """The same trial with other public passages of the cited article among what was retrieved."""
    cited = trial.sources[0]
    near = [source for source in shown if source.slug == cited.slug and source not in trial.sources]
    return replace(trial, sources=(*trial.sources, *near[:_NEIGHBOURS]))
