"""Files of message cases."""

from __future__ import annotations

import re

import pytest

from kb.answer.model import Channel, FlagKind
from kb.errors import ConfigError
from kb.evaluate.messages import MESSAGES, Expected, Half, MessageCases, read_messages
from kb.evaluate.wording import finds, says
from tests.project.imports import ROOT

ARTICLES = {path.stem: path for path in (ROOT / "kb" / "articles").rglob("*.md")}
SAMPLE = read_messages(MESSAGES.read_bytes())


def body(slug: str) -> str:
    """An article's text without front matter and addresses of links."""
    text = ARTICLES[slug].read_text("utf-8").split("---", 2)[2]
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def test_a_case_says_what_is_expected_of_its_draft() -> None:
    found = read_messages(
        """
        forbidden: ['\\[']
        cases:
          - id: zwrot
            set: held_out
            channel: chat
            customer_name: Anna
            messages: [hej, "do kiedy mogę  oddać koc?"]
            questions:
              - {asked: Do kiedy mogę oddać, articles: [zwrot], facts: [30 dni, [darmo, gratis]]}
              - {asked: koc, optional: true}
            flags: [anger]
            flags_allowed: [complaint]
            forbidden: [45 dni]
        """.encode()
    )

    assert found.forbidden == (r"\[",)
    (case,) = found.cases
    assert (case.id, case.half, case.channel) == ("zwrot", Half.HELD_OUT, Channel.CHAT)
    assert case.messages == ("hej", "do kiedy mogę  oddać koc?")
    assert case.questions == (
        Expected("Do kiedy mogę oddać", ("zwrot",), (("30 dni",), ("darmo", "gratis"))),
        Expected("koc", optional=True),
    )
    assert case.flags == {FlagKind.ANGER}
    assert case.flags_allowed == {FlagKind.COMPLAINT}
    assert case.forbidden == ("45 dni",)


def test_a_case_is_a_polish_email_without_questions_unless_it_says_otherwise() -> None:
    (case,) = read_messages(b"cases: [{id: a, set: dev, message: Dzi\xc4\x99kuj\xc4\x99}]").cases

    assert (case.channel, case.language, case.questions) == (Channel.EMAIL, "pl", ())
    assert list(case.unanswered) == [0]


def test_questions_without_articles_must_stay_open_and_optional_ones_may() -> None:
    (case,) = read_messages(
        b"cases: [{id: x, set: dev, message: a b c d, questions: ["
        b"{asked: a, articles: [z]}, {asked: b}, {asked: c}, {asked: d, optional: true}]}]"
    ).cases

    assert list(case.unanswered) == [2, 3]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{id: a, set: dev}", "either `message` or `messages`"),
        ("{id: a, set: dev, message: b, messages: [c]}", "either `message` or `messages`"),
        ("{id: a, set: test, message: b}", r"cases\.0\.set"),
        ("{id: a, set: dev, message: b, chanel: chat}", r"cases\.0\.chanel"),
        ("{id: a, set: dev, message: b, channel: fax}", r"cases\.0\.channel"),
        ("{id: a, set: dev, message: b, flags: [wrath]}", r"cases\.0\.flags\.0"),
        ("{id: a, set: dev, message: b, flags: [anger], flags_allowed: [anger]}", "a: anger is"),
        ("{id: a, set: dev, message: b, questions: [{asked: c}]}", "does not say 'c'"),
        ("{id: a, set: dev, message: b, questions: [{asked: b, facts: [x]}]}", "without an art"),
        ("{id: a, set: dev, message: b, forbidden: ['(']}", "not a regular expression"),
        ("{id: a, set: dev, message: b}, {id: a, set: dev, message: b}", "two cases are called a"),
    ],
)
def test_a_wrong_case_is_told_with_its_place(entry: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_messages(f"cases: [{entry}]".encode())


@pytest.mark.parametrize("data", [b"cases: [", b"\xff\xfe\x00", b"cases: !!python/object:os.x {}"])
def test_what_is_not_yaml_is_told(data: bytes) -> None:
    with pytest.raises(ConfigError, match=r"messages\.yaml is not YAML"):
        read_messages(data)


@pytest.mark.parametrize("half", [Half.DEV, Half.HELD_OUT])
def test_each_half_of_the_sample_has_all_kinds_of_messages(half: Half) -> None:
    cases = [case for case in SAMPLE.cases if case.half is half]

    assert len(cases) >= 60
    assert {case.language for case in cases} == {"pl", "en", "uk"}
    assert {case.channel for case in cases} == set(Channel)
    assert {flag for case in cases for flag in case.flags} == set(FlagKind)
    assert sum(len(case.questions) > 1 for case in cases) >= 20
    assert sum(len(case.messages) > 1 for case in cases) >= 5
    assert sum(not q.answerable for case in cases for q in case.questions) >= 10


def test_the_sample_expects_only_articles_and_facts_that_there_are() -> None:
    for case in SAMPLE.cases:
        for question in case.questions:
            bodies = [body(slug) for slug in question.articles]
            for fact in question.facts:
                assert any(says(text, one) for text in bodies for one in fact), (case.id, fact)


def test_every_public_article_of_the_sample_is_asked_for() -> None:
    expected = {slug for case in SAMPLE.cases for q in case.questions for slug in q.articles}

    assert expected == {slug for slug, path in ARTICLES.items() if path.parent.name != "procedury"}


def test_what_no_draft_may_say_is_in_no_public_article_and_in_the_procedures() -> None:
    public = "\n".join(body(s) for s, p in ARTICLES.items() if p.parent.name != "procedury")
    internal = "\n".join(body(s) for s, p in ARTICLES.items() if p.parent.name == "procedury")

    assert [p for p in SAMPLE.forbidden if finds(public, p)] == []
    assert sum(bool(finds(internal, p)) for p in SAMPLE.forbidden) >= 10


def test_the_sample_is_a_set_of_cases() -> None:
    assert isinstance(SAMPLE, MessageCases)
    texts = ["\n".join(case.messages) for case in SAMPLE.cases]
    assert len(set(texts)) == len(texts)
