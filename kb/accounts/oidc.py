"""Sign-in with the company's own accounts: OpenID Connect, code flow with PKCE.

https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636 (PKCE), RFC 9207 (issuer in the
answer), RFC 9700 (what is safe today). Only who somebody is is taken from it; no token is kept.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.base_client.sync_app import OAuth2Base
from authlib.integrations.requests_client import OAuth2Session

from kb.accounts.identities import Identity
from kb.errors import SignInRefused
from kb.outgoing import endpoint

log = logging.getLogger(__name__)

#: For each of the at most three requests to the issuer.
TIMEOUT_S = 5
#: Clocks of two machines may differ by so much.
LEEWAY_S = 60
#: Signatures by keys that the issuer publishes; never `none`, never one with a shared secret.
ALGORITHMS = frozenset(
    "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split()
)
_DISCOVERY = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class _Client(OAuth2Mixin, OpenIDMixin, OAuth2Base, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Session


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where to send the browser, and what must fit when it comes back.

    Everything but the address stays with the browser that began, out of reach of others.
    """

    address: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """An issuer whose description was read. Threads share it."""

    def __init__(self, issuer: str, client_id: str, secret: str | None) -> None:
        """Read how the issuer is asked. Raises SignInRefused `company` when that fails."""
        self._issuer = issuer
        self._client_id = client_id
        try:
            self._metadata = _described(issuer)
        except Exception as error:  # whatever is wrong with what another server sends
            raise _away(error) from error
        self._client = _Client(
            None,
            client_id=client_id,
            client_secret=secret,
            authorize_url=self._metadata["authorization_endpoint"],
            access_token_url=self._metadata["token_endpoint"],
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": _auth_method(self._metadata, secret),
                "default_timeout": TIMEOUT_S,
            },
            jwks_uri=self._metadata["jwks_uri"],
            issuer=issuer,
            id_token_signing_alg_values_supported=_algorithms(self._metadata),
        )

    def begin(self, back: str) -> Begun:
        """A sign-in from which the issuer sends the browser `back`."""
        verifier, nonce, state = (secrets.token_urlsafe(32) for _ in range(3))
        made = self._client.create_authorization_url(
            back, code_verifier=verifier, nonce=nonce, state=state
        )
        return Begun(made["url"], state, nonce, verifier)

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Identity:
        """Who came back. answer: the parameters of the address; back: as given to `begin`.

        Raises SignInRefused: `company` for whatever does not fit or fails.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise _refused("the answer belongs to another sign-in")
        named = answer.get("iss")
        demanded = self._metadata.get("authorization_response_iss_parameter_supported") is True
        if named != self._issuer and (named is not None or demanded):
            raise _refused("the answer comes from another issuer")
        if "error" in answer or not answer.get("code"):
            raise _refused(f"the issuer answered {answer.get('error', 'nothing')[:80]!a}")
        try:
            claims = self._claims(answer["code"], begun, back)
        except Exception as error:  # of three libraries, for anything that is wrong with a token
            raise _away(error) from error
        return self._identity(claims)

    def _claims(self, code: str, begun: Begun, back: str) -> Mapping[str, Any]:
        """What the ID token says, after its signature, issuer, audience, time and nonce."""
        token = self._client.fetch_access_token(
            back, code=code, code_verifier=begun.verifier, state=begun.state
        )
        options = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        }
        claims = self._client.parse_id_token(
            token, begun.nonce, claims_options=options, leeway=LEEWAY_S
        )
        if claims is None:
            raise ValueError("the issuer sent no ID token")
        found: Mapping[str, Any] = claims
        return found

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject, email = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise _refused("the token names nobody")
        # Some issuers write the truth value as text.
        verified = claims.get("email_verified") in (True, "true")
        return Identity(self._issuer, subject, email if verified and isinstance(email, str) else "")


def _described(issuer: str) -> dict[str, Any]:
    """The issuer's description of itself (OpenID Connect Discovery 1.0)."""
    with OAuth2Session(default_timeout=TIMEOUT_S) as session:
        answer = session.get(issuer.rstrip("/") + _DISCOVERY, withhold_token=True)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    if found.get("issuer") != issuer:
        raise ValueError(f"it calls itself {found.get('issuer')!a}, KB_OIDC_ISSUER {issuer!a}")
    for name in _ENDPOINTS:
        endpoint(str(found.get(name, "")).partition("?")[0])
    return found


def _algorithms(metadata: Mapping[str, Any]) -> list[str]:
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    return sorted(ALGORITHMS & set(offered))


def _auth_method(metadata: Mapping[str, Any], secret: str | None) -> str:
    """How the client shows its secret; the header is what the standard takes for granted."""
    if secret is None:
        return "none"
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _refused(why: str) -> SignInRefused:
    log.warning("A sign-in with a company account was refused: %s", why)
    return SignInRefused("company", f"The sign-in with the company account failed: {why}.")


def _away(error: Exception) -> SignInRefused:
    # Messages of the libraries may quote tokens; the kind of the error is enough to look further.
    told = str(error) if isinstance(error, ValueError) else ""
    return _refused(f"{type(error).__name__} {told}".strip()[:200])
