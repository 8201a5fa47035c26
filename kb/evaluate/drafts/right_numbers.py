"""The same value written otherwise: as words, in another unit, as another span."""

from __future__ import annotations

from kb.evaluate.drafts.edits import Rule, table_of

# Genitive: after "w ciągu", "do", "od", "po upływie".
_OF = {
    2: "dwóch",
    3: "trzech",
    4: "czterech",
    5: "pięciu",
    7: "siedmiu",
    10: "dziesięciu",
    14: "czternastu",
    15: "piętnastu",
    24: "dwudziestu czterech",
    30: "trzydziestu",
    48: "czterdziestu ośmiu",
    60: "sześćdziesięciu",
}
# Accusative after "przez", nominative elsewhere.
_PLAIN = {
    2: "dwa",
    3: "trzy",
    5: "pięć",
    10: "dziesięć",
    12: "dwanaście",
    24: "dwadzieścia cztery",
    30: "trzydzieści",
    48: "czterdzieści osiem",
    60: "sześćdziesiąt",
}
_UNIT = r"(?= (?:dni|dniach|godzin|minut)\b)"

NUMBER_WORDS: Rule = table_of(
    [
        *((rf"\b(w ciągu|do|od|po) {value}{_UNIT}", rf"\1 {word}") for value, word in _OF.items()),
        *(
            (
                rf"\b(przez|ma|ważn[yae]|czeka) {value}(?= (?:dni|godzin|minut|miesięcy|lata)\b)",
                rf"\1 {word}",
            )
            for value, word in _PLAIN.items()
        ),
        (r"\bw ciągu 14 dni\b(?! robocz)", "w ciągu dwóch tygodni"),
        (r"\bw ciągu 14 dni\b(?! robocz)", "w ciągu 2 tygodni"),
        (r"\bw ciągu 7 dni\b(?! robocz)", "w ciągu tygodnia"),
        (r"\bw ciągu 24 godzin\b(?! robocz)", "w ciągu doby"),
        (r"\bna 48 godzin\b", "na dwie doby"),
        (r"\b48 godzin\b", "2 doby"),
        (r"\b60 minut\b", "godzinę"),
        (r"\b2 lata\b", "24 miesiące"),
        (r"\b12 miesięcy\b", "rok"),
        (r"\bw ciągu miesiąca\b", "w ciągu jednego miesiąca"),
        (r"\bw ciągu (\d)–(\d) dni\b", r"w ciągu \1 do \2 dni"),
        (r"(?<!w ciągu )\b(\d+)–(\d+) dni robocz\w+", r"od \1 do \2 dni roboczych"),
        (r"\b(\d+)–(\d+) dni\b", r"\1-\2 dni"),
        (r"\b8:00–18:00\b", "od 8 do 18"),
        (r"\b8:00–18:00\b", "od 8:00 do 18:00"),
        (r"\b8:00–18:00\b", "8–18"),
        (r"\b9:00–14:00\b", "od 9 do 14"),
        (r"\b10:00–18:00\b", "od 10.00 do 18.00"),
        (r"\b9:00–15:00\b", "od 9 do 15"),
        (r"\bdo 12:00\b", "do godziny 12"),
        (r"\bdo 12:00\b", "do południa"),
        (r"\b5,00[ \u00a0]zł\b", "5 zł"),
        (r"\b(\d+),(\d\d)[ \u00a0]zł\b", r"\1 zł \2 gr"),
        (r"\b(\d+,\d\d)[ \u00a0]zł\b", r"\1 PLN"),
        (r"\b1 000[ \u00a0]zł\b", "1000 zł"),
        (r"\b1 000[ \u00a0]zł\b", "tysiąca złotych"),
        (r"\b(\d+)[ \u00a0]zł\b", r"\1 złotych"),
        (r"\b(\d+)[ \u00a0]?%", r"\1 procent"),
        (r"\+48 12 000 00 00", "12 000 00 00"),
        (r"\+48 12 000 00 00", "+48120000000"),
        (r"\b1 lutego 2026 r\.", "01.02.2026 r."),
        (r"\b28 czerwca 2025 r\.", "28.06.2025 r."),
        (r"(?<!Jeden )\braz w każdym zamówieniu\b", "jeden raz w każdym zamówieniu"),
    ]
)
