"""Text travels compressed (gzip) to whoever takes it; kept pages and files are packed only once.

No page holds a secret of its reader (no cookies, no sessions): its length tells nothing (BREACH).
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, g, request

from webapp import assets

#: Under it the head of the answer outweighs what is saved.
WORTHWHILE_BYTES = 500
_PACKED = "packed"
_TEXT = frozenset(
    (
        "application/atom+xml",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/manifest+json",
        "application/problem+json",
        "application/rss+xml",
        "application/xml",
        "image/svg+xml",
    )
)


def register(app: Flask) -> None:
    """Before the other parts that look at responses: what is registered first runs last."""
    app.after_request(compress)


def pack(body: bytes, level: int = 6) -> bytes:
    """The body as gzip, the same bytes each time."""
    return gzip.compress(body, level, mtime=0)


def use_packed(packed: bytes) -> None:
    """The packed form of the current response is known already."""
    setattr(g, _PACKED, packed)


def is_text(mimetype: str) -> bool:
    return mimetype.startswith("text/") or mimetype in _TEXT


def accepts_gzip() -> bool:
    """Whether the client takes gzip at least as gladly as plain bytes (RFC 9110, 12.5.3)."""
    offered = request.accept_encodings
    quality = max(offered.quality("gzip"), offered.quality("x-gzip"))
    return quality > 0 and quality >= offered.quality("identity")


def compress(response: Response) -> Response:
    """Pack the body where that is possible, worthwhile and wanted."""
    if not is_text(response.mimetype or "") or "Content-Encoding" in response.headers:
        return response
    if response.status_code in {204, 206}:
        return response
    response.vary.add("Accept-Encoding")
    tag, weak = response.get_etag()
    if tag is not None and not weak:
        # One page in two codings: the same, but not byte for byte.
        response.set_etag(tag, weak=True)
    if response.status_code == 304 or not accepts_gzip():
        return response
    packed = _packed(response)
    if packed is not None:
        _replace(response, packed)
    return response


def _packed(response: Response) -> bytes | None:
    if request.endpoint == "static" and response.status_code == 200:
        filename = (request.view_args or {}).get("filename", "")
        return _packed_file(filename, assets.version(filename))
    if response.is_streamed or response.direct_passthrough:
        return None
    known: bytes | None = g.get(_PACKED)
    if known is not None:
        return known
    body = response.get_data()
    return pack(body) if len(body) >= WORTHWHILE_BYTES else None


@lru_cache(maxsize=64)
def _packed_file(filename: str, _version: str) -> bytes | None:
    body = (assets.FOLDER / filename).read_bytes()
    return pack(body, 9) if len(body) >= WORTHWHILE_BYTES else None


def _replace(response: Response, packed: bytes) -> None:
    plain = response.response
    response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    close = getattr(plain, "close", None)
    if close is not None:
        close()
