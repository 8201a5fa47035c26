"""Sign-in at an issuer: what must fit, tried against a real one over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from kb.accounts.identities import Identity
from kb.accounts.oidc import Begun, Provider
from kb.errors import SignInRefused
from tests.accounts.issuer import CLIENT, SECRET, Issuer, running

BACK = "https://pomoc.example/panel/firmowe/powrot"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as server:
        yield server


def provider(issuer: Issuer) -> Provider:
    return Provider(issuer.address, CLIENT, SECRET)


def finish(issuer: Issuer, **changed: str) -> Identity:
    asked = provider(issuer)
    begun = asked.begin(BACK)
    return asked.finish(begun, answer(issuer, begun, **changed), BACK)


def answer(issuer: Issuer, begun: Begun, **changed: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(issuer.visit(begun.address, **changed)).query))


def refused(issuer: Issuer, **changed: str) -> None:
    with pytest.raises(SignInRefused) as raised:
        finish(issuer, **changed)
    assert raised.value.reason == "company"


def test_who_signed_in_there_is_known_by_issuer_and_subject(issuer: Issuer) -> None:
    assert finish(issuer) == Identity(issuer.address, "1234", "Anna@Sklep.example")


def test_each_sign_in_has_its_own_state_nonce_and_verifier(issuer: Issuer) -> None:
    asked = provider(issuer)
    first, second = asked.begin(BACK), asked.begin(BACK)

    assert {first.state, first.nonce, first.verifier}.isdisjoint(
        {second.state, second.nonce, second.verifier}
    )
    assert first.verifier not in first.address


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "yes"},
        {"email": None},
        {"email": ["anna@sklep.example"]},
    ],
)
def test_an_address_that_is_not_verified_is_none(issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims = claims

    assert finish(issuer).email == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://zle.example"},
        {"aud": "another-client"},
        {"aud": ["another-client"], "azp": CLIENT},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_another_time_is_refused(
    issuer: Issuer, claims: dict[str, Any]
) -> None:
    issuer.claims = claims

    refused(issuer)


def test_a_token_for_several_clients_is_taken_when_it_is_ours(issuer: Issuer) -> None:
    issuer.claims = {"aud": [CLIENT, "another-client"], "azp": CLIENT}

    assert finish(issuer).subject == "1234"


def test_a_token_signed_by_another_key_is_refused(issuer: Issuer) -> None:
    issuer.published = RSAKey.generate_key(2048, {"kid": "one"})

    refused(issuer)


def test_a_token_without_a_signature_is_refused_even_where_the_issuer_offers_it(
    issuer: Issuer,
) -> None:
    issuer.algorithm = "none"

    refused(issuer)


def test_a_token_signed_with_a_shared_secret_is_refused(issuer: Issuer) -> None:
    issuer.published = issuer.key
    issuer.algorithm = "HS256"
    issuer.key = OctKey.import_key(SECRET.ljust(32, "x"))  # type: ignore[assignment]

    refused(issuer)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "of another browser"},
        {"state": ""},
        {"iss": "https://zle.example"},
        {"code": "made-up"},
        {"code": ""},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_is_refused(issuer: Issuer, changed: dict[str, str]) -> None:
    refused(issuer, **changed)


def test_an_answer_is_taken_once(issuer: Issuer) -> None:
    asked = provider(issuer)
    begun = asked.begin(BACK)
    found = answer(issuer, begun)
    asked.finish(begun, found, BACK)

    with pytest.raises(SignInRefused):
        asked.finish(begun, found, BACK)


def test_a_code_that_was_stolen_is_worth_nothing_without_its_verifier(issuer: Issuer) -> None:
    asked = provider(issuer)
    theirs, own = asked.begin(BACK), asked.begin(BACK)
    stolen = answer(issuer, theirs) | {"state": own.state}

    with pytest.raises(SignInRefused):
        asked.finish(own, stolen, BACK)


def test_an_answer_without_the_issuer_is_taken_only_where_it_promises_none(issuer: Issuer) -> None:
    asked = provider(issuer)
    begun = asked.begin(BACK)
    without = {k: v for k, v in answer(issuer, begun).items() if k != "iss"}
    with pytest.raises(SignInRefused):
        asked.finish(begun, without, BACK)

    issuer.metadata = {"authorization_response_iss_parameter_supported": False}
    asked = provider(issuer)
    begun = asked.begin(BACK)
    without = {k: v for k, v in answer(issuer, begun).items() if k != "iss"}
    assert asked.finish(begun, without, BACK).subject == "1234"


def test_keys_are_kept_until_the_issuer_has_new_ones(issuer: Issuer) -> None:
    asked = provider(issuer)
    for _ in range(2):
        begun = asked.begin(BACK)
        asked.finish(begun, answer(issuer, begun), BACK)
    assert issuer.asked.count("/keys") == 1

    issuer.key = RSAKey.generate_key(2048, {"kid": "two"})

    begun = asked.begin(BACK)
    assert asked.finish(begun, answer(issuer, begun), BACK).subject == "1234"
    assert issuer.asked.count("/keys") == 2


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_an_issuer_in_trouble_lets_nobody_in(issuer: Issuer, path: str) -> None:
    issuer.broken = path

    refused(issuer)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://zle.example"},
        {"token_endpoint": "http://zle.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
        {"token_endpoint": "http://169.254.169.254/token"},
    ],
    ids=str,
)
def test_an_issuer_that_describes_itself_wrongly_is_not_asked(
    issuer: Issuer, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata

    refused(issuer)


def test_an_issuer_that_is_not_there_lets_nobody_in() -> None:
    with running() as gone:
        address = gone.address

    with pytest.raises(SignInRefused):
        Provider(address, CLIENT, SECRET)
