"""docs/checks.md, made from the catalogue of rules and from the examples of their tests.

`python -m tests.project.check_rules` prints it, `… --write` writes the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from kb.check.catalogue import RULES, Rule
from kb.model import Level
from tests.check.examples import Example, examples
from tests.project.imports import ROOT

DOCUMENT = ROOT / "docs" / "checks.md"
_LEVELS = {Level.ERROR: "błąd", Level.WARNING: "ostrzeżenie", Level.HINT: "wskazówka"}
_MADE = "Powstaje z kb/check i tests/check: python -m tests.project.check_rules --write"
_INTRODUCTION = """\
# Reguły `kb check`

```sh
kb check --worktree                       # folder tak, jak leży na dysku
kb check --worktree --fix                 # to samo, a co można bezpiecznie, poprawia w plikach
kb check --format github                  # uwagi przy wierszach w GitHubie; jest też sarif i json
kb check --language en                    # komunikaty po angielsku
```

Komunikat to `plik:wiersz:kolumna poziom reguła treść`. **Błędy** wstrzymują publikację,
**ostrzeżenia** i **wskazówki** nie (`--strict` kończy się niepowodzeniem także przy ostrzeżeniach).
Reguły tekstowe czytają artykuły po polsku; polecenia dla maszyny, dane osobowe i znaki sprawdzane
są w każdym języku. To, co stoi w cudzysłowie, nie jest oceniane jako własne słowa artykułu.

## Inny poziom

- W całej bazie, w `kb.toml`: pod `[check]` nazwa reguły i `"error"`, `"warning"`, `"hint"` albo
  `"off"`. Reguła o poziomie `error` wstrzymuje też `kb publish`. Poziom „zawsze” jest stały.
- W jednym artykule: wiersz `<!-- kb-check: off long-sentence, too-long -->` gdziekolwiek w tekście.
  Błędów tak wyłączyć nie można.
- Słowa, których nie zna słownik, dopisz do `slownik.txt` obok `kb.toml`, po jednym w wierszu;
  obejmuje to też ich odmianę.

## Wszystkie reguły
"""


def document() -> str:
    """The whole document."""
    table = ["| Reguła | Poziom | Jak ma być |", "|---|---|---|"]
    table += [
        f"| {_name(rule)} | {_level(rule)} | {rule.pl}{' `--fix`' if rule.fixable else ''} |"
        for rule in RULES
    ]
    known = examples()
    parts = [part for rule in RULES if rule.name in known for part in _example(rule, known)]
    return (
        "\n".join(
            [f"<!-- {_MADE} -->", _INTRODUCTION, *table, "", "## Przykłady", "", *parts]
        ).rstrip()
        + "\n"
    )


def _name(rule: Rule) -> str:
    return f"[`{rule.name}`](#{rule.name})" if rule.name in examples() else f"`{rule.name}`"


def _level(rule: Rule) -> str:
    return f"{_LEVELS[rule.level]}, zawsze" if rule.fixed else _LEVELS[rule.level]


def _example(rule: Rule, known: dict[str, Example]) -> Iterator[str]:
    one = known[rule.name]
    yield f"### {rule.name}\n\n{rule.pl}\n"
    for title, text, toml in (("Źle", one.bad, one.bad_toml), ("Dobrze", one.good, one.good_toml)):
        yield f"{title}:\n"
        yield from _fenced("md", _visible(text))
        if toml:
            yield from _fenced("toml", toml)
    for path, text in one.files.items():
        yield f"Obok stoi `{path}`:\n"
        yield from _fenced("md", text)


def _fenced(language: str, text: str) -> Iterator[str]:
    yield f"````{language}\n{text.rstrip()}\n````\n"


def _visible(text: str) -> str:
    """The one character of the examples that nobody sees, as its number."""
    return text.replace("\u200b", "⟨U+200B⟩")


def main() -> None:
    """Print the document, or write it."""
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(document(), encoding="utf-8")
    else:
        print(document(), end="")


if __name__ == "__main__":
    main()
