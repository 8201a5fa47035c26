"""The script of the shop's pages: its versions, their addresses and integrity values.

A version is a file `static/widget/widget-<number>.js`. Shops name it together with the hash of its
content, so one that was released never changes: a changed script gets the next number, and the
earlier ones are served for as long as a shop may use them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache

from webapp.assets import FOLDER


@dataclass(frozen=True, slots=True)
class Script:
    """One version. integrity: of the <script> element, by Subresource Integrity (W3C)."""

    number: int
    content: bytes

    @property
    def integrity(self) -> str:
        return "sha384-" + base64.b64encode(hashlib.sha384(self.content).digest()).decode("ascii")


@cache
def scripts() -> dict[int, Script]:
    """Every version by its number, in ascending order."""
    found = {
        int(named[1]): Script(int(named[1]), path.read_bytes())
        for path in (FOLDER / "widget").iterdir()
        if (named := re.fullmatch(r"widget-(\d+)\.js", path.name))
    }
    return dict(sorted(found.items()))


def newest() -> Script:
    """The version to put into a page today."""
    return scripts()[max(scripts())]
