"""The pages of a preview, under its address.

Its own application (webapp.preview.application) is called as a part of this one. It gets nothing of
the editor, no cookie for one, and is only read. What it answers gets a bar on top that says what it
is, and links that stay inside.
"""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request, url_for
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from webapp.assets import asset_url
from webapp.error_rules import OWN_RULES, ErrorRule
from webapp.language import later
from webapp.panel.access import Forged, needs
from webapp.preview.blueprint import bp
from webapp.preview.found import ready_preview

if TYPE_CHECKING:
    from kb.preview.model import Preview

#: What the other application is not told: who asks, and how answers are packed and compared.
_KEPT_BACK = {
    "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE",
    "HTTP_IF_RANGE", "CONTENT_TYPE",
}  # fmt: skip
_NOT_PASSED = {"set-cookie", "content-length", "cache-control", "etag", "vary", "expires"}
#: The bar comes after the way past it.
_TOP = re.compile(rb'<body[^>]*>(?:\s*<a class="skip"[^>]*>[^<]*</a>)?')
#: Articles link to each other from the root of the site.
_LINK = re.compile(rb'(<a\b[^>]*?\shref=")(/(?!/)[^"]*)')


class NothingSent(Conflict):
    """A form of a preview was sent."""


_NOTHING_SENT = ErrorRule(
    HTTPStatus.CONFLICT,
    "preview",
    "Forms of a preview send nothing",
    later("Formularze w podglądzie niczego nie wysyłają"),
    later("Niczego nie zapisaliśmy i nikt nie dostał wiadomości. Wróć na poprzednią stronę. Jeśli "
          "to nie był formularz klienta, otwórz tę stronę jeszcze raz i wyślij go stamtąd."),
    template="panel/message.html",
)  # fmt: skip
# Customers' forms carry no token of the desk's, so most of them end as forged ones.
_FORGED = replace(_NOTHING_SENT, status=HTTPStatus.FORBIDDEN, problem="forged")
OWN_RULES["preview"] = OWN_RULES["preview"] | {NothingSent: _NOTHING_SENT, Forged: _FORGED}


@bp.route("/<name>/strona/", methods=["GET", "POST"])
@bp.route("/<name>/strona/<path:path>", methods=["GET", "POST"])
@needs(Role.EDITOR)
def site(name: str, path: str = "") -> Response:  # noqa: ARG001 - the path goes on as it was sent
    if request.method == "POST":
        raise NothingSent
    with ready_preview(name) as one:
        root = url_for("preview.site", name=name).rstrip("/")
        answer = AnyResponse.from_app(one.site.wsgi_app, _environment(root), buffered=True)
        return _framed(answer, root, one.preview)


def _environment(root: str) -> dict[str, Any]:
    """The request as the other application gets it: the same, under its own root."""
    given = request.environ
    own = root.removeprefix(request.root_path)
    passed = {
        name: value
        for name, value in given.items()
        if (name.isupper() or name.startswith("wsgi.")) and name not in _KEPT_BACK
    }
    return passed | {
        "SCRIPT_NAME": root,
        "PATH_INFO": given["PATH_INFO"].removeprefix(own) or "/",
        "CONTENT_LENGTH": "0",
        "wsgi.input": BytesIO(),
    }


def _framed(answer: AnyResponse, root: str, preview: Preview) -> Response:
    body = answer.get_data()
    if answer.mimetype == "text/html":
        body = _LINK.sub(lambda found: found[1] + _inside(found[2], root.encode()), body)
        bar = render_template("preview/bar.html", one=preview, place=_place(root)).encode()
        style = f'<link rel="stylesheet" href="{asset_url("preview.css")}">\n</head>'.encode()
        body = body.replace(b"</head>", style, 1)
        body = _TOP.sub(lambda found: found[0] + b"\n" + bar, body, count=1)
    headers = [
        (name, _inside(value, root) if name.lower() == "location" else value)
        for name, value in answer.headers.items()
        if name.lower() not in _NOT_PASSED
    ]
    response = Response(body, answer.status_code, headers)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _inside(address: Any, root: Any) -> Any:
    """An address from the root of the site, under that of the preview."""
    slash = root[:0] + (b"/" if isinstance(root, bytes) else "/")
    if not address.startswith(slash) or address == root or address.startswith(root + slash):
        return address
    return root + address


def _place(root: str) -> str:
    """The same page of what customers see."""
    path = request.full_path if request.query_string else request.path
    return request.root_path + (path.removeprefix(root.removeprefix(request.root_path)) or "/")
