"""Other words for the same statement are supported; other statements in like words are not."""

from __future__ import annotations

import pytest

from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.grounding.synonyms import groups_of
from kb.answer.grounding.wordings import reworded
from kb.answer.model import Sentence, Source, Status
from tests.answer.grounding.test_check import source

SHOP = source(
    "Odbiór w salonie nic nie kosztuje. Kod do skrytki jest ważny 2 dni. "
    "O uznaniu decyduje zespół serwisu. Kurier dzwoni, zanim przyjedzie. "
    "Koszt pakowania nie podlega zwrotowi. Upominek dostaniesz w ciągu 7 dni. "
    "W ciągu dwóch dni możesz podnieść limit, gdy suma zakupów wynosi co najmniej 300 zł. "
    "Na czacie odpowiadamy w ciągu 2 minut. Na e-mail odpowiadamy w ciągu 4 godzin. "
    "Poradnia jest nieczynna w poniedziałek. Zwrot nadasz w automacie.",
    title="Ile kosztuje odbiór?",
)


def status(text: str, passage: Source = SHOP) -> Status:
    return check_sentence(Sentence(text, (passage.key,)), Evidence([passage])).status


@pytest.mark.parametrize(
    "text",
    [
        "Odbiór w salonie jest bezpłatny.",
        "Za odbiór w salonie nie płaci Pani nic.",
        "Kod do skrytki zachowuje ważność przez 2 dni.",
        "Po dwóch dniach kod do skrytki wygasa.",
        "Decyzję o uznaniu podejmuje zespół serwisu.",
        "Kurier dzwoni, nim przyjedzie.",
        "Kosztu pakowania nie zwracamy.",
        "Upominek wyślemy w ciągu tygodnia.",
        "Limit można podnieść w dwa dni, jeżeli suma zakupów wynosi przynajmniej 300 zł.",
        "Na czacie odpisujemy w ciągu 2 minut, a na e-mail w ciągu 4 godzin.",
        "Poradnia nie działa w poniedziałek.",
        "Zgodnie z naszymi zasadami odbiór w salonie jest bezpłatny.",
    ],
)
def test_the_same_in_other_words_is_supported(text: str) -> None:
    assert status(text) is Status.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "Odbiór w salonie kosztuje dodatkowo.",
        "Za odbiór w salonie płaci Pani z góry.",
        "Kod do skrytki zachowuje ważność przez 3 dni.",
        "Po dwóch dniach kod do skrytki jest ważny.",
        "Decyzję o uznaniu podejmuje kierownik salonu.",
        "Koszt pakowania zwracamy.",
        "Upominek wyśle Pani w ciągu tygodnia.",
        "Limit można podnieść w dwa dni, jeżeli suma zakupów wynosi najwyżej 300 zł.",
        "Na czacie odpisujemy w ciągu 4 godzin, a na e-mail w ciągu 2 minut.",
        "Poradnia działa w poniedziałek.",
    ],
)
def test_another_statement_in_like_words_is_not(text: str) -> None:
    assert status(text) is Status.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tak, odbiór w salonie nic nie kosztuje.", Status.SUPPORTED),
        ("Nie, odbiór w salonie jest bezpłatny.", Status.UNSUPPORTED),
        ("Nie, koszt pakowania nie podlega zwrotowi.", Status.SUPPORTED),
        ("Tak, koszt pakowania nie podlega zwrotowi.", Status.UNSUPPORTED),
    ],
)
def test_yes_and_no_must_agree_with_the_sentence_after_them(text: str, wanted: Status) -> None:
    assert status(text) is wanted


def test_where_the_passage_answers_its_question_the_reply_answers_alike() -> None:
    passage = source("Nie, próg dotyczy tylko Polski.", title="Czy za granicę wyślecie za darmo?")

    assert status("Nie, próg dotyczy tylko Polski.", passage) is Status.SUPPORTED
    assert status("Tak, próg dotyczy jedynie Polski.", passage) is Status.UNSUPPORTED


def test_what_a_title_only_asks_is_not_said() -> None:
    passage = source("Szycie trwa 10 dni.", title="Ile kosztuje szycie?")

    assert status("Szycie kosztuje dodatkowo.", passage) is Status.UNSUPPORTED


def test_a_row_of_a_table_may_be_told_with_its_headings_and_a_sum() -> None:
    table = source(
        "Sposób | Koszt | Czas\n"
        "Kurier | 15,99 zł | 1–2 dni robocze\n"
        "Kurier za pobraniem | 20,99 zł (15,99 zł + 5,00 zł) | 1–2 dni robocze",
        title="Dostawa",
    )

    told = "Kurier za pobraniem: koszt 20,99 zł (15,99 zł + 5,00 zł), czas 1–2 dni robocze."
    assert status(told, table) is Status.SUPPORTED
    assert status("Kurier za pobraniem: koszt 15,99 zł.", table) is Status.UNSUPPORTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("reklamacja", "zwrot"),
        ("wymiana", "zwrot"),
        ("gwarancja", "reklamacja"),
        ("odstąpienie", "anulowanie"),
        ("paczkomat", "kurier"),
        ("adresat", "nadawca"),
        ("faktura", "paragon"),
        ("wysyłka", "dostawa"),
        ("włączyć", "wyłączyć"),
    ],
)
def test_words_that_customers_must_not_mix_up_share_no_group(one: str, other: str) -> None:
    assert groups_of(one).isdisjoint(groups_of(other))


def test_rewording_leaves_digits_and_other_words_alone() -> None:
    assert reworded("Kod LEN10 działa od 150 zł.") == "Kod LEN10 działa od 150 zł."
    assert reworded("Przynajmniej 3 dni.") == "Co najmniej 3 dni."
