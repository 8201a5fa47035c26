"""Claims turned round by a word: negation, modality, price, bounds, conditions, roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.evaluate.drafts.edits import Edit, Rule, capital, replaced, small, table_of
from kb.evaluate.drafts.model import Corrupted
from kb.evaluate.drafts.passages import Line
from kb.polish.morphology import readings

# Verbs that take no object in the accusative, so that "nie" before them needs no other ending.
_PLAIN_VERBS = (
    "jest|są|działa|działają|wraca|wracają|trafia|trafiają|dociera|wystarczy|wystarczą|zależy|czeka|"
    "możesz|możemy|może|można|mogą|musisz|przysługuje|liczą się|odpowiadamy|dotyczy|dotyczą|"
    "zajmie się|zajmuje się|znikną|wygasa|biegnie|pojawia się|zapłacisz|odpowiada|decyduje|kupisz"
)
_VERB = re.compile(rf"(?<!nie )(?<!Nie )\b(?:{_PLAIN_VERBS})\b", re.IGNORECASE)
_NOT = re.compile(r"(?<!„)\b[Nn]ie (?!tylko|wszyst|zawsze|później|jest konieczn)(?=\w)")
# Words that need "nie" by grammar: without it the sentence says nothing, right or wrong.
_NO_ONE = re.compile(
    r"\b(?:nikt|nikogo|nikomu|nigdy|nic|nigdzie|niczego|żad\w+|ani)\b", re.IGNORECASE
)
# Clauses that ask or name; turning their verb does not turn the claim.
_ASIDE = re.compile(
    r"(?:\A|, )(?:że|co|czy|gdzie|kto|któr\w+|czego|jak\w*|ile|na jak\w+|żeby|jeśli|gdy|dopóki)"
    r"\b[^,]*\Z",
    re.IGNORECASE,
)
_CONDITION = r"(?<!wtedy)(?:, (?:jeśli|jeżeli|gdy|o ile|dopóki|chyba że)|,? tylko wtedy, gdy)"
# What the customer wishes or thinks limits no claim.
_LEADING = re.compile(
    r"\A(?:Jeśli|Jeżeli|Gdy) (?!wol|chc|chodzi|uważ|pis|zależ|jedzi|się z nim)[^,]+"
    r"(?:, (?:że|któr\w+|gdzie)[^,]+)*, (?!ale|i |tylko|na przykład|co )"
)
_TRAILING = re.compile(rf"{_CONDITION} [^,.:;]+(?=\.\Z)")
# An offer or a possibility is hardly less true without its condition.
_OFFER = re.compile(
    r"\b(?:może|możesz|konsultant|napiszemy|pokaże|znajdziesz|lepsz\w+)\b", re.IGNORECASE
)
_SHORTEST = 25
_WISH = "nie|się|wol|chc|chodzi|uważ|pis|zależ|jedzi|możesz|wypad"
_WORD = re.compile(r"\w+")


def _negated(line: Line) -> Iterator[Edit]:
    def turned(match: re.Match[str]) -> str | None:
        return None if _ASIDE.search(line.text[: match.start()]) else f"nie {small(match[0])}"

    yield from replaced(line.text, _VERB, turned)


def _affirmed(line: Line) -> Iterator[Edit]:
    if not _NO_ONE.search(line.text):
        yield from replaced(line.text, _NOT, "")


_modality = table_of(
    [
        (r"(?<!nie )\bmożesz\b", "musisz"),
        (r"\bnie musisz\b", "musisz"),
        (r"\bnie musisz\b", "nie możesz"),
        (r"\bnie można\b", "można"),
        (r"(?<!nie )\bmożna\b", "nie można"),
        (r"(?<!nie )\bmożemy\b", "musimy"),
        (r"\bnie możemy\b", "możemy"),
        (r"\b(jest|są) możliw([ae])\b", r"\1 niemożliw\2"),
        (r"\bmożliwe jest tylko\b", "niemożliwe jest"),
        (r"\bnie (jest|są) (?:obowiązkow|potrzebn|konieczn)(\w+)", r"\1 konieczn\2"),
        (r"\bnie wymaga\b", "wymaga"),
        (r"\bmasz prawo\b", "masz obowiązek"),
        (r"\bdobrowoln(\w+)", r"obowiązkow\1"),
    ]
)

_price = table_of(
    [
        (r"\bbezpłatn(ie|y|a|e)\b", r"płatn\1"),
        (r"\bdarmow(y|a|e)\b", r"płatn\1"),
        (r"\bza darmo\b", "za dodatkową opłatą"),
        (r"\bnic nie kosztuje\b", "kosztuje dodatkowo"),
        (r"\bnic (za to )?nie płacisz\b", r"zapłacisz za to"),
        (r"\bnie pobieramy (?:żadnej )?opłaty\b", "pobieramy opłatę"),
        (r"\bnie naliczamy żadnej kary\b", "naliczamy karę"),
        (r"\bkosztuje (?=\d)(?:\d+(?:,\d\d)?)[ \u00a0]zł\b", "jest za darmo"),
        (r"\bnie płacimy\b", "płacimy"),
        (r"\bopłacasz samodzielnie\b", "są darmowe"),
        (r"\bniczego nie musisz dopłacać\b", "musisz dopłacić różnicę"),
    ]
)


def _after(match: re.Match[str]) -> str:
    return f"po {match[1]}{'niu' if match[2] == 'niem' else 'ciu'}"


def _before(match: re.Match[str]) -> str:
    return f"przed {match[1]}{'niem' if match[2] == 'niu' else 'ciem'}"


_bounds_table = table_of(
    [
        (r"\bod (?=\d+(?:,\d\d)?[ \u00a0]zł)", "do "),
        (r"\bdo (?=\d{1,2}:\d\d)", "po "),
        (r"\bpo (?=\d{1,2}:\d\d)", "do "),
        (r"\bpowyżej\b", "poniżej"),
        (r"\bco najmniej\b", "najwyżej"),
        (r"\b(?:najwyżej|najpóźniej)\b", "co najmniej"),
        (r"\bponad(?= \d)", "mniej niż"),
        (r"\bnie przekracza\b", "przekracza"),
        (r"(?<!nie )\bprzekracza\b", "nie przekracza"),
        (r"\bzanim\b", "po tym, jak"),
        (r"\bprzed zakupami\b", "po zakupach"),
        (r"\bprzed zapłatą\b", "po zapłacie"),
        (r"\bz góry\b", "dopiero po otrzymaniu paczki"),
        (r"\bprzed obniżką\b", "po obniżce"),
        (r"\bkrócej niż\b", "dłużej niż"),
        (r"\bw ciągu (?=\d)", "dopiero po upływie "),
        (r"\bdo kwoty\b", "od kwoty"),
        (r"\bod (?:otrzymania|odbioru|dostawy)\b(?! zgłosz)", "od złożenia zamówienia"),
        (r"\bod wysłania\b", "od złożenia zamówienia"),
    ]
)


def _bounds(line: Line) -> Iterator[Edit]:
    yield from _bounds_table(line)
    yield from replaced(line.text, r"\bprzed (\w+?)(niem|ciem)\b", _after)
    yield from replaced(line.text, r"\bpo (\w+?)(niu|ciu)\b", _before)


def tells(clause: str) -> bool:
    """Whether a clause claims something; what it only asks to do is no less true unconditioned."""
    tags = [tag for word in _WORD.findall(clause) for _, tag in readings(word)]
    told = any(tag.startswith("fin") for tag in tags)
    return told and not any(tag.startswith("impt") for tag in tags)


def _unconditioned(line: Line) -> Iterator[Edit]:
    if _OFFER.search(line.text):
        return
    if (leading := _LEADING.match(line.text)) and tells(line.text[leading.end() :]):
        rest = capital(line.text[leading.end() :])
        yield Edit(rest, f"{leading[0].strip(' ,')} → ∅")
    trailing = _TRAILING.search(line.text)
    if trailing and trailing.start() > _SHORTEST and tells(line.text):
        yield from replaced(line.text, _TRAILING, "")


_ADDED = (
    "jeśli masz konto w naszym sklepie",
    "pod warunkiem że zachowasz paragon",
    "o ile należysz do Klubu Lnu",
    "ale tylko przy pierwszym zakupie",
    "jeśli zamówienie jest warte co najmniej 300 zł",
    "jeżeli kierownik wyrazi na to zgodę",
    "tylko przy płatności kartą",
    "jeśli towar ma oryginalną metkę",
)


def _conditioned(line: Line) -> Iterator[Edit]:
    plain = re.search(r"\b(?:jeśli|gdy|dopóki|zanim|chyba|wtedy)\b", line.text, re.IGNORECASE)
    if plain or not tells(line.text) or not line.text.endswith("."):
        return
    at = line.trail + len(line.text)
    added = _ADDED[at % len(_ADDED)]
    yield Edit(f"{line.text[:-1]}, {added}.", f"∅ → {added}")


def _inverted(line: Line) -> Iterator[Edit]:
    def turned(match: re.Match[str]) -> str | None:
        if any(tag.startswith("fin") for _, tag in readings(match[2])):
            return f"{match[1]} nie {match[2]}"
        return None

    yield from replaced(line.text, rf"\b([Jj]eśli|[Gg]dy) (?!{_WISH})(\w+)\b(?! się)", turned)
    yield from replaced(line.text, r"\b([Jj]eśli|[Gg]dy) nie ", r"\1 ")
    yield from replaced(line.text, r"\btylko wtedy, gdy\b", "także wtedy, gdy nie")
    yield from replaced(line.text, r"\bchyba że\b", "także gdy")
    yield from replaced(line.text, r"\bdopóki ma\b", "gdy nie ma już")
    if tells(line.text):
        yield from replaced(line.text, rf", jeśli (?!{_WISH})", ", nawet jeśli nie ")


_certainty = table_of(
    [
        (r"\bzwykle\b", "zawsze"),
        (r"\bczęsto\b", "zawsze"),
        (r"\bczasem\b", "zawsze"),
        (r"\bnajczęściej\b", "zawsze"),
        (r"\bprawdopodobnie\b", "na pewno"),
        (r"\b(ktoś) mógł zmienić\b", r"\1 na pewno zmienił"),
        (r"\bmoże prosić\b", "zawsze prosi"),
        (r"\bmoże mieć wartość od\b", "ma zawsze wartość od"),
        (r"\bmożemy poprosić\b", "zawsze prosimy"),
        (r"\bpowie, (?:co da się zrobić|co można zrobić)\b", "na pewno załatwi sprawę"),
        (r"\bprawie wszystko\b", "wszystko"),
        (r"\bnie zawsze\b", "zawsze"),
        (r"\bna razie nie\b", "nigdy nie"),
        (r"\bmożemy zwrócić odpowiednio mniej\b", "zawsze zwracamy odpowiednio mniej"),
        (r"\bo ile rozmiar będzie dostępny\b", "bo rozmiar na pewno będzie dostępny"),
        (r"\bsprawdzi, co da się zrobić\b", "na pewno to poprawi"),
    ]
)

_who = table_of(
    [
        (r"\bna nasz koszt\b", "na Twój koszt"),
        (r"\bopłacasz samodzielnie\b", "opłacamy my"),
        (r"\bdecyduje (?:pracownik )?zesp[oó]ł[u]? reklamacji\b", "decyduje kierownik sklepu"),
        (r"\b(decyzję podejmuje|sprawdza je) zespół reklamacji\b", r"\1 przewoźnik"),
        (r"\bdecyduje przewoźnik\b", "decyduje nasz konsultant"),
        (r"\bnasz zespół reklamacji, a nie przewoźnik\b", "przewoźnik, a nie nasz zespół"),
        (r"\bzespół reklamacji (?=powie|podejmie|odpowie)", "rzecznik konsumentów "),
        (r"\binspektor ochrony danych(?= odpowiada|, najpóźniej|\.)", "dział księgowości"),
        (r"\b(?:kurier|przewoźnik) (bezpłatnie )?odbierze\b", "sam przywieziesz do nas"),
        (r"\bz przewoźnikiem wyjaśniamy my\b", "z przewoźnikiem wyjaśniasz Ty"),
        (r"\bbank, robi to\b|\brobi to bank\b", "robi to nasza księgowość"),
        (r"\bdecyduje konsultant\b", "decyduje kupujący"),
        (r"\bdecyduje księgowość\b", "decyduje urząd skarbowy"),
        (r"\bustala PayPo\b", "ustala nasz sklep"),
        (r"\bzmienia tylko Twój bank\b", "zmienia nasz sklep"),
        (r"\bdecyduje nasz dział produktu\b", "decyduje producent tkaniny"),
        (r"\bkonsultant zgłasza\b", "kurier zgłasza"),
        (r"\bbank albo PayPo\b", "nasz zespół"),
        (r"\btylko osobie, która zapłaciła\b", "tylko osobie obdarowanej"),
        (r"\bzespół obsługi klienta (?=spraw)", "przewoźnik "),
    ]
)

WORDS: dict[Corrupted, Rule] = {
    Corrupted.NEGATION_ADDED: _negated,
    Corrupted.NEGATION_REMOVED: _affirmed,
    Corrupted.MODALITY: _modality,
    Corrupted.FREE_PAID: _price,
    Corrupted.BOUND: _bounds,
    Corrupted.CONDITION_DROPPED: _unconditioned,
    Corrupted.CONDITION_ADDED: _conditioned,
    Corrupted.CONDITION_INVERTED: _inverted,
    Corrupted.CERTAINTY: _certainty,
    Corrupted.WHO: _who,
}
