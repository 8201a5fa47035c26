"""Which file each foreign article goes to, or why it goes nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.authoring.article_text import one_line
from kb.authoring.importing.existing import Existing
from kb.authoring.importing.links import Place
from kb.authoring.importing.model import Foreign
from kb.authoring.names import file_stem, free_stem
from kb.ingest.editorial import LANGUAGES
from kb.model import Audience

#: The folder of articles whose source names no category.
NO_CATEGORY = "import"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who imports decides.

    category: a folder for all of them, None for each its own. audience: of articles whose source
    does not say who reads them. replace: whether articles that are there may be overwritten.
    """

    category: str | None = None
    audience: Audience = Audience.INTERNAL
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An article and its place; `skipped` says why place.path is empty."""

    place: Place
    skipped: str
    replaces: bool
    category_title: str


def place_all(articles: Iterable[Foreign], existing: Existing, choices: Choices) -> list[Placed]:
    """Give each article a path of its own; those that are there are kept unless replaced."""
    taken = dict(existing.by_stem)
    seen: set[str] = set()
    used: set[str] = set()
    return list(_places(articles, existing, choices, taken, seen, used))


def _places(
    articles: Iterable[Foreign],
    existing: Existing,
    choices: Choices,
    taken: dict[str, str],
    seen: set[str],
    used: set[str],
) -> Iterator[Placed]:
    for foreign in articles:
        audience = foreign.audience or choices.audience
        folder, title = _category(foreign, choices)
        reason = foreign.skip or _unusable(foreign)
        identity = one_line(foreign.identity)
        if not reason and identity and identity in seen:
            reason = "The same article came before, in this import."
        seen.add(identity)
        path, there = "", False
        if not reason:
            path, there = _path(foreign, identity, folder, existing, taken)
            if there and (not choices.replace or path in used):
                reason, path = f"It is there already, as {path}.", ""
                if not choices.replace:
                    reason += " Use --replace to overwrite it."
        if path:
            used.add(path)
            taken[path.rpartition("/")[2].removesuffix(".md")] = path
        yield Placed(Place(foreign, path, audience), reason, there and bool(path), title)


def _unusable(foreign: Foreign) -> str:
    if foreign.language and foreign.language not in LANGUAGES:
        return f"Its language is {one_line(foreign.language)[:20]}; articles are pl, en or uk."
    if not foreign.body.strip():
        return "It has no text."
    return ""


def _category(foreign: Foreign, choices: Choices) -> tuple[str, str]:
    """The folder and what people call it."""
    if choices.category is not None:
        return choices.category, choices.category
    name = one_line(foreign.category)
    return (file_stem(name)[:60].strip("-"), name) if name else (NO_CATEGORY, "Import")


def _path(
    foreign: Foreign, identity: str, folder: str, existing: Existing, taken: dict[str, str]
) -> tuple[str, bool]:
    """The path, and whether the same article is there already."""
    if identity in existing.by_identity:
        return existing.by_identity[identity], True
    stem = file_stem(foreign.stem or foreign.title or identity or "artykul")
    path = f"{folder}/{stem}.md"
    if not identity and path in existing.paths:
        return path, True
    free = free_stem(stem, taken)
    if free != stem:
        foreign.notes.add("slug", f"The address {stem} is taken by {taken[stem]}; it got {free}.")
    return f"{folder}/{free}.md", False
