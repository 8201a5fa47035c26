from __future__ import annotations

from kb.answer.flagging.matters import articles_of
from kb.answer.model import Asked, Flag, FlagKind
from kb.ingest.flag_rules import check_flag_rules, read_flag_rules

OWN = """
kinds:
  complaint:
    articles: [reklamacja]
matters:
  opóźnienie:
    articles: [paczka-sie-spoznia]
  kolor:
    find: [zły kolor]
    articles: [kolory]
"""
RULES, PROBLEMS = read_flag_rules({"flags.yaml": OWN.encode()})
TORN = "Przyszła rozerwana zasłona."
COMPLAINT = Flag(FlagKind.COMPLAINT, "Reklamacja.", TORN)


def asked(text: str, context: str = "") -> Asked:
    return Asked(text, (0, len(text)), "pl", context)


def test_shipped_words_and_those_of_the_base_lead_to_its_articles() -> None:
    assert not PROBLEMS
    late = asked("Paczka miała być w poniedziałek.")
    assert articles_of(late, (), RULES) == {"paczka-sie-spoznia"}
    assert articles_of(asked("To zły kolor."), (), RULES) == {"kolory"}
    assert articles_of(asked("Ile kosztuje dostawa?"), (), RULES) == frozenset()


def test_the_articles_of_a_flag_are_for_the_question_that_its_words_stand_around() -> None:
    about_it = asked("Co mam zrobić?", context=TORN)
    of_another = asked("Kiedy wróci szara narzuta?", context="Mam jeszcze jedno pytanie.")

    assert articles_of(about_it, (COMPLAINT,), RULES) == {"reklamacja"}
    assert articles_of(about_it, (), RULES) == frozenset()
    assert articles_of(of_another, (COMPLAINT,), RULES) == frozenset()


def test_a_base_that_names_no_articles_prefers_none() -> None:
    rules, _ = read_flag_rules({})

    assert rules.matters == ()
    assert articles_of(asked("Paczka miała być w poniedziałek."), (), rules) == frozenset()


def test_an_article_that_is_not_there_is_told() -> None:
    problems = check_flag_rules({"flags.yaml": OWN.encode()}, ())

    assert {problem.message.split()[4].rstrip(".") for problem in problems} == {
        "reklamacja", "paczka-sie-spoznia", "kolory",
    }  # fmt: skip
