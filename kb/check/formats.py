"""Problems in the forms that people, scripts and code hosts read.

One function for any list of problems: `write(problems, Output(...))`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kb.check.catalogue import BY_NAME
from kb.model import Level, Problem


class Format(StrEnum):
    """How problems are written.

    TEXT: `path:line:column level rule message`. JSON: one document. GITHUB: workflow commands,
    shown beside the lines of a pull request. SARIF: 2.1.0 (OASIS, 2020), which code hosts import.
    """

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class Output:
    """What the forms need besides the problems.

    language: "pl" or "en". root: the folder of articles in its repository, "" for the repository
    itself, because code hosts count paths from there. summary: the last line of TEXT. document:
    the keys of JSON before the problems.
    """

    language: str = "pl"
    root: str = ""
    summary: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


#: Text of articles must not move the cursor, retitle a terminal or turn its direction.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_SARIF = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}
_LEVELS_PL = {Level.ERROR: "błąd", Level.WARNING: "ostrzeżenie", Level.HINT: "wskazówka"}
_COUNTED = {
    "en": {
        Level.ERROR: ("error", "errors", "errors"),
        Level.WARNING: ("warning", "warnings", "warnings"),
        Level.HINT: ("hint", "hints", "hints"),
    },
    "pl": {
        Level.ERROR: ("błąd", "błędy", "błędów"),
        Level.WARNING: ("ostrzeżenie", "ostrzeżenia", "ostrzeżeń"),
        Level.HINT: ("wskazówka", "wskazówki", "wskazówek"),
    },
}


def write(problems: Sequence[Problem], form: Format, output: Output) -> str:
    """Return the problems in a form, with a line end behind the last line."""
    return _WRITERS[form](problems, output)


def counted(number: int, forms: tuple[str, str, str]) -> str:
    """A number with its noun: forms for 1, for 2 to 4 (not 12 to 14), for the rest."""
    if number == 1:
        return f"{number} {forms[0]}"
    few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return f"{number} {forms[1] if few else forms[2]}"


def summary_of(problems: Iterable[Problem], language: str) -> str:
    """ "0 errors, 1 warning, 5 hints", or the same in Polish."""
    levels = [problem.level for problem in problems]
    words = _COUNTED["pl" if language == "pl" else "en"]
    return ", ".join(counted(levels.count(level), forms) for level, forms in words.items())


def problem_document(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "level": problem.level.value,
        "rule": problem.rule,
        "message": problem.message_in(language),
    }


def _text(problems: Sequence[Problem], output: Output) -> str:
    lines = [
        f"{p.path}:{p.line}:{p.column} {_level(p, output)} {p.rule} {p.message_in(output.language)}"
        for p in problems
    ]
    return "".join(
        _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(line.splitlines())) + "\n"
        for line in [*lines, *([output.summary] if output.summary else [])]
    )


def _level(problem: Problem, output: Output) -> str:
    return _LEVELS_PL[problem.level] if output.language == "pl" else problem.level.value


def _json(problems: Sequence[Problem], output: Output) -> str:
    levels = [problem.level for problem in problems]
    document = {
        **output.document,
        "counts": {level.value: levels.count(level) for level in Level},
        "problems": [problem_document(problem, output.language) for problem in problems],
    }
    return _dumped(document)


def _github(problems: Sequence[Problem], output: Output) -> str:
    # A step shows ten annotations of each kind; the worst go first.
    order = list(Level)
    lines = [
        f"::{_GITHUB[p.level]} file={_property(_from_root(p.path, output))},line={p.line},"
        f"col={p.column},title={_property(p.rule)}::{_data(p.message_in(output.language))}\n"
        for p in sorted(problems, key=lambda p: order.index(p.level))
    ]
    return "".join(lines) + (f"{_data(output.summary)}\n" if output.summary else "")


def _data(text: str) -> str:
    """Escaped as the runner unescapes it (actions/toolkit, packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(problems: Sequence[Problem], output: Output) -> str:
    names = list(dict.fromkeys(problem.rule for problem in problems))
    run = {
        "tool": {
            "driver": {
                "name": "kb check",
                "language": output.language,
                "rules": [_sarif_rule(name, output.language) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": problem.rule,
                "ruleIndex": names.index(problem.rule),
                "level": _SARIF[problem.level],
                "message": {"text": problem.message_in(output.language)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": _uri(_from_root(problem.path, output))},
                            "region": {
                                "startLine": problem.line,
                                "startColumn": problem.column,
                            },
                        }
                    }
                ],
            }
            for problem in problems
        ],
    }
    return _dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _sarif_rule(name: str, language: str) -> dict[str, Any]:
    rule = BY_NAME.get(name)
    if rule is None:
        return {"id": name}
    text = rule.pl if language == "pl" else rule.en
    return {
        "id": name,
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": _SARIF[rule.level]},
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _from_root(path: str, output: Output) -> str:
    return f"{output.root}/{path}" if output.root else path


def _dumped(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


_WRITERS: dict[Format, Callable[[Sequence[Problem], Output], str]] = {
    Format.TEXT: _text,
    Format.JSON: _json,
    Format.GITHUB: _github,
    Format.SARIF: _sarif,
}
