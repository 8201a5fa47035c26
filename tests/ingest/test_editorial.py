from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kb.ingest.editorial import (
    Colours,
    Editorial,
    FooterLink,
    Logo,
    Privacy,
    default_editorial,
    read_editorial,
)
from kb.model import Audience, Level
from kb.opening import Hours, Opening, SpecialDay
from kb.privacy.patterns import Patterns

SAMPLE = Path(__file__).parents[2] / "kb/articles/kb.toml"


def test_without_kb_toml_the_defaults_apply() -> None:
    assert read_editorial(None) == (default_editorial(), [])
    assert read_editorial(b"") == (Editorial(), [])


def test_the_sample_shop_is_read_without_problems() -> None:
    editorial, problems = read_editorial(SAMPLE.read_bytes())
    assert problems == []
    assert editorial.name == "Lniany Dom"
    assert editorial.contact.phone == "+48 12 000 00 00"
    opening = editorial.contact.opening
    assert opening is not None
    assert (opening.country, opening.answer_hours, len(opening.special)) == ("PL", 4, 1)
    assert [len(hours) for hours in opening.week] == [1, 1, 1, 1, 1, 1, 0]
    assert [c.slug for c in editorial.categories][:3] == ["zamowienia", "dostawa", "platnosci"]
    assert editorial.default_audience is None
    assert editorial.folder_audiences == {"procedury": Audience.INTERNAL}


def test_every_category_of_the_sample_is_a_folder_and_the_reverse() -> None:
    editorial, _ = read_editorial(SAMPLE.read_bytes())
    folders = {path.name for path in SAMPLE.parent.iterdir() if path.is_dir()}
    assert {category.slug for category in editorial.categories} == folders


def test_the_audience_of_a_folder_goes_before_the_default_and_the_fallback() -> None:
    text = b'[defaults]\naudience = "public"\n[folders.proc]\naudience = "internal"\n'
    editorial, _ = read_editorial(text)
    assert editorial.audience_of_folder("proc", Audience.PUBLIC) is Audience.INTERNAL
    assert editorial.audience_of_folder("x", Audience.INTERNAL) is Audience.PUBLIC
    assert Editorial().audience_of_folder("x", Audience.INTERNAL) is Audience.INTERNAL


def test_category_titles_fall_back_to_polish_and_to_the_name_of_the_folder() -> None:
    text = (
        b'[[categories]]\nslug = "a"\ntitle = "Zwroty"\n'
        b'[[categories]]\nslug = "b"\ntitle = "B"\ntitle_en = "Bee"\n'
    )
    editorial, _ = read_editorial(text)
    assert editorial.category_title("a", "en") == "Zwroty"
    assert editorial.category_title("b", "en") == "Bee"
    assert editorial.category_title("nowy-folder") == "Nowy folder"


def test_pages_are_polish_and_in_other_languages_only_where_editors_say_so() -> None:
    sample, _ = read_editorial(SAMPLE.read_bytes())

    assert sample.languages == ("pl", "en")
    assert read_editorial(b'name = "X"')[0].languages == ("pl",)


@pytest.mark.parametrize(
    "languages", ["[]", '["en"]', '["en", "pl"]', '["pl", "pl"]', '["pl", "uk"]']
)
def test_languages_without_polish_first_are_refused_with_their_line(languages: str) -> None:
    editorial, (problem,) = read_editorial(f'name = "X"\nlanguages = {languages}\n'.encode())

    assert editorial == default_editorial()
    assert (problem.level, problem.line) == (Level.ERROR, 2)
    assert "languages" in problem.message


def test_a_category_can_have_an_icon() -> None:
    editorial, problems = read_editorial(
        b'[[categories]]\nslug = "a"\ntitle = "A"\nicon = "truck"\n'
        b'[[categories]]\nslug = "b"\ntitle = "B"\n'
    )
    assert [category.icon for category in editorial.categories] == ["truck", ""]
    assert problems == []


def test_unknown_keys_are_hints_with_their_line() -> None:
    text = (
        b'name = "X"\nkolor = "red"\n\n[contact]\nphone = "1"\nfax = "2"\n'
        b'[[categories]]\nslug = "a"\ntitle = "A"\ncolour = "x"\n'
    )
    editorial, problems = read_editorial(text)
    assert editorial.name == "X"
    assert [(p.line, p.level, p.rule) for p in problems] == [
        (2, Level.HINT, "unknown-key"),
        (6, Level.HINT, "unknown-key"),
        (10, Level.HINT, "unknown-key"),
    ]
    assert "categories.1.colour" in problems[2].message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (b'name = "X"\nlanguage = "de"', 2, "language"),
        (b'[defaults]\n\naudience = "all"', 3, "defaults.audience"),
        (b"[folders.x]\naudience = 1", 2, "folders.x.audience"),
        (
            b'[[categories]]\nslug = "a"\ntitle = "A"\n\n[[categories]]\nslug = "B C"\ntitle = "B"',
            6,
            "slug",
        ),
        (b'[[categories]]\nslug = "a"', 1, "title"),
        (b'[contact]\nphone = "1"\nhours = "8-16"', 3, "contact.hours"),
        (b'name = "X"\nname = "Y"', 2, "TOML"),
        (b"a = ", 1, "TOML"),
        (b'a = "\xff"', 1, "UTF-8"),
        (
            b'[[categories]]\nslug = "a"\ntitle = "A"\n[[categories]]\nslug = "a"\ntitle = "B"',
            5,
            "twice",
        ),
    ],
)
def test_wrong_values_are_errors_with_their_line(text: bytes, line: int, word: str) -> None:
    _, problems = read_editorial(text)
    (problem,) = problems
    assert (problem.path, problem.line, problem.level, problem.rule) == (
        "kb.toml", line, Level.ERROR, "kb-toml"
    )  # fmt: skip
    assert word in problem.message


