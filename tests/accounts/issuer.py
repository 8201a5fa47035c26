"""An OpenID Connect issuer on this machine: real HTTP, real keys, and what can be made wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "podpowiedz", "tajne-haslo-klienta"


@dataclass
class Issuer:
    """claims: put over those of each token, None takes one out. metadata: over the description.

    key: signs; published: what is offered to check with. broken: a path that answers 500.
    """

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    published: RSAKey | None = None
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    broken: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def visit(self, address: str, **changed: str) -> str:
        """What a browser does that signs in there: the address to which it is sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.address} | changed
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        } | self.metadata

    def keys(self) -> dict[str, Any]:
        shown = KeySet([self.published or self.key])
        return dict(shown.as_dict(private=False))

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """An answer of the token endpoint; None where the request is wrong. A code works once."""
        begun = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if begun is None or authorization != f"Basic {basic}":
            return None
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).decode().rstrip("=") != begun["code_challenge"]:
            return None
        if form.get("redirect_uri") != begun["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address, "sub": "1234", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": begun["nonce"], "email": "Anna@Sklep.example", "email_verified": True,
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return {
            "access_token": "x", "token_type": "Bearer", "expires_in": 300,
            "id_token": self.signed(claims),
        }  # fmt: skip

    def signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            encoded = [base64.urlsafe_b64encode(json.dumps(one).encode()) for one in parts]
            return ".".join(one.decode().rstrip("=") for one in encoded) + "."
        header = {"alg": self.algorithm, "kid": self.key.kid or "one"}
        return jwt.encode(header, claims, self.key)


@contextmanager
def running() -> Iterator[Issuer]:
    """An issuer that answers until the block ends."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            pages = {"/.well-known/openid-configuration": issuer.description, "/keys": issuer.keys}
            self.answer(path, pages[path]() if path in pages else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(self.path, issuer.token(form, self.headers.get("Authorization", "")))

        def answer(self, path: str, content: dict[str, Any] | None) -> None:
            issuer.asked.append(path)
            status = 500 if path == issuer.broken else 400 if content is None else 200
            body = json.dumps(content or {"error": "invalid_grant"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
