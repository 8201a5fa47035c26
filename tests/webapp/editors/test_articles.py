"""Articles with what they do, their history, and the way back."""

from __future__ import annotations

import csv
import re
from html import unescape

import pytest

from kb.store.database import Store
from kb.store.ratings import Rating, rate
from tests.bases import SECRET, Base, article
from tests.statistics.history import History
from tests.webapp.editors.conftest import LATELY
from tests.webapp.panel.conftest import PanelClient

ADDRESS = "/redakcja/artykul/termin-zwrotu"


@pytest.fixture
def changed(base: Base) -> Base:
    """The base, with a later version of an article and one under a former name."""
    text = base.git("show", "HEAD:pomoc/zwroty/termin-zwrotu.md")
    base.git("mv", "pomoc/dostawa/koszt-dostawy.md", "pomoc/dostawa/ile-za-dostawe.md")
    base.commit({"zwroty/termin-zwrotu.md": f"{text.replace('30 dni', '14 dni')}\n"})
    base.publish()
    return base


def test_the_list_shows_use_and_can_be_narrowed(editor: PanelClient, history: History) -> None:
    history.search(LATELY, top="termin-zwrotu", clicked="termin-zwrotu")

    everything = editor.get("/redakcja/artykuly").text
    narrowed = editor.get("/redakcja/artykuly?odbiorca=internal&q=reklamacja").text

    assert everything.index("Ile mam czasu") < everything.index("Ile kosztuje dostawa")
    assert "Reklamacja stałego klienta" in narrowed
    assert "Ile mam czasu" not in narrowed


@pytest.mark.parametrize(
    "query",
    ["strona=99&dni=7", "stan=zmyślony", "kolejnosc=x&dni=-1", "q=%00%3Cb%3E", "dni=9999999999"],
)
def test_odd_parameters_give_a_page(editor: PanelClient, query: str) -> None:
    assert editor.get(f"/redakcja/artykuly?{query}").status_code == 200


