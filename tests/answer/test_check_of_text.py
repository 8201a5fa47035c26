"""An edited text is checked against the base as it is now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.document import checked_document
from kb.answer.incoming import cited_sentences
from kb.answer.model import Draft, Sentence, Status
from kb.answer.suggest import Assistant
from tests.answer.conftest import Desk, Suggest
from tests.answer.shop import COMPLAINT, SALE
from tests.answer.test_suggest import COST, LETTER, STEPS
from tests.bases import Base, article

COST_FILE = "dostawa/koszt-dostawy.md"
SALE_QUESTION = "Czy parasole plażowe są w wyprzedaży tańsze?"


def statuses(assistant: Assistant, draft: Draft, **others: str) -> list[Status]:
    checked = assistant.check(draft.sentences, commit=draft.commit, **others)
    return [one.status for one in checked.sentences]


@pytest.mark.parametrize("message", [COST, STEPS, LETTER])
def test_a_draft_that_nobody_touched_passes_as_it_was(
    suggest: Suggest, assistant: Assistant, message: str
) -> None:
    draft = suggest(message)

    checked = assistant.check(draft.sentences, commit=draft.commit, message=message)

    assert checked.sentences == draft.sentences
    assert checked.changed == ()
    assert checked.commit == draft.commit


def test_a_changed_number_is_not_supported_and_the_passage_is_quoted(
    suggest: Suggest, assistant: Assistant
) -> None:
    draft = suggest(COST)
    wrong = [replace(one, text=one.text.replace("14,99", "12,99")) for one in draft.sentences]

    found = [one for one in assistant.check(wrong).sentences if one.status is Status.UNSUPPORTED]

    [one] = found
    assert "12,99" in one.text
    assert one.reasons


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("Dostawa kurierem kosztuje 14,99 zł."),
        Sentence("Dostawa kurierem kosztuje 14,99 zł.", ("aaaaaaaaaa",)),
        Sentence("Dostawa kurierem kosztuje 14,99 zł.", ("../../etc",)),
        Sentence("Dostawa kurierem kosztuje 14,99 zł.", ("",)),
    ],
    ids=["none", "invented", "no key at all", "empty"],
)
def test_without_a_key_of_the_base_nothing_is_supported(
    assistant: Assistant, sentence: Sentence
) -> None:
    checked = assistant.check([sentence])

    assert checked.sentences[0].status is Status.UNSUPPORTED
    assert checked.sentences[0].reasons
    assert checked.changed == sentence.citations


def test_the_key_of_another_passage_does_not_help(suggest: Suggest, assistant: Assistant) -> None:
    cost, term = (suggest(text).citations[0].key for text in (COST, "Ile mam czasu na zwrot?"))
    said = "Dostawa kurierem kosztuje 14,99 zł."

    checked = assistant.check([Sentence(said, (cost,)), Sentence(said, (term,))])

    assert [one.status for one in checked.sentences] == [Status.SUPPORTED, Status.UNSUPPORTED]


def test_a_whole_text_is_checked_sentence_by_sentence(
    suggest: Suggest, assistant: Assistant
) -> None:
    draft = suggest(COST)
    text = f"{draft.text}\n\nDostawa kurierem jest bezpłatna."

    checked = assistant.check(cited_sentences(text, [one.key for one in draft.citations]))

    assert [one.status for one in checked.sentences].count(Status.UNSUPPORTED) == 1
    assert checked.sentences[-1].status is Status.UNSUPPORTED


def test_a_text_of_nothing_has_no_sentences(assistant: Assistant) -> None:
    document = checked_document(assistant.check(()))

    assert document["sentences"] == document["changed"] == []


def test_when_a_cited_passage_changes_its_key_is_gone_and_the_check_says_so(desk: Desk) -> None:
    draft = desk.suggest(COST)
    desk.republish(
        {COST_FILE: article("Ile kosztuje dostawa?", "Dostawa kurierem kosztuje 19 zł.")}
    )

    checked = desk.assistant.check(draft.sentences, commit=draft.commit)

    assert checked.changed == tuple(source.key for source in draft.citations)
    assert checked.commit != draft.commit
    for before, after in zip(draft.sentences, checked.sentences, strict=True):
        if before.citations:
            assert after.status is Status.UNSUPPORTED
            assert "Źródło zmieniło się" in " ".join(after.reasons)
        else:
            assert after.status is Status.PHRASE
    assert "19 zł" in desk.suggest(COST).text


def test_when_another_article_changes_keys_stay(desk: Desk) -> None:
    draft = desk.suggest(COST)
    desk.republish({COMPLAINT: None, "zwroty/nowy.md": article("Nowy artykuł")})

    assert statuses(desk.assistant, draft) == [one.status for one in draft.sentences]
    again = desk.suggest(COST)
    assert again.commit != draft.commit
    assert [one.key for one in again.citations] == [one.key for one in draft.citations]


def test_a_moved_section_keeps_no_key_and_an_unchanged_one_keeps_its_own(desk: Desk) -> None:
    before = desk.suggest(COST)
    text = (desk.base.repo / "pomoc" / COST_FILE).read_text("utf-8")
    desk.republish({COST_FILE: f"{text}\n## Dostawa za granicę\n\nZa granicę nie wysyłamy.\n"})

    now = {one.key for one in desk.suggest(COST).citations}
    assert {one.key for one in before.citations} <= now


def test_an_article_that_has_expired_supports_nothing(desk: Desk) -> None:
    draft = desk.suggest(SALE_QUESTION)
    assert "tańsze o połowę" in draft.text
    path = desk.base.repo / "pomoc" / SALE
    desk.republish({SALE: path.read_text("utf-8").replace("2100", "2020")})

    assert Status.UNSUPPORTED in statuses(desk.assistant, draft)
    assert "tańsze o połowę" not in desk.suggest(SALE_QUESTION).text


def test_an_article_that_became_internal_supports_nothing(desk: Desk) -> None:
    draft = desk.suggest(SALE_QUESTION)
    path = desk.base.repo / "pomoc" / SALE
    internal = path.read_text("utf-8").replace("audience: public", "audience: internal")
    desk.republish({SALE: internal})

    assert Status.UNSUPPORTED in statuses(desk.assistant, draft)
    assert "tańsze o połowę" not in desk.suggest(SALE_QUESTION).text


def test_rules_and_phrases_of_a_new_publication_are_used(desk: Desk) -> None:
    desk.republish({"phrases.yaml": 'pl:\n  farewell: "Z poważaniem"\n'})

    draft = desk.suggest(COST)

    assert "Z poważaniem" in draft.text
    assert statuses(desk.assistant, draft) == [one.status for one in draft.sentences]


def test_keys_are_the_same_on_another_server(desk: Desk, suggest: Suggest, shop: Base) -> None:
    assert desk.base.root != shop.root
    assert [one.key for one in desk.suggest(COST).citations] == [
        one.key for one in suggest(COST).citations
    ]
