"""The style sheet of the site with a shop's own colours after it: one request for both."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from kb.colours import DARK, LIGHT, Palette, palette
from kb.ingest.editorial import Colours
from webapp.assets import FOLDER

_IN_DARK = "(prefers-color-scheme: dark)"


@lru_cache(maxsize=8)
def stylesheet(colours: Colours) -> str:
    """The brand's custom properties for both themes; empty where the site keeps its own.

    A colour in which text could not be read is passed over here too: an index may have been built
    by a program that did not check it.
    """
    light = palette(colours.brand, LIGHT) if colours.brand else None
    dark = palette(colours.brand_dark, DARK) if colours.brand_dark else None
    rules = ((f"not all and {_IN_DARK}", light), (_IN_DARK, dark))
    return "".join(_rule(query, made) for query, made in rules if made)


@lru_cache(maxsize=8)
def whole_stylesheet(colours: Colours) -> str:
    """The style sheet of the site and the theme behind it; empty where the site keeps its own.

    Its address is not in the folder of static files, from which the site's counts its own.
    """
    theme = stylesheet(colours)
    if not theme:
        return ""
    site = (FOLDER / "site.css").read_text(encoding="utf-8")
    return site.replace('url("', 'url("/static/') + theme


def brand(colours: Colours) -> str:
    """The brand's colour in the light theme, if text can be read in it; empty otherwise."""
    made = palette(colours.brand, LIGHT) if colours.brand else None
    return made.brand if made else ""


@lru_cache(maxsize=8)
def version(sheet: str) -> str:
    """First ten hex digits of the SHA-256 of a style sheet."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:10]


def _rule(query: str, made: Palette) -> str:
    properties = f"--brand:{made.brand};--on-brand:{made.on_brand};--brand-soft:{made.brand_soft}"
    return f"@media {query}{{:root{{{properties}}}}}\n"
