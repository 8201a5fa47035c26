"""Words that tell of a problem, and what is wanted because of one.

The patterns are for folded text, as those of kb.answer.reading.cues.
"""

from __future__ import annotations

import re

from kb.answer.reading.cues import one_of
from kb.polish.text import is_stop_word

_PROBLEM = re.compile(
    one_of(
        r"""
        \bnie (?:\w+ ){0,2}(?:dzial|zadzial|doszl|dochodz|dotar|przysz|przychodz|wplyn|przeszl)\w*
        \bnie (?:\w+ ){0,2}(?:dosta|otrzyma|odpowi|odpis|odzyw|odbier|zwroc|oddal|oddzwon)\w*
        \bnie (?:\w+ ){0,2}(?:widz|zgadza|wysz|pasuj|uda|naliczy|uznal|uznan|pojawi|zaksieg)\w*
        \bnie (?:\w+ ){0,2}(?:pamieta|zalogow|wlacza|otwier|laduj|wysyl|wyslan|wyslal|zrealizow
          +|dojech)\w*
        \bnie (?:\w+ ){0,2}(?:doszedl|moge|mog\w*|da sie|daje|mam|mamy|ma|bylo|wchodzi|chce)\b
        \bnie (?:ten|ta|to|te|tego|tej) (?!sam|jest|byl)\w+
        \b(?:uszkodz|zepsu|zniszcz|polam|rozbit|pekn|pekl|peka|porwan|podart|rozdart|rozerw)\w*
        \b(?:zgniec|dziur|plam|brudn|mokr|zafarb|farbuj|odbarwi|wyblak|blakn|rozpru|pruj|mechac)\w*
        \b(?:rozchodz|skurczy|odpad|odklei|urwa|wad[ayeo]\b|wadliw|niekompletn|pust[aey]\b)\w*
        \b(?:brak|zagin|zgubi|pomyli|pomylk|bled[nu]|blad\b|awari|spozni|opozni|odrzuc|odmow)\w*
        \b(?:zablokow|wlamal|wykrad|ukrad|skradzi|oszuka|podwojn|dwukrotn|zniknal|zniknel)\w*
        \b(?:wygas|zapomnial|utkn|zawiesi|wyskakuj|obciazy|obciazon|pobral|pobran|sciagn)\w*
        \bmial(?:a|y|o)? (?:\w+ ){0,2}(?:byc|przyjsc|dojsc|dotrzec|dojechac|przyjechac|zostac)\b
        \bdalej (?:jej|go|ich|nic)\b|\bani widu\b|\bzaczel[ay] sie\b|\bpruc\b
        \b(?:dwa|2|trzy|3) razy (?:\w+ ){0,2}(?:pobr|zaplac|sciag|obci)\w*
        \b(?:inn|zl|niewlasciw|nieodpowiedn)(?:y|a|e|ego|ej|ym|i) (?:rozmiar|kolor|produkt|towar
          +|rzecz|adres|model)
        \bza (?:mal|duz|krotk|dlug|waski|szerok|ciasn)\w{1,2}\b
        \bwysla(?:li|no|liscie)\b.{0,60}\bzamiast\b
        \bnikt (?:\w+ ){0,2}nie\b
        \b(?:wrocil|wraca|zwrocon)\w* do (?:was|nadawcy|panstwa)
        \b(?:czekam|nadal|wciaz|dalej|od (?:tygodnia|dwoch|kilku)|minal
          +|minely)\b.{0,80}\b(?:paczk|przesylk|zamowien|zwrot|pienied|kas[ay])
        \b(?:kasy|paczki|pieniedzy|zwrotu|faktury) (?:\w+ ){0,2}nie ma\b
        does(?:n't| not) work|did(?:n't| not) (?:arrive|work|get|receive)|not (?:arrived|working
          +|received)
        (?:can't|cannot|can not|couldn't|unable to|won't) (?:\w+ )?(?:log|use|find|open
          +|pay|see|access|reset)
        \bexpired\b|\bstuck\b
        damaged|broken|missing|torn|defective|wrong (?:size|item|colour|color|address)
        charged twice|never (?:arrived|received|got)|(?:is|are) (?:late|delayed|lost)
        не (?:працю|прийш|отрима|можу|приход|доставл)\w*|пошкоджен\w*|зіпсован\w*|бракує|двічі
          +|загуб\w*
        """
    )
)
#: Look like problems and are none.
_NO_PROBLEM = re.compile(
    r"\bnie (?:mam|ma|mamy) (?:\w+ )?(?:problemu|pytan|sprawy|za co|zastrzezen|nic przeciwko|"
    r"pospiechu|pretensji|watpliwosci|znaczenia)|\bnie moge sie doczekac|\bbez (?:problem|zarzut)"
    r"|^przepraszam (?:za|ze) .{0,60}"
)
#: What is wanted because of a problem told just before.
REMEDY = re.compile(
    r"\b(?:reklamac|reklamow|reklamuj|zwrot|zwroc|zwrac|oddac|oddani|oddajcie|odeslac|odeslani|"
    r"wymian|wymien|pieni[ea]d|napraw|wyjasni|rozwiaz|rekompens|odszkodow|anulow|nowego|nowej|"
    r"nowy|nowa|ponown|refund|replace|exchange|return|поверн|обмін|компенс)"
)
#: The shop's silence: why somebody is angry, hardly ever what they want.
_SILENCE = re.compile(
    r"\b(?:pisze|dzwonie|prosze|zglaszam|kontaktuje sie|probuje)? ?(?:to )?(?:juz |po )?"
    r"(?:drugi|trzeci|czwarty|piaty|szosty|kolejny|ktorys|enty|[2-9])\.? raz"
    r"(?: (?:juz|do was|do panstwa|pisze|dzwonie|prosze|zglaszam|probuje|kontaktuje sie))*"
    r"|\bnikt (?:\w+ ){0,3}nie (?:raczy(?:l\w?)? )?"
    r"(?:odpowiad|odpowiedzial|odpis|odzyw|odezwal|oddzwan|oddzwoni|odbier|reaguj|zareagowal)\w*"
    r"|\b(?:nadal |wciaz |dalej |ciagle )?nie (?:\w+ ){0,2}(?:odpowiadacie|odpisujecie"
    r"|odpisaliscie|odpowiedzieliscie|reagujecie|odbieracie|oddzwaniacie|oddzwoniliscie"
    r"|odzywacie sie)"
    r"|\bnie (?:dostal|otrzymal|doczekal)[ea]m (?:sie )?(?:\w+ )?(?:odpowiedzi|odzewu|reakcji)"
    r"|\bnie (?:dostane|otrzymam|doczekam) (?:sie )?(?:\w+ ){0,3}(?:odpowiedzi|odzewu|reakcji)"
    r"|\b(?:brak|zero|zadnej|bez) (?:jakiejkolwiek |zadnej |waszej |panstwa )?"
    r"(?:odpowiedzi|odzewu|reakcji|kontaktu)|\bcisza\b"
)
#: Words beside it that still leave a sentence one about silence alone.
_BESIDE_SILENCE = 1


def tells_of_silence(key: str) -> bool:
    """Whether it says that nobody answers, and nothing of what about."""
    rest, found = _SILENCE.subn(" ", key)
    words = [word for word in rest.split() if len(word) > 1 and not is_stop_word(word)]
    return bool(found) and len(words) <= _BESIDE_SILENCE


def tells_a_problem(key: str) -> bool:
    """Whether it says that something is not as it should be."""
    return bool(_PROBLEM.search(_NO_PROBLEM.sub(" ", key)))
