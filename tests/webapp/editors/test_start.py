"""The first page says what customers see, what waits, and what stopped it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from kb.errors import ContentError
from kb.ingest.guard import LOCK
from kb.publishing.requests import ask, pending
from kb.store.database import Store
from kb.store.schema import accounts
from tests.bases import NEW, Base
from tests.webapp.panel.conftest import NOW, PanelClient


def test_what_is_served_is_named_with_its_commit(editor: PanelClient, base: Base) -> None:
    page = editor.get("/redakcja").get_data(as_text=True)

    assert base.git("rev-parse", "--short=12", "HEAD") in page
    assert "Zmiana" in page
    assert "Nic: na stronie jest najnowszy commit." in page


def test_what_is_newer_is_listed_as_text(editor: PanelClient, base: Base) -> None:
    base.commit(NEW)
    base.git("commit", "--allow-empty", "-q", "-m", "Opis <script>alert(1)</script>")

    page = editor.get("/redakcja").get_data(as_text=True)

    assert "2\N{NO-BREAK SPACE}commity" in page
    assert "Opis &lt;script&gt;" in page
    assert "<script>alert" not in page


def test_articles_with_errors_are_told_with_file_and_line(editor: PanelClient, base: Base) -> None:
    base.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    with pytest.raises(ContentError):
        base.publish()

    page = editor.get("/redakcja").get_data(as_text=True)
    table = editor.get("/redakcja/uwagi.csv").get_data(as_text=True)

    assert "artykuły mają błędy" in page
    assert "zwroty/zly.md:3" in page
    assert "zwroty/zly.md;3;" in table


def test_a_failure_is_told_in_plain_words_with_the_program_s_own_behind_them(
    editor: PanelClient, lead: PanelClient, base: Base
) -> None:
    with pytest.raises(Exception, match="no-such"):
        base.publish(content_ref="no-such")

    assert "nie ma gałęzi, którą serwer publikuje" in editor.get("/redakcja").text
    assert "Komunikat programu" in editor.get("/redakcja").text
    assert "Komunikat programu" not in lead.get("/redakcja").text


def test_without_the_repository_the_page_is_there(editor: PanelClient, base: Base) -> None:
    base.repo.rename(base.root / "moved")

    response = editor.get("/redakcja")

    assert response.status_code == 200
    assert "Nie widać stąd repozytorium" in response.text


def test_a_publish_can_be_asked_for_where_a_worker_listens(
    editor: PanelClient, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.send("/redakcja/opublikuj")
    assert pending(base.data) is None
    monkeypatch.setattr("webapp.editors.start._listens", lambda: True)

    response = editor.send("/redakcja/opublikuj")

    asked = pending(base.data)
    assert asked is not None
    assert asked.by == "Ewa Lis"
    assert "Poprosiliśmy" in editor.get(response.location).text


def test_a_request_that_nobody_takes_names_the_worker(editor: PanelClient, base: Base) -> None:
    ask(base.data, "gitlab", NOW.replace(hour=7))

    page = editor.get("/redakcja").text

    assert "GitLab" in page
    assert "kb work" in page


def test_before_the_first_publish_the_page_says_what_to_do(editor: PanelClient, base: Base) -> None:
    Path(base.index / "current").unlink()

    page = editor.get("/redakcja").text

    assert "Jeszcze niczego nie opublikowano" in page
    assert (base.data / LOCK).exists()


def test_leads_read_and_only_editors_change(lead: PanelClient) -> None:
    assert lead.get("/redakcja").status_code == 200
    assert lead.send("/redakcja/opublikuj").status_code == 403
    assert lead.send("/redakcja/odlozone/przywroc").status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/artykuly", "/artykul/termin-zwrotu", "/braki", "/prosby", "/poprawki"]
)
def test_the_screens_speak_the_language_of_the_account(
    editor: PanelClient, store: Store, path: str
) -> None:
    with store.writing() as connection:
        connection.execute(update(accounts).values(language="en"))

    page = editor.get(f"/redakcja{path}").text

    assert '<html lang="en">' in page
    assert "What is missing" in page
