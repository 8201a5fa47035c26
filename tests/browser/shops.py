"""Shops for the tests of the widget: pages of another origin, well-behaved and odd ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """What a shop answers at a path."""

    body: str
    kind: str = "text/html"
    policy: str = ""


@contextmanager
def shop(replies: Mapping[str, Reply]) -> Iterator[str]:
    """The origin of a server that gives the replies by their paths. They may be added later."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = replies.get(urlsplit(self.path).path)
            self.send_response(200 if found else 404)
            if found:
                self.send_header("Content-Type", f"{found.kind}; charset=utf-8")
                if found.policy:
                    self.send_header("Content-Security-Policy", found.policy)
            self.end_headers()
            self.wfile.write(found.body.encode() if found else b"")

        def log_message(self, *_: object) -> None:
            """Nothing: what is asked shows in the browser."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def strict_policy(help_centre: str) -> str:
    """The policy of a careful shop: nothing inline, Trusted Types, and the help centre by name."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {help_centre}",
            f"frame-src {help_centre}",
            "style-src 'self'",
            "img-src 'self' data:",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def page(tags: str, *, attributes: str = 'lang="pl"', head: str = "", body: str = "") -> str:
    """A page of a shop with the widget's tags in it."""
    return f"""<!doctype html>
<html {attributes}><head><meta charset="utf-8"><title>Obrus lniany „Zosia” – Sklep</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">{head}{tags}</head>
<body><main><h1>Obrus lniany</h1><p><a href="#" id="before">Do koszyka</a></p>{body}</main></body>
</html>"""


#: A style sheet and a script of a page where everything is different.
HOSTILE_CSS = """
* { all: unset !important; }
html { font-size: 62.5%; }
body { transform: scale(0.9); filter: blur(0); }
body > * { display: none !important; visibility: hidden !important; opacity: 0 !important; }
button, dialog, iframe { display: none !important; width: 1px !important; }
.war { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; }
"""
HOSTILE_SCRIPT = """
Object.prototype.surprise = "enumerable";
Array.prototype.surprise = function () {};
for (const name of ["map", "forEach", "filter", "includes", "push"]) {
  Array.prototype[name] = () => { throw new Error(`Array.prototype.${name} of this page`); };
}
Array.prototype.toJSON = () => "no";
JSON.stringify = () => { throw new Error("JSON of this page"); };
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new Error(`no ${name}`); } });
}
Object.defineProperty(document, "cookie", {
  get() { throw new Error("no cookies"); }, set() { throw new Error("no cookies"); },
});
"""
