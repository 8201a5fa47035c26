"""What every page of a desk keeps in a real browser: the rules of axe, and its width."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Page

from tests.browser.test_accessibility import violations
from tests.browser.test_desk import sideways


def broken_rules(
    page: Page, addresses: Iterable[str], *, opened: bool = False
) -> dict[str, object]:
    """What is wrong with each page. opened: with everything that can be unfolded open as well."""
    broken: dict[str, object] = {}
    for address in addresses:
        page.goto(address)
        broken[address] = violations(page)
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
            broken[f"{address}, all open"] = violations(page)
        broken[f"{address}, sideways"] = max(0, sideways(page))
    return {address: found for address, found in broken.items() if found}


def repository_of(published: dict[str, object]) -> tuple[Path, dict[str, object]]:
    """The repository of a published base, and settings with which its articles' history is seen."""
    repo = cast("Path", published["data_dir"]).parent / "repo"
    given: dict[str, Any] = {"content_repo": repo, "content_ref": "main", "articles": "pomoc"}
    return repo, {**published, **given}
