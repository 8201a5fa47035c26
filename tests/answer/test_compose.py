"""Selected lines and approved phrases become a letter, a chat message or a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.answer.compose import Answered, Frame, Piece, compose, shortened, text_of
from kb.answer.lines import Line
from kb.answer.model import Channel, Flag, FlagKind, Register, Source, Status
from kb.answer.phrases import Wording
from kb.answer.register import Address
from kb.ingest.phrases import read_phrases
from kb.model import ArticleSummary, Audience, Chunk, ChunkKind
from kb.search.passages import ScoredPassage

PHRASES = read_phrases({})[0]
SUMMARY = ArticleSummary("zwrot", "zwroty", "Zwrot", "pl", datetime(2026, 11, 28, tzinfo=UTC), "")
SOURCE = Source(
    "aaaaaaaaaa",
    "zwrot",
    "zwroty",
    Audience.PUBLIC,
    "Zwrot",
    "",
    "/artykul/zwrot",
    "",
    "c0",
    (1, 2),
)
UNANSWERED = Answered("Kiedy otworzycie sklep w Gdyni?", (), ())


def answered(*texts: str, language: str = "pl") -> Answered:
    """A question whose answer is a passage of these lines; those with a number are steps."""
    chunk = Chunk("id", "zwrot", "", (), (1, 2), "\n".join(texts), ChunkKind.TEXT)
    passage = ScoredPassage(chunk, SUMMARY, True, 1.0)
    lines = tuple(
        Line(text, passage, 0, number, number, text[0].isdigit(), 1.0)
        for number, text in enumerate(texts)
    )
    return Answered("Jak?", lines, (replace(SOURCE, language=language),) * len(lines))


def frame(
    channel: Channel = Channel.EMAIL,
    register: Register = Register.FORMAL,
    address: Address = Address.WOMAN,
    name: str = "",
    language: str = "pl",
    kinds: Sequence[FlagKind] = (),
    hours: str = "",
) -> Frame:
    wording = Wording(
        language, PHRASES.book(language), address if language == "pl" else None, register,
        "Lniany Dom", hours,
    )  # fmt: skip
    return Frame(channel, wording, name, tuple(Flag(kind, "", "") for kind in kinds))


def written(made: Frame, *answers: Answered) -> str:
    return text_of(compose(made, answers))


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def test_a_letter_has_a_greeting_thanks_answers_a_closing_and_a_signature() -> None:
    said = paragraphs(written(frame(name="Anno"), answered("Zwrot trwa długo.")))

    assert said[0] == "Dzień dobry, Pani Anno,"
    assert said[1] == "dziękuję za wiadomość."
    assert said[2] == "Zwrot trwa długo."
    assert said[-1] == "Pozdrawiam\nZespół obsługi klienta, Lniany Dom"


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.SOCIAL])
def test_elsewhere_a_reply_is_not_signed(channel: Channel) -> None:
    assert "Zespół" not in written(frame(channel), answered("Zwrot trwa długo."))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (Address.WOMAN, "Proszę spakować towar, ma Pani 30 dni."),
        (Address.MAN, "Proszę spakować towar, ma Pan 30 dni."),
        (Address.UNKNOWN, "Proszę spakować towar, mają Państwo 30 dni."),
    ],
)
def test_a_formal_letter_addresses_whoever_it_goes_to(address: Address, words: str) -> None:
    assert words in written(frame(address=address), answered("Spakuj towar, masz 30 dni."))


def test_an_informal_reply_says_what_the_article_says() -> None:
    made = frame(Channel.CHAT, Register.INFORMAL)
    assert "Spakuj towar, masz 30 dni." in written(made, answered("Spakuj towar, masz 30 dni."))


def test_steps_stand_on_lines_of_their_own() -> None:
    said = written(frame(), answered("Zrób tak.", "1. Spakuj towar.", "2. Naklej etykietę."))

    assert "\n1. Proszę spakować towar.\n2. Proszę nakleić etykietę.\n" in said


def test_each_answer_is_a_paragraph_of_a_letter() -> None:
    said = written(frame(), answered("Zwrot trwa długo."), answered("Kurier jest szybki."))

    assert "Zwrot trwa długo.\n\nKurier jest szybki." in said


def test_what_was_said_to_one_question_is_not_said_to_the_next() -> None:
    said = written(frame(), answered("Zwrot trwa długo."), answered("Zwrot trwa długo."))

    assert said.count("Zwrot trwa długo.") == 1


def test_what_leans_on_a_sentence_that_is_not_said_again_is_not_said_either() -> None:
    first = answered("Paczka z obrusem czeka w automacie dwa dni.")
    again = answered("Paczka z obrusem czeka w automacie dwa dni.", "Potem wraca do nas.")

    assert "Potem" not in written(frame(), first, again)


def test_every_sentence_of_an_answer_has_its_key_and_no_phrase_has_one() -> None:
    pieces: tuple[Piece, ...] = compose(frame(), [answered("Zwrot trwa długo."), UNANSWERED])

    cited = [piece.sentence for piece in pieces if piece.sentence.citations]
    assert [(one.text, one.citations) for one in cited] == [("Zwrot trwa długo.", (SOURCE.key,))]
    assert all(
        piece.sentence.status is Status.PHRASE for piece in pieces if not piece.sentence.citations
    )


@pytest.mark.parametrize(
    ("hours", "words"),
    [("", "sprawdzi to konsultant i odpisze."), ("4 godzin", "odpisze w ciągu 4 godzin.")],
)
def test_what_is_not_answered_is_said_with_the_customers_words(hours: str, words: str) -> None:
    said = written(frame(hours=hours), UNANSWERED)

    assert f"„{UNANSWERED.text}”" in said
    assert words in said


def test_in_public_questions_are_not_repeated() -> None:
    assert "Gdyni" not in written(frame(Channel.SOCIAL), UNANSWERED)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Czy „Klub Lnu” działa?", "Czy Klub Lnu działa?"),
        ("gdzie\njest  paczka", "gdzie jest paczka"),
        ("Nie działa kod!!!", "Nie działa kod"),
    ],
)
def test_a_quotation_holds_no_other_and_one_line(question: str, quoted: str) -> None:
    assert shortened(question) == quoted


def test_a_long_question_is_cut_at_a_word() -> None:
    quoted = shortened("Czy " + "bardzo " * 100 + "długo?")

    assert len(quoted) < 170
    assert quoted.endswith("bardzo…")


def test_polish_words_in_a_foreign_letter_are_announced_once() -> None:
    said = written(
        frame(language="en"), answered("Zwrot trwa długo."), answered("Kurier jest szybki.")
    )

    assert said.count("in Polish only") == 1
    assert said.index("in Polish only") < said.index("Zwrot trwa długo.")


def test_words_in_the_language_of_the_letter_need_no_announcement() -> None:
    said = written(frame(language="en"), answered("Returns take long.", language="en"))

    assert "Polish" not in said


def test_of_many_flags_few_are_answered() -> None:
    said = written(frame(kinds=list(FlagKind)), answered("Zwrot trwa długo."))

    assert "przekazuję ją kierownikowi" in said
    assert "Rozumiem Pani zdenerwowanie" not in said


def test_a_message_that_asks_nothing_is_thanked() -> None:
    said = written(frame(kinds=[FlagKind.NOTHING_TO_ANSWER]))

    assert "Cieszymy się, że mogliśmy pomóc." in said
    assert "konsultant" not in said


def test_a_message_that_was_not_understood_goes_to_a_person() -> None:
    assert "Sprawę sprawdzi konsultant" in written(frame())


def scored(*lines: tuple[str, float]) -> Answered:
    """An answer whose lines fit as well as said."""
    made = answered(*(text for text, _ in lines))
    fits = (score for _, score in lines)
    return replace(
        made,
        lines=tuple(replace(one, score=fit) for one, fit in zip(made.lines, fits, strict=True)),
    )


def test_another_number_is_news_though_the_words_are_the_same() -> None:
    first = answered(
        "Odbiór w salonie przy ul. Lnianej 5 jest darmowy, zamówienie jest gotowe jutro."
    )
    second = answered("Gotowe zamówienie trzymamy w salonie 5 dni.")

    assert "5 dni" in written(frame(), first, second)


def test_what_is_said_already_is_not_said_again() -> None:
    line = "Towar możesz zwrócić w ciągu 30 dni."

    assert written(frame(), answered(line), answered(line)).count("30 dni") == 1


def test_a_repeated_line_that_is_not_the_best_leaves_the_others() -> None:
    opening = "Na raty kupisz od 300 zł."
    second = scored((opening, 5.8), ("1. Zbierz zakupy.", 3.0), ("2. Wskaż od 3 do 36 rat.", 6.0))

    assert "od 3 do 36 rat" in written(frame(), answered(opening), second)


def test_a_list_of_steps_is_said_whole_or_not_at_all() -> None:
    opening = "Na raty kupisz od 300 zł."
    steps = ("1. Zbierz zakupy w koszyku.", 1.0), ("2. Wskaż od 3 do 36 rat.", 5.0)
    second = scored((opening, 6.0), *steps, ("Decyzję podejmuje bank.", 4.0))

    text = written(frame(), answered(opening), second)

    assert "Decyzję podejmuje bank." in text
    assert "2. " not in text


def test_a_list_of_steps_stands_once() -> None:
    steps = ("1. Zbierz zakupy w koszyku.", "2. Wskaż liczbę rat.")
    text = written(frame(), answered("Na raty kupisz od 300 zł.", *steps), answered(*steps))

    assert text.count("1. Proszę zebrać zakupy") == 1
