"""What has the form of a question or a request and asks for nothing: politeness, anger, threats.

All patterns are for folded text, see kb.answer.reading.cues.
"""

from __future__ import annotations

import re

from kb.answer.reading.cues import key_of, one_of

_COURTESY = re.compile(
    one_of(
        r"""
        (?:czy )?(?:moge|moglbym|moglabym|mozna)? ?(?:bardzo |uprzejmie )?(?:prosze|prosic
          +|poprosic|poprosze|licze|czekam) (?:pania |pana |panstwa )?(?:o
          +|na) (?:\w+ ){0,2}(?:pomoc|odpowiedz|kontakt|informacj\w+(?: zwrotna)?|reakcj\w+
          +|zajecie sie \w+|rade|wyrozumialosc|wyjasnieni\w+|rozwiazanie)(?: \w+){0,3}$
        (?:czy )?(?:moze|mogla?by|moga|mozecie|moglibyscie) (?:mi |pani |pan |panstwo[ ]
          +|ktos |w tym )*pomoc(?: \w+){0,2}$
        (?:pomozecie|pomoze ktos|pomocy|pomozcie|ktos pomoze)(?: \w+)?$
        (?:bardzo )?(?:prosze|please)$
        nie mam(?: juz| wiecej| zadnych)* pytan
        (?:oczekuj\w*|czekam|licze) (?:na )?(?:\w+ )?(?:odpowied\w*|kontakt\w*
          +|reakcj\w*)(?: \w+){0,2}$
        (?:mam|bede mial\w*|mialbym|mialabym) (?:do \w+ )?(?:jeszcze )?(?:jedna |jedno[ ]
          +|kilka |pare |dwa |trzy )?(?:pytani\w*|pytan|prosbe)(?: (?!odnosnie|dotycz|w sprawie
          +|co do
          +|w kwestii|na temat|zwiazan|o ).{0,30})?$
        co to (?:ma byc|jest za \w+|w ogole)
        (?:czy )?(?:wy )?(?:tak )?na powaznie
        (?:serio|powaznie|naprawde|prawda|tak|ok|okej|halo|no i co)$
        (?:czy )?(?:wy )?jestescie(?: tam| dostepni| online)?$
        (?:halo )?(?:jest|czy jest) tam kto\w*$
        czy (?:wy|ty|pan\w*) (?:jestes\w*|macie|sa) .{0,20}(?:normaln|powazn|gluch|slep|glupi|chor)
        (?:czy )?to (?:sa )?(?:jakis |jakies |jakas )?(?:zart|kpina|jaja)
        (?:zarty|jaja|kpiny) sobie|za kogo (?:mnie|nas) macie|(?:jak|czy) wam nie wstyd|nie wstyd
        ile razy (?:mam|mozna|trzeba|jeszcze)|kiedy (?:to )?sie (?:to )?skonczy
        (?:czy )?(?:ktos|ktokolwiek) (?:tam |u was |to )*(?:w ogole )?(?:pracuje|czyta|zyje|jest)$
        (?:i )?co (?:wy|ja) (?:na to|teraz mam myslec)
        (?:jak )?(?:sie|u) (?:pan\w*|was|panstw\w*) (?:miewa|slychac|ma)\w*
        (?:jak to (?:w ogole )?mozliwe|ile (?:jeszcze )?mozna(?: czekac)?|jak tak mozna
          +|jak dlugo jeszcze)$
        (?:bardzo |serdecznie |jeszcze raz |z gory |i |ok |super )*(?:dziekuj\w*|dzieki|dziek\w)
        (?:z gory )?(?:bede|bedziemy|byl\w*bym|bylibysmy) (?:bardzo |niezmiernie )?(?:wdzieczn\w+
          +|zobowiazan\w+) (?:nawet )?za (?:\w+ )?(?:pomoc|odpowiedz|kontakt|odmowe|rade
          +|reakcje|informacje(?: zwrotna)?|zrozumienie)$
        czekam na(?! (?:paczk|przesylk|zwrot|zamowien|pienia|towar|kurier))
        (?:can|could) you (?:please )?help(?: me)?(?: \w+){0,2}$
        please (?:help|reply|respond|advise)(?: \w+){0,2}$
        i have (?:a|some|two|a few) questions?$
        (?:many )?thank
        дяку\w*|маю (?:питання|запитання)$
        """
    )
)
#: A threat is flagged; the shop has no article about it.
_THREAT = re.compile(
    r"\b(?:uokik\w*|rzecznik\w*|sad(?:u|em|zie|owi)|sadow\w+|prawnik\w*|adwokat\w*|pozew|pozw\w+|"
    r"policj\w*|prokuratur\w*|inspekcj\w*|trading standards|lawyer|court|sue)\b"
)
_CALL_ME = re.compile(
    r"\b(?:kontakt|zadzwon|oddzwon|telefon|contact|call)"
    r"|\b(?:prosze|poprosze|czekam|oczekuj\w*|please)\b.{0,30}\b(?:odpowied|odpisa|reply|respond)"
)


def is_courtesy(sentence: str) -> bool:
    """Whether it asks for nothing in particular: help, an answer, attention."""
    return bool(_COURTESY.match(key_of(sentence)))


def threatens(key: str) -> bool:
    """Whether it names courts, lawyers, authorities."""
    return bool(_THREAT.search(key))


def asks_for_contact(sentence: str) -> bool:
    """Whether a courtesy is a request where nothing else is asked: "Proszę o kontakt."."""
    return bool(_CALL_ME.search(key_of(sentence)))
