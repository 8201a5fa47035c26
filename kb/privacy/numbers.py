"""Numbers of persons, firms, accounts, cards and telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.context import before, has_unit, numbers_goods
from kb.privacy.found import Found, Kind
from kb.privacy.groups import Window, runs, windows
from kb.privacy.phones import PHONE_LENGTHS, is_phone

_LENGTHS = frozenset({9, 10, 11, *range(14, 20), 26}) | PHONE_LENGTHS
#: Under so many digits there is nothing to look for.
_FEWEST = min(_LENGTHS)

_COUNTRY = re.compile(r"(?<![^\W\d_])[A-Za-z]{2} ?[0-9]{2}")
#: Countries of the IBAN registry (SWIFT, 2025). "Nr 60" and "po 12" are none.
_COUNTRIES = frozenset(
    "AD AE AL AT AZ BA BE BG BH BI BR BY CH CR CY CZ DE DJ DK DO EE EG ES FI FK FO FR GB GE GI GL "
    "GR GT HN HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MN MR MT MU NI NL NO "
    "OM PK PL PS PT QA RO RS RU SA SC SD SE SI SK SM SO ST SV TL TN TR UA VA VG XK YE".split()
)
_IBAN_LONGEST = 34
_IBAN_SHORTEST = 15

_NIP_SHAPES = frozenset({(10,), (3, 3, 2, 2), (3, 2, 2, 3), (3, 3, 4), (2, 2, 2, 2, 2)})
_CARD_SHAPES = frozenset({(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4)})
#: Lengths of cards by the first digits (ISO/IEC 7812; the networks' own ranges).
_CARDS = re.compile(
    r"4[0-9]{15}(?:[0-9]{3})?|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}"
    r"|(?:5[0-8]|6[0-9]|2[2-7])[0-9]{14}|(?:5[0-8]|6[0-9])[0-9]{17}"
)
_NIP_LABEL = re.compile(r"(?<![^\W\d_])nip[^\d\[]*$")
_REGON_LABEL = re.compile(r"(?<![^\W\d_])regon[^\d\[]*$")


def ibans(text: str) -> Iterator[Found]:
    """Bank accounts with their country, in groups or not."""
    floor = 0
    for match in _COUNTRY.finditer(text):
        known = match.group()[:2].upper() in _COUNTRIES
        if known and match.start() >= floor and (end := _iban_end(text, match.start())):
            yield Found(Kind.ACCOUNT, (match.start(), end))
            floor = end


def numbers(text: str) -> Iterator[Found]:
    """Everything that is written in digits alone, the longest reading first."""
    for run in runs(text):
        left = sum(end - start for start, end in run.groups)
        first = 0
        while left >= _FEWEST:
            taken = 1
            for window in windows(text, run, first, _LENGTHS):
                if kind := _kind(text, window):
                    yield Found(kind, (_with_its_signs(text, window), window.span[1]))
                    taken = len(window.shape)
                    break
            left -= sum(end - start for start, end in run.groups[first : first + taken])
            first += taken


def _with_its_signs(text: str, window: Window) -> int:
    """Where the number begins together with its plus, and its bracket if that closes inside."""
    start, end = window.span
    start -= text[start - 1 : start] == "+"
    opened = text[start - 1 : start] == "(" and ")" in text[start:end]
    return start - opened


def _kind(text: str, window: Window) -> Kind | None:
    if _is_account(window):
        return Kind.ACCOUNT
    if _is_regon(text, window):
        return Kind.REGON
    if _is_card(window):
        return Kind.CARD
    kind = _numbered(text, window)
    return None if kind and numbers_goods(text, window.span[0]) else kind


def _numbered(text: str, window: Window) -> Kind | None:
    """What a number is unless the words before it speak of goods."""
    if _is_pesel(text, window):
        return Kind.PESEL
    if window.tied:
        return None
    if _is_nip(text, window):
        return Kind.NIP
    return Kind.PHONE if is_phone(text, window) else None


def _is_account(window: Window) -> bool:
    if len(window.digits) != 26 or not (max(window.shape) >= 4 or window.spelled()):
        return False
    return _is_iban(f"PL{window.digits}")


def _is_card(window: Window) -> bool:
    if not _CARDS.fullmatch(window.digits):
        return False
    # Sizes in a row ("36 38 40 …") have a right check digit one time in ten.
    one = len(window.shape) == 1 or window.shape in _CARD_SHAPES
    if not (one or window.broken or window.spelled()):
        return False
    from stdnum import luhn

    return bool(luhn.is_valid(window.digits))


def _is_pesel(text: str, window: Window) -> bool:
    start = window.span[0]
    # Written as a telephone with its country's code, and few are born in the months of 48-66.
    called = text[start - 1 : start] == "+" or (
        window.digits.startswith("48") and window.shape in {(2, 3, 3, 3), (2, 9)}
    )
    if called and "pesel" not in before(text, start):
        return False
    if len(window.digits) != 11 or not (max(window.shape) >= 3 or window.spelled()):
        return False
    from stdnum.pl import pesel

    return bool(pesel.is_valid(window.digits))


def _is_nip(text: str, window: Window) -> bool:
    # No tax office has a number that begins with zero; telephones once did.
    if len(window.digits) != 10 or window.digits[0] == "0" or has_unit(text, window.span[1]):
        return False
    label = _NIP_LABEL.search(before(text, window.span[0]))
    # Five pairs out of more are sizes: "38 40 42 44 46 48 50".
    usual = (
        (window.shape in _NIP_SHAPES and (window.whole or max(window.shape) > 2))
        or window.broken
        or window.spelled()
    )
    if not (label or (usual and not _touches_letters(text, window))):
        return False
    from stdnum.pl import nip

    return bool(nip.is_valid(window.digits))


def _is_regon(text: str, window: Window) -> bool:
    """Only after its name: nine digits with a right check digit are too often something else."""
    if len(window.digits) not in {9, 14}:
        return False
    if not _REGON_LABEL.search(before(text, window.span[0])):
        return False
    from stdnum.pl import regon

    return bool(regon.is_valid(window.digits))


def _touches_letters(text: str, window: Window) -> bool:
    start, end = window.span
    if text[end : end + 1].isalpha():
        return True
    return text[start - 1 : start].isalpha() and text[max(0, start - 2) : start].upper() != "PL"


def _iban_end(text: str, start: int) -> int:
    """Where a valid account that begins here ends; 0 when none does."""
    code, at, end = "", start, 0
    while at < len(text) and len(code) < _IBAN_LONGEST:
        letter = text[at]
        if letter.isascii() and letter.isalnum():
            code += letter
        elif letter not in " \t\r\n-" or text[at - 1] in "\t-":
            break
        at += 1
        over = (
            at == len(text) or not text[at].isalnum() or letter.isdecimal() > text[at].isdecimal()
        )
        if over and letter.isalnum() and len(code) >= _IBAN_SHORTEST and _is_iban(code):
            end = at
    return end


def _is_iban(code: str) -> bool:
    # The remainder first (ISO 7064), because the table of countries is slow.
    if int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 != 1:
        return False
    from stdnum import iban

    return bool(iban.is_valid(code))
