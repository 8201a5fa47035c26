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
