"""All rules of a base's articles → problems, with the levels that kb.toml gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from kb.check.catalogue import BY_NAME
from kb.check.page import Finding, Page
from kb.check.rules.blame import blame
from kb.check.rules.characters import invisible_character, mixed_alphabet, typography
from kb.check.rules.dates import overdue_review
from kb.check.rules.law import legal_date, legal_trap
from kb.check.rules.links import link_syntax, link_text
from kb.check.rules.opening import answer_first
from kb.check.rules.quoting import number_alone
from kb.check.rules.reading import hard_to_read, long_sentence, too_long
from kb.check.rules.safety import internal_word, machine_instruction, personal_data
from kb.check.rules.wording import forbidden_phrase, form_of_address, unfinished
from kb.check.settings import CheckSettings
from kb.check.spelling import spelling
from kb.model import Level, Problem

_Rule = Callable[[Page], Iterator[Finding]]

#: The rules that read one article.
PAGE_RULES: dict[str, _Rule] = {
    "overdue-review": overdue_review,
    "legal-date": legal_date,
    "link-syntax": link_syntax,
    "link-text": link_text,
    "answer-first": answer_first,
    "too-long": too_long,
    "long-sentence": long_sentence,
    "hard-to-read": hard_to_read,
    "number-alone": number_alone,
    "unfinished": unfinished,
    "forbidden-phrase": forbidden_phrase,
    "form-of-address": form_of_address,
    "blame": blame,
    "typography": typography,
    "legal-trap": legal_trap,
    "personal-data": personal_data,
    "internal-word": internal_word,
    "machine-instruction": machine_instruction,
    "invisible-character": invisible_character,
    "mixed-alphabet": mixed_alphabet,
}
_SPELLING = "spelling"
#: Of one rule in one article; more of the same tells nothing new.
_MOST = 50
_OFF = re.compile(r"<!--\s*kb-check:\s*off\s+([a-z0-9 ,-]+?)\s*-->")


def check_pages(
    pages: Iterable[Page], settings: CheckSettings, words: frozenset[str], errors_only: bool = False
) -> list[Problem]:
    """Return what the rules for single articles and the spelling find, unsorted.

    words: of the editors' own word list. errors_only: run only rules whose level is error, which
    is what publishing needs.
    """
    levels = {
        name: level
        for name in (*PAGE_RULES, _SPELLING)
        if (level := settings.of_rule(name)) and (level is Level.ERROR or not errors_only)
    }
    every = tuple(pages)
    problems = [
        _problem(page, finding, levels[name])
        for page in every
        for name, rule in PAGE_RULES.items()
        if name in levels
        for finding in islice(rule(page), _MOST)
    ]
    if _SPELLING in levels:
        problems += [
            _problem(page, finding, levels[_SPELLING]) for page, finding in spelling(every, words)
        ]
    return problems


def with_levels(problems: Iterable[Problem], settings: CheckSettings) -> Iterator[Problem]:
    """The problems of other checks with the levels of kb.toml; those switched off are left out.

    A rule whose level is fixed keeps it, and so does one that the catalogue does not know.
    """
    for problem in problems:
        rule = BY_NAME.get(problem.rule)
        if rule is None or rule.fixed or problem.rule not in settings.levels:
            yield problem
        elif level := settings.levels[problem.rule]:
            yield replace(problem, level=level)


def without_switched_off(problems: Iterable[Problem], sources: dict[str, str]) -> Iterator[Problem]:
    """Leave out what an article's own comment switches off: `<!-- kb-check: off rule rule -->`.

    sources: the text of each file by its path. Fixed rules and errors cannot be switched off there.
    """
    off = {path: _switched_off(text) for path, text in sources.items() if "kb-check:" in text}
    for problem in problems:
        rule = BY_NAME.get(problem.rule)
        free = rule is not None and not rule.fixed and problem.level is not Level.ERROR
        if not (free and problem.rule in off.get(problem.path, ())):
            yield problem


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """Without dead and unsafe links in lines where `link-syntax` says why they lead nowhere."""
    every = list(problems)
    garbled = {(p.path, p.line) for p in every if p.rule == "link-syntax"}
    return [
        problem
        for problem in every
        if problem.rule not in ("dead-link", "unsafe-link")
        or (problem.path, problem.line) not in garbled
    ]


def _switched_off(text: str) -> set[str]:
    return {name for match in _OFF.finditer(text) for name in re.findall(r"[a-z0-9-]+", match[1])}


def _problem(page: Page, finding: Finding, level: Level) -> Problem:
    path = page.article.source_path
    return Problem(path, *finding.place, level, finding.rule, finding.en, finding.pl)
