"""Duty and permission: what must be done is not what may be done."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.grounding.lexicon import MAY, MUST, YOU
from kb.answer.grounding.matching import with_content
from kb.answer.grounding.words import Word
from kb.polish.morphology import readings

_PURPOSE = frozenset({"żeby", "aby", "by"})
_CONDITION = frozenset({"gdy", "jeśli"})


def modality(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """Why words make a duty of a permission, or of a plain statement, in Polish; empty where they
    do not."""
    own = with_content(words)
    must, may = having(own, MUST), having(own, MAY)
    their_must, their_may = having(theirs, MUST), having(theirs, MAY)
    if reason := _denied_modality(words, theirs):
        return reason
    if (
        must
        and not their_must
        and not (_commanded(words, must[0], theirs) or _is_condition(words, theirs))
    ):
        return f"źródło nie mówi, że to konieczne («{must[0].form}»)"
    if may and their_must and not their_may:
        return f"źródło mówi «{their_must[0].form}», a zdanie «{may[0].form}»"
    denied = may and may[0].negated and any(word.negated and word.weight for word in theirs)
    bound = _first(words, _CONDITION) and _first(theirs, _CONDITION)
    if may and not (their_may or must or denied or bound or _is_yours(words, theirs)):
        return f"źródło nie mówi, że to tylko możliwe («{may[0].form}»)"
    if their_may and not may and not must and _lost_possibility(words, their_may, theirs):
        return f"źródło mówi tylko «{their_may[0].form}»"
    return ""


def _denied_modality(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "nie musisz" is not "nie możesz"."""
    ours = {group: _denied(words, group) for group in (MUST, MAY)}
    source = {group: _denied(theirs, group) for group in (MUST, MAY)}
    for said, other in ((MUST, MAY), (MAY, MUST)):
        if ours[said] and source[other] and not source[said] and not ours[other]:
            return f"źródło mówi «nie {source[other][0].form}», a zdanie «nie {ours[said][0].form}»"
    return ""


def _denied(words: Sequence[Word], group: frozenset[str]) -> list[Word]:
    return [word for word in words if word.lemmas & group and word.negated]


def having(words: Sequence[Word], group: frozenset[str]) -> list[Word]:
    """Words of a group; "nie trzeba" is no duty."""
    free = group is MUST
    return [word for word in words if word.lemmas & group and not (free and word.negated)]


def _commanded(words: Sequence[Word], must: Word, theirs: Sequence[Word]) -> bool:
    """ "Musisz podać" says no more than "Podaj"."""
    keys = frozenset[str]().union(
        *(word.keys for word in words if word.weight and word.segment == must.segment)
    )
    return any(word.weight and word.keys & keys and _can_command(word) for word in theirs)


def _can_command(word: Word) -> bool:
    """Whether a word may be an imperative, though it may be a noun as well ("pierz"), or tells a
    step as one does it ("podajesz e-mail, ustalasz hasło")."""
    return word.finite and any(
        tag.startswith(("impt:sg:sec", "fin:sg:sec:imperf")) for _, tag in readings(word.form)
    )


def _is_condition(words: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """ "Żeby dostawa była darmowa, zamówienie musi …" says "jest darmowa, gdy zamówienie …"."""
    return bool(_first(words, _PURPOSE)) and bool(_first(theirs, _PURPOSE | _CONDITION))


def _first(words: Sequence[Word], forms: frozenset[str]) -> list[Word]:
    return [word for word in words if word.form.casefold() in forms]


def _is_yours(words: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """What the source tells the customer to do, or that they will, they may do as well."""
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    return any(YOU in word.person for word in theirs) or not any(
        word.person and word.keys & keys for word in theirs
    )


def _lost_possibility(
    words: Sequence[Word], their_may: Sequence[Word], theirs: Sequence[Word]
) -> bool:
    """ "Możemy zwrócić mniej" is no "zwrócimy mniej"; "możesz zwrócić" is "zwrócisz"."""
    may = [word for word in their_may if word.person and YOU not in word.person]
    segments = {word.segment for word in may}
    bound = [one for one in theirs if one.segment in segments and one.weight and not one.person]
    return any(
        word.person and YOU not in word.person and word.weight and word.keys & one.keys
        for word in words
        for one in bound
    )
