"""What a parser of YAML or TOML says → what an editor has to do about it."""

from __future__ import annotations

_YAML = (
    ("mapping values", 'a value with a colon needs quotation marks: "Zwrot: jak?"'),
    ("tab character", "a tab stands at the beginning of a line. Use spaces"),
    ("end of stream", "a quotation mark or a bracket is not closed. Close it"),
    ("cannot start any token", "a value begins with a special sign. Put it in quotes"),
    ("expected ','", "a list in brackets is not closed, or a comma is missing in it"),
    ("unclosed", "a list in brackets is not closed, or a comma is missing in it"),
    ("expected ':'", "a line has no colon behind its key. Write `key: value`"),
    ("<block end>", "its indent differs from the lines above, or a quote ends early"),
    ("escape", "a backslash stands in double quotation marks. Use single ones"),
    ("document", "a line `---` or `...` stands too early. Remove it"),
    ("special characters", "it holds a sign that nobody sees. Remove it"),
    ("unacceptable character", "it holds a sign that nobody sees. Remove it"),
)  # fmt: skip
_NOTHING_OF_YAML = "look at the quotation marks, colons and indents here"

_TOML = (
    ("Expected '='", "behind the key = is missing. Write `key = \"value\"`"),
    ("Expected newline", "behind the value something is left over. Write one key a line"),
    ("Cannot overwrite", "the key stands twice. Keep one"),
    ("twice", "the part in [ ] stands twice. Join both"),
    ("Cannot redefine", "the part in [ ] stands twice. Join both"),
    ("Cannot mutate", "the key stands twice, once as a value and once as a part"),
    ("Duplicate", "the key stands twice. Keep one"),
    ("at the end of", "the name of a part has no ] at its end"),
    ("Unclosed array", "a list is not closed: ] is missing"),
    ("Unclosed inline", "braces are not closed: } is missing"),
    ("Unterminated", "a text is not closed: a quotation mark is missing"),
    ("Illegal character", "a text is not closed, or it holds a sign that nobody sees"),
    ("Unescaped", "a backslash stands in a text. Use single quotation marks: '\\'"),
    ("Invalid value", "a text stands without quotation marks, or the value is missing"),
    ("Invalid date", "this date is not in the calendar. Write it as 2026-12-31"),
    ("Invalid statement", "a key has other letters than a-z, 0-9, _ and -. Quote it"),
    ("key part", "a key has other letters than a-z, 0-9, _ and -. Quote it"),
)  # fmt: skip
_NOTHING_OF_TOML = "look at the quotation marks, brackets and = here"


def yaml_help(problem: str) -> str:
    """The help for the message of a YAML parser; where it is not known, what to look at."""
    return next((told for words, told in _YAML if words in problem), _NOTHING_OF_YAML)


def toml_help(problem: str) -> str:
    """The help for the message of a TOML parser; where it is not known, what to look at."""
    return next((told for words, told in _TOML if words in problem), _NOTHING_OF_TOML)
