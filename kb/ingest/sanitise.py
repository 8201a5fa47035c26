"""HTML → HTML that may be shown, and HTML → its words. The one module that imports nh3."""

from __future__ import annotations

import html
import re

import nh3

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_TAGS = _HEADINGS | {
    *("p", "ul", "ol", "li", "a", "strong", "em", "s", "code", "pre", "blockquote", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "span", "div"),
}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "ol": {"start"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_CLASSES = {
    "div": {"scroll"},
    "span": {"image-alt"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}
#: Addresses that a link may have; every other scheme (javascript, data, …) is dropped.
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_TAG_OR_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|summary)>", re.IGNORECASE)


def clean(markup: str) -> str:
    """Return HTML with nothing but the allowed tags, attributes, classes and link schemes."""
    cleaned = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    return cleaned.replace("&nbsp;", "\u00a0")


def words_of(markup: str) -> str:
    """Return the words of raw HTML without tags, comments, scripts and styles."""
    spaced = _TAG_OR_BREAK.sub("\n", markup)
    bare = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})
    return re.sub(r"\s+", " ", html.unescape(bare)).strip()


def well_formed(markup: str, tags: set[str], attributes: set[str], schemes: set[str]) -> str:
    """Return any HTML as a browser would read it, closed and escaped, with these tags alone.

    For readers of HTML, not for pages: handlers of events ("on…") stay, so that they can be
    reported. The contents of scripts and styles are gone.
    """
    return nh3.clean(
        markup,
        tags=tags,
        clean_content_tags={"script", "style"},
        attributes={"*": attributes},
        generic_attribute_prefixes={"on"},
        url_schemes=schemes,
        link_rel=None,
        strip_comments=True,
    )
