"""HTML of help centres becomes Markdown that our own reader reads back as the same text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.authoring.importing.html_markdown import convert_html
from kb.authoring.importing.html_tree import TooDeepError
from kb.authoring.importing.notes import Notes
from kb.ingest.markdown import parse_markdown

SPECIAL = st.text(alphabet="aż1 *_`[]()<>&#+-.!|~=\\:;/\"'\n\u00a0)x", max_size=24)


def markdown_of(markup: str, notes: Notes | None = None) -> str:
    """What a body becomes; every address of the web is kept, no other."""
    return convert_html(
        markup, lambda target: target if "://" in target else None, notes or Notes()
    ).markdown


def words_of(markdown: str) -> list[str]:
    """The texts of all blocks as a reader sees them."""
    document = parse_markdown(markdown)
    shown = []
    for section in document.sections:
        shown += [section.title] if section.title else []
        shown += [block.text for block in section.blocks]
    return [" ".join(text.split()) for text in shown if text.strip()]


def words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@settings(max_examples=300, deadline=None)
@given(SPECIAL)
def test_any_words_of_a_paragraph_read_back_as_they_were(text: str) -> None:
    shown = words_of(markdown_of(f"<p>{html.escape(text)}</p>"))

    assert shown == ([words(text)] if words(text) else [])


@settings(max_examples=300, deadline=None)
@given(SPECIAL, SPECIAL, SPECIAL)
def test_any_words_around_emphasis_and_line_breaks_read_back(a: str, b: str, c: str) -> None:
    markup = "<p>{}<b>{}</b><br>{}</p>".format(*map(html.escape, (a, b, c)))

    shown = " ".join(words_of(markdown_of(markup)))

    assert shown == words(f"{a}{b}\n{c}")


@settings(max_examples=200, deadline=None)
@given(st.recursive(
    SPECIAL.map(html.escape),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i", "em", "strong", "s", "span", "code", "a href=https://x.pl/"]),
        st.lists(inner, max_size=3),
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"),
    max_leaves=6,
))  # fmt: skip
def test_no_word_is_lost_or_added_by_marks_inside_marks(markup: str) -> None:
    shown = "".join(words_of(markdown_of(f"<p>{markup}</p>")))
    meant = html.unescape(re.sub(r"<[^>]*>", "", markup))

    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", meant)


@settings(max_examples=200, deadline=None)
@given(st.lists(SPECIAL, min_size=4, max_size=4))
def test_any_words_in_cells_items_and_headings_read_back(texts: list[str]) -> None:
    one, two, three, four = map(html.escape, texts)
    markup = (
        f"<h2>{one}</h2><ul><li>{two}</li></ul>"
        f"<table><tr><th>A<th>B<tr><td>{three}<td>{four}</table>"
    )

    shown = words_of(markdown_of(markup))

    expected = [words(text) for text in texts]
    row = " | ".join(expected[2:])
    cells = ["A | B", row] if any(expected[2:]) else ["A | B"]
    assert shown == [*filter(None, expected[:2]), words(" ".join(cells))]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/abdivphulitrd \"'=&;!-x", max_size=200))
def test_any_broken_markup_is_read(markup: str) -> None:
    markdown_of(markup)


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<h1>A</h1><h4>B</h4><h2>C</h2>", "## A\n\n### B\n\n### C"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<ol start='3'><li>raz<li>dwa</ol>", "3. raz\n4. dwa"),
        ("<ul><li>a<ol><li>b</ol></ul>", "- a\n  1. b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ul><li><p>a</p><p>b</p></ul>", "- a\n\n  b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code class='language-sh'>a\n\n`b`</code></pre>", "```sh\na\n\n`b`\n```"),
        ("<p>x <code>a`b</code></p>", "x ``a`b``"),
        ("<p>m<sup>2</sup> i H<sub>2</sub>O</p>", "m² i H₂O"),
        ("<p><strong><em>x</em></strong></p>", "***x***"),
        ("<p><b>a</b><b>b</b> c</p>", "**ab** c"),
        ("<p>a <b> b </b>c</p>", "a **b** c"),
        ("<p>Uwaga!<a href='https://x.pl'>tu</a></p>", "Uwaga\\![tu](https://x.pl)"),
        ("<dl><dt>Ile?</dt><dd>Tyle.</dd></dl>", "**Ile?**\n\nTyle."),
        ("<p><a href='https://x.pl/a (b)'>tu</a></p>", "[tu](https://x.pl/a%20%28b%29)"),
        ("<table><tr><td><p>a</p><ul><li>b</ul></td></tr></table>", "a\n\n- b"),
        ("<ul><li>x <h3>Nagłówek</h3></ul>", "- x\n\n  **Nagłówek**"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
    ],
)  # fmt: skip
def test_what_each_kind_of_markup_becomes(markup: str, markdown: str) -> None:
    assert markdown_of(markup) == markdown


def test_a_table_keeps_rows_that_stand_alone() -> None:
    notes = Notes()
    markup = (
        "<table><tr><th>Sposób</th><th align=right>Cena</th></tr>"
        "<tr><td rowspan=2>Kurier</td><td>15,99 zł</td></tr><tr><td>5 | 6 zł</td></tr></table>"
    )

    assert markdown_of(markup, notes) == (
        "| Sposób | Cena |\n| --- | ---: |\n| Kurier | 15,99 zł |\n| Kurier | 5 \\| 6 zł |"
    )
    assert notes.kinds() == {"table"}


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<script>x</script>", "script"),
        ("<p onclick='x()'>a</p>", "event-handler"),
        ("<iframe src='https://y.pl'></iframe>", "embed"),
        ("<form><input></form>", "form"),
        ("<img src='https://y.pl/a.png'>", "image"),
        ("<img src='data:image/png;base64,xx'>", "image"),
        ("<u>a</u>", "formatting"),
        ("<table><tr><td>a<td>b</table>", "table"),
    ],
)
def test_what_cannot_be_carried_over_is_noted(markup: str, kind: str) -> None:
    notes = Notes()
    markdown = markdown_of(markup, notes)

    assert kind in notes.kinds()
    assert "<" not in markdown
    assert "data:" not in markdown


def test_elements_in_each_other_without_end_are_refused_at_once() -> None:
    with pytest.raises(TooDeepError):
        markdown_of("<div>" * 200_000 + "x")


def test_deep_but_honest_markup_keeps_its_words() -> None:
    markup = "<div><ul><li>" * 100 + "słowo" + "</li></ul></div>" * 100

    assert "słowo" in markdown_of(markup)
    assert "słowo" in "".join(words_of(markdown_of(markup)))
