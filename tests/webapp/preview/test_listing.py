"""Asking for a preview from the screen, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from kb.preview.fetching import fetch_wanted, last_fetch
from kb.preview.golden import GoldenChange, GoldenReport, Verdict, keep_report
from kb.preview.model import Preview, State
from kb.preview.records import keep, known_previews, next_queued
from kb.preview_wiring import build_preview
from tests.bases import Base
from tests.webapp.panel.conftest import PanelClient
from webapp.serving import serving

Make = Callable[..., Preview]


def test_a_branch_is_asked_for_with_a_button_and_built(editor: PanelClient, branched: Base) -> None:
    page = editor.get("/podglad").text
    assert "nowe-terminy" in page
    assert "1 nowy commit" in page.replace("\u00a0", " ")
    assert "to widzą klienci" in page.replace("\u00a0", " ")

    answer = editor.send("/podglad", galaz="refs/heads/nowe-terminy")

    asked = next_queued(branched.data)
    assert asked is not None
    assert (asked.ref, asked.by) == ("nowe-terminy", "Ewa Lis")
    assert answer.location == f"/podglad/{asked.id}"
    assert "w kolejce" in editor.get(answer.location).text.replace("\u00a0", " ")
    state = editor.get(f"{answer.location}/stan").get_json()
    assert state["state"] == "queued"
    build_preview(branched.settings(), asked.id)
    assert editor.get(f"{answer.location}/stan").get_json()["state"] == "ready"
    assert "Otwórz strony podglądu" in editor.get(answer.location).text
    assert f'href="{answer.location}"' in editor.get("/podglad").text


@pytest.mark.parametrize(
    "ref", ["", "-x", "nie-ma", "main:pomoc", "x" * 300, "<script>", "a\x00b", "../..", "żółw"]
)
def test_a_ref_that_is_none_is_told_where_it_was_typed(
    editor: PanelClient, branched: Base, ref: str
) -> None:
    answer = editor.send("/podglad", galaz=ref)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]
    assert known_previews(branched.data) == ()


def test_what_is_wrong_with_the_articles_is_told(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    branched.git("checkout", "-q", "-b", "zla")
    branched.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    made = preview("zla")

    page = editor.get(f"/podglad/{made.id}").text

    assert "zwroty/zly.md:" in page
    assert "Zbuduj jeszcze raz" in page
    for path in ("strona/", "wyszukiwanie", "odpowiedz", "zmiany/zwroty/zly.md", "wewnetrzne"):
        assert editor.get(f"/podglad/{made.id}/{path}").status_code == 404
    editor.send(f"/podglad/{made.id}/od-nowa")
    assert next_queued(branched.data) is not None


def test_one_that_failed_says_why(editor: PanelClient, branched: Base, preview: Make) -> None:
    keep(branched.data, replace(preview(), state=State.FAILED, message="The disk is <full>."))
    (made,) = known_previews(branched.data)

    assert "The disk is &lt;full&gt;." in editor.get(f"/podglad/{made.id}").text


def test_a_preview_is_prolonged_and_removed(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    keep(branched.data, replace(preview(), expires_at=soon))
    (made,) = known_previews(branched.data)

    editor.send(f"/podglad/{made.id}/przedluz")
    assert known_previews(branched.data)[0].expires_at > soon + timedelta(days=6)
    assert editor.send(f"/podglad/{made.id}/usun").location == "/podglad"
    for path in ("", "/strona/", "/stan"):
        assert editor.get(f"/podglad/{made.id}{path}").status_code == 404


def test_a_repository_that_cannot_be_read_is_told(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    made = preview()
    (branched.repo / ".git").rename(branched.repo / "gone")

    assert "Nie udało się odczytać repozytorium" in editor.get("/podglad").text.replace(
        "\u00a0", " "
    )
    assert "Nie da się porównać" in editor.get(f"/podglad/{made.id}").text.replace("\u00a0", " ")
    assert editor.get(f"/podglad/{made.id}/zmiany/zwroty/nowy.md").status_code == 200
    assert editor.get(f"/podglad/{made.id}/strona/artykul/nowy").status_code == 200


def test_few_previews_are_open_at_a_time(
    app: Flask, editor: PanelClient, branched: Base, preview: Make
) -> None:
    ids = []
    for number in range(3):
        branched.git("checkout", "-q", "-b", f"galaz-{number}", "nowe-terminy")
        branched.git("commit", "-q", "--allow-empty", "-m", f"Zmiana {number}")
        ids.append(preview(f"galaz-{number}").id)
        assert editor.get(f"/podglad/{ids[-1]}/strona/").status_code == 200

    shelf = app.extensions["podpowiedz.previews"]
    assert sorted(shelf.names()) == sorted(ids[1:])
    copies = len(branched.copies())
    assert editor.get(f"/podglad/{ids[0]}/strona/").status_code == 200
    assert len(branched.copies()) == copies
    shelf._idle_s = 0
    shelf.close_idle()
    assert shelf.names() == ()
    assert len(branched.copies()) < copies


def test_what_becomes_of_golden_questions_is_told(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    made = preview()
    assert "Jeszcze ich nie porównano" in editor.get(f"/podglad/{made.id}").text
    report = GoldenReport(
        served=branched.pointer(),
        asked=7,
        right_before=5,
        right_after=4,
        changes=(
            GoldenChange("ile <b>dni</b>", Verdict.NOW_REFUSED, ("termin-zwrotu",), "stary", ""),
            GoldenChange("koszt", Verdict.BETTER, (), "koszt-dostawy", ""),
        ),
        hidden=3,
        hijacks=(("nowy", 6),),
        reasons=("Tak ma być <i>.",),
    )
    keep_report(branched.data, made.id, report)

    page = editor.get(f"/podglad/{made.id}").text.replace("\u00a0", " ")

    assert "4 z 7 pytań w podglądzie, 5 teraz" in page
    assert "ile &lt;b&gt;dni&lt;/b&gt;" in page
    assert page.index("zostanie bez odpowiedzi") < page.index("lepiej")
    assert "Artykuł nowy wchodzi do pierwszej piątki 6 pytań" in page
    assert "Tak ma być &lt;i&gt;." in page
    assert "zmieniło się to, co widzą klienci" not in page
    keep_report(branched.data, made.id, replace(report, served="inna"))
    assert "zmieniło się to, co widzą klienci" in editor.get(f"/podglad/{made.id}").text.replace(
        "\u00a0", " "
    )
    editor.send(f"/podglad/{made.id}/od-nowa")
    assert next_queued(branched.data) is not None


def test_branches_of_the_remote_are_fetched_where_there_is_one(
    editor: PanelClient, app: Flask, branched: Base
) -> None:
    assert "Pobierz gałęzie" not in editor.get("/podglad").text
    editor.send("/podglad", akcja="pobierz")
    assert not last_fetch(branched.data).wanted

    with app.app_context():
        serving().settings = branched.settings(content_remote="origin")
    assert "Pobierz gałęzie" in editor.get("/podglad").text.replace("\u00a0", " ")
    editor.send("/podglad", akcja="pobierz")
    assert last_fetch(branched.data).wanted
    assert "Gałęzie są właśnie pobierane" in editor.get("/podglad").text.replace("\u00a0", " ")
    fetch_wanted(branched.data, branched.repo, "origin", datetime.now(UTC))
    assert "Gałęzi nie udało się pobrać" in editor.get("/podglad").text.replace("\u00a0", " ")


def test_one_that_is_ready_is_shown_to_who_asks_again(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    made = preview()

    assert editor.send("/podglad", galaz=made.commit).location == f"/podglad/{made.id}"

    (known,) = known_previews(branched.data)
    assert known.state is State.READY
    assert known.expires_at >= made.expires_at


def test_one_that_cannot_be_opened_may_be_built_again(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    made = preview()
    (manifest,) = (branched.data / "previews" / made.id / "index").glob("*/manifest.json")
    manifest.write_text(
        manifest.read_text("utf-8").replace('"index_version": "', '"index_version": "x')
    )

    page = editor.get(f"/podglad/{made.id}").text

    assert "Podglądu nie udało się zbudować" in page.replace("\u00a0", " ")
    assert editor.get(f"/podglad/{made.id}/strona/").status_code == 503
    editor.send(f"/podglad/{made.id}/od-nowa")
    assert build_preview(branched.settings(), made.id).state is State.READY
    assert "Otwórz strony podglądu" in editor.get(f"/podglad/{made.id}").text
