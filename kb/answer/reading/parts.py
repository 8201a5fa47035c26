"""The parts of a letter: greeting, what the customer says, signature, earlier correspondence.

Everything works on lines, in one pass, so that a long message takes time in proportion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.answer.reading.cues import requests
from kb.answer.reading.history import without_history
from kb.answer.reading.lines import Line, Span, fold_same, lines_of
from kb.answer.reading.problems import tells_a_problem
from kb.polish.names import first_name
from kb.polish.text import fold

#: A signature has no more lines than this: name, firm, telephone, address, a slogan.
_SIGNATURE_LINES = 9
_SIGNATURE_WIDTH = 90
_MACHINE_LINE = re.compile(
    r"(?:wyslan[oa]|wiadomosc wyslana|sent|pobierz|get|надіслано) (?:z|za pomoca|from|outlook|via) "
    r".{0,60}$|sent from my .{1,40}$"
)
_NOTICE = re.compile(
    r"(?:ta|niniejsza|tresc tej|tresc niniejszej|informacje zawarte w (?:tej|niniejszej))"
    r" (?:wiadomosc|korespondencj).{0,200}(?:poufn|zastrzez|przeznaczon|skierowan)"
    r"|this (?:e-?mail|message).{0,120}(?:confidential|intended)"
    r"|(?:klauzula|nota) (?:poufnosci|prawna|informacyjna)|uwaga: ta wiadomosc"
    r"|administratorem (?:pani|panstwa|pana|danych).{0,60} jest"
    r"|.{0,30}(?:zanim wydrukujesz|przed wydrukowaniem|before printing)"
    r"|це повідомлення.{0,120}конфіденц"
)
_POSTSCRIPT = re.compile(r"p\.? ?s\.?(?:[ :,–-]|$)")
_LAST_WORDS = re.compile(r"[.!?)] ([^\W\d_]{3,20} [^\W\d_]{3,25})\.?$")
_THANKS = re.compile(
    r"(?:^|(?<=[.!?,;] ))(?:z gory |bardzo )?"
    r"(?:dziekuje|dziekujemy|dzieki|thanks|thank you|many thanks|дякую)[ ,.!–-]{1,4}"
    r"(?=\w+(?: \w+)?[.!]?$)"
)
_CLOSING = re.compile(
    r"(?:(?:serdecznie|goraco|dziekuje i|dzieki i|z gory dziekuje i) )?"
    r"(?:pozdrawiam\w*|pozdrowienia|pozdr)\b[ .,!-]*(?:serdecznie|goraco|cieplo)?"
    r"|(?:lacze|przesylam) (?:wyrazy|pozdrowienia)\w*|z (?:powazaniem|wyrazami szacunku)|z pow\."
    r"|milego (?:dnia|weekendu|wieczoru)|(?:best|kind|warm)? ?regards|sincerely|cheers|best wishes"
    r"|many thanks|з повагою|щиро дякую|гарного дня"
)
_GREETING = re.compile(
    r"(?:dzien\.? ?dobry|dobry wieczor|dobry(?=[,!.]|$)|dzien dbry|witam(?: serdecznie| panstwa)?"
    r"|witajcie|szanown[iaey]+ (?:panstwo|pani\w*|panie\w*)"
    r"(?: \w{3,20}(?=[,!.]|$))?|drodzy panstwo|hej(?:ka)?|heja|czesc"
    r"|siema\w*|elo|halo"
    r"|hello|hi|hey|dear [^,\n]{1,40}|good (?:morning|afternoon|evening|day)"
    r"|добр\w+ (?:день|ранку|ранок|вечора|вечір)|доброго \w+|вітаю|привіт)"
    r"(?: (?:panstwu|panu|there|team|wszystkim|zespole|pani|panie|pan)(?: \w{3,20}(?=[,!.]|$))?)?"
    r"(?=[\s,.!;:–-]|$)[ ,.!;:–-]*"
)
#: A line of a signature that holds a telephone, an address on paper or in the net, or nothing.
_CONTACT = re.compile(
    r"(?:tel|telefon|kom|komorka|mob|mobile|phone|e-?mail|mail|www|http|ul|al|os|pl|nip)\b[.:]?.{0,80}$"
    r"|[+\d][\d ()/-]{6,20}$|\d\d-\d{3} .{1,60}$|\S{1,60}@\S{1,60}$|$"
)
_BEFORE_CONTACT = re.compile(r"[,;|\d]|\b(?:tel|kom|mob|phone|ul)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻА-ЯІЇЄҐ][\w'’.-]*")


@dataclass(frozen=True, slots=True)
class Parts:
    """Spans of a cleaned text. body: what the customer says, in order, without empty ones."""

    body: tuple[Span, ...]
    quoted: tuple[Span, ...] = ()
    greeting: Span | None = None
    signature: Span | None = None
    name: str = ""


def take_apart(text: str) -> Parts:
    """Find the parts of one message."""
    own, quoted = without_history(lines_of(text))
    own, signature, name = _without_signature(own)
    body = [(line.start, line.end) for line in own if line.text]
    greeting = None
    if body:
        start, end = body[0]
        found = _GREETING.match(fold_same(text[start:end]))
        if found:
            greeting = (start, start + len(found[0].rstrip()))
            rest = start + found.end()
            body[:1] = [(rest, end)] if rest < end else []
    return Parts(_joined(text, body), quoted, greeting, signature, name)


def _without_signature(lines: list[Line]) -> tuple[list[Line], Span | None, str]:
    """Cut at the first closing below which nothing is said, or at a name alone at the end; and at
    a notice of confidentiality, whatever follows it."""
    lines = _without_empty_end(lines)
    notice = next((n for n, line in enumerate(lines) if _is_notice(line)), len(lines))
    kept, signature, name = _signed(_without_empty_end(lines[:notice]))
    if notice < len(lines):
        start = signature[0] if signature else lines[notice].start
        signature = (start, lines[-1].end)
    return kept, signature, name


def _without_empty_end(lines: list[Line]) -> list[Line]:
    end = len(lines)
    while end and not lines[end - 1].text:
        end -= 1
    return lines[:end]


def _signed(lines: list[Line]) -> tuple[list[Line], Span | None, str]:
    postscript = next((n for n, line in enumerate(lines) if n and _POSTSCRIPT.match(line.key)), 0)
    if postscript:
        kept, signature, name = _signed(_without_empty_end(lines[:postscript]))
        return [*kept, *lines[postscript:]], signature, name
    for number in range(max(0, len(lines) - _SIGNATURE_LINES), len(lines)):
        cut = _signature_start(lines[number])
        if cut is None or any(map(_says_something, lines[number + 1 :])):
            continue
        below = (lines[number].text[cut:], *(line.text for line in lines[number + 1 :]))
        span = (lines[number].start + cut, lines[-1].end)
        return [*lines[:number], *_head(lines[number], cut)], span, _name_in(below)
    return _thankful(lines) or _named(lines) or (lines, None, _last_words(lines))


def _named(lines: list[Line]) -> tuple[list[Line], Span | None, str] | None:
    """A name alone on a line ends a letter, with telephone and address under it or without."""
    at = len(lines) - 1
    while at > max(0, len(lines) - _SIGNATURE_LINES) and _CONTACT.match(lines[at].key):
        at -= 1
    # Behind a colon stands an address that is asked for, not the writer's.
    if at < 1 or lines[at - 1].text.endswith(":"):
        return None
    name = _lone_name(lines[at].text)
    return (lines[:at], (lines[at].start, lines[-1].end), name) if name else None


def _last_words(lines: list[Line]) -> str:
    """A first name and a surname behind the last sentence."""
    end = lines[-1].text[-_SIGNATURE_WIDTH:] if lines else ""
    found = _LAST_WORDS.search(end)
    return _name_of(found[1]) if found else ""


def _thankful(lines: list[Line]) -> tuple[list[Line], Span | None, str] | None:
    """Thanks with a name behind them end a letter, too: "… Dziękuję, Maria"."""
    if not lines:
        return None
    last = lines[-1]
    found = _THANKS.search(fold_same(last.text), max(0, len(last.text) - _SIGNATURE_WIDTH))
    name = _lone_name(last.text[found.end() :]) if found else ""
    if not found or not name:
        return None
    return [*lines[:-1], *_head(last, found.start())], (last.start + found.start(), last.end), name


def _says_something(line: Line) -> bool:
    """A sentence, not a line of a signature."""
    if _is_machine_line(line):
        return False
    if "?" in line.text or len(line.text) > _SIGNATURE_WIDTH:
        return True
    return len(line.key.split()) > 2 and (requests(line.text) or tells_a_problem(line.key))


def _head(line: Line, cut: int) -> list[Line]:
    text = line.text[:cut].rstrip(" ,;–-")
    return [Line(text, line.start, fold(text))] if text else []


def _is_machine_line(line: Line) -> bool:
    return bool(_MACHINE_LINE.match(line.key)) or _is_notice(line)


def _is_notice(line: Line) -> bool:
    return bool(_NOTICE.match(line.key))


def _signature_start(line: Line) -> int | None:
    """Where in a line the closing begins; None where there is none."""
    if line.text.strip() in {"--", "---", "- -"} or _is_machine_line(line):
        return 0
    folded = fold_same(line.text)
    last = None
    # A closing further from the end is none, see below.
    for found in _CLOSING.finditer(folded, max(0, len(folded) - _SIGNATURE_WIDTH)):
        before = folded[max(0, found.start() - 20) : found.start()].rstrip()
        behind = line.text[found.end() :].strip(" ,.!")
        at_end = found[0].startswith("pozdr") and (not behind or bool(_lone_name(behind)))
        if not before or before[-1] in ".!?,;–-)" or (at_end and not before.endswith(" nie")):
            last = found.start()
    if last is None or len(folded) - last > _SIGNATURE_WIDTH or "?" in folded[last:]:
        return None
    return last


def _name_in(lines: tuple[str, ...]) -> str:
    """The first thing that looks like a name under or behind the closing."""
    for line in lines:
        rest = _CLOSING.sub("", fold_same(line), count=1)
        words = line[len(line) - len(rest.lstrip(" ,.!-")) :].strip(" ,.!-–")
        if name := _name_of(words) or _name_of(_BEFORE_CONTACT.split(words)[0].strip()):
            return name
    return ""


def _lone_name(line: str) -> str:
    words = line.strip(" ,.!-–")
    return _name_of(words) if len(words.split()) <= 3 else ""


def _name_of(words: str) -> str:
    """One to four words of which the first or the last is a first name."""
    split = words.split()
    if not 1 <= len(split) <= 4 or len(words) > 60:
        return ""
    if not all(_CAPITAL.fullmatch(word.rstrip(",")) or word.isalpha() for word in split):
        return ""
    ends = {split[0].rstrip(","), split[-1]}
    known = any(first_name(word) for word in ends)
    cyrillic = all("\u0400" <= word[0] <= "\u04ff" for word in split)
    capital = all(word[0].isupper() for word in split)
    return words if (known and (capital or len(split) == 1)) or (cyrillic and capital) else ""


def _joined(text: str, body: list[Span]) -> tuple[Span, ...]:
    """Neighbouring lines as one span; a span ends where something was taken out."""
    joined: list[Span] = []
    for start, end in body:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
