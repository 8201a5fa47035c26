"""A real server with the sample base, and a real browser that tells on every page it opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
)

from tests.bases import few_foreign_questions, new_base
from tests.benchmarks.server import serving
from tests.browser.chromium import chromium

ARTICLES = Path(__file__).resolve().parents[2] / "kb" / "articles"
#: Milliseconds that one step may take before the test fails; a slow machine is no fault.
PATIENCE = 15_000

_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`CSP ${event.violatedDirective}: ${event.blockedURI}`))
"""


@dataclass
class Watch:
    """What goes wrong in a page without being seen: script errors, CSP, requests elsewhere."""

    site: str
    told: list[tuple[str, str]] = field(default_factory=list)
    failed_pages: set[str] = field(default_factory=set)

    @classmethod
    def over(cls, page: Page, site: str) -> Watch:
        """Watch a page from now on."""
        watch = cls(site)
        page.add_init_script(_TELL_VIOLATIONS)
        page.on("console", watch._console)
        page.on("pageerror", lambda error: watch.told.append(("", f"script: {error}")))
        page.on("request", watch._request)
        page.on("response", watch._response)
        return watch

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.told.append((message.location["url"], f"console: {message.text}"))

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.site).netloc:
            self.told.append((request.url, f"another host: {request.url}"))

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self.failed_pages.add(response.url)

    @property
    def faults(self) -> list[str]:
        """What was told, but for the status of the pages themselves: tests look at that."""
        return [
            text
            for url, text in self.told
            if not (url in self.failed_pages and "Failed to load resource" in text)
        ]


@pytest.fixture(scope="module")
def published(quick_folder: Path) -> Iterator[dict[str, object]]:
    """Settings of a server for the sample base, which is published under the fake model."""
    files: dict[str, str | bytes | None] = {
        str(path.relative_to(ARTICLES)): path.read_bytes()
        for path in ARTICLES.rglob("*")
        if path.is_file()
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("KB_")]:
            patch.delenv(name)
        few_foreign_questions(patch)
        base = new_base(quick_folder / "browser", files)
        base.publish()
    yield {"data_dir": base.data, "embedder": "fake"}
    shutil.rmtree(base.root)


@pytest.fixture(scope="module")
def site(published: dict[str, object]) -> Iterator[str]:
    """Address of a server (one process) with the sample base; ends in /."""
    with serving(published, workers=1) as server:
        yield f"http://127.0.0.1:{server.port}/"


# Not for the whole session: while Playwright lives, its event loop runs in this thread, and tests
# of other files could start none of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of its own; the test fails if anything that `Watch` sees happens in it.

    Indirect parameter: "light" or "dark".
    """
    scheme = cast("str", getattr(request, "param", "light"))
    context = browser.new_context(
        base_url=site,
        locale="pl-PL",
        viewport={"width": 1280, "height": 720},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    yield from watched_tab(context, site)


def watched_tab(context: BrowserContext, site: str) -> Iterator[Page]:
    """A tab of a context; closes it afterwards and fails for whatever the browser complained of."""
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    watch = Watch.over(opened, site)
    yield opened
    context.close()
    assert watch.faults == []
