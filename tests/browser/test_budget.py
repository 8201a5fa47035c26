"""What a first visit costs: requests, bytes, layout shifts. Times are measured by benchmarks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.browser import view
from webapp.assets import FOLDER

REQUESTS, BYTES = 6, 60_000
CSS_BYTES, SCRIPT_BYTES = 20_000, 10_000
VIEWS = (
    "/", "/szukaj?q=jak+zwrocic", "/szukaj?q=How+do+I+bake+a+cake", "/artykul/koszt-zwrotu",
    "/artykul/jak-odeslac-towar", "/kategoria/dostawa",
    "/kontakt?bylo=zwrot",
)  # fmt: skip


@pytest.mark.parametrize("path", VIEWS)
def test_a_first_view_is_light_and_does_not_jump(browser: Browser, site: str, path: str) -> None:
    found = view(browser, site, path)

    assert 3 <= found["requests"] <= REQUESTS
    assert 5_000 < found["bytes"] <= BYTES
    assert found["shift"] == 0


def test_the_style_sheet_and_the_scripts_keep_their_budgets() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}

    assert sizes["site.css"] <= CSS_BYTES
    # No page loads more than these two: an article, or the contact form.
    for other in ("article.js", "contact.js"):
        assert sizes["site.js"] + sizes[other] <= SCRIPT_BYTES
