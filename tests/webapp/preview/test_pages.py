"""The pages of a preview, as an editor walks them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from kb.accounts.model import Role
from kb.preview.model import Preview
from tests.bases import QUESTION, SECRET, Base, article
from tests.webapp.panel.conftest import PanelClient
from webapp.records import RECORDS

Make = Callable[..., Preview]


def test_the_pages_of_a_branch_are_shown_beside_what_customers_see(
    editor: PanelClient, preview: Make
) -> None:
    root = f"/podglad/{preview().id}/strona"

    page = editor.get(f"{root}/artykul/termin-zwrotu")

    assert "45 dni" in page.text
    assert "Podgląd</strong>" in page.text
    assert "nowe-terminy" in page.text
    assert f'href="{root}/"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "30 dni" in editor.get("/artykul/termin-zwrotu").text
    assert "Podgląd</strong>" not in editor.get("/artykul/termin-zwrotu").text
    assert editor.get(f"{root}/").status_code == 200
    assert editor.get(f"{root}/en/article/termin-zwrotu").status_code in {200, 404}
    assert editor.get(f"{root}/kategoria/zwroty").status_code == 200
    assert editor.get(f"{root}/artykul/koszt-dostawy").status_code in {404, 410}
    assert editor.get(root).status_code == 308
    moved = editor.get(f"{root}/artykul/termin-zwrotu/?q=%C5%82")
    assert (moved.status_code, moved.location) == (308, f"{root}/artykul/termin-zwrotu?q=%C5%82")
    assert editor.head(f"{root}/artykul/termin-zwrotu").status_code == 200


def test_the_search_of_a_branch_is_not_counted(
    app: Flask, editor: PanelClient, preview: Make
) -> None:
    root = f"/podglad/{preview().id}/strona"

    found = editor.get(f"{root}/szukaj", query_string={"q": QUESTION})

    assert "45 dni" in found.text.replace("\u00a0", " ")
    assert f'href="{root}/artykul/termin-zwrotu' in found.text
    suggested = editor.get(f"{root}/podpowiedzi", query_string={"q": "ile mam czasu"})
    assert suggested.status_code == 200
    assert "recorder" not in vars(app.extensions[RECORDS])


def test_links_between_articles_stay_in_the_preview(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    branched.git("checkout", "-q", "-b", "z-linkiem")
    text = "Zobacz [termin](termin-zwrotu.md) albo [sklep](https://example.org/x)."
    branched.commit({"zwroty/nowy.md": article("Nowy", text)})
    root = f"/podglad/{preview('z-linkiem').id}/strona"

    page = editor.get(f"{root}/artykul/nowy").text

    assert f'href="{root}/artykul/termin-zwrotu"' in page
    assert 'href="/artykul/' not in page.replace('href="/artykul/nowy"', "", 1)
    assert 'href="https://example.org/x"' in page


@pytest.mark.parametrize(
    "path",
    ["panel", "panel/konta", "metrics", "healthz", "redakcja", "podglad", "hooks/git",
     "kontakt/abc", "ankieta/abc", "api/v1/suggestions", "nie-ma", "artykul/..%2f..%2fx"],
)  # fmt: skip
def test_nothing_but_the_help_centre_is_under_a_preview(
    editor: PanelClient, preview: Make, path: str
) -> None:
    answer = editor.get(f"/podglad/{preview().id}/strona/{path}")

    assert answer.status_code in {404, 405}
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_application_of_a_preview_never_sees_who_asks(
    app: Flask, editor: PanelClient, preview: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, object]] = []
    made = preview()
    editor.get(f"/podglad/{made.id}/strona/")
    site = app.extensions["podpowiedz.previews"]._open[made.id].site
    inner = site.wsgi_app

    def noting(environ: dict[str, object], start: object) -> object:
        seen.append(dict(environ))
        return inner(environ, start)

    monkeypatch.setattr(site, "wsgi_app", noting)
    headers = {"Authorization": "Bearer x", "If-None-Match": '"x"', "Range": "bytes=0-1"}
    answer = editor.get(f"/podglad/{made.id}/strona/", headers=headers)

    assert answer.status_code == 200
    assert {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_RANGE"}.isdisjoint(
        seen[0]
    )
    assert "Set-Cookie" not in answer.headers


def test_a_form_of_a_preview_sends_nothing(editor: PanelClient, preview: Make) -> None:
    path = f"/podglad/{preview().id}/strona/kontakt"

    answers = editor.post(path, data={"tresc": "Dzień dobry"}), editor.send(path)

    assert [answer.status_code for answer in answers] == [403, 409]
    for answer in answers:
        assert "niczego nie wysyłają" in answer.text.replace("\u00a0", " ")


def test_a_page_of_a_preview_asks_for_no_rating(editor: PanelClient, preview: Make) -> None:
    page = editor.get(f"/podglad/{preview().id}/strona/artykul/termin-zwrotu").text

    assert "45 dni" in page.replace("\u00a0", " ")
    assert "Czy to pomogło?" not in page.replace("\u00a0", " ")
    assert "Czy to pomogło?" in editor.get("/artykul/termin-zwrotu").text.replace("\u00a0", " ")


def test_what_changes_is_listed_and_shown(editor: PanelClient, preview: Make) -> None:
    made = preview()

    page = editor.get(f"/podglad/{made.id}").text

    for path, kind in (
        ("zwroty/termin-zwrotu.md", "zmieniony"),
        ("zwroty/nowy.md", "nowy"),
        ("dostawa/koszt-dostawy.md", "usunięty"),
    ):
        assert f"/podglad/{made.id}/zmiany/{path}" in page
        assert kind in page
    changed = editor.get(f"/podglad/{made.id}/zmiany/zwroty/termin-zwrotu.md").text
    assert "<del>" in changed
    assert ">usunięto: </span>30<" in changed
    assert ">dodano: </span>45<" in changed
    assert "<ins>45</ins>" in changed
    assert editor.get(f"/podglad/{made.id}/zmiany/zwroty/nowy.md").status_code == 200
    assert editor.get(f"/podglad/{made.id}/zmiany/dostawa/koszt-dostawy.md").status_code == 200
    for path in ("kb.toml", "../kb.toml", "procedury/reklamacja-vip.md", "%2e%2e/x"):
        assert editor.get(f"/podglad/{made.id}/zmiany/{path}").status_code == 404


def test_html_of_an_article_is_never_html_of_the_comparison(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    branched.git("checkout", "-q", "-b", "zla")
    text = "`<script>alert(1)</script>` &lt;img src=x onerror=alert(1)&gt;"
    branched.commit({"zwroty/nowy.md": article("<b>Tytuł</b> & <i>x</i>", text)})

    page = editor.get(f"/podglad/{preview('zla').id}/zmiany/zwroty/nowy.md").text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_an_article_that_becomes_public_is_told(
    editor: PanelClient, branched: Base, preview: Make
) -> None:
    branched.git("checkout", "-q", "-b", "jawna")
    path = "procedury/reklamacja-vip.md"
    before = (branched.repo / "pomoc" / path).read_text(encoding="utf-8")
    branched.commit({path: before.replace("internal", "public")})
    made = preview("jawna")

    assert "był wewnętrzny, zobaczą go klienci" in editor.get(f"/podglad/{made.id}").text.replace(
        "\u00a0", " "
    )
    assert "Po publikacji zobaczą go klienci" in editor.get(
        f"/podglad/{made.id}/zmiany/{path}"
    ).text.replace("\u00a0", " ")


def test_internal_articles_are_for_the_desk_alone(editor: PanelClient, preview: Make) -> None:
    made = preview()

    assert "Reklamacja stałego klienta" in editor.get(f"/podglad/{made.id}/wewnetrzne").text
    assert SECRET in editor.get(f"/podglad/{made.id}/wewnetrzne/reklamacja-vip").text
    hidden = editor.get(f"/podglad/{made.id}/strona/artykul/reklamacja-vip")
    assert hidden.status_code == 404
    assert SECRET not in hidden.text


def test_a_search_is_shown_beside_that_of_today(editor: PanelClient, preview: Make) -> None:
    path = f"/podglad/{preview().id}/wyszukiwanie"

    page = editor.get(path, query_string={"pytanie": QUESTION}).text.replace("\u00a0", " ")

    assert "30 dni" in page
    assert "45 dni" in page
    assert "Odpowiedź będzie inna." in page
    assert editor.get(path).status_code == 200
    for question in ("", "x" * 301):
        assert editor.get(path, query_string={"pytanie": question}).status_code == 422


def test_a_suggested_reply_is_shown_beside_that_of_today(
    editor: PanelClient, preview: Make
) -> None:
    path = f"/podglad/{preview().id}/odpowiedz"

    page = editor.send(path, wiadomosc=f"Dzień dobry, {QUESTION}?").text.replace("\u00a0", " ")

    assert "30 dni" in page
    assert "45 dni" in page
    assert "Szkic będzie inny." in page
    for message in ("", "x" * 10_001):
        assert editor.send(path, wiadomosc=message).status_code == 422


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_who_is_no_editor_sees_no_preview(
    sign_in: Callable[[Role], PanelClient], preview: Make, role: Role
) -> None:
    client, made = sign_in(role), preview()

    for path in ("", f"/{made.id}", f"/{made.id}/strona/", f"/{made.id}/strona/artykul/nowy"):
        answer = client.get(f"/podglad{path}")
        assert answer.status_code == 403
        assert "Jak zwrócić prezent" not in answer.text


def test_who_is_not_signed_in_comes_back_after_it(nobody: PanelClient, preview: Make) -> None:
    path = f"/podglad/{preview().id}/strona/artykul/nowy"

    answer = nobody.get(path)

    assert answer.status_code == 303
    assert answer.location == f"/panel/wejscie?dalej={path}"
