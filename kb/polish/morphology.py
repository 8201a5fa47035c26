"""What the SGJP dictionary knows of Polish words: lemmas, forms, whether a word exists.

Through morfeusz2 (Kieraś & Woliński, 2017); this is the one module that imports it.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from kb.polish.remembered import memory

_morfeusz_lock = Lock()


@lru_cache(maxsize=2)
def _morfeusz(generate: bool = False) -> Any:
    """One dictionary each: web workers never generate, which saves them nine megabytes."""
    import morfeusz2

    return morfeusz2.Morfeusz(analyse=not generate, generate=generate, expand_tags=False)


@lru_cache(maxsize=200_000)
def lemmas(form: str) -> tuple[str, ...]:
    """Return every dictionary form of a word, lower case; the word itself where unknown.

    `lemmas("zwrotów") == ("zwrot",)`, `lemmas("mam") == ("mama", "mamić", "mieć")`.
    """
    word = form.casefold()
    kept = memory()
    if kept is not None and (said := kept.lemmas.get(word)) is not None:
        return tuple(said.split(" "))
    found = _lemmas(word)
    if kept is not None and not any(" " in lemma for lemma in found):
        kept.lemmas[word] = " ".join(found)
    return found


def _lemmas(word: str) -> tuple[str, ...]:
    with _morfeusz_lock:
        analyses = _morfeusz().analyse(word)
    found = {
        lemma.split(":", 1)[0].casefold()
        for start, end, (_, lemma, tag, *_rest) in analyses
        if tag != "ign" and start == 0 and end == 1
    }
    if not found:
        # Agglutinated forms ("zrobiłem") are two segments; the first carries the lemma.
        found = {
            lemma.split(":", 1)[0].casefold()
            for start, _, (_, lemma, tag, *_rest) in analyses
            if tag != "ign" and start == 0 and not tag.startswith("aglt")
        }
    return tuple(sorted(found)) or (word,)


@lru_cache(maxsize=100_000)
def readings(form: str) -> tuple[tuple[str, str], ...]:
    """Return (lemma, SGJP tag) of every reading of a word, segments of endings included.

    `readings("zwrócimy") == (("zwrócić", "fin:pl:pri:perf"),)`; empty where the word is unknown.
    """
    with _morfeusz_lock:
        analyses = _morfeusz().analyse(form.casefold())
    return tuple(
        dict.fromkeys(
            (lemma.split(":", 1)[0].casefold(), tag)
            for _, _, (_, lemma, tag, *_rest) in analyses
            if tag != "ign"
        )
    )


class Analysis(NamedTuple):
    """One reading of a word: its lemma as SGJP writes it ("Anna", homonyms as "Jan:Sm1"), the SGJP
    tag, the kinds of name it is ("imię", "nazwisko", "nazwa_pospolita") and its labels of style."""

    lemma: str
    tag: str
    names: frozenset[str]
    labels: tuple[str, ...]


@lru_cache(maxsize=50_000)
def analyses(form: str) -> tuple[Analysis, ...]:
    """Return every reading of a word as it is written: "Maja" is a name where "maja" is not.

    Words of several segments ("zrobiłem", "Nowak-Lis") and unknown ones have none.
    """
    with _morfeusz_lock:
        segments = _morfeusz().analyse(form)
    return tuple(
        Analysis(lemma, tag, frozenset(names), tuple(labels))
        for start, end, (_, lemma, tag, names, labels) in segments
        if tag != "ign" and (start, end) == (0, 1)
        and not any(stop > 1 for _, stop, _ in segments)
    )  # fmt: skip


@lru_cache(maxsize=2_000)
def generate(lemma: str) -> tuple[tuple[str, Analysis], ...]:
    """Return every form of a lemma with its reading; none for a lemma that is not known."""
    with _morfeusz_lock:
        generated = _morfeusz(generate=True).generate(lemma.split(":", 1)[0])
    return tuple(
        (form, Analysis(found, tag, frozenset(names), tuple(labels)))
        for form, found, tag, names, labels in generated
        if tag != "ign"
    )


#: Endings of person and mood that the dictionary keeps as segments of their own: "zapłaciła" + "m".
_PERSON = {
    "ł": ("em", "eś"),
    "ła": ("m", "ś"),
    "li": ("śmy", "ście"),
    "ły": ("śmy", "ście"),
}
_MOOD = {"sg": ("by", "bym", "byś"), "pl": ("by", "byśmy", "byście")}


# Both audiences of a base share most of their lemmas, and generating is slow.
@lru_cache(maxsize=20_000)
def inflections(lemma: str) -> frozenset[str]:
    """Return all inflected forms that the dictionary generates for a lemma, lower case, and those
    of verbs with an ending of person or mood ("zapłaciłam", "zapłacilibyśmy")."""
    kept = memory()
    if kept is not None and (said := kept.inflections.get(lemma)) is not None:
        return frozenset(said.split(" ")) if said else frozenset()
    found = _inflections(lemma)
    if kept is not None and not any(" " in form or not form for form in found):
        kept.inflections[lemma] = " ".join(sorted(found))
    return found


def _inflections(lemma: str) -> frozenset[str]:
    with _morfeusz_lock:
        generated = _morfeusz(generate=True).generate(lemma)
    forms: set[str] = set()
    for form, _, tag, *_rest in generated:
        if tag.startswith("praet"):
            forms.update(_past_forms(form.casefold(), tag))
        elif not tag.startswith("aglt"):
            forms.add(form.casefold())
    return frozenset(forms)


def _past_forms(past: str, tag: str) -> set[str]:
    """Add endings: "mógł" stands alone and before moods, "mogł" (`agl`) before persons only."""
    endings = _PERSON.get(past[-2:], ()) or _PERSON.get(past[-1:], ())
    with_person = {past + ending for ending in endings}
    if tag.endswith(":agl"):
        return with_person
    number = "pl" if tag.startswith("praet:pl") else "sg"
    with_mood = {past, *(past + mood for mood in _MOOD[number])}
    return with_mood if tag.endswith(":nagl") else with_mood | with_person


@lru_cache(maxsize=100_000)
def is_known(form: str) -> bool:
    """Whether the dictionary knows the word as it is written."""
    kept = memory()
    if kept is not None and (said := kept.known.get(form)) is not None:
        return said
    with _morfeusz_lock:
        found = all(tag != "ign" for _, _, (_, _, tag, *_rest) in _morfeusz().analyse(form))
    if kept is not None:
        kept.known[form] = found
    return found
