"""Every link that a visitor of the sample base can follow opens a page, with the place it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.bases import Base, few_foreign_questions
from tests.benchmarks.base import FOLDER, SAMPLE, repository
from webapp import create_app

SITE = "http://localhost"
#: Doors to what is not the help centre; what they lead to is walked by its own tests.
ELSEWHERE = re.compile(r"/(panel|redakcja|podglad|hooks)(/|$)")
_LOCATION = re.compile(r"<loc>([^<]+)</loc>|<link>([^<]+)</link>")
_MARKDOWN = re.compile(r"\]\((http://localhost[^)\s]*)\)")


class Links(HTMLParser):
    """Where a page leads, and what in it can be led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.names.add(given.get("id", ""))
        address = given.get("href") or given.get("src")
        if address is not None and tag != "base":
            self.found.add(address)


@pytest.fixture
def client(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    few_foreign_questions(monkeypatch)
    repository(SAMPLE, quick_path / "base" / "repo")
    base = Base(quick_path / "base")
    settings: dict[str, Any] = {"content_ref": "HEAD", "articles": FOLDER}
    base.publish(**settings)
    with base.library(**settings) as library:
        yield create_app(base.settings(**settings), library).test_client()


def leads(address: str, body: str, mimetype: str) -> tuple[set[str], set[str]]:
    """Addresses that a page names, absolute, and the names in it."""
    if mimetype == "text/html":
        page = Links(body)
        return {urljoin(f"{SITE}{address}", one) for one in page.found}, page.names
    if mimetype.startswith(("image/", "font/", "text/css", "text/javascript")):
        return set(), set()
    if "xml" in mimetype:
        return {a or b for a, b in _LOCATION.findall(body)}, set()
    return set(_MARKDOWN.findall(body)), set()


def test_no_public_link_is_dead(client: FlaskClient) -> None:
    queue = ["/", "/en", "/sitemap.xml", "/zmiany.xml", "/llms.txt", "/robots.txt"]
    names: dict[str, set[str]] = {}
    wanted: set[tuple[str, str, str]] = set()
    dead: list[str] = []
    while queue:
        address = queue.pop()
        if address in names:
            continue
        response = client.get(address, follow_redirects=True)
        if response.status_code != 200:
            dead.append(f"{address}: {response.status_code}")
            continue
        text = response.get_data().decode("utf-8", "replace")
        found, names[address] = leads(address, text, response.mimetype or "")
        for link in found:
            whole, fragment = urldefrag(link)
            parts = urlsplit(whole)
            target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            if f"{parts.scheme}://{parts.netloc}" != SITE or ELSEWHERE.match(parts.path):
                continue
            wanted.add((address, target, unquote(fragment)))
            # One search stands for all: its results lead to articles that are walked anyway.
            if "?" not in target:
                queue.append(target)

    lost = [
        f"{page} → {target}#{name}"
        for page, target, name in wanted
        if name and target in names and name not in names[target]
    ]
    assert (dead, sorted(lost)) == ([], [])
    assert len([one for one in names if one.startswith("/artykul/")]) > 100
