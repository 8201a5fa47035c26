"""Polish text → sentences, by rules. Sentences are the unit of citation."""

from __future__ import annotations

import re

# Abbreviations that something always follows: "np. w salonie", "ul. Lniana", "dr Nowak".
_OPENING = frozenset(
    """
    al art bm br ca cd cdn ck cyt czyt doc dot dr dyr fig fot gen god godz hab inż jw kol kpt ks lic
    mec mgr min mjr nb nn np nr nt odc op os oś por poz prof prok przyp ps pt pw płk rej rozdz ryc
    rys rzym sp str sygn szer tab tel tj tow tzn tzw tłum ul ur ust vs wew wg woj współ ww wyd zam
    zarz zał zm zob zw śp św
    """.split()
)
# Units and the like, which also end sentences: "zwrócimy 50 zł. Pieniądze …".
_UNITS = frozenset(
    """
    zł gr r w pkt szt kg g cm mm m km l ml tys mln mld ha godz min sek s str proc os tyg mies
    """.split()
)
_ENDING = frozenset({"itd", "itp", "etc"})

_CLOSERS = "\"'”’»)\\]"
# Without giving back, so that a hundred thousand marks in a row are read once.
_CANDIDATE = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSERS}]*+(?=\s)")
_WORD_BEFORE = re.compile(r"[\w.\-]*\Z")
_STARTER = re.compile(r"[„“\"'«(\[–—-]*\s?[„“\"'«(\[]*(\w)")


def is_abbreviation(word: str) -> bool:
    """Whether a dot behind a word says that it is cut short and not that a sentence ends."""
    return word.casefold() in _OPENING | _UNITS


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the [start, end) spans of the sentences, in order, without surrounding space.

    Together the spans hold every character that is not white space. A line break always ends a
    sentence; a dot does not after abbreviations, initials, ordinals, inside dates and amounts.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in _CANDIDATE.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, start, match.start(), match.end(), line.end()):
                _append(spans, text, start, match.end())
                start = match.end()
        _append(spans, text, start, line.end())
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        left = start + len(piece) - len(piece.lstrip())
        spans.append((left, left + len(stripped)))


def _ends_sentence(text: str, start: int, mark: int, end: int, limit: int) -> bool:
    """Decide about the punctuation text[mark:end] of a sentence that began at `start`."""
    following = _STARTER.match(text, _skip_spaces(text, end, limit), limit)
    if following is None:
        return True
    first = following[1]
    if first.islower():
        return False
    if text[mark : mark + 1] != "." or text[mark:end].startswith(".."):
        return True
    # 40 characters hold every abbreviation and keep long runs of letters linear.
    before = _WORD_BEFORE.search(text, max(start, mark - 40), mark)
    word = before[0] if before else ""
    if not word:
        return True
    if not text[start:mark].strip().removesuffix(word).strip("„“\"'«([ ") and word.isdigit():
        return False  # "2. Zaznacz": the number of a step
    return _word_ends_sentence(text, mark - len(word), start, word, first)


def _word_ends_sentence(text: str, at: int, start: int, word: str, first: str) -> bool:
    lowered = word.casefold()
    if lowered in _UNITS and re.search(r"\d[\s\u00a0]*\Z", text[max(start, at - 3) : at]):
        return lowered in ("zł", "gr") or not first.isdigit()
    if lowered in _OPENING or (len(word) == 1 and word.isalpha()):
        return False
    if "." in word and not any(c.isdigit() for c in word):
        # "m.in.", "o.o.", "p.n.e."; a host name at the end of a sentence has longer parts.
        return any(len(part) > 3 for part in word.split("."))
    if lowered in _ENDING or lowered in _UNITS:
        return not first.isdigit()
    return True


def _skip_spaces(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at
