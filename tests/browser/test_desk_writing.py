"""Writing a reply in a real browser: what is typed stays, sentences go out, passages come in."""

from __future__ import annotations

from typing import Any, cast

from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from kb.store.schema import drafts
from tests.browser.desk import Desk, sign_in
from tests.browser.test_accessibility import violations
from tests.browser.test_desk import GAP, LETTER, desk, settings, sink, site, tab, text_box

__all__ = ["desk", "settings", "sink", "site"]


def test_what_is_typed_survives_the_forms_beside_it(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    desk.work()
    # Whatever the engine can answer today.
    with desk.store.writing() as connection:
        mine = drafts.c.conversation == number
        document = connection.scalar(select(drafts.c.document).where(mine))
        asked = [{"text": GAP, "answered": False}]
        changed = {**cast("Any", document), "questions": asked}
        connection.execute(update(drafts).where(mine).values(document=changed))
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        box = text_box(page)
        box.fill("Zwrot przyjmiemy. Piszę dalej")
        expect(page.locator("#p_said")).to_contain_text("Bez źródła")
        page.get_by_role("button", name="Zapytaj redakcję").first.click()
        expect(page.get_by_text("Redakcja dostała to pytanie.").first).to_be_visible()
        page.get_by_text("Notatka, odłożenie").click()
        page.get_by_label("Notatka wewnętrzna, klient jej nie zobaczy").fill("Oddzwonić.")
        page.get_by_role("button", name="Przypisz").click()
        expect(page.locator(".facts")).to_contain_text("Anna Żak")
        expect(page.get_by_label("Notatka wewnętrzna")).to_have_value("Oddzwonić.")
        page.get_by_role("button", name="Dodaj notatkę").click()
        expect(page.locator(".thread")).to_contain_text("Oddzwonić.")

        expect(box).to_have_value("Zwrot przyjmiemy. Piszę dalej")
        expect(page.locator("#p_said")).to_have_text("Zapisane.")
        expect(page.get_by_label("Notatka wewnętrzna")).to_have_value("")
        assert violations(page) == []


def test_a_sentence_is_taken_out_by_one_click_and_comes_back_by_the_usual_keys(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        box = text_box(page)
        box.fill("Dzień dobry,\n\nRaz dwa. Trzy cztery. Raz dwa.\n\nPięć sześć.\n\nPozdrawiam")
        expect(page.locator(".outdated")).to_have_count(0)
        rows = page.locator(".sentence")
        expect(rows).to_have_count(6)

        rows.nth(3).get_by_role("button", name="Usuń").click()
        expect(box).to_have_value(
            "Dzień dobry,\n\nRaz dwa. Trzy cztery.\n\nPięć sześć.\n\nPozdrawiam"
        )
        expect(rows).to_have_count(5)
        expect(rows.nth(3).get_by_role("button", name="Usuń")).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_have_value("Dzień dobry,\n\nRaz dwa. Trzy cztery.\n\nPozdrawiam")
        expect(rows).to_have_count(4)
        rows.nth(1).get_by_role("button", name="Usuń").click()
        expect(box).to_have_value("Dzień dobry,\n\nTrzy cztery.\n\nPozdrawiam")

        box.focus()
        page.keyboard.press("Control+z")
        expect(box).to_have_value("Dzień dobry,\n\nRaz dwa. Trzy cztery.\n\nPozdrawiam")


def test_a_passage_goes_before_the_farewell_also_from_a_filtered_list(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna")
        page.goto(f"/panel/sprawa/{number}?osoba=nikt&kanal=email")
        page.get_by_text("Wstaw zwrot albo fragment artykułu").click()
        page.get_by_label("Szukaj w artykułach").fill("ile kosztuje dostawa kurierem")
        page.get_by_label("Szukaj w artykułach").press("Enter")
        found = page.locator(".found [data-text]").first
        expect(found).to_be_visible()
        page.get_by_role("button", name="Wstaw").first.click()

        text = text_box(page).input_value()
        assert text.startswith("Dzień dobry")
        assert 0 < text.index(found.inner_text()[:30]) < text.index("Pozdrawiam")


def test_filters_are_folded_on_a_phone_alone_and_say_which_are_in_use(
    browser: Browser, site: str, desk: Desk
) -> None:
    desk.write(LETTER)
    for script in (True, False):
        size = {"width": 390, "height": 844}
        for page in tab(browser, site, viewport=size, java_script_enabled=script):
            sign_in(page, "anna")
            page.goto("/panel?kanal=email&po-terminie=1")
            summary = page.locator(".filter-more summary")
            expect(summary).to_have_text("Filtry: e-mail, po terminie")
            expect(page.get_by_label("Kanał")).to_be_hidden()
            page.goto("/panel")
            first = page.locator(".case").first.bounding_box()
            assert first
            assert first["y"] + first["height"] < size["height"] / 2 + 100
            summary.click()
            page.get_by_label("Kanał").select_option("chat")
            page.get_by_role("button", name="Filtruj").click()
            expect(summary).to_have_text("Filtry: czat")
            expect(page.get_by_role("link", name="Wyczyść filtry")).to_be_visible()
    for page in tab(browser, site):
        sign_in(page, "anna")
        expect(page.get_by_label("Kanał")).to_be_visible()
        expect(page.locator(".filter-more summary")).to_be_hidden()
