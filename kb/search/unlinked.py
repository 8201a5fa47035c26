"""Links in an article to others that are not shown at the moment → their words alone."""

from __future__ import annotations

import re
from collections.abc import Container

#: As kb.ingest.render and the sanitiser write them: links hold no links.
_LINK = re.compile(r'<a href="/artykul/([a-z0-9-]+)(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)


def unlinked(html: str, slugs: Container[str]) -> str:
    """The HTML of an article in which nothing leads to the articles named."""

    def words(found: re.Match[str]) -> str:
        return found[2] if found[1] in slugs else found[0]

    return _LINK.sub(words, html)
