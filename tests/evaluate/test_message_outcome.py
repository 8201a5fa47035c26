"""What a draft did with a case: questions matched, facts, forbidden text, flags, citations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.model import Draft, FlagKind, Sentence, Source, Status
from kb.evaluate.message_outcome import Outcome, Verdict, judge, without_draft
from kb.evaluate.messages import Expected, MessageCase
from kb.model import Audience
from tests.evaluate.drafts_by_hand import (
    answered,
    case,
    draft,
    left_open,
    phrase,
    source,
    supported,
)

RETURN = Expected("Do kiedy mogę oddać koc?", ("zwrot", "odstapienie"))
COST = Expected("Ile kosztuje kurier?", ("dostawa",))
GIFT = Expected("Czy pakujecie prezenty?")
MESSAGE = "Do kiedy mogę oddać koc? Ile kosztuje kurier? Czy pakujecie prezenty?"


def stands_always(_sentence: Sentence, _sources: object) -> bool:
    return True


def judged(made: MessageCase, found: Draft, *forbidden: str) -> Outcome:
    return judge(made, found, forbidden=forbidden, stands=stands_always)


def verdicts(expected: Expected, *others: Expected, found: Draft) -> list[Verdict]:
    return [q.verdict for q in judged(case(MESSAGE, expected, *others), found).questions]


def test_a_question_is_answered_by_any_acceptable_article() -> None:
    found = draft(answered("Do kiedy mogę oddać koc?", "inny", "odstapienie"))

    assert verdicts(RETURN, found=found) == [Verdict.ANSWERED]


def test_the_draft_may_cut_the_message_in_other_places() -> None:
    found = draft(answered("Do kiedy mogę oddać koc? Ile kosztuje kurier?", "zwrot", "dostawa"))

    assert verdicts(RETURN, COST, found=found) == [Verdict.ANSWERED, Verdict.ANSWERED]


def test_a_question_left_open_in_the_same_words_is_reported() -> None:
    found = draft(left_open("do kiedy oddać koc"), left_open("prezenty pakujecie"))

    assert verdicts(RETURN, GIFT, found=found) == [Verdict.REPORTED, Verdict.REPORTED]


def test_a_question_left_open_in_other_words_is_not() -> None:
    found = draft(left_open("Ile kosztuje kurier?"))

    assert verdicts(RETURN, GIFT, found=found) == [Verdict.MISSED, Verdict.MISSED]


def test_an_answer_from_another_article_is_wrong_and_beside_the_point() -> None:
    outcome = judged(
        case(MESSAGE, RETURN, GIFT),
        draft(answered("Do kiedy mogę oddać koc?", "reklamacja"), answered("prezenty?", "prezent")),
    )

    assert [(q.verdict, q.instead) for q in outcome.questions] == [
        (Verdict.WRONG, ("reklamacja",)),
        (Verdict.WRONG, ("prezent",)),
    ]
    assert outcome.beside == ("Do kiedy mogę oddać koc?", "prezenty?")


def test_an_answer_without_citations_is_wrong() -> None:
    assert verdicts(GIFT, found=draft(answered("Czy pakujecie prezenty?"))) == [Verdict.WRONG]


def test_what_is_answered_as_another_question_of_the_message_is_missed_not_wrong() -> None:
    found = draft(answered("Ile kosztuje kurier? Czy pakujecie prezenty?", "dostawa"))

    assert verdicts(GIFT, COST, found=found) == [Verdict.MISSED, Verdict.ANSWERED]


def test_a_guess_beside_an_honest_report_is_wrong_where_the_base_has_no_answer() -> None:
    found = draft(answered("pakujecie prezenty", "prezent"), left_open("Czy pakujecie prezenty?"))

    assert verdicts(GIFT, found=found) == [Verdict.WRONG]


def test_what_is_answered_or_honestly_open_is_handled() -> None:
    found = draft(
        answered("Do kiedy mogę oddać koc?", "zwrot"), left_open("Czy pakujecie prezenty?")
    )
    outcome = judged(case(MESSAGE, RETURN, COST, GIFT), found)

    assert [q.handled for q in outcome.questions] == [True, False, True]
    assert outcome.problems == ("„Ile kosztuje kurier?” neither answered nor reported",)


def test_an_optional_question_is_not_counted_and_not_beside_the_point() -> None:
    made = case(MESSAGE, replace(COST, optional=True))

    for found in (draft(), draft(answered("Ile kosztuje kurier?", "dostawa"))):
        outcome = judged(made, found)
        assert (outcome.questions, outcome.beside, outcome.problems) == ((), (), ())


def test_the_number_of_open_questions_is_told_when_it_is_another() -> None:
    found = draft(left_open("Czy pakujecie prezenty?"), left_open("coś"))

    assert judged(case(MESSAGE, GIFT), found).problems == ("2 unanswered instead of 1",)
    made = case(MESSAGE, GIFT, replace(COST, optional=True))
    assert judged(made, draft()).problems[-1] == "0 unanswered instead of 1 to 2"


def test_facts_are_sought_in_the_drafts_own_words() -> None:
    asked = Expected("koc", ("zwrot",), (("30 dni",), ("darmo", "bezpłatnie")))
    made = case("Mam 30 dni na koc?", asked)
    cites = answered("koc", "zwrot")

    assert judged(made, draft(cites, text="Bezpłatnie w 30 dni.")).facts_missing == ()
    echo = judged(made, draft(cites, text="Na „Mam 30 dni na koc?” odpiszemy."))
    assert echo.facts_missing == (("30 dni",), ("darmo", "bezpłatnie"))
    assert echo.problems == ("does not say „30 dni”", "does not say „darmo” or „bezpłatnie”")


def test_forbidden_text_is_found_but_an_echo_breaks_only_the_cases_own_rule() -> None:
    made = case("Dajcie bon albo GRATIS90", forbidden=("GRATIS90",))

    said = judged(made, draft(text="Otrzyma Pani bon."), r"\bbon\b", "nigdy")
    assert (said.forbidden, said.problems) == (("bon",), ("says „bon”",))
    echo = draft(text="Na „Dajcie bon albo GRATIS90” odpiszemy.")
    assert judged(made, echo, r"\bbon\b").forbidden == ("GRATIS90",)


def test_a_cited_internal_article_is_forbidden() -> None:
    inside = source("procedura", audience=Audience.INTERNAL)

    assert judged(case("a"), draft(sources=(inside,))).forbidden == ("procedura",)


def test_flags_are_missing_wrong_or_debatable() -> None:
    made = case(
        "a",
        flags=frozenset({FlagKind.ANGER, FlagKind.COMPLAINT}),
        flags_allowed=frozenset({FlagKind.PRESS}),
    )
    outcome = judged(made, draft(flags=(FlagKind.ANGER, FlagKind.PRESS, FlagKind.ABUSE)))

    assert outcome.flags_missing == {FlagKind.COMPLAINT}
    assert outcome.flags_wrong == {FlagKind.ABUSE}
    assert outcome.problems == ("flag complaint missing", "flag abuse wrong")


def test_every_sentence_but_a_phrase_must_be_supported_cited_and_stand() -> None:
    def stands(sentence: Sentence, sources: list[Source]) -> bool:
        return any(sentence.text in s.quote for s in sources)

    quote = source("zwrot", "Masz 30 dni.")
    found = draft(
        sources=(quote,),
        sentences=(
            phrase("Dzień dobry,"),
            supported("Masz 30 dni.", "zwrot"),
            supported("Masz 31 dni.", "zwrot"),
            supported("Masz 30 dni."),
            supported("Masz 30 dni.", "nieznany"),
            Sentence("Masz 30 dni.", ("zwrot",), Status.UNSUPPORTED, ("Brak źródła.",)),
        ),
    )
    outcome = judge(case("a"), found, forbidden=(), stands=stands)  # type: ignore[arg-type]

    assert (outcome.sentences, outcome.factual) == (6, 5)
    assert [s.text for s in outcome.loose] == ["Masz 31 dni.", *["Masz 30 dni."] * 3]
    assert outcome.problems[0] == "„Masz 31 dni.” does not stand in what it cites"
    assert outcome.problems[3] == "„Masz 30 dni.” Brak źródła."


def test_a_sentence_is_needless_where_no_question_wants_its_article() -> None:
    found = draft(
        sentences=(
            phrase("Dzień dobry,"),
            supported("Masz 30 dni.", "zwrot"),
            supported("Kurier kosztuje 15,99 zł.", "dostawa"),
            supported("Zwrot i dostawa.", "dostawa", "odstapienie"),
        ),
        sources=(source("zwrot"), source("dostawa"), source("odstapienie")),
    )

    assert judged(case(MESSAGE, RETURN), found).needless == 1
    assert judged(case(MESSAGE, RETURN, COST), found).needless == 0
    assert judged(case(MESSAGE, GIFT), found).needless == 3


def test_sentences_of_numbered_steps_are_not_counted_as_told() -> None:
    sentences = ("Masz 30 dni.", "1. Otwórz formularz.", "Podaj numer.", "Powodu nie podajesz.")
    found = draft(
        text="Masz 30 dni.\n1. Otwórz formularz. Podaj numer.\nPowodu nie podajesz.",
        sources=(source("zwrot"),),
        sentences=tuple(supported(text, "zwrot") for text in sentences),
    )

    assert judged(case(MESSAGE, RETURN), found).told == 2


def test_a_draft_in_another_language_is_told() -> None:
    assert judged(case("a", language="uk"), draft()).problems == ("is in pl instead of uk",)


def test_without_a_draft_everything_is_missed() -> None:
    outcome = without_draft(
        case(MESSAGE, replace(COST, facts=(("15,99 zł",),)), flags=frozenset({FlagKind.ANGER})),
        "The message is empty.",
    )

    assert [q.verdict for q in outcome.questions] == [Verdict.MISSED]
    assert outcome.problems == (
        "no draft: The message is empty.",
        "„Ile kosztuje kurier?” neither answered nor reported",
        "does not say „15,99 zł”",
        "flag anger missing",
    )


@pytest.mark.parametrize("question", [RETURN, GIFT])
def test_a_draft_that_says_nothing_misses_every_question(question: Expected) -> None:
    assert verdicts(question, found=draft()) == [Verdict.MISSED]
