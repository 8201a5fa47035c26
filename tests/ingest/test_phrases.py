"""phrases.yaml: what editors may change, and what is wrong where."""

from __future__ import annotations

from kb.ingest.phrases import check_phrases, read_phrases


def of(text: str) -> dict[str, bytes]:
    return {"phrases.yaml": text.encode()}


def test_without_a_file_the_shipped_wording_serves_in_three_languages() -> None:
    phrases, problems = read_phrases({})

    assert problems == []
    assert [phrases.book(language).texts["greeting"] for language in ("pl", "en", "uk")] == [
        "Dzień dobry,",
        "Hello,",
        "Добрий день!",
    ]


def test_every_language_has_every_text() -> None:
    phrases, _ = read_phrases({})

    assert len({frozenset(book.texts) for book in phrases.books.values()}) == 1


def test_a_single_text_can_be_changed() -> None:
    phrases, problems = read_phrases(of("pl:\n  farewell: Z poważaniem\n"))

    assert problems == []
    assert phrases.book("pl").texts["farewell"] == "Z poważaniem"
    assert phrases.book("pl").texts["greeting"] == "Dzień dobry,"


def test_faults_are_named_with_their_line_and_change_nothing() -> None:
    phrases, problems = read_phrases(of("pl:\n  farewell: Hej {imie}\n  thanks: Dziękuję.\n"))

    assert [(one.line, one.rule) for one in problems] == [(2, "settings")]
    assert "{imie}" in problems[0].message
    assert phrases.book("pl").texts["farewell"] == "Pozdrawiam"


def test_forms_are_four_and_figures_belong_into_articles() -> None:
    _, three = read_phrases(of("pl:\n  farewell: '[Pani|Pana|Państwa]'\n"))
    _, figure = read_phrases(of("pl:\n  closing: Odpiszemy w 2 dni.\n"))
    _, unknown = read_phrases(of("pl:\n  hello: Cześć\n"))

    assert ["4 forms" in one.message for one in three] == [True]
    assert ["figures" in one.message for one in figure] == [True]
    assert [one.line for one in unknown] == [2]


def test_words_for_an_article_that_is_not_there_are_a_warning() -> None:
    problems = check_phrases(of("pl:\n  topics:\n    nie-ma-mnie: niczego\n"), ())

    assert [(one.line, str(one.level)) for one in problems] == [(3, "warning")]
