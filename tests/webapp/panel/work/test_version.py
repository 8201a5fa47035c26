"""Citations of decided replies open the text that they cited, whatever became of the article."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.answer.shop import SECRET
from tests.bases import Base
from tests.webapp.panel.conftest import PanelClient
from tests.webapp.panel.work.workplace import Editors, Workplace, approve, case_page
from webapp.serving import serving


@pytest.fixture
def own(app: Flask, editors: Editors) -> Base:
    """The repository of the shop, as the site reads it."""
    with app.app_context():
        serving().settings = editors.base.settings()
    return editors.base


def test_a_decided_reply_leads_to_what_it_cited(
    desk: Workplace, own: Base, editors: Editors, agent: PanelClient
) -> None:
    number = desk.drafted("Dzień dobry, ile kosztuje dostawa kurierem?\nAnna Kowal")
    approve(agent, case_page(agent, number))
    editors.publish({"dostawa/koszt-dostawy.md": None})

    page = case_page(agent, number).html
    (address,) = re.findall(r'href="(/panel/artykul/koszt-dostawy/wersja/[^"]+)"', page)
    said = agent.get(address.replace("&amp;", "&")).get_data(as_text=True)

    assert "Dostawa kurierem kosztuje 14,99" in said.replace("\u00a0", " ")
    assert "Zacytowany fragment" in said
    assert "Dziś tego artykułu nie ma" in said


def test_agents_read_old_procedures_and_customers_do_not(own: Base, agent: PanelClient) -> None:
    sha = own.git("rev-parse", "HEAD")

    said = agent.get(f"/panel/artykul/reklamacja/wersja/{sha}?wiersze=6-6").get_data(as_text=True)

    assert SECRET in said
    assert "nie wolno tego cytować" in said
    assert agent.get(f"/artykul/reklamacja/wersja/{sha}").status_code == 404
    for bad in ("HEAD", "0" * 40, "--all"):
        assert agent.get(f"/panel/artykul/reklamacja/wersja/{bad}").status_code == 404


@pytest.mark.parametrize("lines", ["6", "9-2", "0-0", "1-999999", "a-b", "-1-5", "٣-٤", ""])
def test_odd_lines_are_no_obstacle(own: Base, agent: PanelClient, lines: str) -> None:
    sha = own.git("rev-parse", "HEAD")

    response = agent.get(
        f"/panel/artykul/koszt-dostawy/wersja/{sha}", query_string={"wiersze": lines}
    )

    assert response.status_code == 200


def test_who_is_not_signed_in_is_asked_to(app: Flask, own: Base) -> None:
    sha = own.git("rev-parse", "HEAD")

    response = app.test_client().get(f"/panel/artykul/reklamacja/wersja/{sha}")

    assert response.status_code == 303
