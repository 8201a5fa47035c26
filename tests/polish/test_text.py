"""Polish text → tokens, folded forms, lemmas, trigrams."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ingest.article import parse_article
from kb.ingest.editorial import read_editorial
from kb.ingest.repository import read_worktree
from kb.model import Audience
from kb.polish.morphology import inflections, is_known, lemmas
from kb.polish.text import fold, is_stop_word, tokenise, trigrams

ARTICLES = Path(__file__).parents[2] / "kb" / "articles"

POLISH_LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżAĄBCĆDEĘFGHIJKLŁMNŃOÓPRSŚTUWYZŹŻ"
polish_text = st.text(alphabet=POLISH_LETTERS + " 0123456789.,:;-–@/_'’\u00a0\n")
any_text = st.text() | polish_text


def forms(text: str) -> list[str]:
    return [token.form for token in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("ŁÓDŹ łódź", "lodz lodz"),
        ("Straße STRAẞE", "strase strase"),
        ("ØRSTED đ Æ œ ı", "orsted d a o i"),
        ("½ ﬁ Ⅳ", "1⁄2 fi iv"),
    ],
)
def test_folding_removes_case_and_diacritics_also_those_that_unicode_does_not_decompose(
    text: str, folded: str
) -> None:
    assert fold(text) == folded


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aąćęłńóśźżAĄĆĘŁŃÓŚŹŻÆæŒœØøĐđ "))
def test_folding_does_not_depend_on_the_case_of_the_letters(text: str) -> None:
    assert fold(text) == fold(text.upper()) == fold(text.lower())


@given(st.text(alphabet=POLISH_LETTERS))
def test_a_fold_of_polish_is_never_longer_and_all_ascii(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("kwota 1 000,50 zł", ["kwota", "1 000,50", "zł"]),
        ("12\u00a0345\u202f678 i 12 100", ["12\u00a0345\u202f678", "i", "12 100"]),
        ("zamówienie LD-204518.", ["zamówienie", "LD-204518"]),
        ("kod LEN10, fv-2026-10", ["kod", "LEN10", "fv-2026-10"]),
        ("pisz: pomoc@lniany-dom.example!", ["pisz", "pomoc@lniany-dom.example"]),
        ("na lnianydom.pl.", ["na", "lnianydom.pl"]),
        ("https://www.a-b.pl/zwroty/formularz,", ["https://www.a-b.pl/zwroty/formularz"]),
        ("2026-10-03 i 3.10.2026", ["2026-10-03", "i", "3.10.2026"]),
        ("od 8:00–16:00 za 12,99", ["od", "8:00–16:00", "za", "12,99"]),
        ("don't Anny’ego", ["don't", "Anny’ego"]),
        ("C++ a_b — „x”", ["C", "a", "b", "x"]),
        ("", []),
        ("… ☃ !!!", []),
    ],
)
def test_amounts_identifiers_addresses_and_dates_stay_whole(text: str, tokens: list[str]) -> None:
    assert forms(text) == tokens


@given(any_text)
def test_tokens_stand_where_they_say_in_order_and_apart(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert text[token.start : token.end] == token.form != ""
        assert token.start >= end
        end = token.end


@given(any_text)
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    covered = {at for token in tokenise(text) for at in range(token.start, token.end)}
    lost = {at for at, c in enumerate(text) if c.isalnum() and at not in covered}
    assert not lost


@pytest.mark.parametrize(
    ("text", "key"), [("1 000,50", "1000,50"), ("LD-204518", "ld-204518"), ("Żółw", "zolw")]
)
def test_a_key_has_neither_case_nor_diacritics_nor_spaces(text: str, key: str) -> None:
    assert [token.key for token in tokenise(text)] == [key]


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("zwrotów", ("zwrot",)),
        ("ZWROTÓW", ("zwrot",)),
        ("zrobiłem", ("zrobić",)),
        ("paczkomatu", ("paczkomat",)),
        ("xyzzyq", ("xyzzyq",)),
        ("LEN10", ("len10",)),
    ],
)
def test_a_word_has_its_dictionary_forms_or_itself(form: str, found: tuple[str, ...]) -> None:
    assert lemmas(form) == found


def test_an_ambiguous_word_has_every_dictionary_form() -> None:
    assert {"mama", "mieć"} <= set(lemmas("mam"))


@given(any_text)
def test_every_text_has_lemmas_of_its_own(text: str) -> None:
    for token in tokenise(text):
        found = lemmas(token.form)
        assert found
        assert list(found) == sorted(set(found))


@pytest.mark.parametrize("lemma", ["zwrot", "przesyłka", "zapłacić", "pomóc"])
def test_every_inflection_leads_back_to_its_lemma(lemma: str) -> None:
    found = inflections(lemma)

    assert len(found) > 5
    assert [form for form in found if lemma not in lemmas(form)] == []


def test_verbs_have_their_forms_with_endings_of_person() -> None:
    assert {
        "zapłaciłem", "zapłaciłam", "zapłaciliśmy", "zapłaciłyśmy", "zapłaciłbym", "zapłaciłoby",
    } <= inflections("zapłacić")  # fmt: skip
    assert {"mogłem", "mógłbym", "mogłaby"} <= inflections("móc")
    assert "zapłaciłabyśmy" not in inflections("zapłacić")
    assert not {"mogł", "mógłem", "mogłbym"} & inflections("móc")


def test_the_dictionary_knows_words_as_they_are_written() -> None:
    assert is_known("przesyłka")
    assert not is_known("przesylka")
    assert not is_known("zwortu")


def test_stop_words_are_stop_words_in_any_case() -> None:
    assert is_stop_word("Jak")
    assert is_stop_word("się")
    assert not is_stop_word("zwrot")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zwrot", [" zw", "zwr", "wro", "rot", "ot "]),
        ("że ja", [" ze", "ze ", "e j", " ja", "ja "]),
        ("1 000", [" 10", "100", "000", "00 "]),
        ("a", [" a "]),
        ("", []),
        ("?!", []),
    ],
)
def test_trigrams_run_over_folded_tokens_with_a_space_around(text: str, found: list[str]) -> None:
    assert trigrams(text) == found


@given(any_text)
def test_trigrams_are_three_characters_long_and_overlap_by_two(text: str) -> None:
    found = trigrams(text)
    assert all(len(gram) == 3 for gram in found)
    assert all(a[1:] == b[:2] for a, b in pairwise(found))


def test_word_boundaries_agree_with_an_independent_tokeniser() -> None:
    """spaCy cuts amounts, hours and identifiers apart on purpose; words must be cut the same."""
    import spacy

    tokeniser = spacy.blank("pl")
    snapshot = read_worktree(ARTICLES)
    editorial, _ = read_editorial(snapshot.config)
    agreed = words = 0
    for file in snapshot.files:
        parsed, _ = parse_article(file, "c" * 40, editorial, Audience.PUBLIC)
        assert parsed is not None
        for block in (b for section in parsed.article.sections for b in section.blocks):
            ours = {(token.start, token.end) for token in tokenise(block.text)}
            theirs = [t for t in tokeniser(block.text) if any(c.isalpha() for c in t.text)]
            words += len(theirs)
            agreed += sum((t.idx, t.idx + len(t.text)) in ours for t in theirs)

    assert words > 10_000
    assert agreed / words >= 0.97


@pytest.mark.parametrize("piece", ["a.", "a-", "a@", "a.b/c.", "http://a", "1 "])
def test_a_text_without_an_end_takes_no_longer_than_its_length(piece: str) -> None:
    started = perf_counter()

    assert sum(1 for _ in tokenise(piece * 50_000)) > 0
    assert perf_counter() - started < 10
