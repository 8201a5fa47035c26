"""Words that say the same in replies of customer service, one group a line of synonyms.yaml."""

from __future__ import annotations

from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("synonyms.yaml")


def _names(group: str, word: str) -> tuple[str, str]:
    """The group, and its verbs or its other words alone: "zwrócić" is "zwracać" more than it is
    "zwrot"."""
    part = "verb" if word.endswith(("ć", "c")) else "noun"
    return f"={group}", f"{part}={group}"


_GROUP_OF: dict[str, set[str]] = {}
for _number, _line in enumerate(yaml.safe_load(_FILE.read_text("utf-8"))):
    for _word in _line.split():
        _GROUP_OF.setdefault(_word, set()).update(_names(f"{_number}", _word))


#: What one side gives, the other gets: "kartę wyślemy" and "kartę dostaniesz".
CONVERSE = "=<>"
GIVING = frozenset(
    "wysłać wysyłać przesłać przesyłać przekazać przekazywać wydać wydawać wypłacić".split()
)
_GETTING = frozenset("dostać dostawać otrzymać otrzymywać uzyskać".split())
for _word in GIVING | _GETTING:
    _GROUP_OF.setdefault(_word, set()).add(CONVERSE)


def groups_of(lemma: str) -> frozenset[str]:
    """Names of the groups that a dictionary form belongs to; empty for most words."""
    return frozenset(_GROUP_OF.get(lemma, ()))
