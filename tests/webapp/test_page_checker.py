"""The checker itself must notice what it is there for."""

from __future__ import annotations

import pytest

from tests.webapp.page_checker import faults

GOOD = (
    '<!doctype html><html lang="pl"><head><title>Pomoc</title>'
    '<meta name="viewport" content="width=device-width"></head><body>'
    '<a href="#m">Do treści</a><main id="m"><h1>Pomoc</h1><h2>Zwroty</h2>'
    '<label for="q">Pytanie</label><input id="q" name="q"></main></body></html>'
)


def test_a_good_page_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<h2>Zwroty</h2>", "<h2>Zwroty</h3>", "invalid HTML"),
        ("<!doctype html>", "", "invalid HTML"),
        ("<title>Pomoc</title>", "<title></title>", "exactly one <title>"),
        ("<h2>Zwroty</h2>", "<h1>Zwroty</h1>", "exactly one <h1>"),
        (' lang="pl"', "", "names no language"),
        ('name="viewport"', 'name="other"', "no viewport"),
        ("<h2>", '<h2 id="q">', "id 'q' stands 2 times"),
        ('<label for="q">', '<label for="x">', "leads nowhere"),
        ('<label for="q">Pytanie</label>', "", "has no label"),
        ("<h2>Zwroty</h2>", "<h3>Zwroty</h3>", "h1 is followed by h3"),
        ("<h2>", '<h2 style="color:red">', "inline style"),
        ("</main>", "<script>1</script></main>", "inline script"),
        ("</main>", '<script type="text/x">{}</script></main>', "inline script"),
        ("</main>", '<script type="application/ld+json">{x</script></main>', "not JSON"),
        ("</head>", '<link rel="canonical" href="/x"></head>', "is not whole"),
        ("</head>", '<meta property="og:url" content="/x"></head>', "is not whole"),
        ("<h2>", '<h2 onclick="x()">', "inline handler"),
        ("</main>", '<a href="javascript:x()">x</a></main>', "script in href"),
        ("</main>", '<img alt="" src="https://elsewhere.example/x.png"></main>', "from elsewhere"),
        ("</main>", '<a href="/x"></a></main>', "<a> without words"),
        ("</main>", '<img src="/x.png"></main>', "without alt"),
        ("</main>", "<nav>x</nav></main>", "<nav> without a name"),
        ('<a href="#m">Do treści</a>', "", "order of focus"),
    ],
)
def test_each_fault_is_noticed(before: str, after: str, fault: str) -> None:
    assert before in GOOD

    assert any(fault in found for found in faults(GOOD.replace(before, after, 1)))


ENGLISH = (
    '<!doctype html><html lang="en"><head><title>Help</title>'
    '<meta name="viewport" content="width=device-width"></head><body>'
    '<a href="#m">Skip</a><main id="m"><h1>Help</h1><p>See</p></main></body></html>'
)


def test_a_page_in_another_language_than_its_address_is_noticed() -> None:
    assert faults(GOOD, "pl") == faults(ENGLISH, "en") == []
    assert faults(GOOD, "en") == ["<html> is in 'pl', its address in 'en'"]


@pytest.mark.parametrize(
    "part",
    ["Zwróć", "<b>zwróć</b> now", "<b>now</b> zwróć", '<b aria-label="zwróć">x</b>',
     '<b lang="pl">to <i lang="en">zwróć</i></b>'],
)  # fmt: skip
def test_polish_on_an_english_page_is_noticed(part: str) -> None:
    (fault,) = faults(ENGLISH.replace("See", part))

    assert "Polish on an English page" in fault


def test_polish_that_is_marked_is_none() -> None:
    assert faults(ENGLISH.replace("See", '<b lang="pl" title="zwróć">zwróć <i>w</i></b>')) == []
