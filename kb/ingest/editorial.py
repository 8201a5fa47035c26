"""kb.toml, the editors' settings beside the articles → `Editorial`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from kb.ingest.hours import OpeningSchema
from kb.model import Audience, Level, Problem
from kb.opening import Opening

CONFIG_PATH = "kb.toml"
LANGUAGES = ("pl", "en", "uk")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
_Language = Literal["pl", "en", "uk"]
_SiteLanguage = Literal["pl", "en"]
_EXCEPTIONS = ("contact", "opening", "exceptions")


@dataclass(frozen=True, slots=True)
class Category:
    """A category of articles; `slug` is the name of its folder, `icon` of a picture of the site."""

    slug: str
    title: str
    title_en: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The way to a person; what is not known is empty.

    opening: the hours of the phone as rules. hours: the same as a text per line, shown where there
    are no rules. address_note: what stands under the address, such as the hours of a showroom.
    """

    phone: str = ""
    email: str = ""
    hours: tuple[str, ...] = ()
    opening: Opening | None = None
    address: str = ""
    address_note: str = ""


@dataclass(frozen=True, slots=True)
class Editorial:
    """What editors decide for the whole base.

    default_audience, folder_audiences: for articles that state none; the folder is the first one
    of the path and goes before the default. None leaves the decision to the operator.
    categories: in the order in which they are shown. languages: those of the public pages, the
    first one is Polish; articles may be in others.
    """

    name: str = "Centrum pomocy"
    tagline: str = ""
    language: str = "pl"
    languages: tuple[str, ...] = ("pl",)
    default_audience: Audience | None = None
    default_language: str = "pl"
    folder_audiences: Mapping[str, Audience] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    contact: Contact = Contact()
    legal_footer: str = ""

    def audience_of_folder(self, folder: str, fallback: Audience) -> Audience:
        """Return the audience of articles in a folder that state none themselves."""
        return self.folder_audiences.get(folder) or self.default_audience or fallback

    def category_title(self, slug: str, language: str = "pl") -> str:
        """Return a category's title; one that is not listed gets its folder's name."""
        for category in self.categories:
            if category.slug == slug:
                return (category.title_en if language == "en" else "") or category.title
        return slug.replace("-", " ").replace("_", " ").strip().capitalize()


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class _Defaults(_Schema):
    audience: Literal["public", "internal"] | None = None
    language: _Language | None = None


class _Folder(_Schema):
    audience: Literal["public", "internal"] | None = None


class _Category(_Schema):
    slug: _Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    title_en: _Text = ""
    icon: _Text = ""


class _Contact(_Schema):
    phone: _Text = ""
    email: _Text = ""
    hours: list[_Text] = []
    opening: OpeningSchema | None = None
    address: _Text = ""
    address_note: _Text = ""


class _Legal(_Schema):
    footer: _Text = ""


def _polish_first(languages: list[str]) -> list[str]:
    if languages[:1] != ["pl"] or len(set(languages)) < len(languages):
        raise ValueError('the first language must be "pl", and none may stand twice')
    return languages


class _Config(_Schema):
    name: _Text = "Centrum pomocy"
    tagline: _Text = ""
    language: _Language = "pl"
    languages: Annotated[list[_SiteLanguage], AfterValidator(_polish_first)] = ["pl"]
    defaults: _Defaults = _Defaults()
    folders: dict[str, _Folder] = {}
    categories: list[_Category] = Field(default=[], max_length=200)
    contact: _Contact = _Contact()
    legal: _Legal = _Legal()


def default_editorial() -> Editorial:
    """Return the settings of a folder without kb.toml."""
    return Editorial()


def read_editorial(data: bytes | None) -> tuple[Editorial, list[Problem]]:
    """Read kb.toml; None (no such file) gives the defaults.

    Problems: unknown keys are hints (`unknown-key`); what cannot be read or is wrong is an error
    (`kb-toml`), and the defaults are returned with it.
    """
    if data is None:
        return default_editorial(), []
    try:
        text = data.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        return default_editorial(), [
            _error(line, 1, f"Byte {exc.start} is not UTF-8. Save as UTF-8.")
        ]
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        at = re.search(r"at line (\d+), column (\d+)", str(exc))
        end = max(len(text.splitlines()), 1)
        line, column = (int(at[1]), int(at[2])) if at else (end, 1)
        return default_editorial(), [_error(line, column, f"This is not valid TOML: {exc}.")]
    try:
        config = _Config.model_validate(raw)
    except ValidationError as exc:
        return default_editorial(), [
            _error(_line_of(text, error["loc"]), 1, f"`{_dotted(error['loc'])}`: {reason}.")
            for error in exc.errors()
            for reason in (error["msg"].removeprefix("Value error, "),)
        ]
    problems = [
        Problem(
            CONFIG_PATH, _line_of(text, path), 1, Level.HINT, "unknown-key",
            f"The key `{_dotted(path)}` is not known and has no effect.",
        )
        for path in _unknown_keys(config)
    ]  # fmt: skip
    slugs = [category.slug for category in config.categories]
    problems += _twice(text, ("categories",), "slug", slugs, "Category")
    if config.contact.opening:
        if config.contact.hours:
            problems.append(_unused_hours(text))
        days = [str(day.date) for day in config.contact.opening.exceptions]
        problems += _twice(text, _EXCEPTIONS, "date", days, "The exception of")
    return _to_editorial(config), problems


