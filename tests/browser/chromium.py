"""A headless Chromium of the system, for tests, benchmarks and pictures of the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

#: The names under which `.ci/chromium` looks for it too.
NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")


class NoBrowser(RuntimeError):
    """No Chromium was found; the message says what to do."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser until the block ends. Raises NoBrowser."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser(
            "Chromium was not found. Install it (Debian: apt-get install chromium), or name one: "
            "CHROMIUM=/path/to/chrome. `make test` installs it."
        )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield launched
        launched.close()
