"""Templates of the operator: what lies in KB_TEMPLATES goes before what is built in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import ConfigError
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary

PAGES = ("/", "/szukaj?q=zwrot", "/artykul/koszt-zwrotu", "/brak")
FOOTER = """{% extends "built-in/base.html" %}
{% block footer %}<p>Infolinia: {{ editorial.contact.phone }}</p>{{ super() }}{% endblock %}
"""
ARTICLES = """{% macro article_link(item, anchor="") -%}
<a class="own" href="{{ url_for('public.article', slug=item.slug) }}">{{ item.title }}</a>
{%- endmacro %}
{% macro summaries(items) %}{% endmacro %}
{% macro hits(items) %}{% endmacro %}
{% macro day(when) -%}{{ when|date_in_words }}{%- endmacro %}
{% macro changed_on(when) -%}{{ day(when) }}{%- endmacro %}
"""


def test_one_block_of_every_page_can_be_changed(library: FakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(FOOTER, encoding="utf-8")
    client = build(library, templates=tmp_path).test_client()

    for address in PAGES:
        foot = client.get(address).get_data(as_text=True).split("<footer")[1]
        assert "<p>Infolinia: +48 12 000 00 00</p>" in foot
        assert "Wszystkie tematy" in foot, "the built-in part stands below"


def test_a_macro_of_ones_own_is_used_by_the_built_in_pages(
    library: FakeLibrary, tmp_path: Path
) -> None:
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros/articles.html").write_text(ARTICLES, encoding="utf-8")
    client = build(library, templates=tmp_path).test_client()

    assert '<a class="own" href="/artykul/' in client.get("/").get_data(as_text=True)


def test_an_empty_folder_changes_nothing(library: FakeLibrary, tmp_path: Path) -> None:
    own = build(library, templates=tmp_path).test_client()

    assert own.get("/").get_data() == build(library).test_client().get("/").get_data()


def test_a_folder_that_is_not_there_stops_the_start(library: FakeLibrary, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="KB_TEMPLATES: there is no folder"):
        build(library, templates=tmp_path / "brak")


NOTICE = """{% import "built-in/macros/notice.html" as built_in %}
{% set correction = built_in.correction %}
{% macro degraded_notice(degraded) %}<p class="notice">Przerwa</p>{% endmacro %}
"""


def test_one_macro_of_a_file_can_be_changed(library: FakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros/notice.html").write_text(NOTICE, encoding="utf-8")
    client = build(library, templates=tmp_path).test_client()

    page = client.get("/szukaj?q=zwrocic").get_data(as_text=True)

    assert '<p class="notice">Przerwa</p>' in page
    assert "Szukamy:" in page, "the other macro of the file is the built-in one"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (NOTICE.replace("set correction", "set correct"), "lacks the macro correction"),
        ("{% macro correction() %}\n{% endif %}", "notice.html, line 2: "),
    ],
)
def test_templates_that_would_break_pages_stop_the_start(
    library: FakeLibrary, tmp_path: Path, own: str, said: str
) -> None:
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros/notice.html").write_text(own, encoding="utf-8")

    with pytest.raises(ConfigError, match=said):
        build(library, templates=tmp_path)


def test_templates_of_the_operators_own_pages_need_no_built_in_one(
    library: FakeLibrary, tmp_path: Path
) -> None:
    (tmp_path / "parts.html").write_text("{% macro x() %}{% endmacro %}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("{% no template %}", encoding="utf-8")

    assert build(library, templates=tmp_path).test_client().get("/").status_code == 200
