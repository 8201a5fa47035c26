from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ingest.chunk import chunk_article
from kb.ingest.markdown import parse_markdown
from kb.model import Article, Audience, Block, ChunkKind, Section


def article(markdown: str, questions: tuple[str, ...] = (), title: str = "Tytuł") -> Article:
    document = parse_markdown(markdown, title=title)
    return Article(
        id="zwroty/koszt", slug="koszt", category="zwroty", title=title, audience=Audience.PUBLIC,
        language="pl", sections=document.sections, html="", markdown=markdown,
        source_path="zwroty/koszt.md", commit="c" * 40,
        updated_at=datetime(2026, 10, 3, tzinfo=UTC), questions=questions,
    )  # fmt: skip


def test_title_and_questions_are_chunks_of_their_own_kind() -> None:
    chunks = chunk_article(article("\nTekst.\n", ("ile to kosztuje", "kto płaci")))
    questions = [chunk for chunk in chunks if chunk.kind is ChunkKind.QUESTION]
    assert [chunk.text for chunk in questions] == ["Tytuł", "ile to kosztuje", "kto płaci"]
    assert {(c.anchor, c.heading_path, c.lines) for c in questions} == {("", ("Tytuł",), (2, 2))}


def test_an_article_without_text_is_found_by_its_title() -> None:
    (chunk,) = chunk_article(article(""))
    assert (chunk.text, chunk.lines) == ("Tytuł", (1, 1))


LONG = "Zdanie, które ma dosyć słów, żeby rozdział nie był krótki i nie łączył się z niczym innym."


def test_sections_do_not_share_chunks_and_carry_their_headings() -> None:
    text = f"{LONG}\n\n## A\n\n{LONG}\n\n1. raz\n2. dwa\n\n### B\n\n{LONG}\n\n## C\n\n{LONG}\n"
    chunks = [c for c in chunk_article(article(text)) if c.kind is ChunkKind.TEXT]
    assert [(c.anchor, c.heading_path, c.lines) for c in chunks] == [
        ("", ("Tytuł",), (1, 1)),
        ("a", ("Tytuł", "A"), (5, 8)),
        ("b", ("Tytuł", "A", "B"), (12, 12)),
        ("c", ("Tytuł", "C"), (16, 16)),
    ]
    assert chunks[1].text == f"{LONG}\n1. raz\n2. dwa"


def test_a_very_short_section_joins_the_next_one_of_the_same_parent() -> None:
    text = f"## A\n\nTak.\n\n## B\n\n{LONG}\n\n### C\n\nNie.\n\n## D\n\nKoniec."
    chunks = [c for c in chunk_article(article(text)) if c.kind is ChunkKind.TEXT]
    assert [(c.anchor, c.heading_path, c.text, c.lines) for c in chunks] == [
        ("a", ("Tytuł", "A", "B"), f"Tak.\n{LONG}", (3, 7)),
        ("c", ("Tytuł", "B", "C"), "Nie.", (11, 11)),
        ("d", ("Tytuł", "D"), "Koniec.", (15, 15)),
    ]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "Zwrot wyślij np. Paczkomatem przy ul. Lnianej 5."
    text = " ".join([sentence] * 10)
    chunks = [c for c in chunk_article(article(text), 120) if c.kind is ChunkKind.TEXT]
    assert [c.text for c in chunks] == [f"{sentence} {sentence}"] * 5
    assert {c.lines for c in chunks} == {(1, 1)}


def test_a_long_table_is_cut_between_rows_and_repeats_its_header() -> None:
    rows = "\n".join(f"| Paczka {n} | {n},99 zł |" for n in range(30))
    text = f"| Sposób | Koszt |\n|---|---|\n{rows}"
    chunks = [c for c in chunk_article(article(text), 150) if c.kind is ChunkKind.TEXT]
    assert len(chunks) > 1
    assert all(c.text.startswith("Sposób | Koszt\n") for c in chunks)
    body = [row for c in chunks for row in c.text.split("\n")[1:]]
    assert body == [f"Paczka {n} | {n},99 zł" for n in range(30)]


def test_long_code_is_cut_between_lines_and_keeps_its_indentation() -> None:
    code = "\n".join(f"    wiersz_{n} = {n}" for n in range(30))
    text = f"```\n{code}\n```"
    chunks = [c for c in chunk_article(article(text), 100) if c.kind is ChunkKind.TEXT]
    assert "\n".join(c.text for c in chunks) == code


def test_a_monster_sentence_is_cut_at_spaces_and_a_monster_word_inside() -> None:
    words = [c.text for c in chunk_article(article("słowo " * 100), 60)][1:]
    assert all(re.fullmatch(r"(słowo ?)+", text) for text in words)
    letters = [c.text for c in chunk_article(article("x" * 1000), 60)][1:]
    assert "".join(letters) == "x" * 1000


def test_a_limit_too_small_to_hold_words_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 50"):
        chunk_article(article("x"), 10)


words = st.text(alphabet="abżŁ1. ,|\n", min_size=1, max_size=400).filter(str.strip)
kinds = st.sampled_from(["paragraph", "step", "item", "table", "code", "quote"])
block = st.builds(Block, text=words, lines=st.just((1, 1)), kind=kinds)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    sections: list[Section] = []
    count = draw(st.integers(0, 5))
    for number in range(count):
        level = draw(st.integers(2, 4)) if number else 0
        blocks = tuple(draw(st.lists(block, max_size=4)))
        anchor = f"s{number}" if level else ""
        sections.append(Section(anchor, anchor.upper(), level, (1, 1), blocks))
    questions = tuple(draw(st.lists(words, max_size=3)))
    return replace(article("", questions), sections=tuple(sections))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(articles(), st.integers(50, 300))
def test_no_text_is_lost_and_no_chunk_is_over_the_limit(base: Article, limit: int) -> None:
    chunks = chunk_article(base, limit)
    assert all(0 < len(chunk.text) <= limit for chunk in chunks)
    kept = bare("".join(c.text for c in chunks if c.kind is ChunkKind.TEXT))
    # The repeated header of a cut table only adds text: the original is a subsequence.
    position = 0
    for character in bare("".join(b.text for s in base.sections for b in s.blocks)):
        position = kept.index(character, position) + 1


@given(articles())
def test_without_tables_the_text_is_exactly_kept(base: Article) -> None:
    sections = tuple(
        replace(s, blocks=tuple(b for b in s.blocks if b.kind != "table")) for s in base.sections
    )
    chunks = chunk_article(replace(base, sections=sections), 100)
    kept = bare("".join(c.text for c in chunks if c.kind is ChunkKind.TEXT))
    assert kept == bare("".join(b.text for s in sections for b in s.blocks))


@given(articles(), words)
def test_ids_are_unique_and_stay_when_another_section_changes(base: Article, text: str) -> None:
    before = chunk_article(base)
    assert len({chunk.id for chunk in before}) == len(before)
    assert all(UUID(chunk.id).version == 5 for chunk in before)
    assert chunk_article(base) == before
    added = Section("nowa", "Nowa", 2, (9, 9), (Block(text, (9, 9), "paragraph"),))
    after = chunk_article(replace(base, sections=(*base.sections, added)))
    ids = {chunk.id for chunk in before}
    assert ids <= {chunk.id for chunk in after}
