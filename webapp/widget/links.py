"""Links inside the text of an article, which in the widget stay in the widget."""

from __future__ import annotations

import re
from html import escape

from flask import url_for

_TO_ARTICLE = re.compile(r'href="/artykul/([a-z0-9-]+)(?:#([^"]*))?"')


def in_widget(html: str) -> str:
    """The HTML of an article with its links to other articles leading to the widget's pages."""
    return _TO_ARTICLE.sub(_moved, html)


def _moved(link: re.Match[str]) -> str:
    address = url_for("widget.article", slug=link[1])
    return f'href="{escape(address)}{f"#{link[2]}" if link[2] else ""}"'
