"""Polish sentences with personal data and with numbers that look like it, made by chance from a
seed. Check digits are computed here, apart from the library that the detectors use.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from kb.privacy.found import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHECKSUMMED = frozenset(
    {
        Kind.PESEL, Kind.NIP, Kind.REGON, Kind.ACCOUNT, Kind.CARD, Kind.IDENTITY_CARD,
        Kind.PASSPORT,
    }
)  # fmt: skip
REACHABLE = frozenset({Kind.PHONE, Kind.EMAIL})
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPACES = (" ", " ", " ", "\u00a0", "\u202f", "  ")
_DASHES = ("-", "-", "–", "\u2011")


@dataclass(frozen=True)
class Sentence:
    """A text and the personal data in it, as kind and span."""

    text: str
    expected: tuple[tuple[Kind, tuple[int, int]], ...] = ()


def sentences(count: int, seed: int) -> list[Sentence]:
    """So many sentences: a third without personal data, some with two pieces of it."""
    random = Random(seed)
    return [_sentence(random) for _ in range(count)]


def _sentence(random: Random) -> Sentence:
    if random.random() < 0.34:
        parts: list[tuple[Kind | None, str]] = [(None, _look_alike(random))]
    else:
        parts = [*_with_data(random)]
        if random.random() < 0.25:
            parts += [(None, random.choice((" ", "\n", " Poza tym: "))), *_with_data(random)]
    if random.random() < 0.45:
        parts += [(None, random.choice((" ", "\n"))), (None, _look_alike(random))]
    text, expected = "", []
    for kind, part in parts:
        if kind:
            expected.append((kind, (len(text), len(text) + len(part))))
        text += part
    return Sentence(text, tuple(expected))


def _with_data(random: Random) -> Sequence[tuple[Kind | None, str]]:
    kind = random.choice(list(_MAKERS))
    make, frames = _MAKERS[kind]
    before, after = random.choice(frames).split("{}")
    value = make(random)
    if random.random() < 0.04 and value.isascii():
        value = _full_width(value) if kind is not Kind.EMAIL else value
    if random.random() < 0.1:
        before = before.upper() if kind is not Kind.IDENTITY_CARD else before
    return (None, before), (kind, value), (None, after)


# ---- values -----------------------------------------------------------------------------------


def _digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))


def _grouped(random: Random, digits: str, shapes: Sequence[Sequence[int]]) -> str:
    """The digits in one of the shapes, parted by one kind of sign; at times over two lines."""
    shape, sign = random.choice(shapes), random.choice((*_SPACES, *_DASHES))
    groups, at = [], 0
    for length in shape:
        groups.append(digits[at : at + length])
        at += length
    written = sign.join(groups)
    if random.random() < 0.06:
        # A mail program broke the line: after a sign, or anywhere in a long number.
        cut = written.find(sign) if len(groups) > 1 else random.randrange(3, len(written) - 2)
        rest = written[cut:].removeprefix(sign)
        return f"{written[:cut]}\n{rest}"
    return written


def _pesel(random: Random) -> str:
    year, month, day = random.randrange(1930, 2020), random.randrange(12) + 1, random.randrange(28)
    ten = f"{year % 100:02}{month + 20 * (year >= 2000):02}{day + 1:02}{_digits(random, 4)}"
    number = ten + str(-_weighted(ten, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)
    return _grouped(
        random, number, ((11,), (11,), (11,), (6, 5), (2, 2, 2, 5), (4, 4, 3), (6, 3, 2))
    )


def _nip(random: Random) -> str:
    while True:
        nine = str(random.randrange(101, 999)) + _digits(random, 6)
        check = _weighted(nine, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
        if check < 10:
            break
    shapes = ((10,), (10,), (3, 3, 2, 2), (3, 2, 2, 3), (3, 3, 4))
    return _grouped(random, f"{nine}{check}", shapes)


def _regon(random: Random) -> str:
    eight = _digits(random, 8)
    nine = eight + str(_weighted(eight, (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10)
    if random.random() < 0.75:
        return _grouped(random, nine, ((9,), (9,), (3, 3, 3)))
    long = nine + _digits(random, 4)
    check = _weighted(long, (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)) % 11 % 10
    return f"{long}{check}"


def _account(random: Random) -> str:
    body = _digits(random, 24)
    number = f"{98 - int(body + '252100') % 97:02}{body}"
    shapes = (
        (26,),
        (2, 4, 4, 4, 4, 4, 4),
        (2, 4, 4, 4, 4, 4, 4),
        (2, 8, 16),
        (2, 24),
        (4,) * 6 + (2,),
    )
    country = random.choice(("", "", "", "PL", "PL", "PL ", "pl", "Pl "))
    return country + _grouped(random, number, shapes)


def _card(random: Random) -> str:
    kind, long = random.random(), ((16,), (4, 4, 4, 4))
    shapes: Sequence[Sequence[int]]
    if kind < 0.45:
        body, shapes = "4" + _digits(random, 14), long
    elif kind < 0.85:
        body, shapes = str(random.randrange(51, 56)) + _digits(random, 13), long
    else:
        body, shapes = random.choice(("34", "37")) + _digits(random, 12), ((15,), (4, 6, 5))
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return _grouped(random, body + str(-total % 10), shapes)


def _document(random: Random, letters: int, digits: int, series: str) -> tuple[str, str]:
    """Letters and digits, of which the first is the check digit: both documents have it there."""
    code = random.choice(series) + "".join(random.choice(_LETTERS) for _ in range(letters - 1))
    rest = _digits(random, digits - 1)
    weights = (7, 3, 1, 7, 3, 1, 7, 3)[:letters] if letters == 3 else (7, 3)
    values = sum(w * (ord(c) - 55) for w, c in zip(weights, code, strict=True))
    tail = (7, 3, 1, 7, 3) if letters == 3 else (1, 7, 3, 1, 7, 3)
    check = (values + _weighted(rest, tail)) % 10
    return code, f"{check}{rest}"


def _identity_card(random: Random) -> str:
    series, number = _document(random, 3, 6, "AACD")
    # In small letters only a label tells it from an article; the frames have one.
    series = series.lower() if random.random() < 0.2 else series
    return series + random.choice(("", "", " ", "-", "\u00a0")) + number


def _passport(random: Random) -> str:
    series, number = _document(random, 2, 7, "AE")
    return series + random.choice(("", "", " ")) + number


_MOBILE = (50, 51, 53, 57, 60, 66, 69, 72, 73, 78, 79, 88)
_CITY = (12, 22, 32, 42, 58, 61, 71, 81, 85, 91)


def _phone(random: Random) -> str:
    kind = random.random()
    if kind < 0.65:
        nine = str(random.choice(_MOBILE)) + _digits(random, 7)
        shapes: Sequence[Sequence[int]] = (
            (9,),
            (3, 3, 3),
            (3, 3, 3),
            (3, 3, 3),
            (3, 6),
            (3, 2, 2, 2),
        )
        prefix = random.choice(("", "", "", "", "+48 ", "+48", "0048 ", "48 ", "(+48) ", "+48-"))
        if not prefix and random.random() < 0.1:
            return ".".join((nine[:3], nine[3:6], nine[6:]))
        return prefix + _grouped(random, nine, shapes)
    if kind < 0.9:
        area, local = str(random.choice(_CITY)), str(random.randrange(2, 8)) + _digits(random, 6)
        body = _grouped(random, local, ((3, 2, 2), (7,), (3, 4), (3, 2, 2)))
        return random.choice(("({}) {}", "{} {}", "+48 {} {}", "0{} {}", "{}-{}", "{}/{}")).format(
            area, body
        )
    return random.choice(
        (
            f"+380 {random.choice((50, 63, 67, 93, 97))} {_digits(random, 3)} {_digits(random, 4)}",
            f"+49 1{random.choice((51, 60, 70, 75))} {random.randrange(2, 9)}{_digits(random, 7)}",
            f"0044 79{random.randrange(10, 88)} {_digits(random, 6)}",
        )
    )


_HOSTS = (
    "gmail.com", "wp.pl", "o2.pl", "onet.pl", "interia.eu", "poczta.onet.pl", "firma.com.pl",
    "biuro-lex.pl", "example.org", "uj.edu.pl", "icloud.com", "krakow.pl", "x.pl", "sklep.shop",
)  # fmt: skip
_LOCALS = (
    "anna.kowalska", "jan_nowak", "a.k", "kasia88", "biuro", "m.wisniewska-lis", "tomek+zakupy",
    "KOWALSKI.JAN", "zosia", "info", "j.nowak1979", "żaneta.żuk", "olena.k",
)  # fmt: skip


def _email(random: Random) -> str:
    local, host = random.choice(_LOCALS), random.choice(_HOSTS)
    kind = random.random()
    if kind < 0.84:
        return f"{local}@{host}"
    if kind < 0.9:
        return f"{local}{random.choice((' (at) ', '(at)', ' [at] ', '(małpa)', ' @ '))}{host}"
    if kind < 0.93:
        return f"{local}@{host.replace('.', ' (kropka) ')}"
    if kind < 0.97:
        return f"{local}@{random.choice(('gmail', 'wp', 'onet', 'interia'))}"
    return random.choice((f"{local.upper()}@{host.upper()}", f"mailto:{local}@{host}"[7:]))


_MAKERS: dict[Kind, tuple[Callable[[Random], str], tuple[str, ...]]] = {
    Kind.PESEL: (
        _pesel,
        (
            "Mój PESEL to {}.", "pesel: {}, proszę o fakturę", "({})", "Dane do umowy – PESEL {}.",
            "Podaję numer {} do weryfikacji konta", "Kowalska Anna, {}, Kraków",
            "Proszę usunąć moje dane, nr pesel {}", "PESEL:{};",
            "numer ewidencyjny {} podałam rano",
        ),
    ),
    Kind.NIP: (
        _nip,
        (
            "Faktura na NIP {} proszę.", "nip {}", "NIP: {}, firma z Łodzi",
            "Dane firmy: NIP PL {}.",
            "Proszę o fakturę VAT, NIP firmy to {}", "NIP:{}", "numer NIP nabywcy: {}.",
        ),
    ),
    Kind.REGON: (
        _regon,
        (
            "REGON {}", "regon: {}.", "REGON firmy to {}, proszę dopisać", "Nr REGON: {}",
            "(REGON {})",
        ),
    ),
    Kind.ACCOUNT: (
        _account,
        (
            "Proszę o zwrot na konto {}.", "nr konta: {}", "Pieniądze na rachunek {}, dziękuję",
            "{} – to moje konto", "Konto do zwrotu:\n{}", "przelew na {} mBank", "IBAN {}",
        ),
    ),
    Kind.CARD: (
        _card,
        (
            "Płaciłam kartą {} wczoraj.", "nr karty {}", "karta {}, ważna do 12/28",
            "Z karty {} ściągnięto dwa razy", "Numer {} to moja karta",
        ),
    ),
    Kind.IDENTITY_CARD: (
        _identity_card,
        (
            "Dowód osobisty {}.", "seria i numer dowodu: {}", "nr dowodu {} – do umowy",
            "legitymuję się dowodem {}", "dow. os. {}",
        ),
    ),
    Kind.PASSPORT: (
        _passport,
        ("Paszport {}.", "nr paszportu: {}", "mam paszport {} ważny do 2030", "passport no {}"),
    ),
    Kind.PHONE: (
        _phone,
        (
            "Proszę dzwonić: {}.", "tel. {}", "tel.{}", "Mój numer to {}, po 16",
            "{} – to mój telefon",
            "kontakt {} albo mailem", "Kurier nie zadzwonił na {}!", "kom. {}", "Anna, {}",
            "zmieńcie mi numer na {} w koncie", "({})", "telefon kontaktowy:\n{}",
            "dzwoniłam z {} o 10:30", "Nr tel: {}", "tel{}", "nr{} odbiera mąż", "mój{}",
            "{}proszę o kontakt", "dzwonił kurier ({}) i nic",
        ),
    ),
    Kind.EMAIL: (
        _email,
        (
            "Piszcie na {}.", "e-mail: {}", "Mój adres to {}, nie dostałam potwierdzenia",
            "konto {} nie działa", "<{}>", "proszę o odpowiedź na {}!", "{}\nczekam", "mail {};",
        ),
    ),
}  # fmt: skip


# ---- numbers that are no personal data --------------------------------------------------------


def _look_alike(random: Random) -> str:
    number = random.randrange
    price = f"{number(1, 99)} {number(100, 1000)},{number(100):02}"
    ean = _digits(random, 13)
    day = f"{number(1, 29):02}.{number(1, 13):02}.{number(2019, 2028)}"
    frames = (
        f"Obrus kosztował {price} zł, a dziś {number(100, 2000)} zł.",
        f"Zapłaciłam {number(1000, 99999)}.{number(100):02} PLN za cztery sztuki.",
        f"Kod EAN {ean} nie działa w wyszukiwarce.",
        f"Produkt {ean} jest niedostępny.",
        f"Artykuł nr {_digits(random, random.choice((7, 8, 9, 10)))} przyszedł w złym kolorze.",
        f"Nr katalogowy: {_digits(random, 9)}, rozmiar {number(34, 50)}.",
        f"indeks {_digits(random, 3)}-{_digits(random, 3)}-{_digits(random, 3)} w karcie produktu",
        f"Model LN-{number(1000, 9999)}/{number(10, 99)} w kolorze {number(100, 999)}.",
        f"SKU{_digits(random, 9)} i SKU-{_digits(random, 9)} to ten sam wzór?",
        f"Zamówiłam {day}, a {day} nadal czekam.",
        f"Termin {number(2024, 2028)}-{number(1, 13):02}-{number(1, 29):02} minął.",
        f"Od {day} do {day} byłam na urlopie.",
        f"Rozmiary {' '.join(str(n) for n in range(number(30, 36), 50, 2))} są dostępne?",
        f"Rozmiary dziecięce {', '.join(str(n) for n in range(80, 140, 6))}.",
        f"Zasłona {number(100, 300)}x{number(200, 300)} cm, pościel {number(120, 200)} x 200.",
        f"Paczka waży {number(100, 9999)} g, wymiary {number(10, 99)}/{number(10, 99)}/60.",
        f"Kupiłam {number(2, 60)} szt. po {number(10, 99)},{number(10, 99)} i 3 po 19,99.",
        f"Odpowiedź po {number(2, 30)} dniach, {number(8, 18)}:{number(10, 59)}, bez przeprosin.",
        f"Godziny 8:00–18:00, w soboty 9:00-{number(13, 17)}:00.",
        f"Faktura FV/{number(1, 999)}/{number(1, 13):02}/{number(2020, 2028)} ma zły adres.",
        f"Faktura {number(1000, 9999)}/{number(2020, 2028)}/{number(10, 99)} jest na złą firmę.",
        f"Punkty: {number(1000, 9999)} {number(100, 999)} i jeszcze {number(100, 999)}.",
        f"Gramatura {number(120, 300)} g/m2, skład 100% len, pranie {number(30, 61)} stopni.",
        f"Nakład {number(100, 999)} {number(100, 999)} {number(100, 999)} szt. brzmi nieźle.",
        f"Rabat {number(5, 50)}% od {number(100, 900)} zł z kodem LEN{number(10, 99)}.",
        f"Wersja {number(1, 9)}.{number(10, 99)}.{number(100, 999)}, błąd {number(400, 600)}.",
        f"Piszę {number(2, 9)} raz: oceny 1 2 3 4 5 6 7 8 9 10 nie działają.",
        f"Seria {_digits(random, 6)}, partia {_digits(random, 8)}.",
        f"Temperatura {number(10, 40)}-{number(41, 90)} stopni, {number(600, 1400)} obrotów.",
        f"Wysyłka do {number(10, 99)}-{number(100, 999)}? Koszt {number(10, 30)},99.",
        f"@lnianydom na Instagramie ma {number(10, 99)} {number(100, 999)} obserwujących.",
        f"Karta podarunkowa na 300 zł ma kod {_digits(random, 4)}-{_digits(random, 4)}.",
        f"2 szt @ {number(10, 99)}.00 i 3 szt @ {number(10, 99)}.50",
        f"W {number(2019, 2024)} i {number(2024, 2028)} roku wydałam {number(1000, 9999)} złotych.",
        f"Kod produktu ABC{_digits(random, 6)} oraz XY {_digits(random, 7)}, dlaczego dwa?",
        f"RAL {number(1000, 9999)}, Pantone {number(10, 19)}-{number(1000, 9999)} TCX.",
        f"Nr zgłoszenia {number(10000, 99999)}, minęło {number(2, 60)} dni roboczych.",
    )  # fmt: skip
    return random.choice(frames)


def _full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdecimal() else sign for sign in text)