def _unused_hours(text: str) -> Problem:
    return Problem(
        CONFIG_PATH, _line_of(text, ("contact", "hours")), 1, Level.HINT, "unused-key",
        "The key `contact.hours` has no effect: lines of hours are made from `contact.opening`.",
    )  # fmt: skip


def _twice(
    text: str, table: tuple[str, ...], key: str, values: list[str], what: str
) -> list[Problem]:
    """An error for each value that stood before already."""
    return [
        _error(_line_of(text, (*table, index, key)), 1, f"{what} `{value}` stands twice.")
        for index, value in enumerate(values)
        if value in values[:index]
    ]


def problem_at(data: bytes, path: tuple[str | int, ...], message: str) -> Problem:
    """An error about a key of a kb.toml that could be read, with the key's line."""
    line = _line_of(data.decode("utf-8-sig"), path)
    return _error(line, 1, f"`{_dotted(path)}`: {message}")


def _to_editorial(config: _Config) -> Editorial:
    defaults, opening = config.defaults, config.contact.opening
    return Editorial(
        name=config.name,
        tagline=config.tagline,
        language=config.language,
        languages=tuple(config.languages),
        default_audience=Audience(defaults.audience) if defaults.audience else None,
        default_language=defaults.language or config.language,
        folder_audiences={
            name: Audience(folder.audience)
            for name, folder in config.folders.items()
            if folder.audience
        },
        categories=tuple(Category(c.slug, c.title, c.title_en, c.icon) for c in config.categories),
        contact=Contact(
            phone=config.contact.phone,
            email=config.contact.email,
            hours=tuple(config.contact.hours),
            opening=opening.opening() if opening else None,
            address=config.contact.address,
            address_note=config.contact.address_note,
        ),
        legal_footer=config.legal.footer,
    )


def _unknown_keys(config: _Config) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    opening = config.contact.opening
    parts: list[tuple[tuple[str | int, ...], BaseModel]] = [
        ((), config),
        (("defaults",), config.defaults),
        (("contact",), config.contact),
        (("legal",), config.legal),
        *((("folders", name), folder) for name, folder in config.folders.items()),
        *((("categories", i), category) for i, category in enumerate(config.categories)),
        *([(_EXCEPTIONS[:2], opening)] if opening else []),
        *(((*_EXCEPTIONS, i), day) for i, day in enumerate(opening.exceptions if opening else [])),
    ]
    for path, part in parts:
        found += [(*path, key) for key in part.model_extra or {}]
    return found


def _error(line: int, column: int, message: str) -> Problem:
    return Problem(CONFIG_PATH, line, column, Level.ERROR, "kb-toml", message)


def _dotted(path: tuple[Any, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _line_of(text: str, path: tuple[Any, ...]) -> int:
    """Find the line of a key, or of its table: tomllib keeps no positions."""
    names = [part for part in path if isinstance(part, str)]
    number = next((part for part in path if isinstance(part, int)), 0)
    lines = text.splitlines()
    start = 0
    for depth in range(len(names), 0, -1):
        header = re.compile(
            r"\s*\[\[?\s*"
            + r"\s*\.\s*".join(rf"[\"']?{re.escape(n)}[\"']?" for n in names[:depth])
            + r"\s*\]"
        )
        found = [i for i, line in enumerate(lines) if header.match(line)]
        if found:
            start = found[min(number, len(found) - 1)]
            break
    key = re.compile(rf"\s*[\"']?{re.escape(names[-1])}[\"']?\s*=") if names else None
    for index in range(start, len(lines)):
        if key and key.match(lines[index]):
            return index + 1
        if index > start and lines[index].lstrip().startswith("["):
            break
    return start + 1
