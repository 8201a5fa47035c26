from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ingest.markdown import Document, make_anchor, parse_markdown
from kb.ingest.render import render_html
from kb.model import Block, Link


def blocks(text: str, first_line: int = 1) -> list[Block]:
    return [b for s in parse_markdown(text, first_line).sections for b in s.blocks]


def texts(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(text)]


def test_sections_have_anchor_title_level_and_lines_in_the_file() -> None:
    body = "Wstęp.\n\n## Jak zgłosić zwrot?\n\nTak.\nI tak.\n\n### Głębiej\n\n## Pusty\n"
    document = parse_markdown(body, first_line=10)
    assert [(s.anchor, s.title, s.level, s.lines) for s in document.sections] == [
        ("", "", 0, (10, 10)),
        ("jak-zglosic-zwrot", "Jak zgłosić zwrot?", 2, (12, 15)),
        ("glebiej", "Głębiej", 3, (17, 17)),
        ("pusty", "Pusty", 2, (19, 19)),
    ]
    assert document.sections[1].blocks == (Block("Tak. I tak.", (14, 15), "paragraph"),)


def test_inline_markup_is_removed_and_link_words_stay() -> None:
    text = (
        'Zwrot **w ciągu** _30_ `dni` ~~14~~: [formularz](https://a.example "t") &amp; '
        "![szew](x.png)\\\nkoniec"
    )
    assert texts(text) == [("paragraph", "Zwrot w ciągu 30 dni 14: formularz & szew\nkoniec")]


def test_steps_keep_their_numbers_and_lines() -> None:
    text = (
        "3. Otwórz.\n\n   Dalszy ciąg.\n4. Zaznacz:\n   - raz\n   - dwa\n\n   Po liście.\n"
        "9. Wyślij."
    )
    assert blocks(text) == [
        Block("3. Otwórz.\nDalszy ciąg.", (1, 3), "step"),
        Block("4. Zaznacz:", (4, 4), "step"),
        Block("raz", (5, 5), "item"),
        Block("dwa", (6, 6), "item"),
        Block("Po liście.", (8, 8), "paragraph"),
        Block("5. Wyślij.", (9, 9), "step"),
    ]


def test_a_table_is_one_block_with_a_row_per_line() -> None:
    text = "| Sposób | Koszt |\n|---|---:|\n| **Kurier** | 15,99 zł |\n| | |\n| a \\| b | [x](y) |"
    assert blocks(text) == [Block("Sposób | Koszt\nKurier | 15,99 zł\na | b | x", (1, 5), "table")]


def test_code_and_quotes_are_blocks_and_the_marker_of_a_note_is_dropped() -> None:
    text = "```\n  a\n\n  b\n```\n\n> [!NOTE]\n> Ważne.\n\n    kod"
    assert texts(text) == [("code", "  a\n\n  b"), ("quote", "Ważne."), ("code", "kod")]
    assert "NOTE" not in html(text)


def test_the_heading_that_says_the_title_is_no_section() -> None:
    document = parse_markdown("# Zwrot?\n\nTak.\n\n## A\n", title="zwrot")
    assert [s.title for s in document.sections] == ["", "A"]
    assert "Zwrot" not in render_html(document, str)
    other = parse_markdown("# Inny\n\nTak.\n", title="Zwrot")
    assert [(s.title, s.level) for s in other.sections] == [("Inny", 2)]
    assert render_html(other, str).startswith('<h2 id="inny">Inny</h2>')
    assert parse_markdown("## A\n\n# B").title == "B"
    assert parse_markdown("## A").title is None


def test_anchors_are_the_same_on_the_page_and_in_sections() -> None:
    document = parse_markdown("## A\n## A\n## A-2\n## 🙂\n## Łódź & _żółw_\n\n# a\n")
    anchors = [section.anchor for section in document.sections]
    assert anchors == ["a", "a-2", "a-2-2", "sekcja", "lodz-zolw", "a-3"]
    page = render_html(document, str)
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert len(set(anchors)) == len(anchors)
    assert document.repeated


@given(st.lists(st.text(alphabet="aA-2 łL!", max_size=6), max_size=12))
def test_anchors_never_repeat(titles: list[str]) -> None:
    used: dict[str, int] = {}
    anchors = [make_anchor(title, used) for title in titles]
    assert len(set(anchors)) == len(anchors)
    assert all(anchors)


def test_links_and_images_have_their_targets_as_written_and_lines() -> None:
    body = (
        "a [x](ścieżka%20b.md#ą)\nb ![obraz](img/a.png)\n\n| a |\n|-|\n| [y](z.md) |\n\n"
        "[r]\n\n[r]: r.md"
    )
    assert parse_markdown(body, first_line=5).links == (
        Link("ścieżka%20b.md#ą", 5),
        Link("img/a.png", 6, image=True),
        Link("z.md", 10),
        Link("r.md", 12),
    )


