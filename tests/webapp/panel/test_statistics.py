from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from flask.testing import FlaskClient

from kb.accounts.model import Role
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from tests.statistics.history import History, minutes
from tests.webapp.panel.conftest import NOW, PanelClient, SignIn

PATH = "/panel/statystyki"
DAY = timedelta(days=1)


@pytest.fixture
def history(store: Store) -> History:
    return History(store)


def text(client: FlaskClient, path: str = PATH) -> str:
    return client.get(path).get_data(as_text=True).replace("\u00a0", " ")


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    written = client.get(path).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.reader(StringIO(written, newline=""), delimiter=";"))


def number(client: PanelClient) -> int:
    assert client.account is not None
    return client.account.id


def test_an_empty_desk_has_a_page_without_figures(agent: PanelClient) -> None:
    page = text(agent)

    assert "<dt>Sprawy</dt><dd><strong>0</strong></dd>" in page
    assert "W tym okresie nic tu nie ma." in page


def test_a_lead_sees_everybody_and_an_agent_only_the_own_figures(
    agent: PanelClient, lead: PanelClient, sign_in: SignIn, history: History
) -> None:
    other = sign_in(Role.AGENT, login="inna")
    for client, cases in ((agent, 1), (other, 2)):
        for _ in range(cases):
            case = history.case(NOW - DAY, answered=NOW - DAY + minutes(10))
            history.approved(case, NOW - DAY + minutes(10), number(client))

    assert "<dt>Sprawy</dt><dd><strong>3</strong>" in text(lead)
    assert "Według osoby" in text(lead)
    own = text(agent)
    assert "<dt>Sprawy</dt><dd><strong>1</strong>" in own
    assert "To Twoje własne liczby." in own
    assert "Według osoby" not in own
    assert "<dt>Sprawy</dt><dd><strong>1</strong>" in text(agent, f"{PATH}?osoba={number(other)}")
    assert agent.get(f"{PATH}.csv?tabela=agent").status_code == 404
    assert "<strong>2</strong>" in text(lead, f"{PATH}?osoba={number(other)}")


def test_an_editor_sees_articles_and_nobody_apart(editor: PanelClient, history: History) -> None:
    history.search(NOW - DAY, clicked="blik")

    page = text(editor)

    assert '<th scope="row" lang="">blik</th><td>1</td>' in page
    assert "Według osoby" not in page
    assert 'name="osoba"' not in page


def test_the_span_and_the_part_are_in_the_address(lead: PanelClient, history: History) -> None:
    history.case(NOW - 10 * DAY, channel="chat")
    history.case(NOW - 10 * DAY)
    history.case(NOW)

    page = text(lead, f"{PATH}?od=2026-11-20&do=2026-11-20&kanal=chat")

    assert "<dt>Sprawy</dt><dd><strong>1</strong>" in page
    assert '<option value="chat" selected>czat</option>' in page
    assert 'value="2026-11-20"' in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("od=wczoraj&do=2026-11-20", "Nie rozumiemy tych dat."),
        ("od=2026-11-20&do=2026-11-01", "Nie rozumiemy tych dat."),
        ("od=9999-12-31&do=9999-12-31", "Nie rozumiemy tych dat."),
        ("od=2001-01-01&do=2026-11-20", "To za długi okres."),
        ("osoba=99999999999999999999&kanal=%00&temat=%F0", ""),
    ],
)
def test_odd_addresses_are_answered(lead: PanelClient, query: str, told: str) -> None:
    response = lead.get(f"{PATH}?{query}")

    assert response.status_code == 200
    assert told in response.get_data(as_text=True).replace("\u00a0", " ")


class TestPlots:
    def test_a_plot_has_a_title_a_description_and_its_numbers_in_a_table(
        self, lead: PanelClient, history: History
    ) -> None:
        for _ in range(3):
            history.case(NOW - DAY)

        page = text(lead, f"{PATH}?od=2026-11-28&do=2026-11-30")

        assert 'role="img" aria-labelledby="p_cases-t p_cases-d"' in page
        assert '<title id="p_cases-t">Sprawy dziennie</title>' in page
        assert "Najwyższa wartość: 3." in page
        assert '<tr><th scope="row">29.11</th><td>0</td><td>3</td></tr>' in page

    def test_nothing_is_styled_in_the_page_itself(
        self, lead: PanelClient, history: History
    ) -> None:
        history.case(NOW - DAY, answered=NOW)

        assert "style=" not in text(lead)


