"""Rendered pages, kept by each worker: a reader gets one without templates and without the index.

A page is kept for one generation and half a minute at most, because it tells whether the phone
is answered now. Nobody's page differs from anybody else's, so there is nothing to leak.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from flask import Flask, Response, current_app, g, request

from kb.errors import KbError
from webapp.compression import pack, use_packed
from webapp.serving import public_reader, serving

SLICE_S = 30
#: Some three hundred pages of a worker, plain and packed.
MOST_BYTES = 12 * 1024 * 1024
#: One answer may not drive all the others out.
MOST_OF_ONE = MOST_BYTES // 8

KEPT = frozenset(
    (
        "public.home",
        "public.article",
        "public.category",
        "feeds.sitemap",
        "feeds.changes",
        "feeds.llms",
        "feeds.article",
    )
)

_KEY = "podpowiedz.page_cache"
#: Headers of the answer itself; all others are added to each answer anew.
_OWN_HEADERS = ("Content-Type", "Content-Language", "ETag", "Link")

Stamp = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered answer with status 200 or the same error each time."""

    stamp: Stamp
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes

    def __len__(self) -> int:
        return len(self.body) + len(self.packed)

    def response(self) -> Response:
        """A response with this page; its packed form is announced to the compression."""
        use_packed(self.packed)
        return Response(self.body, self.status, self.headers)


class Shelf:
    """Pages up to a number of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return self._bytes

    def get(self, key: Hashable, stamp: Stamp) -> Page | None:
        """The page as it is at this moment of this generation."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.stamp != stamp:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page in place of an earlier one."""
        if len(page) > MOST_OF_ONE:
            return
        with self._lock:
            known = self._pages.pop(key, None)
            self._bytes += len(page) - (len(known) if known else 0)
            self._pages[key] = page
            while self._bytes > self._most:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone)


def register(app: Flask) -> None:
    """After the parts that add headers, so that pages are kept without them."""
    app.extensions[_KEY] = Shelf()
    app.before_request(find)
    app.after_request(keep)


def shelf() -> Shelf:
    found: Shelf = current_app.extensions[_KEY]
    return found


def find() -> Response | None:
    """The kept page of this address, if there is one."""
    if request.endpoint not in KEPT or request.method not in {"GET", "HEAD"}:
        return None
    if request.query_string:
        return None
    stamp = current_stamp()
    if stamp is None:
        return None
    page = shelf().get(page_key(), stamp)
    if page is not None:
        return page.response()
    g.keep_as = stamp
    return None


def keep(response: Response) -> Response:
    """Keep the page that was just rendered."""
    stamp = g.pop("keep_as", None)
    if stamp is None or response.status_code != 200:
        return response
    page = page_of(response, stamp)
    if page is not None:
        shelf().put(page_key(), page)
        use_packed(page.packed)
    return response


def page_of(response: Response, stamp: Stamp) -> Page | None:
    """What to keep of a response; None where it depends on more than its address."""
    if response.is_streamed or response.vary or "Set-Cookie" in response.headers:
        return None
    response.add_etag(weak=True)
    headers = tuple(
        (name, value) for name, value in response.headers.items() if name in _OWN_HEADERS
    )
    body = response.get_data()
    return Page(stamp, response.status_code, headers, body, pack(body))


def page_key() -> Hashable:
    """What pages depend on besides the moment; links name scheme, host and root."""
    return *site_key(), request.path


def site_key() -> tuple[str, str, str]:
    """Where this site is, as the request says it."""
    return request.scheme, request.host, request.root_path


def current_stamp() -> Stamp | None:
    """Generation and half-minute; None while nothing can be served."""
    try:
        name = public_reader().manifest.name
    except KbError:
        return None
    return name, int(serving().clock().timestamp() // SLICE_S)