def test_what_the_operator_chooses_is_read() -> None:
    editorial, problems = read_editorial(
        b"""
name = "Lniany\\u0007Dom"
name_en = "Linen House"
tagline_en = "Help"
languages = ["pl", "en"]
logo = "logo.svg"
featured = ["koszt-zwrotu", "paczkomat"]
[colors]
brand = "#1F5A41"
[[footer.links]]
title = "Dane"
title_en = "Data"
url = "artykul:dane-osobowe"
[[footer.links]]
title = "Sklep \\u202e"
url = "https://example.org/"
[privacy]
controller = "Lniany Dom, ul. Lniana 5"
email = "dane@example.org"
orders = ["LD-######"]
"""
    )
    assert problems == []
    assert (editorial.name, editorial.name_in("en"), editorial.name_in("pl")) == (
        "Lniany Dom", "Linen House", "Lniany Dom",
    )  # fmt: skip
    assert editorial.tagline_in("en") == "Help"
    assert editorial.languages == ("pl", "en")
    assert editorial.logo == Logo("logo.svg")
    assert editorial.featured == ("koszt-zwrotu", "paczkomat")
    assert editorial.colours == Colours("#1F5A41", "")
    assert editorial.footer_links == (
        FooterLink("Dane", "Data", slug="dane-osobowe"),
        FooterLink("Sklep", url="https://example.org/"),
    )
    assert [link.title_in("en") for link in editorial.footer_links] == ["Data", "Sklep"]
    assert editorial.privacy == Privacy(
        "Lniany Dom, ul. Lniana 5", "dane@example.org", Patterns(orders=("LD-######",))
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('logo = "../logo.svg"', 1, "logo"),
        ('logo = "logo.gif"', 1, "logo"),
        ('[colors]\nbrand = "green"', 2, "colors.brand"),
        ('[colors]\nbrand_dark = "#fff"', 2, "colors.brand_dark"),
        ('[colors]\nbrand = "#1f5a41}"', 2, "colors.brand"),
        ('languages = ["pl", "de"]', 1, "languages"),
        ('languages = ["en"]', 1, "the first language must be"),
        ('languages = ["pl", "pl"]', 1, "stand twice"),
        ('featured = ["Zły slug"]', 1, "featured.1"),
        ('[privacy]\nemail = "dane"', 2, "privacy.email"),
        ('[privacy]\norders = ["LD-######", "####"]', 2, "fit too much"),
        ('[privacy]\nparcels = ["(a+)+"]', 2, "Use # for a digit"),
        ('[[footer.links]]\ntitle = "A"\nurl = "http://a.example"', 3, "footer.links.1.url"),
        ('[[footer.links]]\ntitle = "A"\nurl = "javascript:alert(1)"', 3, "whole address"),
        ('[[footer.links]]\ntitle = "A"\nurl = "//a.example"', 3, "whole address"),
        ('[[footer.links]]\ntitle = "A"\nurl = "https://a.example/ b"', 3, "whole address"),
        ('[[footer.links]]\ntitle = "A"\nurl = "https://[a"', 3, "whole address"),
        ('[[footer.links]]\ntitle = "A"\nurl = "artykul:../x"', 3, "whole address"),
        ('[[footer.links]]\ntitle = ""\nurl = "artykul:x"', 2, "footer.links.1.title"),
    ],
)
def test_wrong_choices_are_errors_with_their_line(text: str, line: int, words: str) -> None:
    _, problems = read_editorial(text.encode())

    (problem,) = problems
    assert (problem.line, problem.level, problem.rule) == (line, Level.ERROR, "kb-toml")
    assert words in problem.message


def test_unknown_keys_of_the_new_tables_are_hints() -> None:
    text = '[colors]\nbrnad = "#1f5a41"\n[privacy]\nphone = "1"\n[footer]\ntext = "x"\n'

    _, problems = read_editorial(text.encode())

    assert [(p.line, p.level, p.rule) for p in problems] == [
        (line, Level.HINT, "unknown-key") for line in (2, 6, 4)
    ]


def opening_of(text: str) -> Opening:
    editorial, problems = read_editorial(text.encode())
    assert problems == []
    assert editorial.contact.opening is not None
    return editorial.contact.opening


