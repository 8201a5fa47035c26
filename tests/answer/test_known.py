"""Editors say which sentence of an article answers which question; replies quote it then."""

from __future__ import annotations

from kb.answer.known import Known, known_questions, share_and_lead
from kb.answer.shelf import Shelf
from kb.search.answer_words import plain_words
from kb.search.passages import make_query
from tests.answer.conftest import Desk

ROOM = "dostawa/odbior.md"
SENTENCES = """Odbiór w salonie jest darmowy.

## Zasady

Zamówienie trzymamy w salonie przez pięć dób. Zapłacisz z góry dowolnym sposobem. \
Na miejscu obejrzysz zakupy. Salon jest zamknięty w niedziele. Wejście znajdziesz od podwórza.
"""
QUESTION = "Odbiór: kiedy mi to przepadnie, jak nie przyjadę?"


def _article(answers: str) -> str:
    return f"---\ntitle: Odbiór w salonie\naudience: public\n{answers}---\n\n{SENTENCES}"


def test_the_sentence_that_editors_name_is_said(desk: Desk) -> None:
    said = "Zamówienie trzymamy"
    named = "answers:\n  przez pięć dób: [odbiór, kiedy to przepadnie, jak nie przyjadę]\n"
    other = "answers:\n  od podwórza: [odbiór, kiedy to przepadnie, jak nie przyjadę]\n"

    desk.republish({ROOM: _article(other)})
    before = _first_of_rules(desk)
    desk.republish({ROOM: _article(named)})
    after = _first_of_rules(desk)

    assert after.startswith(said)
    assert not before.startswith(said)


def _first_of_rules(desk: Desk) -> str:
    """The line of the section that fits the question best."""
    from kb.answer.closeness import Closeness
    from kb.answer.findings import look_up
    from kb.answer.lines import lines_of
    from kb.answer.model import Asked

    shelf = desk.assistant.base().public
    [found] = look_up(shelf, [Asked(QUESTION, (0, len(QUESTION)), "pl")], QUESTION)
    assert found.slug == "odbior"
    close = Closeness(shelf.encoder, shelf.index.tables.sentences) if shelf.encoder else None
    lemmas = shelf.index.tables.statistics["lemmas"]
    lines = [line for line in lines_of(found, (), lemmas, close) if line.place > 0]
    return max(lines, key=lambda line: line.score).text


def _known(shelf: Shelf, question: str, slug: str) -> tuple[Known, ...]:
    query = make_query(shelf.index, shelf.encoder, question)
    return known_questions(shelf, query, shelf.index.tables.slug_row[slug])


def test_shares_go_to_the_nearest_questions_and_add_up(desk: Desk) -> None:
    desk.republish({ROOM: _article("answers:\n  z góry: [czy zapłacę na miejscu]\n")})
    known = _known(desk.assistant.base().public, "czy zapłacę na miejscu", "odbior")

    assert len(known) == 2  # the title is a question, too
    assert abs(sum(one.share for one in known) - 1) < 1e-5
    nearest = max(known, key=lambda one: one.share)
    assert nearest.words == plain_words("z góry")
    assert nearest.ahead > 0


def test_a_question_without_words_is_answered_by_the_opening() -> None:
    known = (Known(plain_words(""), 0.7, 0.1), Known(plain_words("z góry"), 0.3, -0.1))

    assert share_and_lead(known, "Odbiór jest darmowy.", opening=True) == (0.7, 0.1)
    assert share_and_lead(known, "Zapłacisz z góry.", opening=False) == (0.3, -0.1)
    assert share_and_lead(known, "Salon jest zamknięty.", opening=False) == (0, 0.0)
