"""First names that most people in Poland bear, with their short forms: in small letters only these
are taken for names, because every rare name is a typing error of something else.
"""

from __future__ import annotations

from functools import lru_cache

from kb.polish.morphology import Analysis, analyses
from kb.polish.name_words import only_a_name, with_some_marks
from kb.polish.text import fold

_NAMES = """
Ada Adam Adrian Adrianna Agata Agnieszka Ala Albert Aldona Aleksander Aleksandra Alicja Alina
Amelia Anastazja Andrzej Aneta Angelika Ania Anita Anna Antek Antoni Antonina Ariadna Arek
Arkadiusz Artur Asia Barbara Bartek Bartłomiej Bartosz Basia Beata Błażej Bogdan Bogumiła Bogusia
Bogusław Bogusława Bolesław Bożena Bronisław Cecylia Celina Cezary Czarek Czesław Czesława Damian
Daniel Daria Dariusz Darek Dawid Dominik Dominika Dorota Edward Edyta Ela Eliza Elżbieta Emil
Emilia Ernest Eryk Eugenia Eugeniusz Ewa Ewelina Fabian Feliks Filip Franciszek Franek Gabriel
Gabriela Genowefa Gosia Grażyna Grzegorz Grzesiek Halina Hania Hanna Helena Henryk Henryka Hubert
Ida Iga Ignacy Igor Irek Irena Ireneusz Iwona Iza Izabela Jacek Jadwiga Jakub Jan Janek Janina
Janusz Jarek Jarosław Jasiek Joanna Jola Jolanta Józef Józefa Judyta Julia Julian Julianna Julka
Juliusz Jurek Justyna Kacper Kaja Kamil Kamila Karina Karol Karolina Kasia Kasper Katarzyna
Kazimiera Kazimierz Kinga Klaudia Klara Klaudiusz Konrad Konstanty Kornelia Krystian Krystyna
Krysia Krzysiek Krzysztof Ksawery Kuba Lech Lena Leon Leszek Lidia Liliana Lucjan Lucyna Ludwik
Ludwika Łucja Łukasz Maciej Maciek Magda Magdalena Maja Maks Maksymilian Malwina Małgorzata
Małgosia Marcel Marcelina Marcin Marek Marian Mariusz Maria Marianna Mariola Marlena Marta Martyna
Marysia Marzena Mateusz Michał Michalina Mieczysław Mikołaj Milena Mirek Mirosław Mirosława Monika
Nadia Natalia Nikodem Nina Norbert Ola Olaf Olek Olga Oliwia Oliwier Oskar Patrycja Patryk Paula
Paulina Paweł Piotr Piotrek Przemek Przemysław Radek Radosław Rafał Regina Renata Robert Roksana
Roman Romuald Róża Ryszard Sabina Sandra Sebastian Seweryn Sławek Sławomir Stanisław Stanisława
Staszek Stefan Stefania Sylwester Sylwia Szymon Tadeusz Tadek Tamara Teresa Tomasz Tomek Tosia
Tymoteusz Urszula Ula Wacław Waldek Waldemar Wanda Weronika Wiesia Wiesław Wiesława Wiktor
Wiktoria Wiola Wioletta Witold Włodzimierz Wojciech Wojtek Zbigniew Zbyszek Zdzisław Zdzisława
Zenon Zofia Zosia Zuza Zuzanna Zuzia Zygmunt Żaneta
""".split()


_LEMMAS = frozenset(_NAMES)
#: Where the forms of a name differ, it is behind the third letter, or the second of three.
_STARTS = frozenset(fold(name)[:3] for name in _NAMES)
_SHORT_STARTS = frozenset(fold(name)[:2] for name in _NAMES if len(name) == 3)
_SHORT, _LONGEST = 5, 16


@lru_cache(maxsize=100_000)
def is_frequent(word: str) -> bool:
    """Whether a word in small letters is a singular form of a frequent first name, also typed
    without Polish marks."""
    # Asked of every word of a text, hence by its first letters before the dictionary.
    start = fold(word[:3])
    if start not in _STARTS and not (start[:2] in _SHORT_STARTS and len(word) <= _SHORT):
        return False
    if not 2 < len(word) <= _LONGEST:
        return False
    if any(_is_of_one(one) for one in analyses(word.capitalize())):
        return True
    # "Pawel" is in the dictionary as a form of a surname only.
    if not only_a_name(word):
        return False
    return any(_is_of_one(one) for form in with_some_marks(word) for one in analyses(form))


def _is_of_one(one: Analysis) -> bool:
    frequent = one.lemma.split(":", 1)[0] in _LEMMAS
    return frequent and "imię" in one.names and one.tag.startswith("subst:sg")
