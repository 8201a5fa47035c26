"""Words that say the same in replies of customer service: verbs of one aspect pair, a noun and its
verb, and few real synonyms. One line is one group of dictionary forms.

Kept small on purpose: every synonym is a place where a changed meaning can hide.
"""

from __future__ import annotations

_GROUPS = """
zwrócić zwracać zwrot oddać oddawać oddanie
wysłać wysyłać wysyłka nadać nadawać nadanie
odesłać odsyłać odesłanie odsyłka
przesłać przesyłać
przesyłka paczka
zapłacić płacić płatność zapłata
opłacić opłacać
kosztować koszt cena
wpłacić wpłacać wpłata
wypłacić wypłacać wypłata
otrzymać otrzymywać dostać dostawać
podać podawać podanie wpisać wpisywać
złożyć składać złożenie
zgłosić zgłaszać zgłoszenie
przyjąć przyjmować przyjęcie
odebrać odbierać odbiór
wybrać wybierać wybór
zmienić zmieniać zmiana
anulować anulowanie
wymienić wymieniać wymiana
zamówić zamawiać zamówienie
kupić kupować zakup
odpowiedzieć odpowiadać odpowiedź
pisać napisać
dzwonić zadzwonić
sprawdzić sprawdzać
znaleźć znajdować
otworzyć otwierać
zaznaczyć zaznaczać
zapakować pakować spakować
dotrzeć docierać dojść dochodzić
rozpatrzyć rozpatrywać rozpatrzenie
rozważyć rozważać
uznać uznawać uznanie
wystawić wystawiać wystawienie
odstąpić odstępować odstąpienie
przedłużyć przedłużać przedłużenie
zachować zachowywać
zalogować logować logowanie
usunąć usuwać usunięcie
założyć zakładać założenie
dołączyć dołączać
połączyć łączyć łączenie
skontaktować kontaktować kontakt
potwierdzić potwierdzać potwierdzenie
przygotować przygotowywać przygotowanie
naliczyć naliczać
pobrać pobierać
przysługiwać prawo
ważny ważność
termin czas
przyczyna powód
bezpłatny bezpłatnie darmowy darmo gratis
płatny odpłatny odpłatnie
najpóźniej późno
szyć uszyć szycie
prać wyprać pranie
prasować wyprasować
suszyć wysuszyć suszenie
dopłacić dopłacać dopłata
zająć zajmować
decydować zdecydować decyzja
informować poinformować informacja
przesunąć przesuwać
skorzystać korzystać
użyć używać
wykorzystać wykorzystywać
włączyć włączać
wyłączyć wyłączać
ustawić ustawiać
wygasnąć wygasać
zacząć zaczynać
skończyć kończyć
wrócić wracać
pokazać pokazywać
powiedzieć mówić
pomóc pomagać pomoc
zrobić robić
rezerwować zarezerwować rezerwacja
realizować zrealizować realizacja
dostarczyć dostarczać doręczyć doręczać
przenieść przenosić
przynieść przynosić
przyjść przychodzić
przysłać przysyłać
spóźniać spóźnić opóźnienie opóźniony
zniszczyć uszkodzić uszkodzenie uszkodzony
obejmować objąć
zawierać zawrzeć
rozwiązać rozwiązywać rozwiązanie
wyjaśnić wyjaśniać
wskazać wskazywać
trwać potrwać
mail e-mail email
telefonicznie telefon
pisemnie pismo list listownie poczta
online internet
przelać przelew
zniżka rabat
salon showroom
towar produkt rzecz artykuł
pieniądz należność środek
konsultant doradca
jeśli jeżeli
obniżyć obniżać obniżka obniżenie
naprawić naprawiać naprawa
poprawić poprawiać poprawa poprawka
dostępny dostępność
działać działanie zadziałać czynny
dopisać dopisywać
ograniczyć ograniczać ograniczenie
powiadomić powiadamiać powiadomienie
zatwierdzić zatwierdzać
przekazać przekazywać
przypomnieć przypominać przypomnienie
rozliczyć rozliczać rozliczenie
ustalić ustalać
trafić trafiać
pojawić pojawiać
spełnić spełniać
wypełnić wypełniać wypełnienie
zadać zadawać
liczyć policzyć naliczać
naliczenie naliczyć
wnieść wnosić
zniszczony zniszczyć
wycofać wycofywać
prosić poprosić prośba
zapisać zapisywać zapis
wypisać wypisywać
dotyczyć tyczyć
kończyć zakończyć koniec
przeczytać czytać
sprzedać sprzedawać sprzedaż
zobaczyć widzieć obejrzeć
zaczekać poczekać czekać
zainstalować instalować
zmierzyć mierzyć
wskazówka wskazać
obowiązkowy obowiązek
kontaktowy kontakt
"""


def _names(first: str, word: str) -> tuple[str, str]:
    """The group, and its verbs or its other words alone: "zwrócić" is "zwracać" more than it is
    "zwrot"."""
    part = "verb" if word.endswith(("ć", "c")) else "noun"
    return f"={first}", f"{part}={first}"


_GROUP_OF: dict[str, set[str]] = {}
for _line in _GROUPS.strip().splitlines():
    for _word in _line.split():
        _GROUP_OF.setdefault(_word, set()).update(_names(_line.split()[0], _word))


def groups_of(lemma: str) -> frozenset[str]:
    """Names of the groups that a dictionary form belongs to; empty for most words."""
    return frozenset(_GROUP_OF.get(lemma, ()))
