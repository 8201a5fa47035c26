"""kb.toml, the editors' settings beside the articles → `Editorial`."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from kb.check.settings import CheckSettings
from kb.ingest.desk import Desk
from kb.ingest.editorial_schema import ARTICLE_LINK, EditorialSchema
from kb.ingest.syntax_help import toml_help
from kb.ingest.toml_places import dotted, line_of
from kb.model import Audience, Level, Problem
from kb.opening import Opening
from kb.privacy.patterns import Patterns

CONFIG_PATH = "kb.toml"
LANGUAGES = ("pl", "en", "uk")

_POLISH_TIME = ZoneInfo("Europe/Warsaw")
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
class Logo:
    """The sign of the shop: a file beside kb.toml whose name ends in .svg or .png.

    data: what the file holds, as it was checked at publishing; empty until it has been read.
    """

    name: str
    data: bytes = b""

    @property
    def kind(self) -> str:
        """ "svg" or "png"."""
        return self.name.rpartition(".")[2]

    @property
    def digest(self) -> str:
        """First ten hex digits of its SHA-256: part of its address, so that it caches for good."""
        return hashlib.sha256(self.data).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Colours:
    """The brand as #rrggbb in the light and the dark theme; empty: the site keeps its own."""

    brand: str = ""
    brand_dark: str = ""


@dataclass(frozen=True, slots=True)
class FooterLink:
    """A link at the foot of every page: to an article if `slug` is set, otherwise to `url`."""

    title: str
    title_en: str = ""
    url: str = ""
    slug: str = ""

    def title_in(self, language: str) -> str:
        """The words of the link."""
        return (self.title_en if language == "en" else "") or self.title


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who processes the data of visitors: name and address, and an e-mail for questions of it;
    what numbers of orders and parcels look like, which are hidden in messages."""

    controller: str = ""
    email: str = ""
    patterns: Patterns = field(default_factory=Patterns)


@dataclass(frozen=True, slots=True)
class Editorial:
    """What editors decide for the whole base.

    languages: those of the public pages, the first one is Polish; articles may be in others.
    featured: slugs of the articles that are needed most, as long as nothing else tells which.
    default_audience, folder_audiences: for articles that state none; the folder is the first one
    of the path and goes before the default. None leaves the decision to the operator.
    categories: in the order in which they are shown.
    """

    name: str = "Centrum pomocy"
    name_en: str = ""
    tagline: str = ""
    tagline_en: str = ""
    language: str = "pl"
    languages: tuple[str, ...] = ("pl",)
    logo: Logo | None = None
    colours: Colours = Colours()
    default_audience: Audience | None = None
    default_language: str = "pl"
    folder_audiences: Mapping[str, Audience] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    featured: tuple[str, ...] = ()
    contact: Contact = Contact()
    footer_links: tuple[FooterLink, ...] = ()
    privacy: Privacy = Privacy()
    legal_footer: str = ""
    desk: Desk = field(default_factory=Desk)
    check: CheckSettings = field(default_factory=CheckSettings)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's clock: that of its opening hours, Polish time where there are none."""
        opening = self.contact.opening
        return opening.zone if opening else _POLISH_TIME

    def audience_of_folder(self, folder: str, fallback: Audience) -> Audience:
        """Return the audience of articles in a folder that state none themselves."""
        return self.folder_audiences.get(folder) or self.default_audience or fallback

    def name_in(self, language: str) -> str:
        """The name of the shop."""
        return (self.name_en if language == "en" else "") or self.name

    def tagline_in(self, language: str) -> str:
        """What the help centre says of itself in a line."""
        return (self.tagline_en if language == "en" else "") or self.tagline

    def category_title(self, slug: str, language: str = "pl") -> str:
        """Return a category's title; one that is not listed gets its folder's name."""
        for category in self.categories:
            if category.slug == slug:
                return (category.title_en if language == "en" else "") or category.title
        return slug.replace("-", " ").replace("_", " ").strip().capitalize()


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
        return default_editorial(), [
            _error(line, column, f"This is not valid TOML: {toml_help(str(exc))}.")
        ]
    try:
        config = EditorialSchema.model_validate(raw)
    except ValidationError as exc:
        return default_editorial(), [
            _error(line_of(text, error["loc"]), 1, f"`{dotted(error['loc'])}`: {reason}.")
            for error in exc.errors()
            for reason in (error["msg"].removeprefix("Value error, "),)
        ]
    problems = [
        Problem(
            CONFIG_PATH, line_of(text, path), 1, Level.HINT, "unknown-key",
            f"The key `{dotted(path)}` is not known and has no effect.",
        )
        for path in config.unknown_keys()
    ]  # fmt: skip
    problems += [
        _error(
            line_of(text, ("check", name)), 1, f"`check.{name}`: this rule always stops publishing."
        )
        for name in config.check.unchangeable()
    ]
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
        CONFIG_PATH, line_of(text, ("contact", "hours")), 1, Level.HINT, "unused-key",
        "The key `contact.hours` has no effect: lines of hours are made from `contact.opening`.",
    )  # fmt: skip


def _twice(
    text: str, table: tuple[str, ...], key: str, values: list[str], what: str
) -> list[Problem]:
    """An error for each value that stood before already."""
    return [
        _error(line_of(text, (*table, index, key)), 1, f"{what} `{value}` stands twice.")
        for index, value in enumerate(values)
        if value in values[:index]
    ]


def problem_at(
    data: bytes,
    path: tuple[str | int, ...],
    message: str,
    level: Level = Level.ERROR,
    rule: str = "kb-toml",
) -> Problem:
    """A problem of a key of a kb.toml that could be read, with the key's line."""
    line = line_of(data.decode("utf-8-sig"), path)
    return Problem(CONFIG_PATH, line, 1, level, rule, f"`{dotted(path)}`: {message}")


def _to_editorial(config: EditorialSchema) -> Editorial:
    defaults, opening = config.defaults, config.contact.opening
    return Editorial(
        name=config.name,
        name_en=config.name_en,
        tagline=config.tagline,
        tagline_en=config.tagline_en,
        language=config.language,
        languages=tuple(config.languages),
        logo=Logo(config.logo) if config.logo else None,
        colours=Colours(config.colors.brand, config.colors.brand_dark),
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
        footer_links=tuple(
            FooterLink(link.title, link.title_en, **_destination(link.url))
            for link in config.footer.links
        ),
        featured=tuple(config.featured),
        privacy=Privacy(
            config.privacy.controller,
            config.privacy.email,
            Patterns(tuple(config.privacy.orders), tuple(config.privacy.parcels)),
        ),
        legal_footer=config.legal.footer,
        desk=config.desk.desk(),
        check=config.check.settings(),
    )


def _destination(written: str) -> dict[str, str]:
    slug = written.removeprefix(ARTICLE_LINK)
    return {"url": written} if slug == written else {"slug": slug}


def _error(line: int, column: int, message: str) -> Problem:
    return Problem(CONFIG_PATH, line, column, Level.ERROR, "kb-toml", message)
