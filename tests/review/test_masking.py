"""What is written at the desk is kept without personal data, and comes back letter for letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import reveal
from kb.review.masking import Mask
from kb.store.schema import decisions, messages
from tests.review.desk import GREETING, TERM, Desk

KNOWN = {"[osoba 0]": "Pani Anno", "[osoba 1]": "Anna Nowak", "[telefon 1]": "600 100 200"}
PIECES = st.lists(
    st.sampled_from(
        [*KNOWN, *KNOWN.values(), "Anna", "600-100-200", "[telefon 2]", "501 502 503", " ", ", ",
         "\n", "jan@example.pl", "44051401359", "Jan Kowalski", "[osoba", "x"]
    )
).map("".join)  # fmt: skip


@given(st.one_of(PIECES, st.text()), st.one_of(PIECES, st.text()))
def test_every_text_comes_back(first: str, second: str) -> None:
    mask = Mask(KNOWN)
    hidden = [mask.hide(first), mask.hide(second)]

    assert [reveal(text, mask.placeholders) for text in hidden] == [first, second]
    assert KNOWN.items() <= mask.placeholders.items()


@given(PIECES)
def test_hiding_twice_is_hiding_once_more_and_still_comes_back(text: str) -> None:
    mask = Mask(KNOWN)
    once = mask.hide(text)

    assert reveal(reveal(mask.hide(once), mask.placeholders), mask.placeholders) == text


def test_known_values_keep_their_placeholder_and_new_ones_get_one() -> None:
    mask = Mask(KNOWN)

    assert mask.hide("Pani Anno, dzwonimy: 600 100 200 lub 501 502 503.") == (
        "[osoba 0], dzwonimy: [telefon 1] lub [telefon 2]."
    )
    assert mask.placeholders["[telefon 2]"] == "501 502 503"


def test_a_typed_placeholder_is_no_placeholder() -> None:
    mask = Mask(KNOWN)
    hidden = mask.hide("Tak wygląda [telefon 1].")

    assert "[telefon 1]" not in hidden
    assert reveal(hidden, mask.placeholders) == "Tak wygląda [telefon 1]."


def test_what_the_base_says_is_nobodys_secret() -> None:
    mask = Mask(KNOWN, public="Infolinia: 22 123 45 67.")

    assert mask.hide("Infolinia: 22 123 45 67.") == "Infolinia: 22 123 45 67."
    assert mask.hide("Pani numer: 22 123 45 68.") == "Pani numer: [telefon 2]."


def test_the_shops_own_numbers_are_hidden() -> None:
    mask = Mask({}, patterns=Patterns(orders=("LD-######",)))

    assert mask.hide("Zamówienie LD-123456") == "Zamówienie [numer zamówienia 1]"


def test_customers_are_hidden_by_their_names_in_every_inflection() -> None:
    mask = Mask({}, names=("Xymena Brzdąc", "sklep u oli"))

    hidden = mask.hide("Pani Xymena Brzdąc prosi o zwrot. Brzdąca? Piszemy do: sklep u oli.")

    assert hidden == "Pani [osoba 1] prosi o zwrot. [osoba 2]? Piszemy do: [osoba 3]."
    assert mask.hide("Ten brzdąc płacze w sklepie.") == "Ten brzdąc płacze w sklepie."


def test_a_name_that_no_detector_knows_is_hidden_as_the_customer_gave_it(desk: Desk) -> None:
    number, _ = desk.waiting()
    with desk.store.writing() as connection:
        connection.execute(update(messages).values(name="sklep u oli"))

    desk.edit(number, f"{GREETING}\n\n{TERM}\n\nPozdrawiamy sklep u oli.")

    with desk.store.reading() as connection:
        assert "oli" not in str(connection.execute(select(decisions)).all())
    assert desk.seen(number).text.endswith("Pozdrawiamy sklep u oli.")