def test_opening_hours_are_read_as_rules() -> None:
    opening = opening_of(
        """
[contact.opening]
timezone = "Europe/Kyiv"
holidays = "UA"
answer_hours = 2.5
monday = ["13:00-18:00", "8:00–12:00"]
sunday = [" 00:00 - 24:00 "]

[[contact.opening.exceptions]]
date = 2026-12-31
hours = ["8:00-12:00", "12:00-14:00"]
reason = "Sylwester"

[[contact.opening.exceptions]]
date = "2027-01-02"
"""
    )

    assert opening == Opening(
        zone=ZoneInfo("Europe/Kyiv"),
        week=((Hours(480, 720), Hours(780, 1080)), (), (), (), (), (), (Hours(0, 1440),)),
        special=(
            SpecialDay(date(2026, 12, 31), (Hours(480, 840),), "Sylwester"),
            SpecialDay(date(2027, 1, 2)),
        ),
        country="UA",
        answer_hours=2.5,
    )


def test_hours_that_are_not_given_as_rules_stay_a_text() -> None:
    editorial, problems = read_editorial('[contact]\nhours = ["pon.–pt. 8–16"]'.encode())

    assert problems == []
    assert editorial.contact.opening is None
    assert editorial.contact.hours == ("pon.–pt. 8–16",)


def test_hours_as_text_beside_the_rules_are_told_to_have_no_effect() -> None:
    text = '[contact]\nphone = "1"\nhours = ["8-16"]\n[contact.opening]\nmonday = ["8:00-16:00"]'

    _, problems = read_editorial(text.encode())

    assert [(p.line, p.level, p.rule) for p in problems] == [(3, Level.HINT, "unused-key")]


OPEN = 'monday = ["8:00-9:00"]\n'
EXCEPTION = "[[contact.opening.exceptions]]\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('monday = ["18:00-8:00"]', 2, "ends before it begins"),
        ('monday = ["8:00-8:00"]', 2, "ends before it begins"),
        ('monday = ["8-16"]', 2, "a range of hours such as 8:00-18:00"),
        ("monday = [8]", 2, "a range of hours such as 8:00-18:00"),
        ('monday = ["8:00-25:00"]', 2, "hours go from 0:00 to 24:00"),
        ('monday = ["8:00-9:60"]', 2, "hours go from 0:00 to 24:00"),
        ('monday = "8:00-16:00"', 2, "contact.opening.monday"),
        ('monday = ["8:00-9:00"]\nfriday = ["8:00-12:00", "11:59-14:00"]', 3, "overlap"),
        ('monday = ["8:00-9:00"]\ntimezone = "Europe/Cracow"', 3, "No time zone"),
        ('monday = ["8:00-9:00"]\ntimezone = "../etc"', 3, "No time zone"),
        ('monday = ["8:00-9:00"]\nholidays = "Poland"', 3, "contact.opening.holidays"),
        ('monday = ["8:00-9:00"]\nanswer_hours = -1', 3, "contact.opening.answer_hours"),
        ('monday = ["8:00-9:00"]\nanswer_hours = nan', 3, "contact.opening.answer_hours"),
        ('holidays = "PL"', 1, "at least one day of the week"),
        (
            f'{OPEN}{EXCEPTION}date = 2026-12-24\n{EXCEPTION}date = 2026-12-25\nhours = ["9-8"]',
            7,
            "contact.opening.exceptions.2.hours",
        ),
        (
            f'{OPEN}{EXCEPTION}date = "24 XII"',
            4,
            "a date such as 2026-12-31",
        ),
        (f"{OPEN}{EXCEPTION}date = 2026-12-24T10:00:00", 4, "exceptions.1.date"),
        (f"{OPEN}{EXCEPTION}date = 2026-12-24T00:00:00", 4, "exceptions.1.date"),
        (f"{OPEN}{EXCEPTION}date = 20261224", 4, "exceptions.1.date"),
        (
            f"{OPEN}{EXCEPTION}date = 2026-12-24\n{EXCEPTION}date = 2026-12-24",
            6,
            "twice",
        ),
    ],
)
def test_wrong_opening_hours_are_errors_with_their_line(text: str, line: int, words: str) -> None:
    _, problems = read_editorial(f"[contact.opening]\n{text}".encode())

    (problem,) = problems
    assert (problem.line, problem.level, problem.rule) == (line, Level.ERROR, "kb-toml")
    assert words in problem.message
    assert "Value error" not in problem.message


def test_unknown_keys_of_opening_hours_are_hints() -> None:
    text = (
        b'[contact.opening]\nmonday = ["8:00-9:00"]\nmonnday = ["8:00-9:00"]\n'
        b"[[contact.opening.exceptions]]\ndate = 2026-12-24\nwhy = 'x'"
    )

    _, problems = read_editorial(text)

    assert [(p.line, p.level, p.rule) for p in problems] == [
        (3, Level.HINT, "unknown-key"),
        (6, Level.HINT, "unknown-key"),
    ]
    assert "contact.opening.exceptions.1.why" in problems[1].message
