"""The whole site, page by page: every page is valid and every link leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import html5lib
import pytest

from tests.webapp.page_checker import faults

#: Attributes that hold an address.
ADDRESSES = {"a": "href", "link": "href", "script": "src", "img": "src"}
#: A search for each text that pages link to would be a test of the search, not of the links.
STARTS = ("/", "/en", "/szukaj?q=jak+zwrocic", "/szukaj?q=How+do+I+bake+a+cake")


@dataclass(frozen=True)
class Fetched:
    """One answer. links: (attribute's element, whole address) in order; ids: of its elements."""

    status: int
    kind: str
    html: str = ""
    links: tuple[tuple[str, str], ...] = ()
    ids: frozenset[str] = frozenset()


@dataclass
class Walk:
    """What a walk over the site found, by address without fragment."""

    site: str
    fetched: dict[str, Fetched] = field(default_factory=dict)
    #: (page, address with a fragment) of every link into a page.
    fragments: list[tuple[str, str]] = field(default_factory=list)

    def run(self, starts: Iterator[str]) -> None:
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            if address in self.fetched:
                continue
            answer = self.fetched[address] = fetch(address)
            for tag, link in answer.links:
                whole, fragment = urldefrag(link)
                if urlsplit(whole).netloc != urlsplit(self.site).netloc:
                    continue
                if fragment and tag == "a":
                    self.fragments.append((address, link))
                if not (urlsplit(whole).query and tag == "a"):
                    waiting.append(whole)

    @property
    def pages(self) -> dict[str, Fetched]:
        return {at: one for at, one in self.fetched.items() if one.kind == "text/html"}


def fetch(address: str) -> Fetched:
    try:
        with urlopen(address) as answer:
            status, kind = answer.status, answer.headers.get_content_type()
            body = answer.read()
    except HTTPError as error:
        return Fetched(error.code, error.headers.get_content_type())
    if kind != "text/html":
        return Fetched(status, kind)
    html = body.decode("utf-8")
    elements: list[Any] = list(html5lib.parse(html, namespaceHTMLElements=False).iter())
    links = [
        (element.tag, urljoin(address, element.get(ADDRESSES[element.tag], "")))
        for element in elements
        if element.tag in ADDRESSES and element.get(ADDRESSES[element.tag])
    ]
    return Fetched(
        status, kind, html, tuple(links), frozenset(filter(None, (e.get("id") for e in elements)))
    )


@pytest.fixture(scope="module")
def walk(site: str) -> Walk:
    made = Walk(site)
    made.run(urljoin(site, start) for start in STARTS)
    return made


def test_the_walk_saw_the_whole_site(walk: Walk) -> None:
    articles = [at for at in walk.pages if "/artykul/" in at or "/article/" in at]

    assert len(articles) > 60
    assert len(walk.pages) > 71
    assert len(walk.fragments) > 100


def test_no_link_is_broken(walk: Walk) -> None:
    assert {at: one.status for at, one in walk.fetched.items() if one.status != 200} == {}


def test_links_into_a_page_name_a_place_that_is_there(walk: Walk) -> None:
    lost = [
        (page, link)
        for page, link in walk.fragments
        if (target := walk.pages.get(urldefrag(link)[0])) and urldefrag(link)[1] not in target.ids
    ]

    assert lost == []


def test_every_page_is_valid(walk: Walk) -> None:
    broken = {at: found for at, one in walk.pages.items() if (found := faults(one.html))}

    assert broken == {}
