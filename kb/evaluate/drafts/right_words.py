"""The passage's sentence in other words that say the same: shorter, reordered, other connectives,
other forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.evaluate.drafts.edits import Edit, Rule, capital, replaced, small, table_of
from kb.evaluate.drafts.model import Honest
from kb.evaluate.drafts.passages import Line
from kb.polish.morphology import readings

_SHORT = 35
_LEADING = re.compile(r"\A(Jeśli|Jeżeli|Gdy) ([^,]+), ([^,:;–]+)\.\Z")
_TRAILING = re.compile(r"\A([^,:;–]+), (jeśli|jeżeli|gdy|dopóki|zanim) ([^,:;–]+)\.\Z")
_TWO_CLAIMS = re.compile(r"\A([^,:;–?]+), a ([^,:;–?]+)\.\Z")
_TAIL = re.compile(r", (?:bo|więc|dlatego|dzięki czemu|zwłaszcza) [^:;]+(?=\.\Z)")
# What points back to the other clause cannot stand before it or without it.
_POINTING = re.compile(
    r"\b(?:potem|wtedy|także|nie|jej|jego|ich|go|ją|je|im|nim|nich|niej|ten|tę|ta|to|te|tego|tej|tym|takie)\b",
    re.IGNORECASE,
)
# "Only then", and a condition that may belong to the last of two requests.
_SCOPED = re.compile(r"\ATak\b|\bwtedy\Z| i ")
_ASIDE = re.compile(r", na przykład [^,.]+,")


def _has_verb(text: str) -> bool:
    return any(tag.startswith(("fin", "impt", "bedzie")) for tag in _tags(text))


def _asks(text: str) -> bool:
    return any(tag.startswith("impt") for tag in _tags(text))


def _tags(text: str) -> list[str]:
    return [tag for word in re.findall(r"\w+", text) for _, tag in readings(word)]


def _claims(text: str) -> tuple[str, str] | None:
    """Two claims joined by "a", each with a verb of its own and neither a request."""
    match = _TWO_CLAIMS.match(text)
    if match is None or _asks(text) or not all(map(_has_verb, match.groups())):
        return None
    return match[1], match[2]


_droppable = table_of(
    [
        (r"\ATak, (?!jeśli|gdy|dopóki|na )(?=\w)", ""),
        (r", na przykład [^,:;]+(?=\.\Z)", ""),
        (r" od razu\b(?! ustaw)", ""),
        (r" samodzielnie\b(?!\.)", ""),
        (r" spokojnie\b", ""),
        (r" po prostu\b", ""),
        (r"(?<!,) (?:właśnie|naprawdę|także|też|również|jeszcze raz)\b(?= \w)(?! wtedy)", ""),
        (r" \(na przykład [^)]+\)", ""),
        (r" \(\d[^)]*\)", ""),
        (r" bez podania przyczyny\b(?= w ciągu)", ""),
        (r", a nie [^,:;]+(?=\.\Z)", ""),
        (r", także [^,:;]+(?=\.\Z)", ""),
        (r", tym samym sposobem, którym zapłacono(?=\.\Z)", ""),
        (r"\bw godzinach (?=\d)", ""),
    ]
)


def _shortened(line: Line) -> Iterator[Edit]:
    yield from _droppable(line)
    yield from replaced(line.text, _ASIDE, ",")
    if not re.match(r"Jeśli|Gdy|Nie", line.text):
        yield from replaced(line.text, _TAIL, "")
    if claims := _claims(line.text):
        first, second = claims
        yield Edit(f"{first}.", f", a {second} → ∅")
        if not _POINTING.search(second) and len(second) > _SHORT:
            yield Edit(f"{capital(second)}.", f"{first}, a → ∅")


def _reordered(line: Line) -> Iterator[Edit]:
    if (match := _LEADING.match(line.text)) and _has_verb(match[2]) and _has_verb(match[3]):
        yield Edit(f"{capital(match[3])}, {small(match[1])} {match[2]}.", "condition last")
    if (match := _TRAILING.match(line.text)) and not _SCOPED.search(match[1]):
        yield Edit(f"{capital(match[2])} {match[3]}, {small(match[1])}.", "condition first")
    claims = _claims(line.text)
    if claims and not _POINTING.search(claims[1]):
        yield Edit(f"{capital(claims[1])}, a {small(claims[0])}.", "clauses exchanged")
    yield from _adverbial_first(line)


_PERIOD = r"(?:najpóźniej )?(?:w ciągu|przez) \d+(?:–\d+)? \w+(?: robocz\w+)?"


def _adverbial_first(line: Line) -> Iterator[Edit]:
    """ "Kartę wysyłamy w ciągu 7 dni." → "W ciągu 7 dni wysyłamy kartę." with the same words."""
    if match := re.match(rf"\A([^,:;–]+?) ({_PERIOD})\.\Z", line.text):
        yield Edit(f"{capital(match[2])} {small(match[1])}.", "period first")
    if match := re.match(rf"\A(Na [^,:;–]+?) (odpowiada\w*) ({_PERIOD})\.\Z", line.text):
        yield Edit(f"{capital(match[2])} {small(match[1])} {match[3]}.", "verb first")
    if match := re.match(r"\A([^,:;–]+?) (od poniedziałku do \w+[^;–]*[\d–:]+)\.\Z", line.text):
        yield Edit(f"{capital(match[2])} {small(match[1])}.", "days first")


_connectives = table_of(
    [
        (r"\balbo\b(?! lub)", "lub"),
        (r"\blub\b", "albo"),
        (r"\bjeśli\b", "jeżeli"),
        (r"\bgdy\b", "kiedy"),
        (r", bo\b", ", ponieważ"),
        (r", dlatego\b", ", z tego powodu"),
        (r"\boraz\b", "i"),
        (r"\btakże\b", "również"),
        (r"\bna przykład\b", "np."),
        (r"\bżeby\b", "aby"),
        (r"\btylko\b(?! wtedy)", "jedynie"),
        (r"\bdopiero wtedy, gdy\b", "dopiero, kiedy"),
        (r"\bco najmniej\b", "przynajmniej"),
        (r"\bnajwyżej\b", "maksymalnie"),
        (r"\bponad (?=\d)", "więcej niż "),
        (r"\bbezpłatnie\b", "za darmo"),
        (r"\bjest bezpłatny\b", "jest darmowy"),
        (r"\bjest darmowa\b", "jest bezpłatna"),
        (r"\bod razu\b", "natychmiast"),
        (r"\bzwykle\b", "zazwyczaj"),
        (r"\bzanim\b", "nim"),
        (r"\bzadzwoń pod\b", "zadzwoń pod numer"),
        (r"\bjak najszybciej\b", "możliwie szybko"),
        (r"\btym samym sposobem, którym zapłacono\b", "w taki sam sposób, w jaki zapłacono"),
        (r"\bkonsultant\b", "nasz konsultant"),
    ]
)

_inflections = table_of(
    [
        (r"\bna (e-mail\b[^,.:]*?) odpowiadamy (w ciągu \d+)", r"odpowiedź na \1 wysyłamy \2"),
        (r"\bpieniądze wysyłamy\b", "pieniądze zostaną wysłane"),
        (r"\bzwracamy pieniądze\b", "zwrócimy pieniądze"),
        (r"\boddamy\b", "zwrócimy"),
        (r"\boddajemy\b", "oddamy"),
        (r"\bodpowiadamy\b(?! przez)", "odpowiemy"),
        (r"\bwysyłamy\b", "wyślemy"),
        (r"\bzwracamy\b", "zwrócimy"),
        (r"\bdostaniesz\b", "otrzymasz"),
        (r"\botrzymasz\b", "dostaniesz"),
        (r"\bdecyzję podejmuje zespół reklamacji\b", "decyzja należy do zespołu reklamacji"),
        (r"\bdecyzję podejmiemy\b", "decyzja zapadnie"),
        (r"\bdecyduje zespół reklamacji\b", "decyzję podejmuje zespół reklamacji"),
        (r"\bjest ważn[ya] (\d+)", r"zachowuje ważność przez \1"),
        (r"\bsą ważne (\d+)", r"zachowują ważność przez \1"),
        (r"\btelefon i czat działają\b", "z telefonu i czatu można skorzystać"),
        (r"\btelefon działa\b", "telefon jest czynny"),
        (r"\bsprawdzi\b", "sprawdza"),
        (r"\bwyjaśni\b", "wyjaśnia"),
        (r"\bmusisz (\w+ć)\b", r"trzeba \1"),
        (r"\bmożesz (\w+ć)\b", r"można \1"),
        (r"\bdociera\b", "dotrze"),
        (r"\bkosztuje\b", "będzie kosztować"),
        (r"\btrzymamy zamówienie przez\b", "zamówienie trzymamy przez"),
        (r"\bnie pobieramy opłaty\b", "nie są pobierane opłaty"),
        (r"\bna wpłatę czekamy\b", "czekamy na wpłatę"),
    ]
)

WORDS: dict[Honest, Rule] = {
    Honest.SHORTENED: _shortened,
    Honest.REORDERED: _reordered,
    Honest.CONNECTIVE: _connectives,
    Honest.INFLECTED: _inflections,
}
