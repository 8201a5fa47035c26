"""One visit without cookies or storage.

What was searched in vain travels in the search form; the name of a search, its token, travels in
the links of its results, and the article that is opened tells the recorder.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from webapp.inputs import LONGEST, search_token
from webapp.records import belongs_to, described, mark, records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.model import SearchResult

#: After so many the way to a person comes first.
PERSON_AFTER = 2


def token(name: str) -> str:
    """A search's token from the address; empty for none and for what cannot be one."""
    return search_token(request.args.get(name, ""))


def suggested(result: SearchResult) -> str:
    """What the links of a suggestion carry: its search, signed, recorded when one is clicked.

    Who is still typing asks many times, and those pauses are no searches.
    """
    from kb.privacy.mask import mask
    from kb.store.searches import new_token

    search = described(result, "suggest", new_token())
    # Addresses stay in the browser's history. Cut first, half a number would not be known as one.
    text = mask(search.text).text[:LONGEST]
    return _signer().dumps(asdict(search) | {"at": None, "text": text})


def arrived(slug: str) -> str:
    """An article was opened: mark the search that led to it. Returns that search's token."""
    from kb.store.searches import Mark

    found = token("z") or _record_suggestion()
    if request.method == "GET":
        mark(Mark(found, clicked=slug))
    return belongs_to(found)


def _record_suggestion() -> str:
    """Record the suggestion that the address carries. Returns its token, empty without one."""
    from kb.store.searches import Search

    try:
        said: dict[str, Any] = _signer().loads(request.args.get("z", ""))
    except BadData:
        return ""
    search = Search(**said | {"at": serving().clock()})
    if request.method == "GET":
        records().recorder.add(search)
    return search.token


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="suggestion")