def test_raw_html_loses_its_tags_and_keeps_its_words() -> None:
    text = (
        '<div onclick="x()">Ważne <b>słowo</b><br>i już</div>\n\n<script>alert(1)</script>\n\n'
        "a<br>b <i>c</i>\n\n<!-- uwaga -->"
    )
    assert texts(text) == [("paragraph", "Ważne słowo i już"), ("paragraph", "a\nb c")]
    assert html(text) == "<p>Ważne słowo i\u00a0już</p>\n<p>a<br>b c</p>"
    assert parse_markdown(text, 3).html_line == 3
    assert parse_markdown('# <a name="x"></a>A\n\n<!-- b -->').html_line is None


def html(text: str) -> str:
    return render_html(parse_markdown(text), lambda target: target)


def test_the_empty_corner_of_a_table_is_no_heading() -> None:
    page = html("| | A |\n|---|---|\n| B | 1 |")

    assert "<thead><tr><td></td><th>A</th></tr></thead>" in page.replace("\n", "")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "data:text/html,x", "vbscript:x",
     "file:///etc/passwd", "&#106;avascript:x", " javascript:x", "ms-settings:x",
     "\x01javascript:x"],
)  # fmt: skip
def test_dangerous_links_leave_only_their_words(link: str) -> None:
    page = html(f"[słowa](<{link}>)")
    assert "href" not in page
    assert "słowa" in page


def test_external_links_are_marked_and_images_become_words() -> None:
    assert html("[a](https://a.example/?x=1&y=2)") == (
        '<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener">a</a></p>'
    )
    assert html("[a](/artykul/b#c)") == '<p><a href="/artykul/b#c">a</a></p>'
    assert html("[a](mailto:a@b.example)").count("mailto:") == 1
    assert html("![schemat <b>](https://x.example/a.png)") == (
        '<p><span class="image-alt">schemat &lt;b&gt;</span></p>'
    )
    assert "img" not in html("![](a.png)")


def test_a_link_that_is_not_resolved_leaves_its_words() -> None:
    document = parse_markdown("[zł **b**](x.md) [c](y.md)")
    page = render_html(document, lambda target: "/y" if target == "y.md" else None)
    assert page == '<p>zł <strong>b</strong> <a href="/y">c</a></p>'


def test_a_table_scrolls_in_a_box_of_its_own_and_nothing_else_gets_one() -> None:
    page = html('| A |\n|---|\n| b |\n\n<div class="scroll">x</div>')

    assert page.startswith('<div class="scroll"><table>')
    assert page.count("<div") == page.count("</table></div>") == 1


def test_tables_carry_alignment_as_a_class() -> None:
    page = html("|a|b|\n|-|-:|\n|1|2|")
    assert '<td class="align-right">2</td>' in page
    assert "style" not in page


def test_hard_spaces_keep_short_words_and_units_and_leave_code_alone() -> None:
    assert (
        html("**Jaka** to *cena i* ile")
        == "<p><strong>Jaka</strong> to <em>cena i</em>\u00a0ile</p>"
    )
    page = html(
        "W salonie i w domu: **30** dni, 1 000 zł, `w kodzie 5 zł`, "
        "[do 5 %](https://a.example/w%20a)\nz linii o\nmocy"
    )
    assert page.replace("\u00a0", "~") == (
        "<p>W~salonie i~w~domu: <strong>30</strong>~dni, 1~000~zł, <code>w kodzie 5 zł</code>, "
        '<a href="https://a.example/w%20a" rel="noopener">do 5~%</a>\nz~linii o~mocy</p>'
    )


BOMBS = {
    "brackets": "[" * 100_000,
    "pairs": "[" * 50_000 + "]" * 50_000,
    "images": "![" * 50_000,
    "quotes": ">" * 100_000,
    "spaced quotes": "> " * 100_000 + "a",
    "lists": "- " * 100_000 + "a",
    "numbers": "1. " * 100_000,
    "stars": "*a **b " * 20_000,
    "links": "[a](" * 50_000,
    "backticks": "".join("`" * n + " " for n in range(1, 400)),
    "html": "<a " * 100_000 + "<!--" * 50_000,
    "rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * 20_000,
    "columns": "|a" * 20_000 + "\n" + "|-" * 20_000,
    "headings": "# a\n" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_answered_quickly(name: str) -> None:
    started = time.process_time()
    document = parse_markdown(BOMBS[name])
    render_html(document, str)
    assert time.process_time() - started < 10


def test_what_is_nested_too_deep_is_reported_with_its_line() -> None:
    assert parse_markdown("a\n\n" + "> " * 30 + "b", first_line=4).cut_line == 6
    assert parse_markdown("> " * 8 + "b").cut_line is None


@given(st.text(alphabet=st.sampled_from("ab1.#>*_`[]()!|-+~<&\\\n ł:\"'="), max_size=120))
def test_any_text_is_parsed_with_lines_inside_the_file_and_clean_html(text: str) -> None:
    document: Document = parse_markdown(text, first_line=3)
    last = 3 + text.count("\n")
    for section in document.sections:
        for block in section.blocks:
            assert section.lines[0] <= block.lines[0] <= block.lines[1] <= section.lines[1] <= last
            assert block.text.strip()
    assert all(3 <= link.line <= last for link in document.links)
    page = render_html(document, lambda target: target)
    assert "<script" not in page
    assert "<img" not in page
