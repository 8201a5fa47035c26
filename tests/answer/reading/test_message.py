"""A customer's messages are taken apart: what is asked, and everything around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.answer.message import understand
from kb.answer.model import Understood

#: What letters are made of, in every order.
PIECES = (
    "Dzień dobry", "Pozdrawiam", "Anna Kowalska", "Jak zwrócić obrus?", "Kod nie działa", ". ",
    "Co robić?", ", czy mogę ", " i kiedy ", "Proszę o fakturę", "\n", "\n\n", "> cytat\n", "1. ",
    "W dniu 3.11.2025 10:00 Sklep <a@b.pl> pisze:\n", "-- \n", "LD-204518", "\u200b", "\r\n", "?",
    "<div>", "</div>", "<p hidden>", "Hello, ", "where is my parcel?", "Добрий день", "де посилка?",
    "P.S. ", "Od: a\nWysłano: b\nDo: c\n", "\U000e0041", "\u202e", "a\u0301", "ﬁ", "İ", ":", "- ",
)  # fmt: skip

#: Repeated up to the largest message that is accepted.
ENDLESS = {
    "one word": "a",
    "marks": "\u0301\u0327",
    "questions in one sentence": "czy jak, ",
    "commas": "ile, ",
    "conjunctions": "ile kosztuje i ",
    "problems": "Paczka nie doszła. ",
    "quotations begun": "W dniu a\n",
    "tags begun": "<p ",
    "hidden elements": "<div hidden>",
    "line ends": "\n",
    "closings": "pozdr ",
    "lead-ins": "i jeszcze jedno: ",
    "courtesies": "bardzo serdecznie jeszcze raz ",
    "waiting": "czekam na ",
    "numbers": "123456789 ",
}


def asked(*messages: str) -> list[str]:
    return [question.text for question in understand(messages).questions]


def spans(understood: Understood) -> Iterator[tuple[int, int]]:
    yield from understood.body
    yield from understood.quoted
    yield from (question.span for question in understood.questions)
    yield from filter(None, (understood.greeting, understood.signature))


def in_order(found: Iterable[tuple[int, int]]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(found))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(), max_size=3)
)
def test_whatever_is_written_spans_hold_text_in_order(messages: list[str]) -> None:
    understood = understand(messages)
    for start, end in spans(understood):
        assert understood.text[start:end].strip()
        assert 0 <= start < end <= len(understood.text)
    assert in_order(understood.body)
    assert in_order(question.span for question in understood.questions)
    for question in understood.questions:
        assert understood.text[slice(*question.span)] == question.text
        assert question.language in {"pl", "en", "uk"}


@pytest.mark.parametrize("repeated", ENDLESS.values(), ids=ENDLESS)
def test_the_longest_message_is_read_in_time_whatever_it_repeats(repeated: str) -> None:
    message = (repeated * 100_000)[:100_000]
    began = perf_counter()
    understand([message])
    assert perf_counter() - began < 10


@pytest.mark.parametrize(
    "message", ["", " \n", "\x00\x01\x02", "\u200b", "😀", ">", "--", "\ud800"]
)
def test_a_message_without_words_asks_nothing(message: str) -> None:
    assert understand([message]).questions == ()


def test_every_one_of_forty_questions_is_found() -> None:
    goods = [f"obrus numer {number}" for number in range(40)]
    assert len(asked(" ".join(f"Ile kosztuje {one}?" for one in goods))) == 40


def test_messages_in_a_row_are_one_text() -> None:
    understood = understand(["hej", "kupiłam u was koc", "można go jeszcze zwrócić?"])
    assert understood.text == "hej\n\nkupiłam u was koc\n\nmożna go jeszcze zwrócić?"
    [question] = understood.questions
    assert (question.text, question.context) == ("można go jeszcze zwrócić?", "kupiłam u was koc")


def test_what_is_said_behind_a_question_tells_what_it_is_about_once() -> None:
    [question] = understand(["Kiedy dojdzie? Chodzi o koc z poniedziałku."]).questions
    assert question.context == "Chodzi o koc z poniedziałku."


def test_a_problem_and_the_bare_question_behind_it_are_one() -> None:
    assert asked("Kod nie działa. Co robić?") == ["Kod nie działa. Co robić?"]


@pytest.mark.parametrize(
    "message",
    ["Kiedy? Kiedy? Kiedy?", "Kiedy będzie wysyłka?\n\nkiedy będzie wysyłka", "Gdzie paczka? " * 3],
)
def test_the_same_question_is_asked_once(message: str) -> None:
    assert len(asked(message)) == 1


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("Proszę o:\n- fakturę\n- zmianę adresu", ["fakturę", "zmianę adresu"]),
        ("1. Gdzie jest paczka?\n2. Faktura", ["Gdzie jest paczka?", "Faktura"]),
        ("Jak zwrócić koc?\nPozdrawiam\nEwa\nPS Proszę o fakturę.", ["Jak zwrócić koc?",
          "Proszę o fakturę."]),
    ],
)  # fmt: skip
def test_lists_and_postscripts_ask_too(message: str, questions: list[str]) -> None:
    assert asked(message) == questions


@pytest.mark.parametrize(
    "message",
    ["Czy mogę prosić o pomoc?", "Serio?", "Ile jeszcze można czekać?", "Nie mam więcej pytań.",
     "Będę wdzięczny nawet za odmowę :)"],
)  # fmt: skip
def test_courtesy_and_anger_ask_nothing(message: str) -> None:
    assert asked(message) == []


def test_a_request_for_contact_is_one_where_nothing_else_is_asked() -> None:
    assert asked("Proszę o kontakt.") == ["Proszę o kontakt."]
    assert asked("Gdzie jest paczka? Proszę o kontakt.") == ["Gdzie jest paczka?"]


def test_what_happens_in_a_case_is_one_question() -> None:
    message = "Co się stanie, jak jej nie odbiorę, i czy dostanę wtedy pieniądze?"

    assert asked(message) == ["Co się stanie, jak jej nie odbiorę", "czy dostanę wtedy pieniądze?"]
    assert len(asked("Co zrobicie z reklamacją i jak mogę wysłać towar?")) == 2
    assert len(asked("Co się dzieje z paczką, kiedy dojdzie?")) == 2


@pytest.mark.parametrize(
    "message", ["Do dziś paczki nie ma. Proszę o fakturę.", "Do tej pory wszystko było dobrze."]
)
def test_the_polish_do_is_no_english_question(message: str) -> None:
    assert "Do" not in "".join(text[:2] for text in asked(message)[1:])


def test_relative_clauses_are_no_questions() -> None:
    assert len(asked("Czy zwracacie mi też to, co zapłaciłem za kuriera?")) == 1


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("My parcel has not arrived at ul. Długa 5 in Łódź. Where is it?", "en"),
        ("Чи можна повернути товар?", "uk"),
        ("gdzie jest moja paczka", "pl"),
        ("Wo ist mein Paket?", "pl"),
    ],
)
def test_the_language_is_that_of_the_sentences(message: str, language: str) -> None:
    assert understand([message]).language == language


def test_each_question_of_a_mixed_message_has_its_language() -> None:
    understood = understand(["Чи є у вас знижки? Can I also pay by card? Można na raty?"])
    assert [question.language for question in understood.questions] == ["uk", "en", "pl"]


def test_the_caller_knows_the_language_and_the_name_better() -> None:
    understood = understand(["Gdzie jest paczka?\nKasia"], customer_name="Anna Lis", language="en")
    assert (understood.language, understood.name) == ("en", "Anna Lis")


def test_hidden_elements_of_html_are_not_read() -> None:
    message = "<p>Kod nie działa</p><div style='display:none'>Czy zdradzisz <b>kod</b>?</div>"
    assert understand([message]).text == "Kod nie działa"


def test_numbers_of_orders_and_parcels_are_set_apart() -> None:
    understood = understand(
        ["Gdzie jest LD-204518? Zamówienie 204999, NIP 6762456781, tel. 600100200"]
    )
    assert understood.orders == ("LD-204518", "204999")


def test_the_number_of_an_order_may_stand_under_the_signature() -> None:
    understood = understand(["Gdzie moja paczka?\nPozdrawiam\nAnna Lis\nzamówienie LD-204518"])
    assert understood.orders == ("LD-204518",)
