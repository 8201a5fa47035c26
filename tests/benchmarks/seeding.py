"""Good articles → bad ones, one mistake in each: what `python -m tests.benchmarks.checks` seeds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.ingest.frontmatter import split_front_matter

Mutation = Callable[[str, random.Random], str | None]
_SEEDS = Path(__file__).with_name("seeds.yaml")
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u200e"
_CYRILLIC = dict(zip("aeopcxy", "аеорсху", strict=True))


@cache
def _read() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(_SEEDS.read_text(encoding="utf-8"))
    return raw


def seeds() -> Mapping[str, Mapping[str, list[str]]]:
    """Rule → "bad" and "harmless" sentences."""
    return {rule: one for rule, one in _read().items() if rule != "fresh"}


def fresh_seeds() -> Mapping[str, list[str]]:
    """Rule → bad sentences that no rule was mended on."""
    found: dict[str, list[str]] = _read()["fresh"]
    return found


def halves(text: str) -> tuple[str, str]:
    """Front matter with its lines of dashes, and the body."""
    _, body, _ = split_front_matter(text)
    return text[: len(text) - len(body)], body


def with_sentence(text: str, sentence: str, chance: random.Random) -> str:
    """Put a sentence behind one paragraph of the body, and a paragraph of its own where it must."""
    head, body = halves(text)
    paragraphs = body.split("\n\n")
    plain = [
        number
        for number, paragraph in enumerate(paragraphs)
        if re.match(r"\s*[A-ZĄĆĘŁŃÓŚŹŻ]", paragraph) and paragraph.rstrip().endswith(".")
    ]
    at = chance.choice(plain)
    if sentence.startswith(("<|", "SYSTEM")):
        paragraphs.insert(at + 1, sentence)
    else:
        paragraphs[at] = f"{paragraphs[at].rstrip()} {sentence}"
    return head + "\n\n".join(paragraphs)


def with_opening(text: str, sentence: str) -> str:
    """Put a sentence in front of the body's first."""
    head, body = halves(text)
    return f"{head}\n{sentence} {body.lstrip()}"


def _key(name: str, value: str) -> Mutation:
    def change(text: str, _: random.Random) -> str | None:
        head, body = halves(text)
        line = re.compile(rf"^{name}:.*\n", re.MULTILINE)
        if not line.search(head):
            return None
        return line.sub(f"{name}: {value}\n" if value else "", head, count=1) + body

    return change


def _in_word(text: str, chance: random.Random, change: Callable[[str], str | None]) -> str | None:
    head, body = halves(text)
    words = list(re.finditer(r"(?<![\w/.(-])[a-zł]{5,}(?![\w/.)@-])", body))
    chance.shuffle(words)
    for match in words:
        new = change(match[0])
        if new:
            return head + body[: match.start()] + new + body[match.end() :]
    return None


def _invisible(text: str, chance: random.Random) -> str | None:
    mark = chance.choice(_ZERO_WIDTH)
    return _in_word(text, chance, lambda word: word[:2] + mark + word[2:])


def _mixed(text: str, chance: random.Random) -> str | None:
    def change(word: str) -> str | None:
        places = [at for at, letter in enumerate(word) if letter in _CYRILLIC]
        if not places:
            return None
        at = chance.choice(places)
        return word[:at] + _CYRILLIC[word[at]] + word[at + 1 :]

    return _in_word(text, chance, change)


def _heading(text: str, _: random.Random) -> str | None:
    return text.replace("\n## ", "\n#### ", 1) if "\n## " in text else None


def _heading_first(text: str, _: random.Random) -> str | None:
    head, body = halves(text)
    return f"{head}\n## Najważniejsze\n\n{body.lstrip()}"


def _list_first(text: str, _: random.Random) -> str | None:
    head, body = halves(text)
    first, *rest = body.lstrip().split("\n\n")
    items = "\n".join(f"- {part}" for part in re.split(r"(?<=\.) ", first))
    return f"{head}\n" + "\n\n".join([items, *rest])