class TestMarkers:
    def test_a_change_is_marked_compared_and_unmarked(
        self, lead: PanelClient, history: History, store: Store
    ) -> None:
        history.case(NOW - 9 * DAY)
        history.case(NOW - 2 * DAY)
        history.case(NOW - 2 * DAY)

        made = lead.send(f"{PATH}/znaczniki", nazwa="Nowy <cennik>", dzien="2026-11-24")
        page = text(lead, made.headers["Location"])

        assert "Nowy &lt;cennik&gt;" in page
        assert "Po 6 dni z każdej strony." in page
        assert "Spraw jest mało" in page
        assert (
            '<th scope="row">Sprawy</th><td>1 <span class="measure-base"></span></td><td>2' in page
        )
        (marker,) = [part.partition("/")[0] for part in page.split("/znaczniki/")[1:]]
        lead.send(f"{PATH}/znaczniki/{marker}/usun")
        assert "cennik" not in text(lead)

    def test_without_a_name_or_a_day_nothing_is_marked(self, lead: PanelClient) -> None:
        for fields in ({"nazwa": " ", "dzien": "2026-11-24"}, {"nazwa": "x", "dzien": "kiedyś"}):
            answer = lead.send(f"{PATH}/znaczniki", **fields)
            assert "Podaj nazwę zmiany i jej dzień." in text(lead, answer.headers["Location"])

    def test_an_agent_may_look_and_not_mark(self, agent: PanelClient) -> None:
        assert agent.send(f"{PATH}/znaczniki", nazwa="x", dzien="2026-11-24").status_code == 403
        assert "Zaznacz zmianę" not in text(agent)

    def test_a_marker_that_is_gone_is_not_found(self, lead: PanelClient) -> None:
        assert lead.get(f"{PATH}?znacznik=7").status_code == 404
        assert lead.send(f"{PATH}/znaczniki/7/usun").status_code == 404


class TestFiles:
    def test_days_as_a_file(self, lead: PanelClient, history: History) -> None:
        history.case(NOW - DAY, answered=NOW - DAY + minutes(90))

        response = lead.get(f"{PATH}.csv?tabela=day&od=2026-11-29&do=2026-11-30")
        head, first, second = rows(lead, f"{PATH}.csv?tabela=day&od=2026-11-29&do=2026-11-30")

        assert response.headers["Content-Type"].startswith("text/csv")
        assert "statystyki-day-2026-11-29-2026-11-30.csv" in response.headers["Content-Disposition"]
        assert head[:4] == ["Dzień", "Sprawy", "Z odpowiedzią", "Pierwsza odpowiedź, mediana [min]"]
        assert first[:4] == ["2026-11-29", "1", "1", "90"]
        assert second[:2] == ["2026-11-30", "0"]

    def test_a_topic_that_is_a_formula_is_text(self, lead: PanelClient, store: Store) -> None:
        sent = NewMessage(key="k", language="pl", topic="=HYPERLINK(1)", text="x")
        add_message(store, sent, NOW - DAY)

        (_, row) = rows(lead, f"{PATH}.csv?tabela=topic")

        assert row[0].startswith("'=")

    @pytest.mark.parametrize("table", ["channel", "topic", "agent", "articles"])
    def test_every_table_is_to_be_had(
        self, lead: PanelClient, history: History, table: str
    ) -> None:
        history.approved(history.case(NOW - DAY), NOW - DAY, number(lead))
        history.search(NOW - DAY, clicked="blik")

        assert len(rows(lead, f"{PATH}.csv?tabela={table}")) == 2

    def test_another_table_is_not_found(self, lead: PanelClient) -> None:
        assert lead.get(f"{PATH}.csv?tabela=hasla").status_code == 404


def test_a_wave_is_told_on_top(lead: PanelClient, history: History) -> None:
    history.case(NOW - 15 * DAY)
    for index in range(6):
        history.case(NOW - minutes(1 + index), topic="dostawa", flags=["anger"])

    page = text(lead)

    assert "Fala: w ostatniej godzinie dużo więcej niż zwykle" in page
    assert "Dostawa i odbiór</strong>: 6, zwykle o tej porze 0,0" in page
    assert "złość</strong>: 6" in page