def test_the_table_is_safe_for_a_spreadsheet(editor: PanelClient, base: Base) -> None:
    base.commit({"zwroty/wzor.md": article('"=1+1"', owner='"@Ewa"')})
    base.publish()

    text = editor.get("/redakcja/artykuly.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))

    assert rows[0][0] == "Tytuł"
    assert ["'=1+1", "'@Ewa"] in [[row[0], row[5]] for row in rows]


def test_an_article_shows_its_history_and_what_was_said_of_it(
    editor: PanelClient, changed: Base, store: Store
) -> None:
    bad = Rating(
        key="r", slug="termin-zwrotu", commit="c" * 40, language="pl", helpful=False,
        reason="outdated", words="Zadzwońcie 601 234 567",
    )  # fmt: skip
    rate(store, bad, LATELY)

    page = editor.get(ADDRESS).text

    assert len(re.findall(r"/wersja/[0-9a-f]{12}", page)) == 2
    assert "Informacje są nieaktualne" in page
    assert "[telefon]" in page


def test_a_rename_is_part_of_the_history(editor: PanelClient, changed: Base) -> None:
    page = editor.get("/redakcja/artykul/ile-za-dostawe").text

    assert "pomoc/dostawa/koszt-dostawy.md" in page


def test_a_version_shows_what_changed_and_how_to_take_it_back(
    editor: PanelClient, changed: Base
) -> None:
    newest, first = re.findall(r"/wersja/([0-9a-f]{12})", editor.get(ADDRESS).text)

    page = unescape(editor.get(f"{ADDRESS}/wersja/{newest}").text)
    before = unescape(editor.get(f"{ADDRESS}/wersja/{first}").text)
    between = unescape(editor.get(f"{ADDRESS}/wersja/{first}?z={newest}").text)

    assert "<del>30</del>" in page
    assert "<ins>14</ins>" in page
    assert f"git revert --no-edit {newest}" in page
    assert "git restore" not in page
    assert f"git restore --source={first} -- pomoc/zwroty/termin-zwrotu.md" in before
    assert "<ins>30</ins>" in between


@pytest.mark.parametrize("commit", ["HEAD", "main", "--help", "0" * 40, "..%2f..", "abc", "zz"])
def test_an_address_names_no_other_commit(editor: PanelClient, changed: Base, commit: str) -> None:
    assert editor.get(f"{ADDRESS}/wersja/{commit}").status_code == 404
    first = re.findall(r"/wersja/([0-9a-f]{12})", editor.get(ADDRESS).text)[0]
    assert editor.get(f"{ADDRESS}/wersja/{first}?z={commit}").status_code == 404


def test_a_commit_of_another_article_is_none_of_this_one(editor: PanelClient, base: Base) -> None:
    other = base.commit({"dostawa/inny.md": article("Inny")})
    base.publish()

    assert editor.get(f"{ADDRESS}/wersja/{other[:12]}").status_code == 404


def test_markup_in_names_messages_and_texts_is_shown_as_text(
    editor: PanelClient, base: Base
) -> None:
    base.commit({"zwroty/znaki.md": article("Znaki", '<img src=x onerror="alert(1)"> & koniec')})
    base.git("commit", "--amend", "-q", "-m", "<b>Opis</b>", "--author", 'Kto"ś & <a@b.example>')
    base.publish()
    address = "/redakcja/artykul/znaki"
    page = editor.get(address).text
    version = editor.get(f"{address}/wersja/{base.git('rev-parse', 'HEAD')[:12]}").text

    for shown in (page, version):
        assert "<b>Opis" not in shown
        assert "Kto&#34;ś &amp;" in shown
        assert "<img" not in shown


def test_without_the_repository_the_article_is_there_and_says_so(
    editor: PanelClient, base: Base
) -> None:
    base.repo.rename(base.root / "moved")

    page = editor.get(ADDRESS)

    assert page.status_code == 200
    assert "Nie widać stąd historii" in page.text
    assert editor.get(f"{ADDRESS}/wersja/{'0' * 12}").status_code == 503


def test_an_article_that_is_not_there_is_told(editor: PanelClient) -> None:
    assert editor.get("/redakcja/artykul/nie-ma").status_code == 404


def test_internal_articles_are_for_those_who_may_read_them(editor: PanelClient) -> None:
    page = editor.get("/redakcja/artykul/reklamacja-vip").text
    commit = re.findall(r"/wersja/([0-9a-f]{12})", page)[0]

    assert SECRET in editor.get(f"/redakcja/artykul/reklamacja-vip/wersja/{commit}").text


def test_the_history_is_a_table_for_a_spreadsheet(editor: PanelClient, changed: Base) -> None:
    text = editor.get(f"{ADDRESS}/historia.csv").get_data(as_text=True)

    assert text.count("pomoc/zwroty/termin-zwrotu.md") == 2


def test_a_deleted_article_tells_who_deleted_it_and_how_it_comes_back(
    editor: PanelClient, base: Base
) -> None:
    base.git("rm", "-q", "pomoc/zwroty/termin-zwrotu.md")
    base.git("commit", "-q", "-m", "Już nie ma zwrotów")
    base.publish()
    path = "pomoc/zwroty/termin-zwrotu.md"

    assert "/redakcja/usuniete" in editor.get("/redakcja/artykuly").text
    assert f"/redakcja/usuniete/{path}" in editor.get("/redakcja/usuniete").text
    page = unescape(editor.get(f"/redakcja/usuniete/{path}").text)
    restore = re.search(r"git restore --source=[0-9a-f]{12} -- \S+", page)

    assert "Już nie ma zwrotów" in page
    assert "Ile mam czasu" in page
    assert restore
    base.git(*restore[0].split()[1:])
    assert (base.repo / path).is_file()


def test_the_address_of_a_deleted_article_leads_to_its_page(
    editor: PanelClient, base: Base
) -> None:
    base.git("rm", "-q", "pomoc/zwroty/termin-zwrotu.md")
    base.git("commit", "-q", "-m", "Bez zwrotów")
    base.publish()

    found = editor.get(ADDRESS)

    assert found.status_code == 302
    assert found.location.endswith("/redakcja/usuniete/pomoc/zwroty/termin-zwrotu.md")


@pytest.mark.parametrize("path", ["pomoc/zwroty/termin-zwrotu.md", "../etc/passwd", "x", "%00"])
def test_what_was_not_deleted_has_no_page(editor: PanelClient, path: str) -> None:
    assert editor.get(f"/redakcja/usuniete/{path}").status_code == 404


def test_a_renamed_file_is_not_deleted(editor: PanelClient, changed: Base) -> None:
    assert "koszt-dostawy.md" not in editor.get("/redakcja/usuniete").text
