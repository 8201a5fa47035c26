"""Words that make a sentence a question, a request, a problem, or none of them."""

from __future__ import annotations

import re

from kb.polish.morphology import analyses
from kb.polish.text import fold, tokenise

# All patterns are for folded text: without diacritics, lower case.
_LEAD = (
    r"(?:(?:a|i|oraz|no|bo|wiec|dlatego|jeszcze|tez|ale|po pierwsze|po drugie|po trzecie|dodatkowo|"
    r"otoz|pytanie|moje pytanie|pytanie brzmi|mam pytanie|mam jeszcze pytanie|prosze powiedziec|"
    r"(?:prosze o|poprosze o) (?:informacj\w+|odpowiedz|podpowiedz|wyjasnienie|sprawdzenie)|"
    r"prosze (?:mi )?(?:powiedziec|napisac|podac|wyjasnic|sprawdzic|dac znac|o info)|"
    r"chcial(?:a|e)?(?:by)?m (?:tez |jeszcze |sie )?(?:zapytac|spytac|wiedziec|dowiedziec sie|upewnic sie)|"
    r"interesuje mnie|ciekawi mnie|zastanawiam sie|nie wiem|nie rozumiem|also|and|plus|so|another thing"
    r"|ще|також|а|і|та)[\s,:;–-]+){0,3}"
)
_WORDS = (
    r"(?:czy|jak|kiedy|gdzie|ile|co|dlaczego|czemu|jak(?:i|a|ie|im|ich|iego|iej)|ktor\w{1,4}|kto|kogo|"
    r"komu|skad|dokad|czego|czym|(?:do|od|na|po|za|w|z|u|o|pod|przez) "
    r"(?:kiedy|ilu|ile|co|czego|czym|kogo|kim|jak(?:i|a|ie|im|ich|iego|iej)|ktor\w{1,4})|"
    r"how|when|where|what|why|who|which|can|could|do|does|did|is|are|may|will|would|should|have|has|"
    r"чи|як|коли|де|скільки|чому|що|який|яка|яке|які|куди|хто|можна)\b"
)
QUESTION = re.compile(_LEAD + _WORDS)
#: An interrogative that begins another question of the same sentence.
NEXT_QUESTION = re.compile(
    r"(?!,?\s*(?:(?:z|w|na|do|od|po|za|u|o|pod|przez) )?ktor)(?:\s*[,;]\s*(?:(?:a |i |oraz |and |а |і |та )(?:takze |tez |also )?)?|\s+(?:i|oraz|a|a takze|and|і|та)\s+)"
    rf"(?={_WORDS})"
)
REQUEST = re.compile(
    r"(?<!\bnie )\b(?:prosze|poprosze|prosil\w*|prosba|chcial\w*|chce|chcemy|potrzebuj\w*|wolal\w*|domagam|zadam|"
    r"oczekuj\w*|zglaszam|skladam|reklamuj\w*|rezygnuj\w*|odstepuj\w*|please|i want|i need|i would like|"
    r"i'd like|прошу|хочу|хотіл\w*|потрібн\w*|будь ласка)\b"
)
PROBLEM = re.compile(
    r"\bnie (?:\w+ ){0,2}(?:dzial\w*|doszl\w*|doszedl|dotarl\w*|przysz\w*|przychodz\w*|moge|mog\w*|da sie|daje|"
    r"dosta\w*|otrzyma\w*|mam|ma|bylo|widz\w*|zgadza\w*|wyszl\w*|pasuj\w*|wchodzi|zalogow\w*|odpowi\w*|"
    r"odpis\w*|przeszl\w*|uda\w*|chce|wplyn\w*|zwroc\w*|oddal\w*|naliczy\w*|uznal\w*|pojawi\w*)"
    r"|\b(?:uszkodz|zepsut|zniszcz|polaman|rozbit|pekni|pekl|porwan|podart|rozdart|zgniec|dziur|plam|brudn|"
    r"brak|zagin|zgubi|pomyl|blad\b|bledn|awari|spozni|opozni|odrzuc|zablokow|wlamal|wykradz|reklamac|"
    r"wada\b|wady\b|wadliw|niekomplet|zafarbow|odbarwi|rozprul|rozchodz|skurczyl|pobral|pobran|podwojn|"
    r"zniknal|zniknel|wygasl|zapomnial)\w*|\b(?:dwa|2|dwukrotnie|trzy) razy (?:\w+ ){0,2}(?:pobr|zaplac|sciag|obci)"
    r"|\b(?:inn|zl)(?:y|a|e|ego|ej|ym) (?:rozmiar|kolor|produkt|towar|rzecz|adres|model)|\bnie (?:ten|ta|to|te) "
    r"|\b(?:gdzie|czekam|nadal|wciaz|od (?:tygodnia|dwoch|kilku)|minal|minely)\b.*\b(?:paczk|przesylk|zamowien|zwrot|pienied)"
    r"|does(?:n't| not) work|didn't (?:arrive|work|get)|not (?:arrived|working|received)|damaged|broken|missing|"
    r"wrong (?:size|item|colour|color)|charged twice|never (?:arrived|received|got)"
    r"|не (?:працю|прийш|отрима|можу|приход)\w*|пошкоджен\w*|зіпсован\w*|бракує|двічі"
)
#: What needs no answer of its own, though it has the form of a question or a request.
_COURTESY = re.compile(
    r"(?:czy )?(?:moge|moglbym|moglabym|mozna)? ?(?:bardzo |uprzejmie )?(?:prosze|prosic|poprosic|poprosze|licze|czekam)"
    r" (?:pania |pana |panstwa )?(?:o|na) (?:\w+ ){0,2}(?:pomoc|odpowiedz|kontakt|informacj\w+(?: zwrotna)?|reakcj\w+|"
    r"zajecie sie \w+|rade|wyrozumialosc|wyjasnieni\w+|rozwiazanie)(?: \w+){0,3}$"
    r"|(?:czy )?(?:moze|mogla?by|moga|mozecie) (?:mi |pani |pan |panstwo |ktos )*pomoc(?: \w+){0,2}$"
    r"|(?:mam|bede mial\w*|mialbym|mialabym) (?:do \w+ )?(?:pytani\w*|kilka pytan|jedno pytanie|pare pytan|prosbe)(?: .{0,30})?$"
    r"|co to (?:ma byc|jest za \w+|w ogole)|serio$|powaznie$|(?:i )?co (?:wy|ja) (?:na to|teraz mam myslec)|tak\??$|ok\??$|halo$"
    r"|(?:jak )?(?:sie|u) (?:pan\w*|was|panstw\w*) (?:miewa|slychac|ma)\w*|prawda$|jak to mozliwe$|ile (?:jeszcze )?mozna(?: czekac)?$"
    r"|(?:bardzo |serdecznie |jeszcze raz |z gory |i |ok |super )*(?:dziekuj\w*|dzieki|dziek\w)|czekam na|can you help(?: me)?|please help|please (?:reply|respond|advise)"
    r"|could you (?:please )?help|i have (?:a|some|two|a few) questions?|thank|дяку\w*|маю (?:питання|запитання)"
)
#: A threat is flagged; the shop has no article about it.
THREAT = re.compile(
    r"\b(?:uokik\w*|rzecznik\w*|sad(?:u|em|zie|owi)|sadow\w+|prawnik\w*|adwokat\w*|pozew|pozw\w+|policj\w*|"
    r"prokuratur\w*|inspekcj\w*|trading standards|lawyer|court|sue)\b"
)
#: Begins another matter, so that the sentence before it is a matter of its own.
ANOTHER_MATTER = re.compile(
    r"(?:a |i |no |oraz )?(?:poza tym|po drugie|druga (?:sprawa|rzecz)|drugie pytanie|przy okazji|jeszcze jedn\w|"
    r"oprocz tego|dodatkowo|ponadto|mam tez|also|another|besides|крім того|ще одне)"
)
#: A question that says nothing without the sentence before it.
_BARE = re.compile(
    r"(?:a |i |no |to |wiec )*(?:co (?:mam |mamy |moge |teraz |dalej |z tym |w takiej sytuacji |w takim razie |trzeba |nalezy )*"
    r"(?:z?robic|poczac|teraz|dalej)|dlaczego|czemu|jak to (?:naprawic|zrobic|zalatwic|rozwiazac)|co (?:jest )?nie tak|"
    r"gdzie (?:to )?(?:zglosic|wyslac)|kiedy|ile|jak|co|what (?:should|can|do) i do|why|how|що (?:мені )?робити|чому)"
    r"(?: \w+){0,2}$"
)


def key_of(sentence: str) -> str:
    """A sentence as the patterns read it: folded, without marks at its ends."""
    return fold(sentence).strip(" \t\n.,;:!?–-*•\"'„”()")


def is_courtesy(sentence: str) -> bool:
    """Whether it asks for nothing in particular: help, an answer, attention."""
    return bool(_COURTESY.match(key_of(sentence)))


def is_bare(sentence: str) -> bool:
    """Whether it needs the sentence before it: "Co robić?", "Dlaczego?"."""
    return bool(_BARE.fullmatch(key_of(sentence)))


def commands(sentence: str) -> bool:
    """Whether it tells the shop to do something: "anulujcie zamówienie", "sprawdź paczkę"."""
    words = [token.form.lower() for token in tokenise(sentence) if token.is_word][:6]
    return any(
        bool(found) and all(one.tag.startswith(("impt:pl:sec", "impt:sg:sec")) for one in found)
        for found in map(analyses, words)
    )
