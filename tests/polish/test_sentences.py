from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.polish.sentences import split_sentences

CASES = [
    "Zwrot jest darmowy.|Pieniądze oddamy w 7 dni.",
    "Adres: ul. Lniana 5, 30-001 Kraków.|Zapraszamy!",
    "Wybierz np. Paczkomat albo kuriera.|Potem zapłać.",
    "Zbierasz 100 pkt. za zakupy.|Zobacz pkt. 3 regulaminu.",
    "To tzw. Klub Lnu, m.in. Dla stałych klientów.",
    "Dzwoń od godz. 8:00 do godz. 18:00.|W soboty krócej.",
    "Podaj nr LD-204518 oraz nr. telefonu.",
    "Pisze dr Nowak i prof. Kowalska.|Pani J. Nowak odpowie.",
    "Dostawa kosztuje 15,99 zł.|Odbiór jest darmowy.",
    "Kosztuje 5,00 zł. więcej.",
    "Wyślij do 30. dnia od zakupu.|Później nie.",
    "Termin mija 30.11.2026.|Potem kod wygasa.",
    "Ustawa z 30 maja 2014 r. o prawach konsumenta.|Zmiana z 2023 r.|Nowe zasady obowiązują.",
    "Sprzedawcą jest Lniany Dom sp. z o.o. Kraków.",
    "2. Zaznacz rzeczy.|Może być jedna.",
    "Naprawdę?|Tak!|No… może.|Zobaczymy.",
    "Napisał: „To koniec.”|Odpisaliśmy mu.",
    "„Zwrot przyjęty.”|Tak brzmi wiadomość.",
    "(Dotyczy paczek.)|Listów nie.",
    "Napisz na pomoc@lnianydom.example.|Odpiszemy w 4 godziny.",
    "Wejdź na lnianydom.example.|Zaloguj się.",
    "Podaj kod, datę itp.|Potem wyślij.",
    "Kod, data itd. są w wiadomości.",
    "Cena to 1 000 zł.|5 dni na zwrot.",
    "Zobacz art. 27 i ust. 3.|To ważne.",
    "Pierwszy wiersz\n|Drugi wiersz.|Trzecie.",
    "Wpisz adres e-mail.|Potwierdź go.",
    "Рахунок готовий.|Дякуємо!",
    "We ship in 2 days.|See e.g. DPD for details.",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    expected = [part.strip() for part in case.split("|")]
    text = "".join(part if part.endswith("\n") else f"{part} " for part in case.split("|")).strip()
    assert [text[start:end] for start, end in split_sentences(text)] == expected


def test_an_empty_text_has_no_sentences() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t ") == []


@given(st.text(alphabet=st.sampled_from("aŁz1 .!?…„”()\n-,"), max_size=200) | st.text(max_size=80))
def test_spans_are_in_order_and_cover_everything_but_space(text: str) -> None:
    spans = split_sentences(text)
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


def test_a_long_text_without_spaces_or_with_nothing_but_dots_is_quick() -> None:
    for text in ("a" * 200_000 + ". A", ". " * 100_000, "„" * 100_000, "a. A" * 50_000):
        assert split_sentences(text)


@pytest.mark.parametrize("mark", ["?", "…", '."', ".)"])
def test_marks_without_an_end_take_no_longer_than_their_number(mark: str) -> None:
    started = perf_counter()

    assert split_sentences(mark * 200_000 + " Tak.")
    assert perf_counter() - started < 10
