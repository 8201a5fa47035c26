"""Near-duplicate articles and questions that ask the same in other words."""

from __future__ import annotations

import pytest

from kb.consistency.duplicates import same_questions, same_texts
from kb.model import Audience
from tests.consistency.test_contradictions import made

TEXTS = (
    "Otwórz formularz na stronie sklepu i wybierz rzeczy, które chcesz odesłać.",
    "Zapakuj je w karton i naklej na wierzchu etykietę z kodem z formularza.",
    "Zanieś karton do dowolnego automatu w okolicy i zeskanuj kod na ekranie.",
    "Potwierdzenie nadania dostaniesz wiadomością, pieniądze wrócą na rachunek.",
)


def test_a_copy_with_other_inflection_is_found_with_what_is_shared() -> None:
    copy = (*TEXTS[:3], "Salon jest zamknięty w święta.")
    found = same_texts([made("a", "Zwrot", *TEXTS), made("b", "Odsyłka", "Wstęp.", *copy)])

    assert [(one.first.id, one.second.id) for one in found] == [("a", "b")]
    assert found[0].share >= 0.6
    assert found[0].quote in TEXTS
    assert (found[0].first_line, found[0].second_line) == (5, 6)


def test_a_paragraph_in_common_is_no_duplicate() -> None:
    own = tuple(f"Inna sprawa numer {n}: dzwoni {n} klient, sprzedawca notuje." for n in range(9))

    assert same_texts([made("a", "Zwrot", *TEXTS), made("b", "Inne", TEXTS[0], *own)]) == []


def test_formulas_of_many_articles_make_none_of_them_a_duplicate() -> None:
    assert same_texts([made(f"a{n}", f"Artykuł {n}", *TEXTS) for n in range(13)]) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Kiedy dostanę zwrot pieniędzy?", "zwrot pieniędzy kiedy dostanę", True),
        ("Jak zmienić adres dostawy?", "zmiana adresów dostawy", False),
        ("Ile to trwa?", "ile trwało to", False),
        ("Kiedy dostanę zwrot pieniędzy?", "kiedy dostanę zwrot pieniędzy", False),
    ],
)
def test_questions_are_the_same_but_for_inflection_and_order(
    ours: str, theirs: str, same: bool
) -> None:
    found = same_questions([made("a", ours), made("b", "Inny tytuł", questions=(theirs,))])

    assert [(one.ours, one.theirs) for one in found] == ([(ours, theirs)] if same else [])


def test_an_internal_procedure_may_ask_what_the_help_centre_asks() -> None:
    asked = ("dostanę zwrot pieniędzy kiedy",)
    inside = made("b", "Procedura", questions=asked, audience=Audience.INTERNAL)

    assert same_questions([made("a", "Kiedy dostanę zwrot pieniędzy?"), inside]) == []
