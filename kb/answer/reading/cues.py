"""Words that make a sentence a question or a request.

All patterns are for folded text: without diacritics, lower case. Repetitions are bounded, so that
every search takes time in proportion to its sentence.
"""

from __future__ import annotations

import re

from kb.polish.morphology import analyses
from kb.polish.text import fold, tokenise


def one_of(alternatives: str) -> str:
    """A pattern of the alternatives that stand one on a line; "+" continues the line above."""
    alternatives = re.sub(r"\n *\+", "", alternatives)
    return "(?:" + "|".join(line.strip() for line in alternatives.strip().splitlines()) + ")"


#: What may stand before the word that asks.
_LEAD = one_of(
    r"""
    a
    i
    oraz
    no
    bo
    wiec
    zatem
    dlatego
    jeszcze
    tez
    ale
    rowniez
    po (?:pierwsze|drugie|trzecie)
    dodatkowo
    otoz
    (?:moje )?pytanie(?: brzmi)?
    mam (?:jeszcze |jedno |takie |krotkie |do (?:was|panstwa) )*pytanie
    jeszcze jedno(?: pytanie)?
    (?:druga|ostatnia|kolejna|jeszcze jedna) (?:sprawa|rzecz)
    mam (?:kilka|pare|dwa|trzy) pytan(?:ia)?
    przy okazji
    poza tym
    aha
    wracajac do (?:tematu|sprawy)
    (?:a )?tak w ogole(?: to)?
    (?:bardzo )?prosze (?:mi |tez |jeszcze )?(?:powiedziec|napisac|podac|wyjasnic|sprawdzic
      +|dac znac)
    (?:bardzo )?(?:prosze|poprosze|prosilabym|prosilbym) o (?:pilna |szybka )?informacj\w+
    (?:prosze|poprosze) o (?:info|odpowiedz|podpowiedz|wyjasnienie|sprawdzenie|potwierdzenie)
    (?:czy )?(?:moga|moglby|moglaby|mozecie|moglibyscie|moze) (?:pan |pani |panstwo[ ]
      +|mi |ktos )*(?:powiedziec|napisac|podac|wyjasnic|sprawdzic|potwierdzic|doradzic|poradzic
      +|podpowiedziec)
    chcial(?:a|e)?(?:by)?m (?:tez |jeszcze |sie |rowniez )*(?:zapytac|spytac|wiedziec
      +|dowiedziec(?: sie)?|upewnic(?: sie)?)
    (?:pytam|powiedzcie|napiszcie|dajcie znac|podpowiedzcie|doradzcie|sprawdzcie
      +|wyjasnijcie)(?: mi| prosze)?
    interesuje mnie(?: tez| jeszcze)?
    ciekawi mnie
    zastanawiam sie
    skad mam wiedziec
    (?:a )?tak serio
    (?:to|btw|swoja droga)
    pytam (?:ponownie|jeszcze raz|wiec)
    (?:czy )?(?:moga|moglby|moglaby|mozecie|moglibyscie) (?:pan |pani |panstwo |mi )*(?:przypomniec
      +|wskazac|okreslic|sprecyzowac|pokazac)
    o informacj\w+
    nie (?:do konca )?(?:wiem|rozumiem)
    also
    and
    plus
    so
    but
    (?:another|one more) (?:thing|question)
    (?:could|can) you (?:please )?(?:tell me|check|confirm|let me know)
    (?:please )?(?:tell me|let me know|check)
    ще
    також
    а
    і
    та
    (?:підкажіть|скажіть)(?:,? будь ласка)?
    """
)
_JAKI = r"jak(?:i|a|ie|im|ich|iego|iej|imi)"
_PREPOSITION = "(?:do|od|na|po|za|w|we|z|u|o|pod|przez|przed|dla)"
_ASKING = one_of(
    rf"""
    czy
    jak
    kiedy
    gdzie
    ile
    ilu
    co
    dlaczego
    czemu
    {_JAKI}
    ktor\w{{1,4}}
    kto
    kogo
    komu
    kim
    skad
    dokad
    czego
    czym
    {_PREPOSITION} (?:kiedy|ilu|ile|co|czego|czym|kogo|kim|{_JAKI}|ktor\w{{1,4}})
    (?:how|when|where|what|why|who|which)
    (?:can|could|do|does|did|is|are|may|will|would|should|have|has) (?:i|you|we|they|it|he|she)
    (?:can|could|do|does|did|is|are|will|would|should|have|has) (?:the|this|that|these|those|there)
    (?:can|could|do|does|did|is|are|will|would|should|have|has) (?:my|your|our|any\w*|some\w*)
    (?:чи|як|коли|де|скільки|чому|що|який|яка|яке|які|яку|куди|хто|можна)
    """
)
_QUESTION = re.compile(rf"(?:{_LEAD}[\s,:;–-]{{1,3}}){{0,3}}{_ASKING}\b")
#: Behind these a sentence begins anew: "pytam ponownie: ile …".
_BREAK = re.compile(r"(?:[:;]|\s[–—-])\s")
#: Everything before the word that asks.
LED_IN = re.compile(rf"(?:{_LEAD}[\s,:;–-]{{1,3}}){{1,4}}(?={_ASKING}\b)")
_INTRODUCTION = re.compile(rf"(?:{_LEAD}[\s,:;–-]{{0,3}}){{1,3}}")
#: Begin like questions and are none: "co więcej", "jak pisałam", "kiedy zamawiałam".
_NO_QUESTION = re.compile(
    one_of(
        r"""
        (?:a |i )?co (?:wiecej|gorsza|gorsze|do|prawda|najmniej|ciekawe|za)\b
        (?:a |i )?jak (?:tylko|widac|w temacie|zwykle|dotad|wyzej|najszybciej|najwiecej
          +|najbardziej)\b
        (?:a |i )?(?:tak )?jak (?:juz )?(?:pisal|wspomn|mowil|ustal|umaw|obiec|podal)\w*
        (?:a |i )?(?:kiedy|jak) (?:\w+ ){0,2}\w{3,}l(?:em|am|ismy|ysmy)\b
        gdzie indziej
        czy to \w+,? czy
        """
    )
)
#: An interrogative that begins another question of the same sentence; no relative "który".
NEXT_QUESTION = re.compile(
    r"(?!,?\s?(?:(?:z|w|na|do|od|po|za|u|o|pod|przez) )?ktor)"
    r"(?:\s?[,;]\s?(?:(?:a |i |oraz |and |а |і |та )(?:takze |tez |also )?)?"
    r"|\s(?:i|oraz|a|a takze|and|і|та)\s)"
    rf"(?={_ASKING}\b)"
)
#: After a request, a question that is asked in it: "… oraz o informację, czy …".
AND_TELL = re.compile(
    r"\s?,?\s(?:oraz|i|a takze|and)\s(?:o )?(?:informacj\w+|odpowiedz|potwierdzenie|powiedziec|"
    rf"napisac|wyjasnic|sprawdzic|tell me|let me know),?\s(?={_ASKING}\b)"
)
_REQUEST = re.compile(
    r"(?<!\bnie )\b"
    + one_of(
        r"""
        (?:prosze|poprosze|prosimy|prosilabym|prosilbym|prosil[ae]?m|(?:mam|wielka
          +|mala) prosb[ae]|uprasza)
        (?:chcial(?:a|e)?(?:by)?m|chcialabym|chcialbym|chcielibysmy|chcialoby|chce|chcemy)
        (?:potrzebuj\w*|potrzebny|potrzebna|potrzebne|wolal(?:a|by|aby)\w*)
        (?:domagam|zadam|oczekuj\w*|zglaszam|skladam|reklamuj[ea]|rezygnuj[ea]|odstepuj[ea])
        (?:please|i want|i need|i would like|i'd like|we need|we want)
        (?:прошу|хочу|хотіл\w*|потрібн\w*|будь ласка)
        """
    )
    + r"\b"
)
#: A wish to buy is the story around a question, not a request to the shop.
_WISH_TO_BUY = re.compile(
    r"\b(?:chcial\w*|chce|chcemy|planuj\w+|zamierzam)(?: \w+){0,3} "
    r"(?:zamowic|kupic|nabyc|dokupic)\b"
    r"|\bchcial[ae]m (?:\w+ ){0,2}(?:sprawdzic|skorzystac|zobaczyc)\b"
)
#: Requests only where they begin the sentence.
_REQUEST_FIRST = re.compile(
    r"(?:a |i |to |hej |ok )?"
    + one_of(
        r"""
        (?:mozecie|moglibyscie|moze pani?|mogl[ay]?by pani?|da sie|dalo by sie|daloby sie)\b
        (?:moja )?prosba o\b
        (?:jest|byla?by|istnieje) (?:jakas |taka )?(?:mozliwosc|szansa|opcja)
        (?:moge|mozna) (?:\w+ ){0,2}\w{2,}c\b
        """
    )
)
#: After "mogę" these offer something.
_OFFER = re.compile(
    r"(?:a |i )?moge (?:\w+ ){0,2}(?:poczekac|zaczekac|podac|przeslac|doslac|dostarczyc|udostepnic)"
)
#: Begins another matter, so that the sentence before it is a matter of its own.
ANOTHER_MATTER = re.compile(
    r"(?:a |i |no |oraz )?(?:poza tym|po drugie|po trzecie|drug(?:a|ie) (?:sprawa|rzecz|pytanie)|"
    r"przy okazji|jeszcze jedn\w|oprocz tego|dodatkowo|ponadto|mam tez|also|another|besides|"
    r"крім того|ще одне)"
)
#: Tells what the question before it is about.
REFERS_BACK = re.compile(
    r"(?:chodzi|dotyczy|mowa o|mam na mysli|bo|poniewaz|gdyz|(?:to )?(?:nr|numer|zamowienie)|"
    r"it's about|i mean|because|мова про|йдеться|бо)\b"
)
_WHAT_NOW = (
    r"co (?:mam |mamy |moge |teraz |dalej |z tym |w takiej sytuacji |w takim razie |trzeba |nalezy "
    r"|powinnam |powinienem |powinnismy )*(?:z?robic|poczac|teraz|dalej)"
)
#: A question that says nothing without the sentence before it.
_BARE = re.compile(
    r"(?:a |i |no |to |wiec )*"
    + one_of(
        rf"""
        {_WHAT_NOW}
        (?:dlaczego|czemu|kiedy|ile|jak|co)
        jak (?:to|sie) (?:\w+ )?(?:naprawic|zrobic|zalatwic|rozwiazac)
        co (?:jest )?nie tak
        gdzie (?:to )?(?:zglosic|wyslac)
        o co (?:tu |w tym )?chodzi
        da sie(?: to)?(?: jeszcze)?
        (?:what (?:should|can|do) i do|why|how)
        (?:що (?:мені )?робити|чому)
        """
    )
    + r"(?: (?:tak|to|tego|teraz|dalej|bedzie|jest|mozna|sie|mi|prosze|panstwo|z tym|nie)){0,2}"
)


