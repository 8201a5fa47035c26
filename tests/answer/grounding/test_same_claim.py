"""The same claim in another order, and claims that only look the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.grounding.corrections import in_one_order
from kb.answer.model import Sentence, Status
from tests.answer.grounding.shop import public
from tests.answer.grounding.test_check import source

_WRITTEN = Path(__file__).with_name("paraphrases.yaml")


@pytest.mark.parametrize(
    ("said", "order"),
    [
        (
            "O zwrocie nie decyduje kurier, tylko nasz zespół.",
            "O zwrocie decyduje nasz zespół, a nie kurier.",
        ),
        ("Decyduje zespół, nie kurier.", "Decyduje zespół, a nie kurier."),
        ("Proszę nie płacić, tylko zadzwonić.", "Proszę nie płacić, lecz zadzwonić."),
        (
            "Nową kartę można oddać w 30 dni, użytej już nie.",
            "Nową kartę można oddać w 30 dni, a użytej nie można oddać.",
        ),
        ("Nie wysyłamy, tylko gdy pada.", "Nie wysyłamy, tylko gdy pada."),
    ],
)
def test_what_is_denied_stands_behind_what_is_said_instead(said: str, order: str) -> None:
    assert in_one_order(said) == order


CLAIMS = [
    (
        "O uznaniu decyduje zespół serwisu, a nie przewoźnik.",
        ["O uznaniu nie decyduje przewoźnik, tylko zespół serwisu."],
        ["O uznaniu nie decyduje zespół serwisu, tylko przewoźnik."],
    ),
    (
        "Kupon może mieć wartość od 50 zł do 500 zł.",
        ["Kupon ma wartość od 50 do 500 zł."],
        ["Kupon ma wartość od 50 do 600 zł.", "Kupon ma wartość od 500 zł do 50 zł."],
    ),
    (
        "Przesyłka za ocean kosztuje 39 zł także przy dużej paczce. Odbiór tu jest darmowy.",
        ["Za przesyłkę za ocean płaci Pani 39 zł."],
        ["Przesyłka za ocean jest darmowa przy dużej paczce."],
    ),
    (
        "Oddajemy pieniądze za towar w ciągu 7 dni. Koszt przesyłki nie podlega zwrotowi.",
        ["Oddajemy pieniądze za towar w ciągu 7 dni, a koszt przesyłki nie podlega zwrotowi."],
        ["Oddajemy pieniądze za towar i koszt przesyłki w ciągu 7 dni."],
    ),
    (
        "Decyzję podejmuje bank. My nie znamy powodu i nie możemy jej zmienić.",
        ["Decyzję podejmuje bank, a my nie możemy jej zmienić."],
        ["Decyzję podejmujemy my."],
    ),
    (
        "Blokady nie możemy zdjąć my, robi to bank.",
        ["Blokadę zdejmuje bank."],
        ["Blokadę zdejmujemy my, a nie bank."],
    ),
    (
        "Jeśli od otrzymania towaru nie minęło 30 dni, możesz go oddać.",
        ["Jeżeli od otrzymania towaru nie minęło 30 dni, może go Pani oddać."],
        ["Jeśli od wysłania towaru nie minęło 30 dni, możesz go oddać."],
    ),
    (
        "Punkty są ważne 12 miesięcy.",
        ["Punkty zachowują ważność przez rok."],
        ["Punkty zachowują ważność przez dwa lata."],
    ),
    (
        "Wymiary w tabeli są w centymetrach.\nRozmiar | Pas | Biodra\nM | 72 | 98\nL | 78 | 104",
        ["W rozmiarze M pas to 72 cm, a biodra 98 cm."],
        ["W rozmiarze M pas to 78 cm, a biodra 98 cm.", "W rozmiarze M pas to 72 mm."],
    ),
]


@pytest.mark.parametrize(
    ("passage", "text", "status"),
    [
        (passage, text, status)
        for passage, right, wrong in CLAIMS
        for texts, status in ((right, Status.SUPPORTED), (wrong, Status.UNSUPPORTED))
        for text in texts
    ],
)
def test_the_order_may_change_and_the_claim_may_not(
    passage: str, text: str, status: Status
) -> None:
    cited = source(passage)

    assert check_sentence(Sentence(text, (cited.key,)), Evidence([cited])).status is status


def test_most_paraphrases_pass_and_nearly_all_wrong_ones_are_caught() -> None:
    written = yaml.safe_load(_WRITTEN.read_text("utf-8"))
    passed: Counter[str] = Counter()
    for kind, sentences in written.items():
        for slug, quote, text in sentences:
            cited = next(one for one in public() if one.slug == slug and quote in one.quote)
            checked = check_sentence(Sentence(text, (cited.key,)), Evidence([cited]))
            passed[kind] += checked.status is Status.SUPPORTED

    assert passed["wrong"] <= 2
    assert passed["right"] / len(written["right"]) >= 0.55
