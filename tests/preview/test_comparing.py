"""What differs between two versions of files and pages."""

from __future__ import annotations

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from kb.comparing.words import Change
from kb.preview.files import FileChange, Kind, TextSide, changed_files
from kb.preview.rendered import compare_pages

WORDS = st.lists(st.sampled_from(["masz", "30", "dni", ",", " ", "zwrot", "na", "ł"]), max_size=30)
TEXT = WORDS.map(" ".join)


def said(html_before: str, html_after: str) -> list[tuple[str, str, str]]:
    """Kind, change and marked text of each block: [-gone-] and {+come+}."""
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return [
        (
            block.kind,
            block.change.value,
            "".join(marks[r.change].format(r.text) for r in block.runs),
        )
        for block in compare_pages(html_before, html_after)
    ]


def test_words_that_came_and_went_stand_in_their_sentence() -> None:
    assert said(
        "<p>Na zwrot masz <strong>30 dni</strong> od odbioru.</p>",
        "<p>Na zwrot masz <strong>45 dni</strong> od odbioru.</p>",
    ) == [("p", "changed", "Na zwrot masz [-30-]{+45+} dni od odbioru.")]


def test_blocks_that_came_and_went_stand_in_their_places() -> None:
    before = "<h2>Jak?</h2><ol><li>Zapakuj.</li><li>Wyślij kurierem dziś.</li></ol><p>Stary.</p>"
    after = (
        "<h2>Jak?</h2><ol><li>Zapakuj.</li><li>Naklej.</li>"
        "<li><p>Wyślij kurierem jutro.</p></li></ol>"
    )

    assert said(before, after) == [
        ("h2", "same", "Jak?"),
        ("item", "same", "Zapakuj."),
        ("item", "added", "{+Naklej.+}"),
        ("item", "changed", "Wyślij kurierem [-dziś-]{+jutro+}."),
        ("p", "removed", "[-Stary.-]"),
    ]
    assert [block.label for block in compare_pages(before, after)] == ["", "1.", "2.", "3.", ""]


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    (block,) = compare_pages(
        '<p>Zobacz <a href="/a">to</a>.</p>', '<p>Zobacz <a href="/b">to</a>.</p>'
    )

    assert [(run.text, run.change.value, run.target) for run in block.runs if run.target] == [
        ("to", "removed", "/a"),
        ("to", "added", "/b"),
    ]


def test_rows_of_tables_lists_in_lists_and_code_are_read() -> None:
    html = (
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        '<ul><li>Jeden<ul><li>Dwa</li></ul></li></ul><ol start="3"><li>Trzy</li></ol>'
        "<pre><code>a\n  b</code></pre><blockquote><p>Cytat</p></blockquote><p>x<br>y</p>"
        '<p><img src="/o.png" alt="Obraz"></p>'
    )

    assert [(one.kind, one.label, one.runs[0].text) for one in compare_pages("", html)] == [
        ("row", "", "A | B"),
        ("row", "", "1 | 2"),
        ("item", "•", "Jeden"),
        ("item", "•", "Dwa"),
        ("item", "3.", "Trzy"),
        ("code", "", "a\n  b"),
        ("quote", "", "Cytat"),
        ("p", "", "x\ny"),
        ("p", "", "[Obraz]"),
    ]


@given(st.lists(TEXT, max_size=8), st.lists(TEXT, max_size=8))
def test_a_page_keeps_every_word_of_both_versions(before: list[str], after: list[str]) -> None:
    def page(texts: list[str]) -> str:
        return "".join(f"<p>{escape(text)}</p>" for text in texts if text.strip())

    blocks = compare_pages(page(before), page(after))

    def left(without: Change) -> list[str]:
        found = (
            "".join(run.text for run in one.runs if run.change is not without) for one in blocks
        )
        return [text for text in found if text.strip()]

    assert left(Change.REMOVED) == [text for text in after if text.strip()]
    assert left(Change.ADDED) == [text for text in before if text.strip()]


def test_huge_pages_are_compared_in_time() -> None:
    many = "".join(f"<p>{number} słowo zwrot paczka</p>" for number in range(3000))
    other = many.replace("paczka", "przesyłka")

    assert len(compare_pages(many, other)) >= 3000


def test_files_that_came_went_changed_and_moved() -> None:
    old = TextSide({"a.md": "A", "b.md": "B", "c/x.md": "stary", "d.md": "D", "e.md": "1"})
    new = TextSide({"a.md": "A", "f.md": "B", "g/x.md": "nowy", "h.md": "H", "e.md": "2"})

    assert changed_files(old, new) == (
        FileChange(Kind.REMOVED, "d.md"),
        FileChange(Kind.CHANGED, "e.md"),
        FileChange(Kind.MOVED, "f.md", "b.md"),
        FileChange(Kind.MOVED, "g/x.md", "c/x.md"),
        FileChange(Kind.ADDED, "h.md"),
    )
    assert changed_files(old, old) == ()
