"""A conversation's page, and what an agent does with it besides answering."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb.accounts.accounts import disable
from kb.accounts.model import Role
from kb.review.gaps import close
from kb.rodo.access_log import accesses
from kb.store.schema import gaps
from tests.webapp.panel.conftest import NOW, PanelClient, SignIn, enter
from tests.webapp.panel.work.workplace import (
    DAMAGED,
    LETTER,
    Page,
    Workplace,
    approve,
    case_page,
    press,
    read,
)

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
GAP = "Dzień dobry, czy naprawiacie rowery górskie? Anna Kowal, anna.kowal@poczta.example"


@pytest.fixture
def other(sign_in: SignIn) -> PanelClient:
    """A second agent."""
    return sign_in(Role.AGENT, login="inna")


def test_an_unknown_number_is_told_apart_from_a_fault(agent: PanelClient, desk: Workplace) -> None:
    page = case_page(agent, "0000-0000")

    assert page.status == 404
    assert "Nie ma takiej strony" in page.text


@pytest.mark.parametrize(
    "form",
    ["odpowiedz", "sprawdz", "odrzuc", "cofnij", "nowy-szkic", "samodzielnie", "notatka", "odloz",
     "polacz", "zamknij", "otworz", "przypisz", "pytanie-do-redakcji", "wyslij-ponownie"],
)  # fmt: skip
def test_nothing_is_done_with_a_conversation_that_is_not_there(
    agent: PanelClient, desk: Workplace, form: str
) -> None:
    answer = agent.send(f"/panel/sprawa/0000-0000/{form}", tresc="x", pytanie="x", powod="x")

    assert answer.status_code == 404


def test_a_number_is_found_as_people_type_it(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()

    response = agent.get(f"/panel/sprawa/{number.lower()}?kanal=email")

    assert response.status_code in {301, 302, 303}
    assert response.location == f"/panel/sprawa/{number}?kanal=email"


def test_whoever_is_shown_a_conversation_is_noted_whatever_shows_it(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    address = f"/panel/sprawa/{number}"

    for form, fields in (("odpowiedz", {}), ("odrzuc", {}), ("zamknij", {"wersja": "0"})):
        assert LETTER.split("\n")[1] in Page(agent.send(f"{address}/{form}", **fields)).text
    assert approve(agent, case_page(agent, number)).status_code == 303
    assert agent.get(f"{address}/list.eml").status_code == 200

    noted = [(one.by, one.action, one.number) for _, one in accesses(desk.store)]
    assert noted == [("Anna Nowak", "open", number)] * 5


def test_everything_that_was_said_and_searched_is_there(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.write(name="Anna Kowal", phone="600 100 200", searched=("zwrot po terminie",))
    desk.write("A ile trwa zwrot pieniędzy?", conversation=number)

    page = case_page(agent, number)

    for words in ("Anna Kowal", "600 100 200", "zwrot po terminie", "A ile trwa zwrot pieniędzy?"):
        assert words in page.text
    assert LETTER.splitlines()[0] in page.text


def test_what_customers_write_is_text_and_never_markup(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted(
        f"{SCRIPT} Ile mam czasu na zwrot towaru?", name=SCRIPT, searched=(SCRIPT,)
    )

    for page in (case_page(agent, number), read(agent, "/panel")):
        assert "alert(1)" in page.html
        assert not [one for one in page.root.iter("script") if not one.get("src")]
        assert not list(page.root.iter("img"))


def test_no_title_names_a_customer(agent: PanelClient, desk: Workplace) -> None:
    page = case_page(agent, desk.write(name="Anna Kowal"))

    title = next(page.root.iter("title"))
    assert "Kowal" not in "".join(title.itertext())


def test_flags_stand_on_top_with_their_procedure(agent: PanelClient, desk: Workplace) -> None:
    page = case_page(agent, desk.drafted(DAMAGED))

    assert "reklamacja" in " ".join(page.of("li", "flag"))
    assert "Reklamacja uszkodzonej paczki" in " ".join(page.of("li", "flag"))
    assert "dla kierownika zmiany" in page.text


def test_an_english_agent_reads_the_screens_in_english(sign_in: SignIn, desk: Workplace) -> None:
    """The page checker finds Polish that is not marked as such."""
    client = sign_in(Role.AGENT, login="john", language="en")
    number = desk.drafted(DAMAGED, name="Łucja Żak", subject="Paczka spóźniona")
    approved = desk.drafted(name="Łucja Żak")
    approve(client, case_page(client, approved))
    press(client, case_page(client, number), "/notatka", tresc="Dzwoniła też.")
    for path in (
        "/panel", f"/panel/sprawa/{number}", f"/panel/sprawa/{approved}", "/panel/nowa",
        "/panel/procedura/reklamacja", f"/panel/sprawa/{number}/szukaj?pytanie=zwrot",
    ):  # fmt: skip
        page = read(client, path)
        assert page.status == 200
        assert page.root.get("lang") == "en"


def test_a_conversation_is_given_to_somebody(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.write()
    assert other.account is not None

    press(agent, case_page(agent, number), "/przypisz", osoba=str(other.account.id))

    assert desk.case(number).conversation.assignee == other.account.id
    press(agent, case_page(agent, number), "/przypisz", osoba="")
    assert desk.case(number).conversation.assignee is None


def test_nobody_is_offered_who_does_not_work_here_any_more(
    agent: PanelClient, other: PanelClient, desk: Workplace
) -> None:
    number = desk.write()
    page = case_page(agent, number)
    assert other.account is not None
    disable(desk.store, other.account.id, desk.clock())

    answer = Page(press(agent, page, "/przypisz", osoba=str(other.account.id)))

    assert answer.status == 409
    assert "Tego konta już nie ma albo jest wyłączone." in answer.trouble
    options = [one.get("value") for one in answer.root.iter("option")]
    assert str(other.account.id) not in options


@pytest.mark.parametrize(
    ("chosen", "until"),
    [
        ("1", datetime(2026, 11, 30, 10, 0, 1, tzinfo=UTC)),
        ("4", datetime(2026, 11, 30, 13, 0, 1, tzinfo=UTC)),
        ("jutro", datetime(2026, 12, 1, 7, 0, tzinfo=UTC)),
        ("poniedzialek", datetime(2026, 12, 7, 7, 0, tzinfo=UTC)),
        ("nigdy", datetime(2026, 12, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_conversation_is_put_off_and_comes_back(
    agent: PanelClient, desk: Workplace, chosen: str, until: datetime
) -> None:
    number = desk.write()

    response = press(agent, case_page(agent, number), "/odloz", na=chosen)

    assert response.location == f"/panel?zmienione={number}"
    done = read(agent, response.location)
    assert "Sprawa odłożona. Wróci" in done.text
    assert done.form("/otworz")
    assert desk.case(number).conversation.snoozed_until == until
    assert number not in read(agent, "/panel").html
    assert number in read(agent, "/panel?stan=odlozone").html
    desk.clock.now = until
    assert agent.account is not None
    fresh = enter(desk.app, desk.store, until, agent.account)
    assert number in read(fresh, "/panel").html


def test_two_conversations_become_one(agent: PanelClient, desk: Workplace) -> None:
    first, second = desk.write("Gdzie jest paczka?"), desk.write("Halo, gdzie moja paczka?")

    response = press(agent, case_page(agent, second), "/polacz", z=first.lower())

    assert response.location == f"/panel/sprawa/{first}"
    page = case_page(agent, first)
    assert "Halo, gdzie moja paczka?" in page.text
    assert f"z połączonej sprawy {second}" in page.text
    assert agent.get(f"/panel/sprawa/{second}").location == f"/panel/sprawa/{first}"


@pytest.mark.parametrize("into", ["0000-0000", "", "<b>"])
def test_there_is_no_merging_with_what_is_not_there(
    agent: PanelClient, desk: Workplace, into: str
) -> None:
    answer = Page(press(agent, case_page(agent, desk.write()), "/polacz", z=into))

    assert answer.status == 422
    assert f"Nie ma sprawy o numerze „{into}”" in answer.trouble


def test_there_is_no_merging_with_itself(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()

    answer = Page(press(agent, case_page(agent, number), "/polacz", z=number))

    assert answer.status == 409
    assert "Nic nie zmieniono." in answer.trouble


def test_a_conversation_is_closed_and_opened_again(agent: PanelClient, desk: Workplace) -> None:
    number = desk.drafted()

    onwards = press(agent, case_page(agent, number), "/zamknij").location

    assert onwards == f"/panel?zmienione={number}"
    assert "Sprawa zamknięta bez odpowiedzi." in read(agent, onwards).text
    page = case_page(agent, number)
    assert desk.case(number).conversation.status == "closed"
    assert "Ta sprawa jest zamknięta." in page.text
    assert Page(approve(agent, page)).status == 409
    assert desk.replies(number) == []
    press(agent, case_page(agent, number), "/otworz")
    assert approve(agent, case_page(agent, number)).status_code == 303


@pytest.mark.parametrize("form", ["/zamknij", "/odloz", "/przypisz"])
def test_the_second_of_two_agents_changes_nothing(
    agent: PanelClient, other: PanelClient, desk: Workplace, form: str
) -> None:
    number = desk.write()
    mine, theirs = case_page(agent, number), case_page(other, number)
    press(agent, mine, "/przypisz", osoba="1")
    before = desk.case(number).conversation

    answer = Page(press(other, theirs, form))

    assert answer.status == 409
    assert "Ktoś był szybszy: Anna Nowak, 30 listopada 2026" in answer.trouble
    assert desk.case(number).conversation.version == before.version


def test_a_note_sent_twice_is_one(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()
    page = case_page(agent, number)

    for _ in range(2):
        press(agent, page, "/notatka", tresc="Klient dzwonił.\r\nOddzwonić.")

    notes = [one.text for one in desk.case(number).entries if one.direction == "note"]
    assert notes == ["Klient dzwonił.\nOddzwonić."]
    assert "Notatka wewnętrzna: Anna Nowak" in case_page(agent, number).text


def test_a_note_that_is_too_long_is_not_cut(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()
    long = "Bardzo długa notatka. " * 200

    answer = Page(press(agent, case_page(agent, number), "/notatka", tresc=long))

    assert answer.status == 422
    assert "najwyżej 4000 znaków" in answer.trouble
    assert answer.form("/notatka")["tresc"] == [long.strip()]
    assert len(desk.case(number).entries) == 1


def test_editors_are_asked_once_without_the_customers_data(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted(GAP)
    page = case_page(agent, number)
    assert "Na to nie ma odpowiedzi w artykułach" in page.text

    for _ in range(2):
        press(agent, page, "/pytanie-do-redakcji")

    with desk.store.reading() as connection:
        (row,) = connection.execute(gaps.select()).all()
    assert "rowery górskie" in row.question
    assert "anna.kowal" not in row.question
    page = case_page(agent, number)
    assert not page.has_button("Zapytaj redakcję")
    assert "Redakcja dostała to pytanie." in page.text
    close(desk.store, row.id, "Jest już artykuł o rowerach.", row.account, NOW)
    assert "Redakcja odpowiedziała: Jest już artykuł o rowerach." in case_page(agent, number).text


def test_a_passage_is_searched_for_with_and_without_scripts(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()

    page = read(agent, f"/panel/sprawa/{number}/szukaj?pytanie=ile+kosztuje+dostawa+kurierem")

    assert "14,99 zł" in page.text
    assert [one for one in page.root.iter("button") if one.get("data-key")]
    assert "Wstaw" not in read(agent, f"/panel/sprawa/{number}/szukaj").text


def test_a_passage_put_in_by_hand_supports_its_sentence(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    found = read(agent, f"/panel/sprawa/{number}/szukaj?pytanie=ile+kosztuje+dostawa+kurierem")
    key = next(one.get("data-key") for one in found.root.iter("button") if one.get("data-key"))
    text = "Dostawa kurierem kosztuje 14,99 zł."
    page = case_page(agent, number)
    without = Page(press(agent, page, "/odpowiedz", akcja="sprawdz", tekst=text))
    assert without.ticks() == [text]

    answer = Page(press(agent, page, "/odpowiedz", akcja="sprawdz", tekst=text, zrodlo=[key, key]))

    assert answer.ticks() == []
    assert answer.form("/odpowiedz")["zrodlo"] == [key], "each once, however often it is sent"
    assert approve(agent, answer).status_code == 303


def test_procedures_are_for_agents_and_editors_alone(
    nobody: PanelClient, agent: PanelClient, editor: PanelClient, desk: Workplace
) -> None:
    for client in (agent, editor):
        assert "zgredolinka" in read(client, "/panel/procedura/reklamacja").text
    assert nobody.get("/panel/procedura/reklamacja").status_code == 303
    assert agent.get("/panel/procedura/nie-ma").status_code == 404
    assert agent.get("/artykul/reklamacja").status_code == 404


def test_a_script_follows_what_changes(agent: PanelClient, desk: Workplace) -> None:
    number = desk.write()
    told = agent.get(f"/panel/zmiany?od={NOW.isoformat().replace('+', '%2B')}").get_json()

    assert [one["number"] for one in told["changed"]] == [number]
    since = agent.get("/panel/zmiany?od=0001-01-01T00:00:00%2B14:00").get_json()
    assert number in {one["number"] for one in since["changed"]}
    later = agent.get("/panel/zmiany?od=kiedyś").get_json()
    assert later["since"] == desk.clock().isoformat()


def test_the_filters_of_the_list_go_along(agent: PanelClient, desk: Workplace) -> None:
    first, second = desk.drafted(), desk.drafted()

    page = case_page(agent, first, "?kanal=email&q=zwrot")

    links = {one.get("href") for one in page.root.iter("a")}
    assert "/panel?kanal=email&q=zwrot" in links
    assert f"/panel/sprawa/{second}?kanal=email&q=zwrot" in links
    for form in ("/odpowiedz", "/zamknij", "/notatka"):
        assert page.address(form).endswith("?kanal=email&q=zwrot")


def test_other_conversations_of_the_customer_are_named_and_merged_from_the_page(
    agent: PanelClient, desk: Workplace
) -> None:
    first = desk.drafted("Gdzie jest moja paczka?")
    second = desk.drafted("Paczki nadal nie ma, gdzie jest?")
    desk.drafted("Co z fakturą?", email="jan@poczta.example")

    page = case_page(agent, second)
    (others,) = page.of("section", "others")

    assert "Gdzie jest moja paczka?" in others
    assert first in others
    assert "faktur" not in others
    response = agent.post(page.address("/polacz"), data={**page.form("/polacz"), "z": first})
    assert response.location == f"/panel/sprawa/{first}"
    assert not case_page(agent, first).of("section", "others")


def test_a_turned_down_draft_says_that_nothing_was_sent_and_how_to_end_it(
    agent: PanelClient, desk: Workplace
) -> None:
    number = desk.drafted()
    press(agent, case_page(agent, number), "/odrzuc", powod="odpowiadam inną drogą")

    page = case_page(agent, number)

    assert "Szkic odrzucony, niczego nie wysłano. Powód: odpowiadam inną drogą." in page.text
    press(agent, page, "/zamknij")
    assert desk.case(number).conversation.status == "closed"
