"""Sentences of the sample base changed without changing their meaning, and with."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from kb.answer.model import Source
from tests.answer.grounding.shop import internal, public, sentences


class Changed(NamedTuple):
    """A draft sentence: how it was made, its text, the passage whose key it bears."""

    how: str
    text: str
    source: Source
    original: str


_FORMAL = (
    ("możesz", "może Pani"), ("Możesz", "Może Pan"), ("musisz", "musi Pani"),
    ("masz", "mają Państwo"), ("Masz", "Mają Państwo"), ("dostaniesz", "otrzymają Państwo"),
    ("zwrócisz", "zwróci Pani"), ("zmienisz", "zmieni Pan"), ("znajdziesz", "znajdzie Pani"),
    ("Znajdziesz", "Znajdą Państwo"), ("zobaczysz", "zobaczy Pan"), ("chcesz", "chce Pani"),
    ("złożysz", "złoży Pani"), ("wolisz", "wolą Państwo"), ("płacisz", "płaci Pani"),
)  # fmt: skip
_COMMANDS = {
    "Otwórz": "otworzyć", "Podaj": "podać", "Zadzwoń": "zadzwonić", "Napisz": "napisać",
    "Wybierz": "wybrać", "Sprawdź": "sprawdzić", "Wpisz": "wpisać", "Zachowaj": "zachować",
    "Zaznacz": "zaznaczyć", "Poczekaj": "poczekać", "Zaloguj": "zalogować", "Dodaj": "dodać",
    "Zrób": "zrobić", "Poproś": "poprosić", "Zobacz": "zobaczyć", "Wyślij": "wysłać",
    "Skontaktuj": "skontaktować", "Dołącz": "dołączyć", "Odbierz": "odebrać", "Złóż": "złożyć",
}  # fmt: skip
_PRONOUNS = (
    (r"\bCi\b", "Pani"), (r"\bCię\b", "Panią"), (r"\bTwoje\b", "Państwa"), (r"\bTwój\b", "Pana"),
    (r"\bTwoich\b", "Państwa"), (r"\bTwoim\b", "Pani"), (r"\bTwojego\b", "Pana"),
    (r"\bCiebie\b", "Panią"), (r"\bTobą\b", "Państwem"),
)  # fmt: skip
_CONNECTIVES = (
    (r"\bJeśli\b", "Jeżeli"), (r"\bjeśli\b", "gdy"), (r"\balbo\b", "lub"), (r"\boraz\b", "i"),
    (r"\bbo\b", "ponieważ"), (r", a\b", ", natomiast"), (r"\blub\b", "albo"), (r"\bgdy\b", "jeśli"),
    (r"\bPotem\b", "Następnie"), (r"\bteż\b", "również"),
)  # fmt: skip
_WRITTEN = (
    (r"\b30 dni\b", "trzydzieści dni"), (r"\b14 dni\b", "dwa tygodnie"),
    (r"\b14 dni\b", "czternaście dni"),
    (r"\b7 dni\b", "siedmiu dni"), (r"\b12 miesięcy\b", "rok"), (r"\b2 lata\b", "dwa lata"),
    (r"(\d) zł\b", r"\1 PLN"), (r"(\d+),(\d\d) zł", r"\1.\2 zł"),
    (r"(\d)–(\d) dni", r"od \1 do \2 dni"),
    (r"8:00–18:00", "od 8 do 18"), (r"\b48 godzin\b", "dwie doby"), (r"\b24 godziny\b", "dobę"),
    (r"\b4 godzin\b", "czterech godzin"), (r"\b10 %", "10 procent"), (r"\b48 godzin\b", "48 h"),
    (r"od poniedziałku do piątku", "poniedziałek–piątek"), (r"\b3 dni\b", "trzy dni"),
    (r"\b2 godzin\b", "dwóch godzin"), (r"\b5 dni\b", "pięć dni"),
)  # fmt: skip


def honest() -> Iterator[Changed]:
    """Changes that keep what a sentence says."""
    given = [
        (re.sub(r"\A\d+\. ", "", text), source) for text, source in sentences() if " | " not in text
    ]
    for text, source in given:
        for how, changed in _honest_forms(text):
            if changed != text:
                yield Changed(how, changed, source, text)
    for (first, source), (second, other) in pairwise(given):
        merged = _merged(first, second)
        if source is other and merged:
            yield Changed("merged", merged, source, first)


def _honest_forms(text: str) -> Iterator[tuple[str, str]]:
    formal = text
    for said, polite in _FORMAL:
        formal = re.sub(rf"\b{said}\b", polite, formal)
    for pattern, polite in _PRONOUNS:
        formal = re.sub(pattern, polite, formal)
    yield "formal", formal
    word, _, rest = text.partition(" ")
    if word in _COMMANDS:
        yield "command", f"Proszę {_COMMANDS[word]} {rest}"
    for pattern, other in _CONNECTIVES:
        yield "connective", re.sub(pattern, other, text)
    for pattern, other in _WRITTEN:
        yield "written", re.sub(pattern, other, text)
    yield "shortened", re.sub(r", (?:bo|dlatego|więc|na przykład) [^,.]*(?=\.)", "", text)
    yield (
        "shortened",
        re.sub(r"^(?:Tak|Nie|Potem|Nadal), ", "", text).capitalize()
        if re.match(r"(?:Tak|Potem), ", text)
        else text,
    )
    limited = re.search(r"jeśli|gdy|zanim|dopóki|dopiero|tylko", text, re.IGNORECASE)
    match = re.fullmatch(r"([^,]{25,}), (?:a|ale) ([^,]{25,})\.", text)
    if match and not limited:
        yield "shortened", f"{match[1]}."
        yield "shortened", f"{match[2][0].upper()}{match[2][1:]}."
    if match := re.fullmatch(r"(Jeśli|Gdy|Zanim) ([^,]+), ([^,]+)\.", text):
        yield "reordered", f"{match[3][0].upper()}{match[3][1:]}, {match[1].lower()} {match[2]}."
    if match := re.fullmatch(r"([^,]+), (jeśli|gdy|zanim) ([^,]+)\.", text):
        first = match[1][0].lower() + match[1][1:]
        yield "reordered", f"{match[2].capitalize()} {match[3]}, {first}."
    if match := re.fullmatch(
        r"([^,]+?) (w ciągu \d[\w –]+? (?:dni|godzin)(?: roboczych)?)\.", text
    ):
        yield "reordered", f"{match[2].capitalize()} {match[1][0].lower()}{match[1][1:]}."


def _merged(first: str, second: str) -> str:
    plain = r"[^?!:|]{20,90}\."
    if re.fullmatch(plain, first) and re.fullmatch(plain, second) and not re.match(r"\d", second):
        return f"{first[:-1]}, a {second[0].lower()}{second[1:]}"
    return ""


_WORDS = re.compile(r"\w+")
#: A sentence of which but so many words are missing from a passage may be said by it.
_MOST_OTHER = 2
_OTHER_WORD = (
    ("negation", r"\bnie (?=(?:moż|mus|mog|zwr|wys|pob|wym|nal|obow|wlicz|doty|podle|działa))", ""),
    ("negation", r"(?<!nie )(?<!Nie )\b(?=(?:możesz|można|zwracamy|wysyłamy|zwrócisz)\b)", "nie "),
    ("negation", r"(?<!nie )(?<!Nie )\b(?=(?:odpowiadamy|kosztuje|działa|jest|wymaga)\b)", "nie "),
    ("negation", r"(?<!nie )(?<!Nie )\b(?=(?:przyjmujemy|dotyczy|wymienisz)\b)", "nie "),
    ("opposite", r"\bbezpłatnie\b", "odpłatnie"), ("opposite", r"\bdarmow(a|y|e)\b", r"płatn\1"),
    ("opposite", r"\bzawsze\b", "nigdy"), ("opposite", r"\btylko\b", "także"),
    ("opposite", r"\bprzed\b", "po"), ("opposite", r"\bnajpóźniej\b", "najwcześniej"),
    ("opposite", r"\bbez (?=konta|podania)", "po "),
    # "Najpóźniej po 14 dniach" means what "najpóźniej w ciągu 14 dni" does.
    ("bound", r"(?<!najpóźniej )\bw ciągu (?=\d)", "po "), ("bound", r"\bod (?=\d+ zł)", "do "),
    ("bound", r"\bdo (?=\d)", "od "), ("bound", r"\bponad (?=\d)", "poniżej "),
    ("bound", r"\bco najmniej\b", "najwyżej"), ("bound", r"\bnajwyżej\b", "co najmniej"),
    ("modality", r"\b[mM]ożesz\b", "musisz"), ("modality", r"\bnie musisz\b", "nie możesz"),
    ("modality", r"\bmusisz\b", "możesz"), ("modality", r"\bmożna\b", "trzeba"),
    ("person", r"\bzwracamy\b", "zwracasz"), ("person", r"\bzwrócisz\b", "zwrócimy"),
    ("person", r"\bwysyłamy\b", "wysyłasz"), ("person", r"\bzwrócimy\b", "zwrócisz"),
    ("person", r"\bopłacasz\b", "opłacamy"), ("person", r"\bna nasz koszt\b", "na Twój koszt"),
    ("person", r"\bodbieramy\b", "odbierasz"),
    ("person", r"\bopłacasz samodzielnie\b", "opłaca sklep"),
    ("condition", r",? (?:jeśli|gdy|dopóki|o ile) [^,.]+(?=\.)", ""),
    ("condition", r"^(?:Jeśli|Gdy) [^,]+, (\w)", r"\1"),
    ("condition", r"\bjeśli\b", "nawet jeśli"), ("condition", r"\bjeśli\b", "chyba że"),
    ("condition", r"\bdopiero wtedy, gdy\b", "zanim"), ("condition", r"\bzanim\b", "nawet gdy"),
    ("condition", r"\bJeśli\b", "Nawet jeśli"), ("condition", r"\btylko ", ""),
    ("unit", r"\bdni robocz\w+", "dni"), ("unit", r"\b(\d+) dni\b(?! rob)", r"\1 dni roboczych"),
    ("unit", r"\b(\d+) dni\b", r"\1 tygodni"), ("unit", r"\b(\d+) godzin\w*", r"\1 dni"),
    ("unit", r"(\d) zł\b", r"\1 euro"), ("unit", r"\b(\d+) miesięcy", r"\1 dni"),
    ("unit", r"\blata\b", "miesiące"), ("unit", r" %", " zł"),
    ("unit", r"godzin roboczych", "godzin"),
    ("clock", r"\b18:00", "20:00"), ("clock", r"\b9:00", "8:00"), ("clock", r"\b12:00", "14:00"),
    ("weekday", r"\bpiątku\b", "soboty"), ("weekday", r"\bsoboty\b", "niedziele"),
    ("phone", r"12 000 00 00", "12 000 00 01"), ("email", r"\bpomoc@", "sklep@"),
    ("link", r"lnianydom\.example/\w+", "lnianydom.example/promocja"),
    ("address", r"Lnian(ej|a) 5", r"Lnian\1 15"), ("code", r"LEN10", "LEN15"),
    ("tense", r"\b[zZ]wracamy\b", "Zwróciliśmy"), ("tense", r"\b[wW]yślemy\b", "wysłaliśmy"),
    ("tense", r"\b[sS]prawdzi\b", "sprawdził"), ("tense", r"\bwysyłamy\b", "wysłaliśmy"),
    ("absolute", r"\b(?=(?:odpowiadamy|wysyłamy|zwracamy|możesz|sprawdzi)\b)", "zawsze "),
    ("absolute", r"\b(?=(?:odpowiadamy|wysyłamy|zwracamy|sprawdzi)\b)", "natychmiast "),
    ("joint", r"\balbo\b", "i"), ("joint", r"\blub\b", "oraz"), ("joint", r" oraz ", " lub "),
    ("subject", r"\bPaczkomacie\b", "salonie"), ("subject", r"\bPaczkomatu\b", "salonu"),
    ("subject", r"\b[kK]onsultant\b", "kurier"), ("subject", r"\bPaczkomatem\b", "kurierem"),
    ("subject", r"\b[pP]rzewoźnik\b", "konsultant"), ("subject", r"\bczacie\b", "poczcie"),
    ("subject", r"\bInPost Mobile\b", "DPD Mobile"), ("subject", r"\bkurierem\b", "Paczkomatem"),
    ("subject", r"\bod otrzymania\b", "od zamówienia"), ("subject", r"\bod dostawy\b", "od zakupu"),
    ("subject", r"\bod wysłania\b", "od zamówienia"), ("subject", r"\bzwrotu\b", "reklamacji"),
    ("subject", r"\bzwrot\b", "reklamację"), ("subject", r"\b[rR]eklamację\b", "zwrot"),
    ("subject", r"\bwymian[ęy]\b", "zwrot"), ("subject", r"\bkarty?\b", "kod"),
    ("subject", r"\bformularz\b", "e-mail"), ("subject", r"\bpieniądze\b", "punkty"),
    ("subject", r"\bzamówienia\b", "telefonu"), ("subject", r"\bSMS\b", "e-mail"),
    ("threshold", r" od \d+ zł", ""), ("threshold", r" do \d\d:\d\d", ""),
    ("number", r"\bjeden\b|\bjedną\b|\bjedna\b", "dwie"), ("number", r"\btrzy\b", "cztery"),
)  # fmt: skip
_EXTRA = (
    "Paczkę może odebrać także sąsiad.",
    "Zwrot przyjmujemy również w punktach partnerskich.",
    "Do każdej przesyłki dołączamy kartkę z podziękowaniem.",
    "W razie opóźnienia otrzymają Państwo bon rabatowy.",
    "Zamówienie zostało już przekazane do magazynu.",
    "Kurier zadzwoni przed doręczeniem paczki.",
    "Pieniądze pojawią się na koncie jeszcze dziś.",
    "Przedłużyliśmy już termin odbioru Pani przesyłki.",
    "Reklamację rozpatrzymy pozytywnie.",
    "Nasz dział techniczny pracuje nad rozwiązaniem problemu.",
    "Towar musi mieć oryginalną metkę i opakowanie.",
    "Za zwrot nie zapłacą Państwo ani grosza.",
    "Na prośbę klienta wysyłamy fakturę pocztą.",
    "Kod rabatowy można łączyć z promocją.",
    "Przepraszamy, że paczka zaginęła w sortowni.",
    "Konsultant oddzwoni do Pana w najbliższym czasie.",
    "Do zwrotu należy dołączyć paragon.",
    "Gwarancja obejmuje wszystkie produkty lniane.",
    "Wymiana na inny kolor jest możliwa po dopłacie.",
    "Po zwrocie punkty zostają na koncie klubu.",
)
_TAILS = (
    ", a kurier odbierze paczkę od Pani bezpłatnie.",
    " i otrzyma Pani dodatkowy rabat.",
    ", co potwierdza nasz regulamin i prawo unijne.",
    ", a w ramach przeprosin dodamy prezent.",
    ", niezależnie od przyczyny.",
    " bez żadnych dodatkowych formalności.",
)
_NUMBER = re.compile(r"(?<![\w.,:–-])(\d+)(?=(?:,\d\d)? ?(?:zł|dni|godzin|miesi|lat|%|punkt|cm|°))")
#: Opening hours are the same with "i" and with "lub".
_HOURS = re.compile(r"\d:\d\d (?:i|oraz|lub|albo) w |wtorek i w")


def corrupted(seed: int = 4) -> Iterator[Changed]:
    """Changes after which the passage does not say the sentence any more."""
    chance = random.Random(seed)
    for text, source in sentences():
        if " | " in text:
            continue
        yield from _other_words(text, source)
        yield from _other_numbers(text, source)
        yield from _additions(text, source, chance)
    for extra in _EXTRA:
        for source in chance.sample(public(), 12):
            yield Changed("extra", extra, source, "")
    for secret in internal():
        for line in secret.quote.split("\n")[:3]:
            yield Changed("internal", line, secret, line)
            yield Changed("internal", line, chance.choice(public()), line)


def _other_words(text: str, source: Source) -> Iterator[Changed]:
    for how, pattern, other in _OTHER_WORD:
        changed = re.sub(pattern, other, text, count=1)
        if changed != text and not (how == "joint" and _HOURS.search(changed)):
            yield Changed(how, changed, source, text)


def _other_numbers(text: str, source: Source) -> Iterator[Changed]:
    found = list(_NUMBER.finditer(text))
    others = set(re.findall(r"(?<![\w:])\d+(?![\w:])", source.quote))
    for match in found:
        for value in [str(int(match[1]) + 1), *sorted(others - {match[1]})[:2]]:
            changed = text[: match.start()] + value + text[match.end() :]
            yield Changed("number", changed, source, text)
    if len(found) == 2 and found[0][1] != found[1][1]:
        one, two = found
        between = text[one.end() : two.start()]
        swapped = text[: one.start()] + two[1] + between + one[1] + text[two.end() :]
        yield Changed("number swap", swapped, source, text)


def _additions(text: str, source: Source, chance: random.Random) -> Iterator[Changed]:
    """The right sentence with the wrong key, or with something more."""
    if len(text) > 45 and chance.random() < 0.3:
        # "Telefon i czat działają …" may stand elsewhere, with "oraz" for "i": that key is right.
        said = set(_WORDS.findall(text))
        others = [
            one
            for one in public()
            if one.slug != source.slug and len(said - set(_WORDS.findall(one.quote))) > _MOST_OTHER
        ]
        yield Changed("citation", text, chance.choice(others), text)
    if not text.endswith("."):
        return
    if chance.random() < 0.2:
        yield Changed("tail", text[:-1] + chance.choice(_TAILS), source, text)
    if chance.random() < 0.1:
        link = f"{text[:-1]}: https://lniany-dom.example.com/zwrot."
        yield Changed("link", link, source, text)
