"""Codes at the sign-in, as the person sees them."""

from __future__ import annotations

import re

import pyotp
from flask import Flask

from kb.accounts import second_factor
from kb.accounts.model import Account, Role
from kb.store.database import Store
from tests.webapp.panel.conftest import PASSWORD, Clock, PanelClient, SignIn, enter
from webapp.panel.second_factor import qr_code


def words(page: str) -> str:
    return page.replace("\u00a0", " ").replace("\u2060", "")


def offered(client: PanelClient) -> tuple[str, str]:
    """The sealed offer and the secret of the page that sets the telephone up."""
    page = client.get("/panel/konto/kod").get_data(as_text=True)
    sealed, secret = (
        re.search(r'name="oferta" value="([^"]+)"', page),
        re.search(r'<code class="desk-secret" lang="">([A-Z2-7 ]+)<', page),
    )
    assert sealed
    assert secret
    return sealed[1], secret[1].replace(" ", "")


def with_telephone(sign_in: SignIn, clock: Clock) -> tuple[PanelClient, str, list[str]]:
    """A browser of an account that has a second factor, its secret and its codes on paper."""
    client = sign_in(Role.AGENT, "anna", password=PASSWORD)
    sealed, secret = offered(client)
    code = pyotp.TOTP(secret).at(clock())
    answer = client.send("/panel/konto/kod", oferta=sealed, kod=code, haslo=PASSWORD)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    return client, secret, re.findall(r"<code>([A-Z2-7-]{19})</code>", page)


def half_signed_in(client: PanelClient, wanted: str = "") -> None:
    client.get("/panel/wejscie")
    answer = client.send("/panel/wejscie", login="anna", haslo=PASSWORD, dalej=wanted)
    assert answer.location.startswith("/panel/kod")


def test_the_telephone_is_set_up_and_codes_for_paper_are_shown(
    sign_in: SignIn, clock: Clock
) -> None:
    client, _, paper = with_telephone(sign_in, clock)

    assert len(paper) == 10
    assert client.get("/panel/konto").status_code == 200  # under a session of a new name
    page = words(client.get("/panel/konto").get_data(as_text=True))
    assert "Kodów zapasowych zostało: 10." in page
    assert client.get("/panel/konto/kod").location == "/panel/konto"


def test_a_wrong_code_or_password_keeps_the_offer(sign_in: SignIn, clock: Clock) -> None:
    client = sign_in(Role.AGENT, "anna", password=PASSWORD)
    sealed, secret = offered(client)
    code = pyotp.TOTP(secret).at(clock())

    wrong_code = client.send("/panel/konto/kod", oferta=sealed, kod="000000", haslo=PASSWORD)
    wrong_password = client.send("/panel/konto/kod", oferta=sealed, kod=code, haslo="x")

    for answer in (wrong_code, wrong_password):
        assert answer.status_code == 422
        assert sealed in answer.get_data(as_text=True)
    assert "Kod się nie zgadza." in words(wrong_code.get_data(as_text=True))
    assert "Hasło się nie zgadza." in words(wrong_password.get_data(as_text=True))


def test_an_offer_that_is_too_old_is_replaced(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT, "anna", password=PASSWORD)

    answer = client.send("/panel/konto/kod", oferta="x", kod="000000", haslo=PASSWORD)

    assert "Minął kwadrans" in words(answer.get_data(as_text=True))


def test_after_the_password_the_code_is_asked_for_and_nothing_else_opens(
    sign_in: SignIn, clock: Clock, nobody: PanelClient
) -> None:
    _, secret, _ = with_telephone(sign_in, clock)
    clock.forward(minutes=5)
    half_signed_in(nobody, "/panel/konto")

    assert nobody.get("/panel/konto").status_code == 303
    assert nobody.send("/panel/konto/jezyk", jezyk="en").status_code == 401
    assert "Kod z telefonu" in words(nobody.get("/panel/kod").get_data(as_text=True))

    answer = nobody.send("/panel/kod", kod=pyotp.TOTP(secret).at(clock()), dalej="/panel/konto")

    assert answer.location == "/panel/konto"
    assert nobody.get("/panel/konto").status_code == 200


def test_a_code_on_paper_opens_once(
    sign_in: SignIn, clock: Clock, nobody: PanelClient, app: Flask
) -> None:
    _, _, paper = with_telephone(sign_in, clock)
    half_signed_in(nobody)
    assert nobody.send("/panel/kod", kod=paper[0]).location == "/panel"

    again = app.test_client()
    assert isinstance(again, PanelClient)
    half_signed_in(again)
    answer = again.send("/panel/kod", kod=paper[0])

    assert answer.status_code == 422
    assert "został już użyty" in words(answer.get_data(as_text=True))


def test_half_a_session_can_be_left(sign_in: SignIn, clock: Clock, nobody: PanelClient) -> None:
    with_telephone(sign_in, clock)
    half_signed_in(nobody)

    assert nobody.send("/panel/wyjscie").location == "/panel/wejscie"
    assert nobody.get("/panel/kod").location == "/panel/wejscie"


def test_guessing_codes_is_slowed_in_words(
    sign_in: SignIn, clock: Clock, nobody: PanelClient
) -> None:
    with_telephone(sign_in, clock)
    half_signed_in(nobody)
    for _ in range(6):
        nobody.send("/panel/kod", kod="000000")

    answer = nobody.send("/panel/kod", kod="000000")

    assert "Spróbuj ponownie za 15 minut." in words(answer.get_data(as_text=True))


def test_new_codes_and_switching_off_ask_for_the_password(sign_in: SignIn, clock: Clock) -> None:
    client, _, paper = with_telephone(sign_in, clock)
    for path in ("/panel/konto/kod/kartka", "/panel/konto/kod/wylacz"):
        assert client.send(path, haslo="x").status_code == 422

    page = client.send("/panel/konto/kod/kartka", haslo=PASSWORD).get_data(as_text=True)
    assert paper[0] not in page

    assert client.send("/panel/konto/kod/wylacz", haslo=PASSWORD).status_code == 303
    assert "Kod przy logowaniu wyłączony." in words(
        client.get("/panel/konto?zrobione=kody-wylaczone").get_data(as_text=True)
    )


def test_the_qr_code_is_a_picture_without_styles() -> None:
    drawn = str(qr_code("otpauth://totp/Lniany%20Dom:anna?secret=ABCDEFGH&issuer=Lniany%20Dom"))

    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "<path" in drawn


def test_who_comes_back_with_both_is_signed_in(
    app: Flask, store: Store, clock: Clock, sign_in: SignIn
) -> None:
    client, _, _ = with_telephone(sign_in, clock)
    account = client.account
    assert isinstance(account, Account)

    second_factor.remove(store, account.id, clock())

    assert client.get("/panel/konto").status_code == 303
    clock.forward(seconds=1)
    assert enter(app, store, clock(), account).get("/panel/konto").status_code == 200
