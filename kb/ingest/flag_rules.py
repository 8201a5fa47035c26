"""flags.yaml, the editors' rules about messages that need more than an answer → `FlagRules`.

The product ships rules that know no shop (flag_rules.yaml beside this module). A base's own file
changes them by name: it names procedures, adds rules, rewrites or switches off single ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TypeVar

from kb.ingest.flag_examples import Examples, check_flag_examples, read_flag_examples
from kb.ingest.flag_pattern import Pattern
from kb.ingest.flag_schema import FlagsSchema, KindSchema, MatterSchema, RuleSchema
from kb.ingest.frontmatter import FrontMatter
from kb.ingest.settings_yaml import read_settings_yaml
from kb.model import Article, Level, Problem

FLAGS_PATH = "flags.yaml"

_Part = TypeVar("_Part", KindSchema, RuleSchema, MatterSchema)


@dataclass(frozen=True, slots=True)
class Rule:
    """What shows a kind, and what is said when it is found.

    find: any of them shows it, unless one of `unless` stands in the same sentence. also: one of
    them has to stand in the message too. every: each
    sentence of the message has one of them, or consists of words of `only`. signals: what the
    shape of a message shows. negated: whether it counts after "nie" too. shipped: whether its words
    are the product's and no base has changed them.
    """

    name: str
    reason: str
    procedure: str = ""
    escalate: bool = False
    find: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    also: tuple[Pattern, ...] = ()
    every: tuple[Pattern, ...] = ()
    only: tuple[Pattern, ...] = ()
    signals: tuple[str, ...] = ()
    negated: bool = False
    shipped: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What customers complain of in many words, with the public articles that answer it.

    kind: of the flag that shows it; empty where the patterns of `find` do, but for `unless`.
    """

    name: str
    articles: tuple[str, ...]
    kind: str = ""
    find: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FlagRules:
    """All rules, by kind in the order in which flags are reported. Compared by identity, because
    what is built from them is kept for each message and hashing them takes milliseconds.

    negators: words that negate what follows; through: words that carry a negation on. examples:
    sentences from which flags are learned, for the rules with the signal `examples`. matters: those
    for which the base names articles.
    """

    kinds: tuple[tuple[str, tuple[Rule, ...]], ...]
    negators: tuple[Pattern, ...] = ()
    through: tuple[Pattern, ...] = ()
    examples: Examples | None = None
    matters: tuple[Matter, ...] = ()


def read_flag_rules(files: Mapping[str, bytes]) -> tuple[FlagRules, list[Problem]]:
    """Return the shipped rules with the changes of flags.yaml, and what is wrong with that file.

    A file with errors changes nothing. files: contents by name.
    """
    rules, _, problems = _read(files)
    examples, wrong = read_flag_examples(files)
    return replace(rules, examples=examples), [*problems, *wrong]


def check_flag_rules(files: Mapping[str, bytes], articles: Iterable[Article]) -> list[Problem]:
    """Return the problems of flags.yaml and flag_examples.yaml; a procedure that is no article is a
    warning."""
    _, found, problems = _read(files)
    problems = [*problems, *check_flag_examples(files)]
    return problems + (list(_dead_procedures(found, articles)) if found else [])


def _read(files: Mapping[str, bytes]) -> tuple[FlagRules, FrontMatter | None, list[Problem]]:
    data = files.get(FLAGS_PATH)
    if data is None:
        return _merged(_shipped(), FlagsSchema()), None, []
    own, found, problems = read_settings_yaml(data, FLAGS_PATH, FlagsSchema)
    if own is None or found is None:
        return _merged(_shipped(), FlagsSchema()), None, problems
    problems = list(_rules_without_words(own, found))
    return _merged(_shipped(), FlagsSchema() if problems else own), found, problems


@cache
def _shipped() -> FlagsSchema:
    data = (resources.files("kb.ingest") / "flag_rules.yaml").read_bytes()
    schema, _, problems = read_settings_yaml(data, "flag_rules.yaml", FlagsSchema)
    if schema is None:
        raise ValueError("; ".join(map(str, problems)))
    return schema


def _merged(shipped: FlagsSchema, own: FlagsSchema) -> FlagRules:
    kinds = []
    for kind, base in shipped.kinds.items():
        change = own.kinds.get(kind, KindSchema())
        head = _changed(base, change)
        rules = dict(base.rules)
        for name, rule in change.rules.items():
            before = base.rules.get(name)
            rules[name] = _changed(before, rule) if before and rule else rule
        kinds.append(
            (kind, tuple(_rule(n, r, head, base.rules.get(n)) for n, r in rules.items() if r))
        )
    return FlagRules(
        kinds=tuple(kinds),
        negators=(*shipped.negation.words, *own.negation.words),
        through=(*shipped.negation.through, *own.negation.through),
        matters=tuple(_matters(shipped, own)),
    )


def _matters(shipped: FlagsSchema, own: FlagsSchema) -> Iterator[Matter]:
    for kind, change in own.kinds.items():
        if change.articles:
            yield Matter(kind, tuple(change.articles), kind=kind)
    for name, matter in own.matters.items():
        known = shipped.matters.get(name)
        whole = _changed(known, matter) if known else matter
        if whole.articles:
            yield Matter(name, tuple(whole.articles), "", tuple(whole.find), tuple(whole.unless))


def _changed(base: _Part, change: _Part) -> _Part:
    return base.model_copy(update={key: getattr(change, key) for key in change.model_fields_set})


def _rule(name: str, rule: RuleSchema, kind: KindSchema, shipped: RuleSchema | None) -> Rule:
    """shipped: the rule of that name as the product has it."""
    escalate = kind.escalate if rule.escalate is None else rule.escalate
    return Rule(
        name=name,
        reason=rule.reason or kind.reason or "",
        procedure=kind.procedure or "" if rule.procedure is None else rule.procedure,
        escalate=bool(escalate),
        find=tuple(rule.find),
        unless=tuple(rule.unless),
        also=tuple(rule.also),
        every=tuple(rule.every),
        only=tuple(rule.only),
        signals=tuple(rule.signals),
        negated=rule.negated,
        shipped=shipped is not None
        and (rule.find, rule.unless, rule.also) == (shipped.find, shipped.unless, shipped.also),
    )


def _rules_without_words(own: FlagsSchema, found: FrontMatter) -> Iterator[Problem]:
    for kind, change in own.kinds.items():
        shipped = _shipped().kinds[kind].rules
        for name, rule in change.rules.items():
            empty = rule is not None and not (rule.find or rule.every or rule.only or rule.signals)
            if name not in shipped and (rule is None or empty):
                place = found.place("kinds", kind, "rules", name)
                known = ", ".join(shipped)
                yield Problem(
                    FLAGS_PATH, *place, Level.ERROR, "settings",
                    f"`kinds.{kind}.rules.{name}`: the rule has no words to look for, and no "
                    f"shipped rule has this name. Shipped: {known}.",
                )  # fmt: skip


def _dead_procedures(found: FrontMatter, articles: Iterable[Article]) -> Iterator[Problem]:
    slugs = {article.slug for article in articles}
    for path in found.places:
        if path[-1] != "procedure" and path[-2:-1] != ("articles",):
            continue
        value: object = found.values
        for step in path:
            value = value[step]  # type: ignore[index]
        if value and value not in slugs:
            yield Problem(
                FLAGS_PATH, *found.place(*path), Level.WARNING, "dead-link",
                f"There is no article {value}. Correct or remove it.",
            )  # fmt: skip
