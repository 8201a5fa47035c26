"""Personal data leaves a text, and nothing else does."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.pl import nip, pesel

from kb.privacy.found import Found, Kind
from kb.privacy.mask import Masked, mask
from tests.project.imports import ROOT

PESELS = st.builds(
    lambda year, month, day, serial: pesel_of(f"{year:02}{month:02}{day:02}{serial:04}"),
    st.integers(0, 99),
    st.integers(1, 12) | st.integers(21, 32),
    st.integers(1, 28),
    st.integers(0, 9999),
)
NIPS = st.integers(100_000_000, 999_999_999).map(str).filter(lambda n: nip_digit(n) < 10)
ACCOUNTS = st.integers(0, 10**24 - 1).map(lambda n: account_of(f"{n:024}"))


def pesel_of(ten: str) -> str:
    return ten + str(pesel.calc_check_digit(ten))


def nip_digit(nine: str) -> int:
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    return sum(w * int(d) for w, d in zip(weights, nine, strict=True)) % 11


def account_of(twenty_four: str) -> str:
    """An account of 26 digits; the two check digits make the remainder 1 (ISO 13616)."""
    return f"{98 - int(twenty_four + '252100') % 97:02}{twenty_four}"


def grouped(digits: str, shape: tuple[int, ...], sign: str) -> str:
    groups, rest = [], digits
    for length in shape:
        groups.append(rest[:length])
        rest = rest[length:]
    return sign.join([*groups, rest] if rest else groups)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("napisz na jan.kowalski+x@poczta.example.pl.", "napisz na [e-mail]."),
        ("jan@x.pl,ewa@y.com", "[e-mail],[e-mail]"),
        ("jan (at) example.pl", "[e-mail]"),
        ("jan@example.pl", "[e-mail]"),
        ("mój telefon 600 700 800 od rana", "mój telefon [telefon] od rana"),
        ("tel.600700800", "tel.[telefon]"),
        ("600-700-800", "[telefon]"),
        ("+48 600 700 800", "[telefon]"),
        ("+48600700800", "[telefon]"),
        ("48 600 700 800", "[telefon]"),
        ("0048 600-700-800", "[telefon]"),
        ("(22) 123 45 67", "[telefon]"),
        ("(+48) 22 123 45 67", "[telefon]"),
        ("+48(22)1234567", "[telefon]"),
        ("22/123-45-67", "[telefon]"),
        ("0 22 123 45 67", "[telefon]"),
        ("+44 20 7946 0958", "[telefon]"),
        ("0049 30 901820", "[telefon]"),
        ("600700800/601 700 800", "[telefon]/[telefon]"),
        ("6 0 0 7 0 0 8 0 0", "[telefon]"),
        ("600 7\n00 800", "[telefon]"),
        ("600\u00a0700\u2011800", "[telefon]"),
        ("600\u200b700\u00ad800", "[telefon]"),
        ("６００７００８００", "[telefon]"),
        ("00-501 600 700 800", "00-501 [telefon]"),
        ("PESEL 44051401359", "PESEL [PESEL]"),
        ("pesel:440514-01359", "pesel:[PESEL]"),
        ("440514\r\n01359", "[PESEL]"),
        ("44051401359 600700800", "[PESEL] [telefon]"),
        ("NIP 521-301-72-28", "NIP [NIP]"),
        ("PL5213017228", "PL[NIP]"),
        ("521 301 72 28", "[NIP]"),
        ("REGON: 123456785", "REGON: [REGON]"),
        ("PL61 1090 1014 0000 0712 1981 2874 proszę", "[numer konta] proszę"),
        ("61 1090 1014 0000 0712 1981 2874", "[numer konta]"),
        ("61109010140000071219812874", "[numer konta]"),
        ("gb29-nwbk-6016-1331-9268-19", "[numer konta]"),
        ("4111 1111 1111 1111", "[karta]"),
        ("4111111111111111", "[karta]"),
        ("3782 822463 10005", "[karta]"),
        ("ABA 300000", "[dowód]"),
        ("dowód osobisty xyz 300 005", "dowód osobisty [dowód]"),
        ("paszport ZS0000177", "paszport [paszport]"),
        ("zamówienie nr LD-204518 nie doszło", "zamówienie nr [numer zamówienia] nie doszło"),
        ("numer zamówienia to 12345", "numer zamówienia to [numer zamówienia]"),
        ("zamowienie 204518", "zamowienie [numer zamówienia]"),
        ("mój600700800", "mój[telefon]"),
        ("600 700 800proszę", "[telefon]proszę"),
        ("071 406-01-87", "[telefon]"),
        ("+49 151 26559700", "[telefon]"),
        ("anna.lis@gmail", "[e-mail]"),
        ("anna.lis@gmail,com", "[e-mail]"),
        ("anna.lis@", "[e-mail]"),
        ("anna.lis@\ngmail.com", "[e-mail]"),
        ("anna.lis małpa gmail kropka com", "[e-mail]"),
        ("zamówienie Anny Kowalskiej", "zamówienie [osoba]"),
        ("nazywam się ola", "nazywam się [osoba]"),
        ("dostawa ul. Lipowa 5/7, 30-002 Kraków", "dostawa [adres]"),
    ],
)
def test_personal_data_is_replaced_by_a_word(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "jak zwrócić towar",
        "czy mam 14 dni, czy 30 dni na zwrot",
        "buty za 199 zł, a nie za 1 299,00 zł",
        "1299.00 1399.00",
        "zamówienie 50000 zł",
        "600 700 800 zł",
        "12.05.2026 15",
        "od 2026-10-12 do 2026-11-12",
        "zamówienia z 2026",
        "zamówienie z 2026 roku",
        "zamówienie 2026-10-12",
        "LN-1024, SKU-600700800, kod 5901234123457",
        "ABC300001",
        "dla 300000",
        "00-950 Warszawa, 30-001 Kraków",
        "rozmiary 36 38 40 42 44 46 48",
        "rozmiary 86 92 98 104",
        "140 x 200, pościel 160x200 cm",
        "44051401358",
        "5213017229",
        "4111111111111112",
        "61109010140000071219812875",
        "tel. 112, infolinia 8:00–18:00",
        "2 szt @ 5.00",
        "2 szt @ anegdoty",
        "artykuł nr 600700800, indeks 521-301-72-28",
        "kod produktu ABA300000",
        "SKU600700800A, art600700800",
        "rozmiary 30 32 34 36 38 40 42 44",
        "koszula Anna, obrus dla Zosi",
        "salon przy ul. Lnianej, dostawa do 30-001 Kraków",
        "@lniany",
        "",
    ],
)
def test_prices_dates_sizes_and_codes_stay(text: str) -> None:
    assert mask(text) == Masked(text)


def test_what_was_found_is_named_with_its_place_in_the_original() -> None:
    text = "to ja\u200b, jan@x.pl, ６００\u200b７００ ８００!"

    found = mask(text).found

    assert [one.kind for one in found] == [Kind.EMAIL, Kind.PHONE]
    assert [text[slice(*one.span)] for one in found] == ["jan@x.pl", "６００\u200b７００ ８００"]
    assert found[0] == Found(Kind.EMAIL, (8, 16))


PIECES = st.sampled_from(
    [
        *"0123456789 -./()+\n[]@,a",
        *"600 600700800 48 0048 44051401359 5213017228 123456785 ABA300000 ZS0000177".split(),
        *"NIP REGON paszport dowód zamówienie nr #12345 jan@x.pl PL PL61 12.05.2026 zł".split(),
        *"61109010140000071219812874 4111111111111111 [PESEL] [telefon] \u200b ６".split(" "),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
@example("REGON 123456785 123456785")
@example("600700800-44051401359")
@example("zamówienia 12345 67890")
@example("61109010140000071219812874zamówienie#12345")
@example("ABA300000ABA300000")
@example("jan@x.pl.44051401359")
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once = mask(text).text

    assert mask(once) == Masked(once)


@given(PESELS, st.sampled_from(["", " ", "-", "\u00a0", "\n"]))
def test_every_valid_pesel_disappears(number: str, sign: str) -> None:
    text = mask(f"Mój numer: {grouped(number, (6,), sign)}, proszę o fakturę").text

    assert text == "Mój numer: [PESEL], proszę o fakturę"


@given(NIPS, st.sampled_from(["", " ", "-", "–", "\u202f"]))
def test_every_valid_nip_disappears(nine: str, sign: str) -> None:
    number = nine + str(nip_digit(nine))
    assert nip.is_valid(number)

    text = mask(f"Faktura na firmę {grouped(number, (3, 3, 2, 2), sign)} proszę").text

    assert not set(text) & set("0123456789")


@given(ACCOUNTS, st.sampled_from(["", " ", "-", "\u00a0"]), st.sampled_from(["PL", "pl ", ""]))
def test_every_valid_account_disappears(number: str, sign: str, country: str) -> None:
    shape = (2, 4, 4, 4, 4, 4, 4)

    text = mask(f"Zwrot na {country}{grouped(number, shape, sign)} dziękuję").text

    assert text == "Zwrot na [numer konta] dziękuję"


@given(st.emails())
def test_every_address_disappears(address: str) -> None:
    assert mask(f"piszcie na {address} jutro").text == "piszcie na [e-mail] jutro"


ADVERSARIAL = {
    "digits": "1",
    "single digits": "6 ",
    "groups": "600 ",
    "dashes": "60-",
    "phones": "+48 600 700 80",
    "at signs": "a@",
    "hosts": "a@a.a.",
    "dots": "@a.",
    "letters": "a",
    "countries": "PL61 ",
    "accounts": "PL61 1090 ",
    "series": "ABA 30 ",
    "orders": "zamówienie nr nr ",
    "dates": "12.05.",
    "spaces": " \u00a0",
    "brackets": "(at) ",
}


def calls(text: str) -> int:
    """How many functions are called while a text is masked: work without a clock."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        mask(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", ADVERSARIAL.values(), ids=ADVERSARIAL.keys())
def test_work_grows_no_faster_than_the_text(pattern: str) -> None:
    long = (pattern * 65536)[:65536]
    mask(f"600700800 {pattern}")  # imports

    short, whole = calls(long[:8192]), calls(long)

    assert whole <= 9 * short + 2000
    assert whole <= 300 * len(long)


@pytest.mark.parametrize("text", ["jak zwrócić 2 pary butów za 199 zł", "numer 12345, 14 dni"])
def test_a_question_without_long_numbers_loads_no_telephone_plans(text: str) -> None:
    program = f"from kb.privacy.mask import mask\nmask({text!r})\nimport sys\n"
    program += "print('phonenumbers' in sys.modules, 'stdnum' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "False"]
