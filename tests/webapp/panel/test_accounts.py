"""Accounts, as admins see them."""

from __future__ import annotations

import re

import pytest

from kb.accounts import accounts, second_factor, sessions
from kb.accounts.model import Role
from kb.accounts.sign_in import sign_in as check
from kb.store.database import Store
from tests.webapp.panel.conftest import PASSWORD, Clock, PanelClient, SignIn

ANNA = {"login": "anna.nowak", "nazwa": "Anna Nowak", "email": "anna@sklep.example",
        "rola": "agent", "jezyk": "pl"}  # fmt: skip


def words(page: str) -> str:
    return page.replace("\u00a0", " ").replace("\u2060", "")


def shown_password(page: str) -> str:
    found = re.search(r'<code class="desk-secret" lang="">([a-z2-9-]{23})</code>', page)
    assert found
    return found[1]


def test_a_new_account_gets_a_password_for_the_first_sign_in(
    admin: PanelClient, store: Store, clock: Clock
) -> None:
    answer = admin.send("/panel/konta/nowe", **ANNA)

    password = shown_password(answer.get_data(as_text=True))
    found = check(store, "anna.nowak", password, "", clock()).account
    assert (found.name, found.role, found.email) == ("Anna Nowak", Role.AGENT, ANNA["email"])
    name = sessions.start(store, found.id, clock(), verified=True)
    session = sessions.find(store, name, clock())
    assert session is not None
    assert session.temporary
    page = words(admin.get("/panel/konta").get_data(as_text=True))
    assert "Anna Nowak" in page
    assert password not in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"login": "Anna Nowak"}, "Login może mieć litery"),
        ({"login": "admin"}, "Jest już konto z tym loginem."),
        ({"nazwa": ""}, "Podaj imię i nazwisko"),
        ({"email": "anna"}, "W adresie e-mail jest błąd."),
        ({"rola": "boss"}, "Wybierz jedną z ról."),
        ({"jezyk": "de"}, "Wybierz jeden z języków."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    admin: PanelClient, store: Store, wrong: dict[str, str], told: str
) -> None:
    answer = admin.send("/panel/konta/nowe", **{**ANNA, **wrong})

    page = words(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert told in page
    assert next(iter(wrong.values())) in page or "boss" in wrong.values() or "de" in wrong.values()
    assert len(accounts.all_accounts(store)) == 1


def test_name_role_and_language_can_be_changed(
    admin: PanelClient, agent: PanelClient, store: Store
) -> None:
    assert agent.account
    path = f"/panel/konta/{agent.account.id}"
    assert "Anna Nowak" in admin.get(path).get_data(as_text=True)

    answer = admin.send(path, akcja="zapisz", nazwa="Anna Lis", email="", rola="lead", jezyk="en")

    assert answer.location == f"{path}?zrobione=zapisane"
    found = accounts.account(store, agent.account.id)
    assert (found.name, found.role, found.language) == ("Anna Lis", Role.LEAD, "en")


def test_a_disabled_account_is_out_at_once_and_can_come_back(
    admin: PanelClient, agent: PanelClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert agent.account
    path = f"/panel/konta/{agent.account.id}"

    assert admin.send(path, akcja="wylacz").status_code == 303
    assert agent.get("/panel/konto").status_code == 303
    assert "To konto jest wyłączone" in words(admin.get(path).get_data(as_text=True))

    assert "The account agent was disabled by admin." in caplog.text
    assert admin.send(path, akcja="wlacz").status_code == 303
    assert "To konto jest wyłączone" not in words(admin.get(path).get_data(as_text=True))
    log = words(admin.get("/panel/rodo?sprawa=agent").get_data(as_text=True))
    assert "<td>włączenie konta</td><td>agent</td>" in log
    assert "<td>wyłączenie konta</td><td>agent</td>" in log


def test_a_new_password_is_shown_once_and_ends_the_sessions(
    admin: PanelClient, sign_in: SignIn, store: Store, clock: Clock
) -> None:
    anna = sign_in(Role.AGENT, "anna", password=PASSWORD)
    assert anna.account

    answer = admin.send(f"/panel/konta/{anna.account.id}", akcja="haslo")

    password = shown_password(answer.get_data(as_text=True))
    assert anna.get("/panel/konto").status_code == 303
    assert check(store, "anna", password, "", clock()).account.id == anna.account.id


def test_the_second_factor_of_who_lost_the_telephone_is_removed(
    admin: PanelClient, agent: PanelClient, store: Store, clock: Clock
) -> None:
    import pyotp

    assert agent.account
    key = agent.application.config["SECRET_KEY"]
    sealed = second_factor.offer(agent.account.id, key)
    secret = second_factor.offered_secret(agent.account.id, sealed, key)
    code = pyotp.TOTP(secret).at(clock())
    second_factor.enrol(store, agent.account.id, sealed, code, key, clock())

    assert admin.send(f"/panel/konta/{agent.account.id}", akcja="kod").status_code == 303

    assert not accounts.account(store, agent.account.id).second_factor


@pytest.mark.parametrize(
    "fields",
    [
        {"akcja": "wylacz"},
        {"akcja": "zapisz", "nazwa": "Jan", "rola": "agent", "jezyk": "pl"},
    ],
)
def test_the_only_admin_stays_one(admin: PanelClient, store: Store, fields: dict[str, str]) -> None:
    assert admin.account

    answer = admin.send(f"/panel/konta/{admin.account.id}", **fields)

    assert answer.status_code == 422
    assert "To jedyne działające konto administratora." in words(answer.get_data(as_text=True))
    assert admin.get("/panel/konta").status_code == 200
    assert accounts.account(store, admin.account.id) == admin.account, "nor was the name changed"


@pytest.mark.parametrize("number", ["7", "0", "99999999999999999999", "x"])
def test_an_account_that_is_not_there_is_not_found(admin: PanelClient, number: str) -> None:
    assert admin.get(f"/panel/konta/{number}").status_code == 404
