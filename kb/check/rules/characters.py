"""Characters that nobody sees or that look like others, and Polish typography."""

from __future__ import annotations

from collections.abc import Iterator

from kb.check.characters import Edit, invisible, mixed, typographic
from kb.check.page import Finding, Page, shortened

_KINDS = {
    "quotes": (
        "Quotation marks that are not Polish ones: „ and ”",
        "Cudzysłowy inne niż polskie „ i ”",
    ),
    "closing": (
        "A straight mark closes a Polish quotation: „ and ”",
        "Prosty cudzysłów zamyka polski: „ i ”",
    ),
    "commas": (
        "Commas or apostrophes in place of quotation marks „ and ”",
        "Przecinki lub apostrofy zamiast cudzysłowów „ i ”",
    ),
    "ellipsis": ("Three dots; there is a character …", "Trzy kropki; jest na to znak …"),
    "dash": ("A hyphen in place of a dash –", "Łącznik w miejscu myślnika –"),
    "range": ("A hyphen in a range; it takes a dash: 2–3", "Łącznik w zakresie; pisze się 2–3"),
    "unit": ("No space between a number and its unit", "Brak spacji między liczbą a jednostką"),
    "comma": ("The space stands on the wrong side of a comma", "Spacja nie z tej strony przecinka"),
    "bracket": ("A space inside brackets", "Spacja po wewnętrznej stronie nawiasu"),
    "space": ("A space before a punctuation mark", "Spacja przed znakiem interpunkcyjnym"),
    "spaces": ("Several spaces in a row", "Kilka spacji z rzędu"),
}


def invisible_character(page: Page) -> Iterator[Finding]:
    """Each run of characters without a picture."""
    for edit in invisible(page.source):
        yield Finding(
            "invisible-character", page.place_at(edit.start),
            f"A character that nobody sees: {edit.kind}. `kb check --fix` removes it.",
            f"Znak, którego nie widać: {edit.kind}. Usunie go `kb check --fix`.",
        )  # fmt: skip


def mixed_alphabet(page: Page) -> Iterator[Finding]:
    """Each word of two alphabets."""
    for edit in mixed(page.source, page.article.language):
        yield Finding(
            "mixed-alphabet", page.place_at(edit.start),
            f"“{shortened(edit.kind)}” has letters of two alphabets that look alike, so no search "
            "finds it. `kb check --fix` mends it.",
            f"„{shortened(edit.kind)}” ma podobne litery z dwóch alfabetów, więc żadne "
            "wyszukiwanie go nie znajdzie. Poprawi to `kb check --fix`.",
        )  # fmt: skip


def typography(page: Page) -> Iterator[Finding]:
    """The first place of each kind, with the number of places."""
    if not page.is_polish:
        return
    kinds: dict[str, list[Edit]] = {}
    for edit in typographic(page.source):
        kinds.setdefault(edit.kind, []).append(edit)
    for kind, places in kinds.items():
        number = len(places) // 2 if kind == "quotes" else len(places)
        en, pl = _KINDS[kind]
        yield Finding(
            "typography", page.place_at(places[0].start),
            f"{en} (places: {number}). `kb check --fix` mends it.",
            f"{pl} (miejsc: {number}). Poprawi to `kb check --fix`.",
        )  # fmt: skip
