"""Lines of postal addresses: street, number of the house and the flat, postcode and town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.context import has_unit
from kb.privacy.found import Found, Kind

#: Words of a name that end in a dot; after any other word a dot ends the sentence.
_SHORTENED = (
    r"(?i:im|św|sw|gen|ks|dr|prof|marsz|mar|płk|plk|mjr|kpt|bp|abp|hm|kard|inż|inz|por|adm|rtm|wł"
    r"|al|pl|os|[^\W\d_])\."
)
_CAPITAL = (
    rf"(?:(?=[A-ZĄĆĘŁŃÓŚŹŻ]){_SHORTENED}"
    r"|[A-ZĄĆĘŁŃÓŚŹŻ][\w'’]{0,30}(?:-[A-ZĄĆĘŁŃÓŚŹŻ]\w{0,30})?(?!\w)(?!-[0-9]))"
)
_SMALL = r"(?:im|św|sw|gen|ks|dr|prof|marsz|płk|mjr|kpt|bp|abp|hm|nad|pod|na|w|i|z|od|przy)\.?"
_WORD = rf"(?:{_SMALL} ?){{0,2}}{_CAPITAL}"
_ORDINAL = r"(?:[0-9]{1,3}(?:-?go)? )?"
#: "Lipowa", "św. Jana Pawła II", "3 Maja", "11-go Listopada": four words at most.
_NAME = rf"{_ORDINAL}{_WORD}(?:(?:(?<=\.)| ){_WORD}){{0,3}}"
_ANY_NAME = rf"{_ORDINAL}(?:{_SHORTENED} ?|[^\W\d_]{{1,30}}(?:-{{1,2}} ?| )){{0,3}}[^\W\d_]{{2,30}}"
_ROOM = r"[0-9]{1,4}[A-Za-z]?(?!\w)"
_FLAT = rf"(?: ?[/\\] ?{_ROOM}|,? ?(?:m|lok|mieszk(?:ania|anie)?|pok)\.? ?{_ROOM})"
_HOUSE = r"[0-9]{1,4}(?:[A-Za-z]| [A-H])?(?!\w)"
_NUMBER = rf"(?:,? (?:nr|numer)\.? ?|,? ){_HOUSE}{_FLAT}?(?!-?\w|[.,:][0-9])"
_POSTCODE = r"(?<![\w-])[0-9]{2}-[0-9]{3}(?![\w-])"
_PLAIN = r"[A-ZĄĆĘŁŃÓŚŹŻ]\w{0,30}(?!\w)"
_TOWN = rf"{_PLAIN}(?:[ -](?:(?:nad|n/|k\.|k/) ?)?{_PLAIN}){{0,2}}"
#: What parts street, postcode and town.
_AND = r"(?:[ \t]{0,2}[,;\n\r]{1,3}[ \t]{0,2}| {1,2})(?:kod(?: pocztowy)?:? ?)?"

#: "ul.", "al. ", "osiedle ". The first letter goes before what must not stand before it, because
#: that is how a pattern finds its places fast.
_KIND_OF_STREET = re.compile(
    r"[UuAaOoPpSsRrBb](?<![\w.].)(?:"
    r"(?<=[Uu])(?P<street>[Ll]\. ?|[Ll] |lic[aąyę] )"
    r"|(?<=[Aa])(?:[Ll]\. ?|le(?:ja|i|ją|je) )|(?<=[Oo])(?:[Ss]\. ?|siedl[aeu] )"
    r"|(?<=[Pp])(?:[Ll]\. ?|lac(?:u|em)? )|(?<=[Ss])kwer(?:ze|u)? |(?<=[Rr])ond[oau] "
    r"|(?<=[Bb])ulwar(?:ze|u)? )"
)
#: In small letters: to ignore case takes twice as long.
_LABEL = re.compile(
    r"[azmp](?<!\w.)(?:(?<=a)dres\w{0,3}(?: (?:to|dostawy|do wysyłki|do korespondencji|zamieszkania"
    r"|nowy)){0,2}:?|(?<=z)amieszka[łl][ay]|(?<=m)ieszkam|(?<=p)rzy) (?:(?:na|w|przy|to) )?"
)
_NAMED = re.compile(rf"{_NAME}{_NUMBER}")
#: Small letters only after "ul." and "ulica": "os. trzy 5" is too much like other words.
_NAMED_SMALL = re.compile(rf"{_ANY_NAME}{_NUMBER}")
_LINE = re.compile(rf"(?P<line>(?<!\w){_NAME}{_NUMBER})(?={_AND}{_POSTCODE})")
_A_POSTCODE = re.compile(_POSTCODE)
_PLACE_AFTER = re.compile(rf"{_AND}{_POSTCODE}(?:{_AND}{_TOWN})?")
_PLACE_SAID = re.compile(rf"{_POSTCODE},?[ \n]{_TOWN}")
_CODE_SAID = re.compile(rf"(?i:kod(?:em|zie)? pocztow\w{{1,3}}(?: to)?:? ?)(?P<line>{_POSTCODE})")


def streets(text: str) -> Iterator[Found]:
    """Streets with the number of a house, with the postcode and town that follow.

    A street or town alone is no address: "salon przy ul. Lnianej", "wysyłka do 30-001 Kraków".
    """
    end = 0
    for start, stop in sorted(_streets(text)):
        if start >= end:
            place = _PLACE_AFTER.match(text, stop)
            end = place.end() if place else stop
            yield Found(Kind.ADDRESS, (start, _trimmed(text, end)))


def places(text: str) -> Iterator[Found]:
    """Postcodes with a town, and those that are called so."""
    spans = {match.span() for match in _PLACE_SAID.finditer(text)}
    spans |= {match.span("line") for match in _CODE_SAID.finditer(text)}
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            end = stop
            yield Found(Kind.ADDRESS, (start, _trimmed(text, stop)))


def _streets(text: str) -> Iterator[tuple[int, int]]:
    for start, stop in _candidates(text):
        if not has_unit(text, stop):
            yield start, stop


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for kind in _KIND_OF_STREET.finditer(text):
        ways = (_NAMED, _NAMED_SMALL) if kind["street"] else (_NAMED,)
        for way in ways:
            if match := way.match(text, kind.end()):
                yield kind.start(), match.end()
    lowered = text.lower()
    for label in _LABEL.finditer(lowered if len(lowered) == len(text) else text):
        if match := _NAMED.match(text, label.end()):
            yield match.span()
    if _A_POSTCODE.search(text):
        for match in _LINE.finditer(text):
            yield match.span("line")


def _trimmed(text: str, end: int) -> int:
    while text[end - 1] in " .,":
        end -= 1
    return end