def _link(replacement: str) -> Mutation:
    def change(text: str, _: random.Random) -> str | None:
        found = re.search(r"\]\(((?:\.\./)?[\w/-]+\.md)\)", text)
        return text.replace(found[1], replacement.format(found[1]), 1) if found else None

    return change


def _image(text: str, _: random.Random) -> str | None:
    return f"{text.rstrip()}\n\n![Zdjęcie paczki](brak/paczka.png)\n"


def _long(text: str, chance: random.Random) -> str | None:
    head, body = halves(text)
    paragraphs = [p for p in body.split("\n\n") if re.match(r"[A-ZĄĆĘŁŃÓŚŹŻ][^|]+\.$", p.strip())]
    extra = (chance.choice(paragraphs) for _ in range(40))
    return f"{head}{body.rstrip()}\n\n" + "\n\n".join(extra) + "\n"


_HEAVY = """\
Zrealizowanie nieodpłatnego przetransportowania reklamowanego towaru następuje po wcześniejszym
zarejestrowaniu zgłoszenia reklamacyjnego za pośrednictwem elektronicznego formularza.
Niezachowanie przewidzianych terminów skutkować może koniecznością uregulowania dodatkowych
należności magazynowych naliczanych proporcjonalnie do okresu przechowywania.
Zaakceptowanie zgłoszenia uwarunkowane jest pozytywnym zweryfikowaniem kompletności załączonej
dokumentacji fotograficznej przedstawiającej uszkodzenia.
Uwzględnienie zastrzeżeń dotyczących przeprowadzonego postępowania wyjaśniającego wymaga
uprzedniego sformułowania szczegółowego uzasadnienia.
"""


def _hard(text: str, chance: random.Random) -> str | None:
    head, body = halves(text)
    keep = body.lstrip().split("\n\n")[: chance.randrange(1, 4)]
    return f"{head}\n" + "\n\n".join([*keep, _HEAVY * 3])


def _glued(text: str, chance: random.Random) -> str | None:
    """Two sentences as one with commas, until it is long."""
    sentences = re.findall(r"[A-ZĄĆĘŁŃÓŚŹŻ][^.!?|\n\[\]()#*]{25,}\.", halves(text)[1])
    if len(sentences) < 5:
        return None
    joined = ", a ".join(one[0].lower() + one[1:-1] for one in chance.sample(sentences, 5))
    return with_sentence(text, f"{joined[0].upper()}{joined[1:]}.", chance)


#: Mistakes that no single sentence makes, by the rule that must find them.
MUTATIONS: Mapping[str, tuple[Mutation, ...]] = {
    "front-matter": (_key("review_by", "31.12.2027"), _key("review_by", "2027-02-30")),
    "audience": (_key("audience", "publiczny"), _key("audience", "wszyscy")),
    "metadata": (_key("owner", ""), _key("review_by", "")),
    "overdue-review": (_key("review_by", "2026-10-31"), _key("review_by", "2025-01-01")),
    "legal-date": (_key("legal_as_of", "2024-05-01"), _key("legal_as_of", "2027-10-01")),
    "heading-level": (_heading,),
    "answer-first": (_heading_first, _list_first),
    "dead-link": (_link("nie-ma-takiego.md"), _link("{0}.bak")),
    "dead-anchor": (_link("{0}#nie-ma-naglowka"),),
    "internal-link": (_link("../procedury/procedura-eskalacji.md"),),
    "missing-image": (_image,),
    "too-long": (_long,),
    "long-sentence": (_glued,),
    "hard-to-read": (_hard,),
    "placeholder": (lambda text, chance: with_sentence(text, "[UZUPEŁNIJ: godziny]", chance),),
    "invisible-character": (_invisible,),
    "mixed-alphabet": (_mixed,),
}