#: Asks what to do about what was said just before, a request or a problem.
_WHAT_TO_DO = re.compile(
    rf"(?:a |i |no |to |wiec )*(?:{_WHAT_NOW}"
    r"|jak (?:mam |moge )?(?:to|sie) (?:\w+ )?(?:zrobic|zalatwic|rozwiazac)"
    r"|o co (?:tu |w tym )?chodzi)"
    r"(?: dalej| teraz)?"
)


def key_of(sentence: str) -> str:
    """A sentence as the patterns read it: folded, without marks at its ends."""
    return fold(sentence).replace("’", "'").strip(" \t\n.,;:!?–-*•\"'„”()")


def asks(key: str) -> bool:
    """Whether a sentence, or what stands behind a colon or dash in it, begins with what asks; for
    sentences without a question mark."""
    starts = (0, *(mark.end() for mark in _BREAK.finditer(key)))
    return any(_QUESTION.match(key, at) and not _NO_QUESTION.match(key, at) for at in starts)


def only_introduces(key: str) -> bool:
    """Whether the question is yet to come: "proszę powiedzieć", "nie wiem"."""
    return bool(_INTRODUCTION.fullmatch(key))


def requests(sentence: str) -> bool:
    """Whether it asks for something: "proszę o fakturę", "anulujcie", "da się zmienić"."""
    key = _WISH_TO_BUY.sub(" ", key_of(sentence))
    first = _REQUEST_FIRST.match(key) and not _OFFER.match(key)
    return bool(first or _REQUEST.search(key)) or _commands(sentence)


def is_bare(sentence: str) -> bool:
    """Whether it needs the sentence before it: "Co robić?", "Dlaczego?"."""
    return bool(_BARE.fullmatch(key_of(sentence)))


def asks_what_to_do(sentence: str) -> bool:
    """Whether it asks for the way about what was said before: "Co mam zrobić?"."""
    return bool(_WHAT_TO_DO.fullmatch(key_of(sentence)))


def _commands(sentence: str) -> bool:
    words = [token.form.lower() for token in tokenise(sentence) if token.is_word][:6]
    return any(
        bool(found) and all(one.tag.startswith(("impt:pl:sec", "impt:sg:sec")) for one in found)
        for found in map(analyses, words)
    )
