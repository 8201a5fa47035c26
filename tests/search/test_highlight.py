"""Matched words in a passage, safe for a page."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from kb.search.highlight import highlight, matched_spans
from kb.search.lexical import lemma_units

markup = st.text(alphabet="<>&\"'/ \nabzwrotóńmark;#x27")


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in matched_spans(text, frozenset(lemma_units(query)))]


def test_words_match_in_their_inflected_forms() -> None:
    text = "Zwroty przyjmujemy w salonie. Koszt zwrotu: 9,99 zł, za przesyłką."

    assert marked(text, "zwrot przesyłka 9,99") == ["Zwroty", "zwrotu", "9,99", "przesyłką"]


def test_stop_words_are_not_marked_even_when_they_were_asked() -> None:
    assert marked("Jak i co do zwrotu", "jak zwrot") == ["zwrotu"]


def test_numbers_match_however_they_are_grouped() -> None:
    assert marked("Od 1\u00a0000 zł.", "1 000") == ["1\u00a0000"]


def test_nothing_asked_marks_nothing() -> None:
    assert marked("Zwrot towaru", "") == []


def test_the_text_is_escaped_and_lines_are_kept() -> None:
    text = "<b>Zwrot</b> & co\n„x”"

    shown = highlight(text, matched_spans(text, frozenset(lemma_units("zwroty"))))

    assert shown == "&lt;b&gt;<mark>Zwrot</mark>&lt;/b&gt; &amp; co<br>„x”"


@given(st.text() | markup, st.text() | markup)
def test_without_its_own_tags_the_html_is_the_text(text: str, query: str) -> None:
    shown = highlight(text, matched_spans(text, frozenset(lemma_units(query))))

    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>", "<br>"}
    plain = re.sub(r"</?mark>", "", shown).replace("<br>", "\n")
    assert "<" not in plain
    assert ">" not in plain
    # `unescape` maps a few control characters as browsers do; they are not written as references.
    assert re.sub(r"&(amp|lt|gt|quot|#x27);", lambda m: unescape(m[0]), plain) == text


@given(st.text() | markup, st.text() | markup)
def test_spans_are_in_order_and_apart(text: str, query: str) -> None:
    end = 0
    for start, stop in matched_spans(text, frozenset(lemma_units(query))):
        assert end <= start < stop <= len(text)
        end = stop
