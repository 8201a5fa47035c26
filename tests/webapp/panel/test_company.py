"""Signing in with the company's account, from the button to the inbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from kb.accounts import identities
from kb.accounts.accounts import add_account, all_accounts
from kb.accounts.model import Account, Role
from kb.store.database import Store
from tests.accounts.issuer import CLIENT, SECRET, Issuer, running
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from tests.webapp.panel.conftest import NOW, Clock, PanelClient, SignIn
from webapp.records import records
from webapp.serving import serving


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as server:
        yield server


@pytest.fixture
def app(library: FakeLibrary, database: None, clock: Clock, issuer: Issuer) -> Iterator[Flask]:
    made = build(
        library,
        oidc_issuer=issuer.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Konto Sklep",
        public_url="http://localhost",
    )
    made.test_client_class = PanelClient
    with made.app_context():
        serving().clock = clock
    yield made
    with made.app_context():
        records().store.close()


@pytest.fixture
def anna(store: Store, issuer: Issuer) -> Account:
    """An agent who may use the company's account."""
    made = add_account(store, "anna", "Anna Nowak", Role.AGENT, NOW, email="anna@sklep.example")
    identities.allow(store, made.id, issuer.address)
    return made


def words(page: str) -> str:
    return page.replace("\u00a0", " ").replace("\u2060", "")


def there(client: PanelClient, issuer: Issuer, wanted: str = "", **changed: str) -> str:
    """Where the issuer sends the browser back to."""
    away = client.get("/panel/firmowe" + (f"?dalej={wanted}" if wanted else ""))
    assert away.status_code == 303
    return issuer.visit(away.location, **changed).removeprefix("http://localhost")


def test_who_was_allowed_comes_to_where_the_way_led(
    nobody: PanelClient, issuer: Issuer, anna: Account
) -> None:
    assert "Konto Sklep" in nobody.get("/panel/wejscie").get_data(as_text=True)

    answer = nobody.get(there(nobody, issuer, "/panel/konto"))

    assert (answer.status_code, answer.location) == (303, "/panel/konto")
    assert "Anna Nowak" in nobody.get("/panel/konto").get_data(as_text=True)
    assert nobody.get_cookie("panel-company", path="/panel/firmowe") is None


def test_who_was_not_is_told_whom_to_ask(nobody: PanelClient, issuer: Issuer, store: Store) -> None:
    answer = nobody.get(there(nobody, issuer))

    assert answer.status_code == 422
    assert "To konto firmowe nie ma dostępu do panelu." in words(answer.get_data(as_text=True))
    assert all_accounts(store) == ()  # nobody is let in by signing in somewhere


def test_an_answer_that_was_slipped_into_another_browser_is_refused(
    nobody: PanelClient, app: Flask, issuer: Issuer, anna: Account
) -> None:
    back = there(nobody, issuer)
    other = app.test_client()

    answer = other.get(back)

    assert answer.status_code == 422
    assert "się nie udało" in words(answer.get_data(as_text=True))
    assert other.get("/panel/konto").status_code == 303


def test_an_answer_is_taken_once(nobody: PanelClient, issuer: Issuer, anna: Account) -> None:
    back = there(nobody, issuer)
    nobody.get(back)
    nobody.send("/panel/wyjscie")

    assert nobody.get(back).status_code == 422


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_an_issuer_in_trouble_is_told_in_words(
    nobody: PanelClient, issuer: Issuer, anna: Account, path: str
) -> None:
    issuer.broken = path

    first = nobody.get("/panel/firmowe")
    answer = first
    if first.status_code == 303:
        answer = nobody.get(issuer.visit(first.location).removeprefix("http://localhost"))

    assert answer.status_code == 422
    assert "się nie udało" in words(answer.get_data(as_text=True))


def test_an_issuer_that_did_not_answer_is_left_alone_for_a_moment(
    nobody: PanelClient, issuer: Issuer, clock: Clock
) -> None:
    issuer.broken = "/.well-known/openid-configuration"
    for _ in range(5):
        assert nobody.get("/panel/firmowe").status_code == 422
    assert len(issuer.asked) == 1

    issuer.broken = ""
    clock.forward(seconds=15)

    assert nobody.get("/panel/firmowe").status_code == 303


