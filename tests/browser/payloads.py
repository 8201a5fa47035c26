"""Texts that would run a script if a page put them into HTML, an attribute, an address or a script.

Every one calls `alert`, sets `window.pwned` or both; written here by combination, so that each
context is met with each way of breaking out and each disguise.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

RUN = "window.pwned=1,alert(1)"

#: Ways out of where the text may stand: nothing, an attribute, a title, a text area, a comment,
#: a script, a data block, a style, a template.
_BREAKS = (
    "", '">', "'>", "</title>", "</textarea>", "-->", "</script>", '"}</script>', "</style>",
    "</template>", "</noscript>", "]]>", "</option></select>", "`>", "\\\">", "</mark></p>",
)  # fmt: skip

#: Markup that runs by itself once it stands in a page.
_MARKUP = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f"<img/src=`x`/onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext></mtext><img src=x onerror={RUN}></math>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<body onload={RUN}>",
    f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart={RUN}>x</b>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
)

#: Ways out of an attribute without a tag.
_ATTRIBUTES = (
    f'" autofocus onfocus="{RUN}" x="', f"' autofocus onfocus='{RUN}' x='",
    f'" onmouseover="{RUN}" x="', f"x onfocus={RUN} autofocus ",
    f'" style="animation-name:x" onanimationstart="{RUN}"',
)  # fmt: skip

#: Addresses that run when they are followed.
_ADDRESSES = (
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f" javascript:{RUN}",
    f"javascript&colon;{RUN}", f"&#106;avascript:{RUN}", f"\x01javascript:{RUN}",
    f"data:text/html,<script>{quote(RUN)}</script>", f"vbscript:{RUN}",
)  # fmt: skip

#: Ways out of a script, of JSON, of a template language.
_CODE = (
    f"';{RUN};//", f'";{RUN};//', f"`;{RUN};//", f"${{{RUN}}}", f"{{{{{RUN}}}}}",
    "{{7*7}}{{config}}", "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    f"\u2028{RUN}\u2029", f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"__proto__[onerror]={RUN}", f"*/{RUN}/*", f"--><!--<script>{RUN}</script>",
)  # fmt: skip


def _disguised(markup: str) -> Iterator[str]:
    yield markup.replace("<", "&lt;").replace(">", "&gt;")
    yield markup.replace("<", "\uff1c").replace(">", "\uff1e")
    yield markup.replace("<", "%3C").replace(">", "%3E")
    yield markup.replace("<", "<\x00", 1)
    yield markup.replace(" ", "/", 1)


def payloads() -> tuple[str, ...]:
    """All of them, each once."""
    found = [before + markup for before, markup in product(_BREAKS, _MARKUP)]
    found += [disguise for markup in _MARKUP for disguise in _disguised(markup)]
    found += [*_ATTRIBUTES, *_ADDRESSES, *_CODE]
    return tuple(dict.fromkeys(found))


def markdown() -> tuple[str, ...]:
    """The same as an author could write them into an article: raw, as links, pictures, code."""
    links = [f"[x]({address})" for address in _ADDRESSES]
    links += [f"![x]({address})" for address in _ADDRESSES]
    links += [f"<{address}>" for address in _ADDRESSES]
    links += [f'[x](/a "{text}")' for text in _ATTRIBUTES]
    links += [f"[{markup}](/a)" for markup in _MARKUP]
    links += [f"`{markup}`" for markup in _MARKUP]
    links += [f"| {markup} | x |\n|---|---|\n| {markup} | y |" for markup in _MARKUP]
    # A file with a NUL is no text file: publishing refuses it, which other tests hold.
    return tuple(text for text in (*payloads(), *links) if "\x00" not in text)
