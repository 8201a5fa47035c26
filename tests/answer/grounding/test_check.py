"""A sentence is supported when its passage says it, and the reason is told when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.grounding.check import Evidence, check_sentence, check_text
from kb.answer.model import Sentence, Source, Status
from kb.model import Audience


def source(
    quote: str, key: str = "k1", title: str = "Zwrot towaru", language: str = "pl"
) -> Source:
    return Source(
        key=key,
        slug="zwrot",
        category="zwroty",
        audience=Audience.PUBLIC,
        title=title,
        anchor="",
        url="https://sklep.example/zwroty/zwrot",
        quote=quote,
        commit="0" * 40,
        lines=(1, 9),
        language=language,
    )


RETURNS = source(
    "Towar możesz zwrócić bez podania przyczyny w ciągu 30 dni od dnia, w którym go otrzymasz. "
    "Prawo daje na odstąpienie od umowy 14 dni.\n"
    "1. Otwórz formularz zwrotu i podaj numer zamówienia.\n"
    "2. Odeślij towar w ciągu 14 dni od zgłoszenia zwrotu.\n"
    "Pieniądze zwracamy w ciągu 7 dni, tym samym sposobem, którym zapłacono. "
    "Rzeczy szytych na wymiar nie można zwrócić. "
    "Zwrot przez Paczkomat z naszym kodem jest bezpłatny, a inne sposoby opłacasz samodzielnie."
)
DELIVERY = source(
    "Dostawa do Paczkomatu kosztuje 12,99 zł, kurierem 15,99 zł, a od 199 zł jest darmowa. "
    "Zamówienie opłacone w dzień roboczy do 12:00 wysyłamy tego samego dnia. "
    "Konsultant poprawi adres, jeśli paczka nie jest jeszcze spakowana. "
    "Wyślemy nowy towar albo zwrócimy pieniądze. "
    "Telefon działa od poniedziałku do piątku 8:00–18:00 i w soboty 9:00–14:00. "
    "Pieniądze możemy zwrócić tylko osobie, która zapłaciła.",
    key="k2",
    title="Dostawa",
)


def checked(text: str, passage: Source = RETURNS, **given: object) -> Sentence:
    evidence = replace(Evidence([RETURNS, DELIVERY]), **given)  # type: ignore[arg-type]
    return check_sentence(Sentence(text, (passage.key,)), evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Towar możesz zwrócić bez podania przyczyny w ciągu 30 dni od dnia, w którym go otrzymasz.",
        "Towar może Pani zwrócić w ciągu trzydziestu dni od otrzymania, bez podawania powodu.",
        "Towar mogą Państwo zwrócić w ciągu 30 dni.",
        "Proszę otworzyć formularz zwrotu i podać numer zamówienia.",
        "Formularz zwrotu proszę otworzyć, a potem podać numer zamówienia.",
        "Towar proszę odesłać w ciągu dwóch tygodni od zgłoszenia zwrotu.",
        "Na odstąpienie od umowy prawo daje 14 dni.",
        "Pieniądze zwracamy w ciągu 7 dni, a rzeczy szytych na wymiar nie można zwrócić.",
        "Zwrot przez Paczkomat z naszym kodem jest darmowy.",
        "Inne sposoby opłaca Pan samodzielnie.",
    ],
)
def test_what_the_passage_says_in_other_forms_is_supported(text: str) -> None:
    assert checked(text).reasons == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Towar możesz zwrócić w ciągu 14 dni.", "w źródle: «30 dni», w zdaniu: «14 dni»"),
        ("Towar możesz zwrócić w ciągu 31 dni.", "w źródle: «30 dni», w zdaniu: «31 dni»"),
        ("Towar możesz zwrócić w ciągu 30 dni roboczych.", "«30 dni roboczych»"),
        ("Prawo daje na odstąpienie od umowy 30 dni.", "w źródle: «14 dni», w zdaniu: «30 dni»"),
        ("Pieniądze zwracamy po 7 dniach.", "«w ciągu 7 dni»"),
        ("Rzeczy szyte na wymiar można zwrócić.", "nie można"),
        ("Towaru nie możesz zwrócić bez podania przyczyny.", "nie"),
        ("Towar musisz zwrócić w ciągu 30 dni.", "musisz"),
        ("Towar możemy zwrócić bez podania przyczyny w ciągu 30 dni.", "zwrócić"),
        ("Pieniądze zwróciliśmy w ciągu 7 dni.", "już stało"),
        ("Pieniądze zawsze zwracamy w ciągu 7 dni.", "«zawsze»"),
        ("Zwrot przez Paczkomat z naszym kodem jest płatny.", "«bezpłatny»"),
        ("Inne sposoby opłacamy.", "«opłacasz»"),
        ("Odeślij towar w ciągu 14 dni od otrzymania zwrotu.", "«otrzymania»"),
        ("Otwórz formularz reklamacji i podaj numer zamówienia.", "«reklamacji»"),
        ("Szczegóły są na stronie zwroty-lniane.example/promocja.", "brak w źródle"),
        ("Do paczki włóż paragon i metkę.", "brak w źródle"),
        ("Towar możesz zwrócić w ciągu 30 dni, a kurier odbierze go w domu.", "brak w źródle"),
    ],
)
def test_what_the_passage_does_not_say_is_unsupported_with_its_words(
    text: str, reason: str
) -> None:
    result = checked(text)

    assert result.status is Status.UNSUPPORTED
    assert reason in " ".join(result.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Dostawa kurierem kosztuje 12,99 zł.",
        "Dostawa do Paczkomatu kosztuje 15,99 zł, kurierem 12,99 zł.",
        "Dostawa jest darmowa.",
        "Zamówienie opłacone w dzień roboczy po 12:00 wysyłamy tego samego dnia.",
        "Konsultant poprawi adres.",
        "Konsultant poprawi adres, chyba że paczka nie jest jeszcze spakowana.",
        "Konsultant poprawi adres, nawet jeśli paczka jest już spakowana.",
        "Wyślemy nowy towar i zwrócimy pieniądze.",
        "Telefon działa od poniedziałku do piątku 9:00–14:00 i w soboty 8:00–18:00.",
        "Telefon działa w niedziele 9:00–14:00.",
        "Pieniądze możemy zwrócić także osobie, która zapłaciła.",
        "Pieniądze możemy zwrócić osobie, która zapłaciła.",
    ],
)
def test_a_number_a_condition_or_a_limit_in_another_place_is_another_statement(text: str) -> None:
    assert checked(text, DELIVERY).status is Status.UNSUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "Dostawa kurierem kosztuje 15,99 zł.",
        "Jeśli paczka nie jest jeszcze spakowana, konsultant poprawi Pani adres.",
        "Wyślemy nowy towar lub zwrócimy pieniądze.",
        "Telefon działa w soboty od 9 do 14.",
    ],
)
def test_a_part_of_a_statement_with_its_condition_is_supported(text: str) -> None:
    assert checked(text, DELIVERY).reasons == ()


def test_a_sentence_without_a_key_has_no_source() -> None:
    result = check_sentence(Sentence("Towar możesz zwrócić."), Evidence([RETURNS]))

    assert (result.status, result.reasons) == (Status.UNSUPPORTED, ("brak źródła",))


def test_a_key_that_was_not_retrieved_supports_nothing() -> None:
    result = check_sentence(
        Sentence(RETURNS.quote.split(". ")[0], ("zmyślony",)), Evidence([RETURNS])
    )

    assert "«zmyślony»" in result.reasons[0]


def test_internal_text_supports_nothing_even_letter_for_letter() -> None:
    secret = replace(RETURNS, audience=Audience.INTERNAL)
    text = "Rzeczy szytych na wymiar nie można zwrócić."
    result = check_sentence(Sentence(text, (secret.key,)), Evidence([secret]))

    assert result.status is Status.UNSUPPORTED


def test_the_right_sentence_with_the_key_of_another_passage_is_unsupported() -> None:
    text = "Rzeczy szytych na wymiar nie można zwrócić."

    assert checked(text, DELIVERY).status is Status.UNSUPPORTED


def test_half_of_a_sentence_that_loses_its_negation_is_no_quote() -> None:
    refused = source("Rzeczy szytych na wymiar nie można zwrócić.")
    result = check_sentence(Sentence("Można zwrócić.", ("k1",)), Evidence([refused]))

    assert result.reasons == ("źródło mówi «nie można», a zdanie «można»",)


def test_the_day_at_the_start_of_a_sentence_is_no_number_of_a_step() -> None:
    passage = source("30. dnia od otrzymania termin mija.")
    other = Sentence("14. dnia od otrzymania termin mija.", ("k1",))

    assert check_sentence(other, Evidence([passage])).status is Status.UNSUPPORTED


def test_an_approved_phrase_needs_no_key() -> None:
    evidence = Evidence([], is_phrase=lambda text: text == "Dzień dobry!")

    assert check_sentence(Sentence("Dzień dobry!"), evidence).status is Status.PHRASE
    assert check_sentence(Sentence("Dzień dobry, Anno!"), evidence).status is Status.UNSUPPORTED


def test_the_customers_own_order_number_may_be_repeated() -> None:
    text = "Proszę otworzyć formularz zwrotu i podać numer zamówienia LD-204518."

    assert checked(text).status is Status.UNSUPPORTED
    assert checked(text, message="Chodzi o LD-204518").status is Status.SUPPORTED


def test_a_discount_code_that_the_customer_claims_is_not_thereby_real() -> None:
    text = "Otwórz formularz zwrotu i podaj numer zamówienia LATO20."

    assert checked(text, message="Mam kod LATO20").status is Status.UNSUPPORTED


def test_the_address_of_the_cited_article_may_be_linked() -> None:
    text = "Otwórz formularz zwrotu i podaj numer zamówienia: sklep.example/zwroty/zwrot"

    assert checked(text).status is Status.SUPPORTED


@pytest.mark.parametrize("digits", ["１４", "1\u200b4", "1\U000e00344"])
def test_hidden_and_full_width_characters_hide_no_number(digits: str) -> None:
    assert checked(f"Towar możesz zwrócić w ciągu {digits} dni.").status is Status.UNSUPPORTED


@pytest.mark.parametrize("text", ["", "   ", "…", "14", "<b>", "a" * 5000, "\x00", "słowo " * 2000])
def test_bad_input_is_unsupported_and_never_an_error(text: str) -> None:
    assert checked(text).status is Status.UNSUPPORTED


def test_vectors_decide_only_where_one_word_is_unknown() -> None:
    text = "Otwórz druk zwrotu i podaj numer zamówienia."
    asked: list[str] = []

    def closeness(said: str, passage: str) -> float:
        asked.append(said)
        return 0.995

    assert checked("Towar możesz zwrócić w ciągu 14 dni.", similarity=closeness).reasons
    assert asked == []
    assert checked("Otwórz formularz i podaj numer zamówienia.", similarity=closeness).reasons == ()
    assert asked == []
    checked(text, similarity=closeness)
    assert len(asked) <= 1


def test_another_language_needs_the_facts_and_the_model() -> None:
    text = "You can return the goods within 30 days without giving a reason."

    assert "modelu" in checked(text).reasons[0]
    assert checked(text, similarity=lambda *_: 0.9).status is Status.SUPPORTED
    assert checked(text, similarity=lambda *_: 0.8).status is Status.UNSUPPORTED
    wrong = text.replace("30", "60")
    assert checked(wrong, similarity=lambda *_: 0.9).reasons == ("brak w źródle: «60 days»",)


def test_a_text_is_checked_sentence_by_sentence_and_cites_only_what_it_stands_on() -> None:
    refused, courier = "Rzeczy szytych na wymiar nie można zwrócić.", "Kurierem kosztuje 15,99 zł."
    text = f"{refused} Dostawa {courier[0].lower()}{courier[1:]} To wszystko."
    result = check_text(text, ("k1", "k2"), Evidence([RETURNS, DELIVERY]))

    assert [one.citations for one in result[:2]] == [("k1",), ("k2",)]
    assert [one.status for one in result] == [
        Status.SUPPORTED,
        Status.SUPPORTED,
        Status.UNSUPPORTED,
    ]
