"""The keys of kb.toml and the values they may have."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Constraints

from kb.ingest.check_schema import CheckSchema
from kb.ingest.desk import DeskSchema
from kb.ingest.hours import OpeningSchema
from kb.ingest.printable import printable
from kb.privacy.patterns import fault_of

#: In front of the slug of an article, where a link may lead to one.
ARTICLE_LINK = "artykul:"

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_E_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


def _clean(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def _link(written: str) -> str:
    if re.fullmatch(f"{ARTICLE_LINK}{_SLUG}", written):
        return written
    try:
        parts = urlsplit(written)
        whole = parts.scheme == "https" and parts.hostname and not re.search(r"[\s\\<>\"]", written)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(
            "Write a whole address as https://example.org/page, or an article as "
            f"{ARTICLE_LINK}its-slug"
        )
    return written


def _mailbox(written: str) -> str:
    if written and not _E_MAIL.fullmatch(written):
        raise ValueError("Write an e-mail address such as pomoc@example.org")
    return written


def _pattern(written: str) -> str:
    if fault := fault_of(written):
        raise ValueError(fault)
    return written


def _polish_first(languages: list[str]) -> list[str]:
    if languages[:1] != ["pl"] or len(set(languages)) < len(languages):
        raise ValueError('the first language must be "pl", and none may stand twice')
    return languages


_Text = Annotated[str, BeforeValidator(_clean), Constraints(strip_whitespace=True, max_length=1000)]
_Title = Annotated[
    str,
    BeforeValidator(_clean),
    Constraints(strip_whitespace=True, min_length=1, max_length=100),
]
_Slug = Annotated[str, Constraints(pattern=f"^{_SLUG}$", max_length=80)]
_ArticleSlug = Annotated[str, Constraints(pattern=f"^{_SLUG}$", max_length=120)]
_Language = Literal["pl", "en", "uk"]
_Colour = Annotated[str, Constraints(pattern=r"^(#[0-9a-fA-F]{6})?$")]
_FileName = Annotated[str, Constraints(pattern=r"^([\w-][\w.-]*\.(svg|png))?$", max_length=80)]


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class _Defaults(_Schema):
    audience: Literal["public", "internal"] | None = None
    language: _Language | None = None


class _Folder(_Schema):
    audience: Literal["public", "internal"] | None = None


class _Category(_Schema):
    slug: _Slug
    title: _Title
    title_en: _Text = ""
    icon: _Text = ""


class _Contact(_Schema):
    phone: _Text = ""
    email: _Text = ""
    hours: list[_Text] = []
    opening: OpeningSchema | None = None
    address: _Text = ""
    address_note: _Text = ""


class _Colors(_Schema):
    brand: _Colour = ""
    brand_dark: _Colour = ""


class _FooterLink(_Schema):
    title: _Title
    title_en: _Text = ""
    url: Annotated[_Text, AfterValidator(_link)]


class _Footer(_Schema):
    links: list[_FooterLink] = Field(default=[], max_length=20)


class _Privacy(_Schema):
    controller: _Text = ""
    email: Annotated[_Text, AfterValidator(_mailbox)] = ""
    orders: list[Annotated[str, AfterValidator(_pattern)]] = Field(default=[], max_length=20)
    parcels: list[Annotated[str, AfterValidator(_pattern)]] = Field(default=[], max_length=20)


class _Legal(_Schema):
    footer: _Text = ""


class EditorialSchema(_Schema):
    """kb.toml as a whole; keys that are not known are kept apart by pydantic (`model_extra`)."""

    name: _Text = "Centrum pomocy"
    name_en: _Text = ""
    tagline: _Text = ""
    tagline_en: _Text = ""
    language: _Language = "pl"
    languages: Annotated[list[Literal["pl", "en"]], AfterValidator(_polish_first)] = ["pl"]
    logo: _FileName = ""
    featured: list[_ArticleSlug] = Field(default=[], max_length=20)
    defaults: _Defaults = _Defaults()
    folders: dict[str, _Folder] = {}
    categories: list[_Category] = Field(default=[], max_length=200)
    contact: _Contact = _Contact()
    colors: _Colors = _Colors()
    footer: _Footer = _Footer()
    privacy: _Privacy = _Privacy()
    legal: _Legal = _Legal()
    desk: DeskSchema = DeskSchema()
    check: CheckSchema = Field(default_factory=lambda: CheckSchema.model_validate({}))

    def unknown_keys(self) -> list[tuple[str | int, ...]]:
        """The paths of all keys that are not known, in the order of the schema."""
        opening = self.contact.opening
        exceptions = opening.exceptions if opening else []
        parts: list[tuple[tuple[str | int, ...], BaseModel]] = [
            ((), self),
            (("defaults",), self.defaults),
            (("contact",), self.contact),
            (("colors",), self.colors),
            (("footer",), self.footer),
            (("privacy",), self.privacy),
            (("legal",), self.legal),
            (("desk",), self.desk),
            (("desk", "deadlines"), self.desk.deadlines),
            (("desk", "survey"), self.desk.survey),
            (("desk", "receipt"), self.desk.receipt),
            *((("folders", name), folder) for name, folder in self.folders.items()),
            *((("categories", i), category) for i, category in enumerate(self.categories)),
            *((("footer", "links", i), link) for i, link in enumerate(self.footer.links)),
            *([(("contact", "opening"), opening)] if opening else []),
            *((("contact", "opening", "exceptions", i), day) for i, day in enumerate(exceptions)),
        ]
        unknown = [(*path, key) for path, part in parts for key in part.model_extra or {}]
        return [*unknown, *(("check", name) for name in self.check.unknown())]
