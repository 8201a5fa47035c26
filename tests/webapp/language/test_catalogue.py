"""The English catalogue holds every text of templates and code, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests.project import translations
from webapp.language import catalogue, polish

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\}|<[^>]*>")
#: Polish forms of each noun that is counted, by the first of them, which is its key.
NOUNS = {
    "artykuł": ("artykuł", "artykuły", "artykułów"),
    "dniu": ("dniu", "dniach", "dniach"),
    "wynik": ("wynik", "wyniki", "wyników"),
    "dzień": ("dzień", "dni", "dni"),
    "znak": ("znak", "znaki", "znaków"),
    "minutę": ("minutę", "minuty", "minut"),
    "sekundę": ("sekundę", "sekundy", "sekund"),
    "sprawa": ("sprawa", "sprawy", "spraw"),
    "sprawę": ("sprawę", "sprawy", "spraw"),
    "wiadomość": ("wiadomość", "wiadomości", "wiadomości"),
    "zdanie": ("zdanie", "zdania", "zdań"),
    "nowy commit": ("nowy commit", "nowe commity", "nowych commitów"),
    "commit": ("commit", "commity", "commitów"),
    "wiersz": ("wiersz", "wiersze", "wierszy"),
    "inny plik": ("inny plik", "inne pliki", "innych plików"),
    "pytania": ("pytania", "pytań", "pytań"),
    "pytanie": ("pytanie", "pytania", "pytań"),
    "inne sformułowanie": ("inne sformułowanie", "inne sformułowania", "innych sformułowań"),
    "raz": ("raz", "razy", "razy"),
}
ENGLISH = {
    "artykuł": ("article", "articles"),
    "dniu": ("day", "days"),
    "dzień": ("day", "days"),
    "wynik": ("result", "results"),
    "znak": ("character", "characters"),
    "minutę": ("minute", "minutes"),
    "sekundę": ("second", "seconds"),
    "sprawa": ("conversation", "conversations"),
    "sprawę": ("conversation", "conversations"),
    "wiadomość": ("message", "messages"),
    "zdanie": ("sentence", "sentences"),
    "nowy commit": ("new commit", "new commits"),
    "commit": ("commit", "commits"),
    "wiersz": ("line", "lines"),
    "inny plik": ("other file", "other files"),
    "pytania": ("question", "questions"),
    "pytanie": ("question", "questions"),
    "inne sformułowanie": ("other wording", "other wordings"),
    "raz": ("time", "times"),
}


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def test_every_text_is_in_the_catalogue_and_none_is_left_over() -> None:
    texts = {str(message.id) for message in messages(translations.extracted())}
    stored = {str(message.id) for message in messages(translations.stored())}

    assert len(texts) > 60
    assert stored == texts, "run: python -m tests.project.translations --write"
    assert translations.stored().obsolete == {}


def test_the_catalogue_is_written_as_the_command_writes_it() -> None:
    made = translations.updated(translations.stored(), translations.extracted())

    assert translations.rendered(made) == catalogue.PATH.read_bytes()


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    assert translations.untranslated(translations.stored()) == []
    assert [message.id for message in messages(translations.stored()) if message.fuzzy] == []


def test_translations_keep_placeholders_and_the_space_around() -> None:
    for message in messages(translations.stored()):
        own = forms(message.id)[0]
        for translated in forms(message.string):
            assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(own)), own
            assert translated == translated.strip(), own
            assert not re.search("[ąćęłńóśźż„]", translated, re.IGNORECASE), translated


def test_a_sentence_stays_a_sentence() -> None:
    for message in messages(translations.stored()):
        own, translated = forms(message.id)[0], forms(message.string)[0]
        ends = own.removesuffix("godz.")[-1] in ".?:"
        assert ends == (translated[-1] in ".?:"), own


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    ("number", "polish_form", "english_form"),
    [(1, 0, 0), (2, 1, 1), (5, 2, 1), (12, 2, 1), (22, 1, 1), (100, 2, 1)],
)
def test_plural_forms_are_right(
    noun: str, number: int, polish_form: int, english_form: int
) -> None:
    one, few, many = NOUNS[noun]

    assert polish.plural(number, one, few, many) == NOUNS[noun][polish_form]
    assert catalogue.ENGLISH.ngettext(one, few, number) == ENGLISH[noun][english_form]


def test_every_noun_that_is_counted_is_among_them() -> None:
    counted = {message.id[0] for message in messages(translations.stored()) if message.pluralizable}

    assert counted == set(NOUNS)


def test_a_new_text_is_added_and_one_that_is_gone_is_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "en.po"
    path.write_bytes(catalogue.PATH.read_bytes())
    texts = Catalog()
    texts.add("Szukaj", locations=[("webapp/a.html", 0)])
    texts.add("Nowy tekst", locations=[("webapp/b.html", 0)])
    monkeypatch.setattr(translations, "extracted", lambda: texts)

    assert translations.main(["--write"], path) == 1

    found = {message.id: message.string for message in messages(translations.stored(path))}
    assert found == {"Szukaj": "Search", "Nowy tekst": ""}
    assert capsys.readouterr().out == "Nowy tekst\n"
