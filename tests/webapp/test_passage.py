from __future__ import annotations

from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.public.passage import Part, on_one_line, parts


def test_steps_rows_and_sentences_are_told_apart_and_keep_their_order() -> None:
    html = (
        "Wybierz sposób.<br>1. Otwórz <mark>formularz</mark>.<br>2. Zapisz kod.<br>"
        "Sposób | Cena<br>kurier | 14,99 zł<br>Gotowe."
    )

    assert parts(html) == (
        Part("text", (("Wybierz sposób.",),)),
        Part("steps", (("1", "Otwórz <mark>formularz</mark>."), ("2", "Zapisz kod."))),
        Part("table", (("Sposób", "Cena"), ("kurier", "14,99 zł"))),
        Part("text", (("Gotowe.",),)),
    )


def test_one_line_stops_before_a_table_unless_it_begins_with_one() -> None:
    assert on_one_line("Zwrot jest bezpłatny.\nSposób | Cena\nkurier | 14,99 zł") == (
        "Zwrot jest bezpłatny."
    )
    assert on_one_line("Sposób | Cena\nkurier | 14,99 zł") == "Sposób, Cena\nkurier, 14,99 zł"


def test_what_only_looks_like_a_step_or_a_row_is_text() -> None:
    lines = ["14 dni.", "1.5 kg", "2026. rok|dwa", "12.", "a|b"]

    assert [part.kind for part in parts("<br>".join(lines))] == ["text"]
    assert parts("") == ()


def test_escaped_text_stays_escaped() -> None:
    ((part),) = parts("1. &lt;b&gt; &amp; | x")

    assert part == Part("steps", (("1", "&lt;b&gt; &amp; | x"),))


def test_steps_of_an_answer_keep_their_numbers_on_the_page(client: FlaskClient) -> None:
    page = client.get("/szukaj?q=zwrot").get_data(as_text=True)

    assert '<ol class="steps">' in page
    assert '<li value="3">Nadaj <mark>paczkę</mark>' in page
    assert "3. Nadaj" not in page.split("<article")[1].split("</article>")[0]


def test_a_number_is_not_parted_from_its_unit(library: FakeLibrary) -> None:
    page = build(library).test_client().get("/szukaj?q=zwrot").get_data(as_text=True)

    assert "14\u00a0dni ważności" in page