def test_an_issuer_is_asked_how_it_is_asked_once_an_hour(
    nobody: PanelClient, issuer: Issuer, clock: Clock
) -> None:
    for minutes in (0, 30, 31):
        clock.forward(minutes=minutes)
        assert nobody.get("/panel/firmowe").status_code == 303

    assert len(issuer.asked) == 2


def test_who_changed_their_mind_there_is_back_at_the_sign_in(
    nobody: PanelClient, issuer: Issuer
) -> None:
    answer = nobody.get(there(nobody, issuer, error="access_denied", code=""))

    assert answer.status_code == 422


def test_the_way_leads_nowhere_else(nobody: PanelClient, issuer: Issuer, anna: Account) -> None:
    assert nobody.get(there(nobody, issuer, "//zle.example")).location == "/panel"


def test_the_cookie_of_the_way_is_out_of_reach_of_scripts(nobody: PanelClient) -> None:
    plain = nobody.get("/panel/firmowe").headers["Set-Cookie"]
    secure = nobody.get("/panel/firmowe", base_url="https://localhost").headers["Set-Cookie"]

    assert "HttpOnly" in plain
    assert "Path=/panel/firmowe" in plain
    assert secure.startswith("__Secure-panel-company=")
    assert "Secure" in secure


def test_where_it_is_not_set_up_there_is_no_way(library: FakeLibrary, database: None) -> None:
    made = build(library)
    client = made.test_client()

    assert client.get("/panel/firmowe").status_code == 404
    assert client.get("/panel/firmowe/powrot").status_code == 404
    assert "Konto firmowe" not in client.get("/panel/wejscie").get_data(as_text=True)


def test_an_admin_makes_an_account_without_a_password(
    sign_in: SignIn, nobody: PanelClient, issuer: Issuer, store: Store
) -> None:
    admin = sign_in(Role.ADMIN)
    fields = {"login": "ola", "nazwa": "Ola Kot", "email": "anna@sklep.example",
              "rola": "agent", "jezyk": "pl", "firmowe": "tak"}  # fmt: skip
    assert admin.send("/panel/konta/nowe", **{**fields, "email": ""}).status_code == 422

    answer = admin.send("/panel/konta/nowe", **fields)

    assert "Hasło na pierwsze logowanie" not in words(answer.get_data(as_text=True))
    assert nobody.get(there(nobody, issuer, "/panel/konto")).location == "/panel/konto"
    assert "Ola Kot" in nobody.get("/panel/konto").get_data(as_text=True)


def test_an_admin_takes_the_way_away(
    sign_in: SignIn, nobody: PanelClient, issuer: Issuer, anna: Account
) -> None:
    admin = sign_in(Role.ADMIN)
    nobody.get(there(nobody, issuer))
    page = words(admin.get(f"/panel/konta/{anna.id}").get_data(as_text=True))
    assert "Konto firmowe jest połączone." in page

    admin.send(f"/panel/konta/{anna.id}", nazwa="Anna Nowak", rola="agent", jezyk="pl")

    assert nobody.get("/panel/konto").status_code == 303
    assert nobody.get(there(nobody, issuer)).status_code == 422


def test_who_is_changed_while_it_is_not_set_up_keeps_the_way(
    app: Flask, sign_in: SignIn, nobody: PanelClient, issuer: Issuer, anna: Account
) -> None:
    admin = sign_in(Role.ADMIN)
    with app.app_context():
        known = serving().settings
        serving().settings = known.model_copy(update={"oidc_issuer": ""})
        admin.send(f"/panel/konta/{anna.id}", nazwa="Anna Lis", email="anna@sklep.example",
                   rola="agent", jezyk="pl")  # fmt: skip
        serving().settings = known

    assert nobody.get(there(nobody, issuer, "/panel/konto")).location == "/panel/konto"
