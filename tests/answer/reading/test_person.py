"""The gender of whoever writes is that of their own verbs and adjectives."""

from __future__ import annotations

import pytest

from kb.answer.reading.person import is_feminine


@pytest.mark.parametrize(
    "text",
    [
        "Kupiłam obrus", "chciałabym zwrócić", "zamowilam koc", "żebym mogła", "powinnam",
        "będę musiała odesłać", "Jestem bardzo niezadowolona", "Byłam u was z Pawłem",
        "płaciłam paypalem",
    ],
)  # fmt: skip
def test_women_are_known_by_their_words(text: str) -> None:
    assert is_feminine(text) is True


@pytest.mark.parametrize(
    "text",
    ["Kupiłem obrus", "chciałbym zwrócić", "kupilem koc", "Jestem oburzony", "powinienem"],
)
def test_men_are_known_by_their_words(text: str) -> None:
    assert is_feminine(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "", "Mąż kupił koc, a konsultantka powiedziała, że można oddać", "Problem z portalem",
        "pod stołem", "rozmawiałem i kupiłam", "jestem pierwszy raz w sklepie", "z Michałem",
    ],
)  # fmt: skip
def test_other_people_and_other_words_say_nothing(text: str) -> None:
    assert is_feminine(text) is None
