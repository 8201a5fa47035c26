"""A small published shop with an article of every kind that a draft may meet."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bases import article

#: Stands in the internal procedure and nowhere else.
SECRET = "zgredolinka"

COMPLAINT = "procedury/reklamacja.md"
SALE = "promocje/wyprzedaz.md"

ARTICLES: Mapping[str, str] = {
    "kb.toml": """\
name = "Lniany Dom"
[[categories]]
slug = "zwroty"
title = "Zwroty"
[[categories]]
slug = "dostawa"
title = "Dostawa"
[contact.opening]
timezone = "Europe/Warsaw"
answer_hours = 4
monday = ["8:00-18:00"]
""",
    "flags.yaml": "kinds:\n  complaint:\n    procedure: reklamacja\n",
    "phrases.yaml": """\
pl:
  sympathy:
    uszkodzona-paczka: "Przykro mi, że paczka dotarła uszkodzona."
  topics:
    zwroty: zwrotu
    dostawa: dostawy
""",
    "zwroty/termin-zwrotu.md": article(
        "Ile mam czasu na zwrot towaru?",
        "Na zwrot towaru masz 30 dni od otrzymania przesyłki.\n\n## Jak liczyć termin?\n\n"
        "Termin zwrotu zaczyna się następnego dnia po odbiorze paczki od kuriera.",
    ),
    "zwroty/jak-zwrocic.md": article(
        "Jak zwrócić towar?",
        "Zwrot zgłaszasz w formularzu zwrotu.\n\n## Jak zwrócić towar krok po kroku?\n\n"
        "1. Wypełnij formularz zwrotu na stronie.\n2. Zapakuj towar w karton.\n"
        "3. Naklej etykietę zwrotną na paczkę.",
    ),
    "dostawa/koszt-dostawy.md": article(
        "Ile kosztuje dostawa?",
        "Dostawa kurierem kosztuje 14,99 zł. Dostawa do Paczkomatu kosztuje 11,99 zł.",
    ),
    "dostawa/uszkodzona-paczka.md": article(
        "Co zrobić, gdy paczka dotarła uszkodzona?",
        "Spisz z kurierem protokół szkody i wyślij nam zdjęcia uszkodzonej paczki.",
    ),
    SALE: article(
        "Wyprzedaż parasoli plażowych",
        "Parasole plażowe są w wyprzedaży tańsze o połowę.",
        valid_until="2100-01-01",
    ),
    "platnosci/payments.md": article(
        "Which payment methods do you accept?",
        "You can pay by card, bank transfer or cash on delivery.",
        language="en",
    ),
    COMPLAINT: f"""\
---
title: Reklamacja uszkodzonej paczki
audience: internal
---

Kierownik zmiany wpisuje hasło {SECRET} i rozpatruje reklamację w 24 godziny.
""",
}
