"""What is said against something else, brought to one order: "nie decyduje przewoźnik, tylko nasz
zespół" says "decyduje nasz zespół, a nie przewoźnik"."""

from __future__ import annotations

import re

from kb.polish.morphology import readings

_CORRECTED = re.compile(
    r"(?<!\w)nie[ \u00a0](\w+)[ \u00a0]([^,;:.()]{2,60}), (?:tylko|lecz|ale)[ \u00a0]([^,;:.()]+)",
    re.IGNORECASE,
)
#: "…, nie przewoźnik": without a verb it sets something apart from what was said.
_SET_APART = re.compile(r"(?<=\w), (?:nie|nigdy)[ \u00a0]([^,;:.()]+)(?=[,.;]|\Z)")
#: After a denial "tylko" opens what holds instead, unless a condition follows.
_INSTEAD = re.compile(
    r"(?<!\w)(nie[ \u00a0][^,;:.()]+), tylko(?=[ \u00a0])"
    r"(?![ \u00a0](?:gdy|jeśli|jeżeli|kiedy|wtedy|wówczas|po|przed|dla|za|w|na|od|do|przez|z)\b)",
    re.IGNORECASE,
)
#: "… można zwrócić …, wykorzystanej już nie": the verb of before is denied.
_ELLIPTIC = re.compile(
    r"(moż\w+|wolno)(?:[ \u00a0](?:Pan|Pani|Państwo))?[ \u00a0](?:(?!nie\b)\w+[ \u00a0])??(\w+ć)\b"
    r"[^;:.]*, (?:a[ \u00a0])?([^,;:.()]{3,50}?)[ \u00a0](?:(?:już|także|też)[ \u00a0])?nie"
    r"(?=[.;]|\Z)"
)
_VERBAL = frozenset("fin praet impt imps bedzie winien pred inf pcon pant".split())


def in_one_order(text: str) -> str:
    """The text with what is denied behind what is said instead, if a verb is denied for both."""
    text = _CORRECTED.sub(_turned, text)
    text = _ELLIPTIC.sub(_completed, text)
    text = _SET_APART.sub(_apart, text)
    return _INSTEAD.sub(r"\1, lecz", text)


def _turned(match: re.Match[str]) -> str:
    verb, denied, said = match.groups()
    if not _is_verb(verb) or _has_verb(denied) or _has_verb(said):
        return match[0]
    return f"{verb} {said}, a nie {denied}"


def _completed(match: re.Match[str]) -> str:
    may, deed, other = match.groups()
    if _has_verb(other):
        return match[0]
    first = match[0][: match.start(3) - match.start()]
    return f"{first.removesuffix('a ')}a {other} nie {may} {deed}"


def _apart(match: re.Match[str]) -> str:
    return match[0] if _has_verb(match[1]) else f", a nie {match[1]}"


def _has_verb(text: str) -> bool:
    return any(_is_verb(word) for word in re.findall(r"[^\W\d_]+", text))


def _is_verb(form: str) -> bool:
    """Whether a word may be a verb and is no noun."""
    kinds = {tag.partition(":")[0] for _, tag in readings(form)}
    return bool(kinds & _VERBAL) and not kinds & {"subst", "ger"}
