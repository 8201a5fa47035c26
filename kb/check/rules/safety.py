"""Personal data, internal words, instructions to a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.check.page import Finding, Page, shortened
from kb.check.patterns import matches
from kb.polish.morphology import lemmas
from kb.polish.text import fold
from kb.privacy.detect import SURE, found_in
from kb.privacy.found import Kind

#: Of orders and parcels articles give examples; they say nothing of anybody.
_NOT_PERSONAL = frozenset({Kind.ORDER, Kind.PARCEL})
#: Names that nobody can own (RFC 2606, RFC 6761), and the one that Poles use instead.
_RESERVED = re.compile(
    r"@(?:[\w-]+\.)*(?:example|test|invalid|localhost|example\.(?:com|net|org|pl))\Z", re.IGNORECASE
)
_STEM = 4


def personal_data(page: Page) -> Iterator[Finding]:
    """What identifies a person; the company's own contact data is not that."""
    texts = [((1, len(page.lines)), text) for text in (page.article.title, *page.article.questions)]
    texts += [(block.lines, block.text) for block in page.blocks]
    own = (*page.shop.own_data, *page.settings.own_data)
    for lines, text in texts:
        for found in found_in(text, SURE):
            value = text[slice(*found.span)]
            if found.kind in _NOT_PERSONAL or is_own(found.kind, value, own):
                continue
            yield Finding(
                "personal-data", page.place(lines, value),
                f"“{shortened(value)}” looks like personal data ({found.kind.name.lower()}). Take "
                "it out, or list it under `own_data` in kb.toml if it is the company's.",
                f"„{shortened(value)}” wygląda na dane osobowe ({found.kind.value}). Usuń je, a "
                "jeśli to dane firmy, dopisz je w kb.toml do `own_data`.",
            )  # fmt: skip


def is_own(kind: Kind, value: str, own: tuple[str, ...]) -> bool:
    """Whether a value is the company's, or one that articles use as an example."""
    if kind is Kind.EMAIL:
        domains = {one.rpartition("@")[2].casefold() for one in own if "@" in one}
        return bool(_RESERVED.search(value)) or value.rpartition("@")[2].casefold() in domains
    if kind is Kind.NAME:
        # A single name is a product's, or stands for any customer: "Pani Anno".
        return len(value.split()) < 2 or _stems(value) <= _stems(" ".join(own))
    if kind is Kind.ADDRESS:
        return any(_stems(value) <= _stems(one) for one in own)
    digits = re.sub(r"\W", "", value)
    known = [re.sub(r"\W", "", one) for one in own]
    return any(len(one) > 5 and (digits.endswith(one) or one.endswith(digits)) for one in known)


def _stems(text: str) -> frozenset[str]:
    """Beginnings of words, so that "ul. Lnianej 5" is "ul. Lniana 5"."""
    words = re.findall(r"\w+", fold(text))
    return frozenset(word[:_STEM] for word in words) - {"ul", "ulic", "przy", "na", "w", "al", "pl"}


def internal_word(page: Page) -> Iterator[Finding]:
    """Words of kb.toml's list in a public article, in any form."""
    if not (page.is_public and page.settings.internal):
        return
    texts = [((1, len(page.lines)), text) for text in (page.article.title, *page.article.questions)]
    texts += [(section.lines, section.title) for section in page.article.sections if section.title]
    texts += [(block.lines, block.text) for block in page.blocks]
    phrases = [(phrase, _keys(phrase)) for phrase in page.settings.internal if phrase.strip()]
    for lines, text in texts:
        words = re.findall(r"[\w-]+", text)
        keys = [_key(word) for word in words]
        for phrase, wanted in phrases:
            at = _where(wanted, keys)
            if at is not None:
                quote = " ".join(words[at : at + len(wanted)])
                yield Finding(
                    "internal-word", page.place(lines, quote),
                    f"“{quote}” is internal (`internal` in kb.toml: {phrase}). Take it out.",
                    f"„{quote}” jest słowem wewnętrznym (`internal` w kb.toml: {phrase}). Usuń je.",
                )  # fmt: skip


@lru_cache(maxsize=256)
def _keys(phrase: str) -> tuple[frozenset[str], ...]:
    return tuple(_key(word) for word in re.findall(r"[\w-]+", phrase))


@lru_cache(maxsize=50_000)
def _key(word: str) -> frozenset[str]:
    return frozenset({word.casefold(), *lemmas(word)})


def _where(wanted: tuple[frozenset[str], ...], keys: list[frozenset[str]]) -> int | None:
    for at in range(len(keys) - len(wanted) + 1):
        if all(one & keys[at + step] for step, one in enumerate(wanted)):
            return at
    return None


def machine_instruction(page: Page) -> Iterator[Finding]:
    """Text that wants to be obeyed by a language model, comments and front matter included."""
    orders = matches("machine-instruction", page.source)
    if page.is_public:
        orders += matches("machine-instruction-public", page.source)
    for found in orders:
        yield Finding(
            "machine-instruction", page.place_at(found.start()),
            f"“{shortened(found[0])}” reads like an order to a machine. Articles speak to people.",
            f"„{shortened(found[0])}” brzmi jak polecenie dla maszyny. Artykuły mówią do ludzi.",
        )  # fmt: skip
