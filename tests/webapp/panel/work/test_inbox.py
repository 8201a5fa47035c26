"""The list of conversations: its order, its tabs, its filters in the address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.accounts.model import Role
from kb.answer.model import FlagKind
from kb.inbox.model import Status
from kb.review.model import Stale, State
from tests.webapp.panel.conftest import NOW, PanelClient, SignIn
from tests.webapp.panel.work.workplace import (
    DAMAGED,
    Page,
    Workplace,
    approve,
    case_page,
    press,
    read,
)
from webapp.panel import names


def numbers(page: Page) -> list[str]:
    """The conversations of a list, in its order."""
    return [str(one.get("data-number")) for one in page.root.iter("li") if one.get("data-number")]


def test_an_empty_inbox_says_where_messages_come_from(agent: PanelClient, desk: Workplace) -> None:
    page = read(agent, "/panel")

    assert numbers(page) == []
    assert "Wklej wiadomość" in page.text


def test_what_was_promised_first_comes_first(agent: PanelClient, desk: Workplace) -> None:
    late = desk.write("Później", promised_by=NOW + timedelta(hours=8))
    soon = desk.write("Wkrótce", promised_by=NOW - timedelta(hours=1))

    page = read(agent, "/panel")

    assert numbers(page) == [soon, late]
    assert "1 godz. po terminie" in page.text
    assert numbers(read(agent, "/panel?po-terminie=1")) == [soon]


def test_tabs_count_and_show_what_they_name(agent: PanelClient, desk: Workplace) -> None:
    mine, nobodys = desk.write(), desk.write()
    assert agent.account is not None
    press(agent, case_page(agent, mine), "/przypisz", osoba=str(agent.account.id))

    page = read(agent, "/panel")

    (tabs,) = page.of("nav", "tabs")
    assert tabs.startswith("Do odpowiedzi 2 Moje 1 Niczyje 1 Odłożone 0")
    links = {"".join(one.itertext()): one.get("href") for one in page.root.iter("a")}
    assert numbers(read(agent, links["Moje 1"])) == [mine]
    assert numbers(read(agent, links["Niczyje 1"])) == [nobodys]


def test_a_filter_lives_in_the_address_and_in_the_form(agent: PanelClient, desk: Workplace) -> None:
    complaint = desk.drafted(DAMAGED)
    question = desk.drafted("Ile kosztuje dostawa kurierem?", channel="chat")

    page = read(agent, "/panel?flaga=complaint&eskalacja=1")

    assert numbers(page) == [complaint]
    chosen = [
        one.get("value") for one in page.root.iter("option") if one.get("selected") is not None
    ]
    assert chosen == ["complaint"]
    assert "Wyczyść filtry" in page.text
    assert numbers(read(agent, "/panel?kanal=chat")) == [question]
    assert numbers(read(agent, "/panel?q=kurierem")) == [question]
    assert numbers(read(agent, f"/panel?q={question}")) == [question]
    none = read(agent, "/panel?q=parasol")
    assert numbers(none) == []
    assert "Żadna sprawa nie pasuje" in none.text


def test_filters_of_the_tab_stay_when_the_form_is_sent(agent: PanelClient, desk: Workplace) -> None:
    page = read(agent, "/panel?stan=zamkniete&temat=zwroty")

    hidden = {
        one.get("name"): one.get("value")
        for one in page.root.iter("input")
        if one.get("type") == "hidden" and one.get("name") != "csrf"
    }
    assert hidden == {"stan": "zamkniete", "temat": "zwroty"}


@pytest.mark.parametrize(
    "query",
    ["stan=%00", "osoba=99999999999999", "flaga=<b>", "po=zzz", "po=0000-0000", "kanal=fax",
     "q=%F0%9F%98%80" + "a" * 3000, "q=%22%25_%27", "zrobione=0000-0000", "zrobione=%00"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_fault(
    agent: PanelClient, desk: Workplace, query: str
) -> None:
    desk.write()

    assert agent.get(f"/panel?{query}").status_code == 200


def test_a_long_list_goes_on_over_pages(agent: PanelClient, desk: Workplace) -> None:
    written = [desk.write(f"Wiadomość {number}", channel="chat") for number in range(55)]

    first = read(agent, "/panel?kanal=chat")
    after = next(
        one.get("href")
        for one in first.root.iter("a")
        if "".join(one.itertext()) == "Następne sprawy"
    )
    second = read(agent, str(after))

    assert len(numbers(first)) == 50
    assert sorted(numbers(first) + numbers(second)) == sorted(written)


def test_an_answered_conversation_stands_under_its_tab(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()
    approve(agent, case_page(agent, number))

    assert numbers(read(agent, "/panel")) == []
    assert numbers(read(agent, "/panel?stan=odpowiedziane")) == [number]
    assert numbers(read(agent, "/panel?stan=wszystkie")) == [number]


def test_an_editor_does_not_read_customers_letters(editor: PanelClient, desk: Workplace) -> None:
    number = desk.write()

    for path in ("/panel", f"/panel/sprawa/{number}", "/panel/zmiany", "/panel/nowa"):
        assert editor.get(path).status_code == 403


def test_every_value_of_the_library_has_a_word() -> None:
    assert set(names.FLAGS) == {one.value for one in FlagKind}
    assert set(names.STATUSES) == {one.value for one in Status}
    assert set(names.STATES) == {one.value for one in State}
    assert set(names.STALE) >= {one.value for one in Stale if one.value}


def test_a_customers_name_is_shown_and_found(sign_in: SignIn, desk: Workplace) -> None:
    lead = sign_in(Role.LEAD)
    number = desk.write(name="Łucja Żak")
    desk.write()

    assert numbers(read(lead, "/panel?q=lucja+zak")) == [number]
    assert "Łucja Żak" in read(lead, "/panel").text
