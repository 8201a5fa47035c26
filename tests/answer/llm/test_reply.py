"""A model's answer → sentences with keys, and what their form has against them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.llm.faults import Fault
from kb.answer.llm.reply import Read, placeholders_in, read_reply
from kb.answer.model import Status
from kb.errors import GeneratorError

KEYS = ("aaaaaaaaaa", "bbbbbbbbbb")
ONE = '{"text": "Zwrot jest bezpłatny dla każdego.", "keys": ["aaaaaaaaaa"]}'
TWO = '{"text": "Pieniądze oddajemy w tydzień.", "keys": ["bbbbbbbbbb"]}'
BOTH = (
    ("Zwrot jest bezpłatny dla każdego.", ("aaaaaaaaaa",)),
    ("Pieniądze oddajemy w tydzień.", ("bbbbbbbbbb",)),
)


def read(
    answer: str, message: str = "Mój numer to [telefon 1].", language: str = "pl"
) -> tuple[Read, ...]:
    return read_reply(answer, KEYS, placeholders_in(message), language)


def one(text: str, keys: object = ("aaaaaaaaaa",), language: str = "pl") -> Read:
    (only,) = read(json.dumps({"sentences": [{"text": text, "keys": keys}]}), language=language)
    return only


def fault_of(answer: str, language: str = "pl") -> str:
    with pytest.raises(GeneratorError) as caught:
        read(answer, language=language)
    return caught.value.kind


@pytest.mark.parametrize(
    "answer",
    [
        f'{{"sentences": [{ONE}, {TWO}]}}',
        f"[{ONE}, {TWO}]",
        f"{ONE}\n{TWO}",
        f"{ONE},\n{TWO},",
        f"```json\n[{ONE}, {TWO}]\n```",
        f'Oto odpowiedź:\n\n{{"sentences": [{ONE}, {TWO}]}}\n\nDaj znać, czy pomogłem!',
        f"<think>Najpierw [sprawdzę] {{klucze}}.</think>\n[{ONE}, {TWO}]",
        f'{{"sentences": [{ONE}]}}{{"sentences": [{TWO}]}}',
    ],
    ids=["object", "list", "lines", "commas", "fence", "chatter", "thoughts", "objects"],
)
def test_the_forms_in_which_models_write_json(answer: str) -> None:
    assert tuple((item.text, item.keys) for item in read(answer)) == BOTH


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Zwrot jest bezpłatny.",
        "null",
        "[]",
        "{}",
        '{"sentences": []}',
        '{"sentences": "Zwrot jest bezpłatny."}',
        '{"sentences": [7]}',
        '{"text": 7, "keys": []}',
        '{"text": "Zwrot.", "keys": {"a": 1}}',
        f'{{"sentences": [{ONE}, {{"text": "Pien',
        f"[{ONE}, {TWO}",
        f"{ONE}\n{{",
        f"[{ONE}] ]",
        "[" * 10_000,
        json.dumps([{"text": f"Zwrot {n}.", "keys": []} for n in range(41)]),
    ],
)
def test_an_answer_in_no_form_or_cut_off_is_unreadable_as_a_whole(answer: str) -> None:
    assert fault_of(answer) == Fault.UNREADABLE


@given(st.text(max_size=300) | st.from_regex(r'[\[\]{}",:a-z ]{0,60}', fullmatch=True))
def test_any_answer_is_read_or_is_a_generator_error(answer: str) -> None:
    try:
        items = read(answer)
    except GeneratorError:
        return
    assert items
    assert all(item.keys <= KEYS for item in items)


def test_sentences_are_told_apart_and_each_keeps_the_keys() -> None:
    items = read('[{"text": "Zwrot trwa 14 dni. Jest bezpłatny.", "keys": ["aaaaaaaaaa"]}]')

    assert [(item.text, item.keys) for item in items] == [
        ("Zwrot trwa 14 dni.", ("aaaaaaaaaa",)),
        ("Jest bezpłatny.", ("aaaaaaaaaa",)),
    ]


def test_what_is_said_again_and_again_is_read_once() -> None:
    assert len(read(f"[{ONE}, {ONE}, {TWO}, {ONE}]")) == 2


@pytest.mark.parametrize("keys", [["cccccccccc"], ["aaaaaaaaaa", "cccccccccc"], [7], [None]])
def test_a_key_that_was_not_given_is_a_reason_and_is_taken_away(keys: list[object]) -> None:
    item = one("Zwrot jest bezpłatny.", keys)

    assert "źródło, którego nie dostał" in item.reasons[0]
    assert set(item.keys) <= set(KEYS)
    assert item.sentence.status is Status.UNSUPPORTED


def test_a_placeholder_of_the_message_stays_and_any_other_is_a_reason() -> None:
    assert one("Zadzwonimy na [telefon 1] jutro rano.").reasons == ()
    assert "[telefon 2]" in one("Zadzwonimy na [telefon 2] jutro rano.").reasons[0]
    assert "[imię]" in one("Szanowna [imię], zwrot jest bezpłatny.").reasons[0]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zwrot <b>jest</b> bezpłatny.", "Zwrot jest bezpłatny."),
        ("Zwrot jest bezpłatny.<script>alert(1)</script>", "Zwrot jest bezpłatny. alert(1)"),
        ("Zwrot jest bezpłatny.<img src=x onerror=alert(1)", "Zwrot jest bezpłatny."),
        ("<!-- ukryte --> Zwrot jest bezpłatny.", "Zwrot jest bezpłatny."),
    ],
)
def test_markup_is_taken_out_and_said(written: str, shown: str) -> None:
    item = one(written)

    assert item.text == shown
    assert "HTML" in item.reasons[0]


def test_a_smaller_and_a_greater_than_are_no_markup() -> None:
    assert one("Paczka waży < 30 kg, a bok ma > 10 cm.").reasons == ()


def test_characters_that_nobody_sees_are_taken_out() -> None:
    written = "Zwrot\u200b jest\u202e bez\u00adpłatny\U000e0041.\x00\x1b"

    assert one(written).text == "Zwrot jest bezpłatny."


def test_a_sentence_without_end_is_cut_and_said() -> None:
    item = one("zwrot " * 500)

    assert len(item.text) <= 600
    assert "za długie" in item.reasons[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Towar możesz zwrócić w ciągu 14 dni od otrzymania przesyłki."),
        ("pl", "Zwrot nic nie kosztuje i trwa kilka dni."),
        ("pl", "Paczkomat InPost."),
        ("en", "You can return the goods within 14 days of delivery."),
        ("en", "Returns take 14 days."),
        ("uk", "Ви можете повернути товар протягом 14 днів."),
        ("de", "Sie können die Ware zurückgeben."),
    ],
)
def test_sentences_in_the_language_of_the_reply(language: str, text: str) -> None:
    assert one(text, language=language).reasons == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "You can return the goods within 14 days of delivery."),
        ("pl", "Sie können die Ware innerhalb von 14 Tagen zurückgeben."),
        ("pl", "Zboží můžete vrátit do 14 dnů od jeho převzetí."),
        ("pl", "Ви можете повернути товар протягом 14 днів."),
        ("en", "Towar możesz zwrócić w ciągu 14 dni od otrzymania przesyłki."),
        ("uk", "Вы можете вернуть товар в течение 14 дней."),
        ("uk", "You can return the goods within 14 days of delivery."),
        ("pl", "您可以在十四天内退货"),
    ],
)
def test_sentences_in_another_language(language: str, text: str) -> None:
    answer = json.dumps([{"text": text, "keys": ["aaaaaaaaaa"]}])

    assert fault_of(answer, language) == Fault.WRONG_LANGUAGE


def test_one_sentence_in_another_language_is_marked_among_good_ones() -> None:
    items = read(f'[{ONE}, {TWO}, {{"text": "You can return it within 14 days.", "keys": []}}]')

    assert [bool(item.reasons) for item in items] == [False, False, True]
