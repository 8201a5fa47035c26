"""HTML of articles as Markdown: read again, it gives the same HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.ingest.frontmatter import split_front_matter
from kb.ingest.markdown import parse_markdown
from kb.ingest.render import render_html
from webapp.public.markdown import escape, to_markdown

ARTICLES = Path(__file__).resolve().parents[2] / "kb" / "articles"

#: Markdown as editors may write it, each with a trap for whoever writes it back.
TRAPS = {
    "marks": r"**m** *k* ~~s~~ _z_a_ ***oba*** \*nie\* a*b foo_bar snake\_case \~~nie\~~",
    "starts of lines": "1\\. nie\n\\- nie\n\\# nie\n2\\) nie\n\\+ nie\n\\> nie\n\\***",
    "entities": "&amp;lt; &copy; 3 < 4 > 2 &amp; R&D &amp;#60;",
    "code": "`` a`b `` i ` `` ` i `|` i `*x*`",
    "fence": "````\nkod ``` `\n\n  wcięty\n````",
    "link": "Uwaga\\![link](a.md) [l](<a (b).md>) <https://x.pl/(a)> [**m**](#a)",
    "line breaks": "c  \nd<br>\ne",
    "heading": "## C \\#\n\n### `kod` i *kursywa*",
    "tight list": "- a\n- b\n  - c\n    1. d\n\n       e",
    "loose list": "- a\n\n  b\n- c",
    "lists in a row": "- a\n- b\n\n* c\n* d\n\n1. e\n\n\n1) f",
    "list with a start": "5. pięć\n6. sześć",
    "list with blocks": "1. x\n   ```\n   kod\n   ```\n\n   > cytat\n2. y",
    "quote": "> cytat\n> > w środku\n>\n> - li",
    "table": "| a | b\\|c | d |\n|:--|--:|:-:|\n| `x\\|y` | **m** | |",
    "rule": "a\n\n***\n\n\\---",
    "emoji": "Prezent 🎁 od 👩‍👩‍👧",
}


def html_of(markdown: str) -> str:
    """As articles are rendered; spaces do not count, and no heading is taken for the title."""
    html = render_html(parse_markdown(markdown, 1, "—"), lambda target: target)
    return re.sub(r"\s+", " ", html.replace("\u00a0", " "))


def again(html: str) -> str:
    return to_markdown(html, lambda target: target)


@pytest.mark.parametrize("name", TRAPS)
def test_markdown_of_a_page_gives_that_page(name: str) -> None:
    html = html_of(TRAPS[name])

    assert html_of(again(html)) == html


def test_every_sample_article_survives_the_way_there_and_back() -> None:
    changed = []
    paths = sorted(ARTICLES.rglob("*.md"))
    for path in paths:
        _, body, _ = split_front_matter(path.read_text(encoding="utf-8"))
        html = render_html(parse_markdown(body), lambda target: target)
        read = render_html(parse_markdown(again(html), 1, "—"), lambda target: target)
        if read.replace("\u00a0", " ") != html.replace("\u00a0", " "):
            changed.append(path.name)

    assert len(paths) > 50
    assert changed == []


def test_a_plain_page_is_written_as_a_person_would() -> None:
    html = (
        "<p>Masz 14\u00a0dni (do 12,99\u00a0zł), e-mail: a_b@x.pl.</p>"
        '<h2 id="x">Jak?</h2><ol><li>Otwórz.</li><li>Wyślij.</li></ol>'
        '<p>Zobacz <a href="#x">część</a>.</p>'
    )

    assert to_markdown(html, lambda target: f"https://x.pl/a{target}") == (
        "Masz 14 dni (do 12,99 zł), e-mail: a_b@x.pl.\n\n## Jak?\n\n1. Otwórz.\n2. Wyślij.\n\n"
        "Zobacz [część](https://x.pl/a#x).\n"
    )


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> </p>", "<ul></ul>", "<table></table>"])
def test_nothing_is_nothing(html: str) -> None:
    assert to_markdown(html, str) == "\n"


def test_an_image_is_its_words_and_a_break_at_the_end_is_none() -> None:
    assert to_markdown('<p><span class="image-alt">Mapa</span><br></p>', str) == "Mapa\n"


def test_words_are_escaped_where_markdown_would_read_more_into_them() -> None:
    assert escape("[a](b) <c> `d` *e* \\") == r"\[a\](b) \<c\> \`d\` \*e\* \\"
    assert escape("snake_case 5 & 6") == "snake_case 5 & 6"
