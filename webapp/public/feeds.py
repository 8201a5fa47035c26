"""What machines read: the map of the site, the feed of changes, llms.txt, articles as Markdown."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape as html_escape
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from kb.model import ArticleSummary
from webapp.addresses import public_address
from webapp.inputs import one_line
from webapp.language import BASE, offered
from webapp.public import markdown
from webapp.public.overview import recent
from webapp.serving import public_reader

if TYPE_CHECKING:
    from kb.reader import Reader

bp = Blueprint("feeds", __name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ATOM = "http://www.w3.org/2005/Atom"
#: The most addresses that the format allows in one file.
MOST_ADDRESSES = 50_000
LATEST_CHANGES = 30

_SAID = "Odpowiedzi na pytania klientów."

ET.register_namespace("atom", ATOM)
ET.register_namespace("xhtml", XHTML)
# Without a prefix: some readers of the map look for the bare names.
ET.register_namespace("", SITEMAP)

#: Slug and title of a category, its articles; both are empty for articles in no category.
Group = tuple[str, str, Sequence[ArticleSummary]]


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """https://www.sitemaps.org/protocol.html"""
    groups = _groups(public_reader())
    articles = [item for _, _, group in groups for item in group]
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    pages: list[tuple[str, dict[str, str], Sequence[ArticleSummary]]]
    pages = [("public.home", {}, articles)]
    pages += [("public.category", {"slug": slug}, group) for slug, _, group in groups if slug]
    pages += [("public.article", {"slug": item.slug}, [item]) for item in articles]
    twins = [
        ({one: public_address(page, **values, language=one) for one in offered()}, shown)
        for page, values, shown in pages
    ]
    entries = [(address, twin, shown) for twin, shown in twins for address in twin.values()]
    for address, twin, shown in entries[:MOST_ADDRESSES]:
        entry = ET.SubElement(root, f"{{{SITEMAP}}}url")
        ET.SubElement(entry, f"{{{SITEMAP}}}loc").text = address
        if shown:
            changed = max(item.updated_at.astimezone(UTC) for item in shown)
            ET.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = changed.isoformat(
                timespec="seconds"
            )
        if len(twin) > 1:
            _add_alternates(entry, twin)
    return _xml(root, "application/xml")


@bp.get("/zmiany.xml")
def changes() -> Response:
    """RSS 2.0 of the articles that changed last (https://www.rssboard.org/rss-specification)."""
    reader = public_reader()
    editorial = reader.editorial
    titles = {slug: title for slug, title, _ in _groups(reader)}
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    latest = recent(reader.articles(), LATEST_CHANGES)
    _add(channel, "title", f"Zmiany w\N{NO-BREAK SPACE}artykułach – {editorial.name}")
    _add(channel, "link", public_address("public.home"))
    _add(channel, "description", editorial.tagline or _SAID)
    _add(channel, "language", editorial.language)
    ET.SubElement(
        channel,
        f"{{{ATOM}}}link",
        href=public_address("feeds.changes"),
        rel="self",
        type="application/rss+xml",
    )
    if latest:
        _add(channel, "lastBuildDate", _rfc_822(latest[0].updated_at))
    for item in latest:
        entry = ET.SubElement(channel, "item")
        address = public_address("public.article", slug=item.slug)
        _add(entry, "title", item.title)
        _add(entry, "link", address)
        # The moment belongs to it: a changed article is a new entry, not one already read.
        changed = item.updated_at.astimezone(UTC)
        guid = _add(entry, "guid", f"{address}#{changed:%Y%m%dT%H%M%SZ}")
        guid.set("isPermaLink", "false")
        _add(entry, "pubDate", _rfc_822(changed))
        if titles.get(item.category):
            _add(entry, "category", titles[item.category])
        # Readers take a description for HTML, hence plain words are escaped once more.
        _add(entry, "description", html_escape(item.summary, quote=False))
    return _xml(root, "application/rss+xml")


@bp.get("/llms.txt")
def llms() -> Response:
    """The base for language models, in the form of https://llmstxt.org."""
    reader = public_reader()
    text = "\n".join(_llms_lines(reader))
    return Response(f"{text}\n", mimetype="text/plain")


@bp.get("/artykul/<slug>.md")
def article(slug: str) -> Response:
    """An article as Markdown under a short front: title, address, date and language."""
    page = public_reader().article(slug)
    summary = page.summary
    address = public_address("public.article", slug=slug)
    home = public_address("public.home")

    def resolve(target: str) -> str:
        if target.startswith("#"):
            return address + target
        return home + target[1:] if target.startswith("/") and target[1:2] != "/" else target

    title = one_line(summary.title)
    front = {
        "title": title,
        "source": address,
        "updated": summary.updated_at.astimezone(UTC).isoformat(timespec="seconds"),
        "language": summary.language,
    }
    # A text in JSON is a text in YAML, whatever stands in it.
    head = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    body = markdown.to_markdown(page.html, resolve)
    text = "\n".join(("---", *head, "---", "", f"# {markdown.escape(title)}", "", body))
    response = Response(text, mimetype="text/markdown")
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    return response


def _groups(reader: Reader) -> list[Group]:
    """Articles by category, in the editors' order; those without a category last."""
    listed = sorted(reader.categories(), key=lambda category: not category[0])
    by_category: dict[str, list[ArticleSummary]] = {}
    for item in reader.articles():
        by_category.setdefault(item.category, []).append(item)
    return [(slug, title if slug else "", by_category.get(slug, [])) for slug, title, _ in listed]


def _llms_lines(reader: Reader) -> Iterator[str]:
    editorial = reader.editorial
    yield f"# {_line(editorial.name)}"
    yield ""
    yield f"> {_line(editorial.tagline or _SAID)}"
    yield ""
    yield (
        "Odnośniki prowadzą do artykułów w formacie Markdown. W każdym stoi adres strony "
        "dla ludzi i data ostatniej zmiany. Cytując, podaj adres strony."
    )
    for slug, title, articles in _groups(reader):
        yield ""
        yield f"## {_line(title) if slug else 'Pozostałe artykuły'}"
        yield ""
        for item in articles:
            address = public_address("feeds.article", slug=item.slug)
            said = f": {_line(item.summary)}" if item.summary else ""
            yield f"- [{_line(item.title)}]({address}){said}"
    yield ""
    yield "## Optional"
    yield ""
    yield f"- [Opis API]({public_address('api.openapi')}): wyszukiwanie i artykuły w formacie JSON"
    yield f"- [Ostatnie zmiany]({public_address('feeds.changes')}): kanał RSS"


def _line(text: str) -> str:
    return markdown.escape(one_line(text))


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = one_line(text)
    return element


def _add_alternates(entry: ET.Element, twin: dict[str, str]) -> None:
    for language, address in (*twin.items(), ("x-default", twin[BASE])):
        ET.SubElement(entry, f"{{{XHTML}}}link", rel="alternate", hreflang=language, href=address)


def _rfc_822(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC), usegmt=True)


def _xml(root: ET.Element, mimetype: str) -> Response:
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, mimetype=mimetype)
