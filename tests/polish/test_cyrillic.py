"""Cyrillic names in Latin letters: the examples of the resolution, and names by ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.polish.cyrillic import in_latin


@pytest.mark.parametrize(
    ("written", "passport"),
    [
        ("Алушта", "alushta"), ("Борщагівка", "borshchahivka"), ("Вінниця", "vinnytsia"),
        ("Гадяч", "hadiach"), ("Згорани", "zghorany"), ("Ґалаґан", "galagan"),
        ("Єнакієве", "yenakiieve"), ("Гаєвич", "haievych"), ("Житомир", "zhytomyr"),
        ("Їжакевич", "yizhakevych"), ("Кадиївка", "kadyivka"), ("Йосипівка", "yosypivka"),
        ("Стрий", "stryi"), ("Щербухи", "shcherbukhy"), ("Юрій", "yurii"), ("Яготин", "yahotyn"),
        ("Костянтин", "kostiantyn"), ("Знам'янка", "znamianka"), ("Феодосія", "feodosiia"),
    ],
)  # fmt: skip
def test_the_examples_of_the_resolution(written: str, passport: str) -> None:
    assert in_latin(written)[0] == passport


@pytest.mark.parametrize(
    ("written", "by_ear"),
    [
        ("Шевченко", "szewczenko"), ("Оксана", "oksana"), ("Бондар", "bondar"),
        ("Юрій", "jurij"), ("Яценюк", "jaceniuk"), ("Кравчук", "krawczuk"),
        ("Михайло", "mychajlo"), ("Катерина", "kateryna"), ("Людмила", "ludmyla"),
        ("Наталя", "natala"), ("Ткачук", "tkaczuk"),
    ],
)  # fmt: skip
def test_names_as_poles_write_them(written: str, by_ear: str) -> None:
    assert in_latin(written)[-1] == by_ear


def test_the_same_form_stands_once() -> None:
    assert in_latin("Оксана") == ("oksana",)


@pytest.mark.parametrize("word", ["", "Oksana", "Żółć", "123", "Ελένη"])
def test_other_letters_have_no_form(word: str) -> None:
    assert in_latin(word) == ()


@given(st.text(st.characters(min_codepoint=0x400, max_codepoint=0x45F), min_size=1, max_size=30))
def test_letters_of_ukrainian_and_russian_are_left_nowhere(word: str) -> None:
    known = set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ")
    kept = "".join(letter for letter in word.casefold() if letter in known)

    for form in in_latin(kept):
        assert form.isascii()
