"""A parsed document → sanitised HTML."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.ingest.markdown import ALERT, Document
from kb.ingest.sanitise import SCHEMES, clean, words_of
from kb.ingest.typography import add_hard_spaces, ends_with_one_letter_word

#: Given a link as written, returns the address to show, or None to show its words alone.
LinkResolver = Callable[[str], str | None]

_Tokens = Sequence[Token]
_Env = MutableMapping[str, Any]

_ALIGN = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


def render_html(document: Document, resolve_link: LinkResolver) -> str:
    """Return the body as HTML from an allow-list of tags.

    Headings carry ids and start at h2; images become their alternative text, because the content
    policy of the pages loads nothing from elsewhere.
    """
    env: dict[str, Any] = {"resolve": resolve_link, "closers": []}
    return clean(_RENDERER.render(document.tokens, _OPTIONS, env)).strip()


def scheme_of(target: str) -> str:
    """Return the scheme of an address, lower case; "" for none, "?" for one that is garbled."""
    bare = "".join(c for c in target if c > " ")
    try:
        return urlsplit(bare).scheme.lower()
    except ValueError:
        return "?"


def is_external(target: str) -> bool:
    """Whether an address leaves the site: it has a scheme or a host."""
    return bool(scheme_of(target)) or target.lstrip().startswith(("//", "\\", "/\\"))


class _Renderer(RendererHTML):
    def text(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        content = tokens[idx].content
        if idx == 0 and ALERT.fullmatch(content):
            return ""
        return escape(add_hard_spaces(content, _text_before(tokens, idx)), quote=False)

    def softbreak(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        before = tokens[idx - 1].content if idx else ""
        return "\u00a0" if ends_with_one_letter_word(before) else "\n"

    def image(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        alt = tokens[idx].content.strip()
        return f'<span class="image-alt">{escape(alt)}</span>' if alt else ""

    def html_inline(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        return "<br>" if tokens[idx].content.lower().startswith("<br") else ""

    def html_block(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        words = words_of(tokens[idx].content)
        return f"<p>{escape(add_hard_spaces(words), quote=False)}</p>\n" if words else ""

    def heading_open(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        anchor = tokens[idx].meta.get("anchor")
        attribute = f' id="{escape(anchor)}"' if anchor else ""
        return f"<{tokens[idx].tag}{attribute}>"

    def link_open(self, tokens: _Tokens, idx: int, _options: OptionsDict, env: _Env) -> str:
        href = _address(str(tokens[idx].attrs.get("href", "")), env["resolve"])
        env["closers"].append("" if href is None else "</a>")
        if href is None:
            return ""
        rel = ' rel="noopener"' if is_external(href) else ""
        return f'<a href="{escape(href)}"{rel}>'

    def link_close(self, _tokens: _Tokens, _idx: int, _options: OptionsDict, env: _Env) -> str:
        return str(env["closers"].pop())

    def table_open(self, _tokens: _Tokens, _idx: int, _options: OptionsDict, _env: _Env) -> str:
        # A table is wider than a phone: it scrolls in a box of its own.
        return '<div class="scroll"><table>\n'

    def table_close(self, _tokens: _Tokens, _idx: int, _options: OptionsDict, _env: _Env) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        return _cell(tokens[idx], "td")

    # The empty corner of a table heads nothing, and a screen reader would read it as a heading.
    def th_open(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        return _cell(tokens[idx], "th" if tokens[idx + 1].content.strip() else "td")

    def th_close(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: _Env) -> str:
        return "</th>\n" if tokens[idx - 1].content.strip() else "</td>\n"


_RENDERER = _Renderer()
_OPTIONS = OptionsDict(
    {
        "maxNesting": 20,
        "html": True,
        "linkify": False,
        "typographer": False,
        "quotes": "",
        "xhtmlOut": False,
        "breaks": False,
        "langPrefix": "language-",
        "highlight": None,
    }
)


def _address(target: str, resolve: LinkResolver) -> str | None:
    href = resolve(target)
    if href is None:
        return None
    scheme = scheme_of(href)
    return normalizeLink(href) if not scheme or scheme in SCHEMES else None


def _cell(token: Token, tag: str) -> str:
    align = _ALIGN.get(str(token.attrs.get("style", "")))
    return f'<{tag} class="align-{align}">' if align else f"<{tag}>"


def _text_before(tokens: _Tokens, idx: int) -> str:
    """Return the end of the line in front of a token: enough for a short word or a number."""
    before = ""
    for token in reversed(tokens[max(idx - 8, 0) : idx]):
        if token.type in ("softbreak", "hardbreak") or len(before) >= 8:
            break
        if token.type in ("text", "code_inline"):
            before = token.content[-8:] + before
    return before
