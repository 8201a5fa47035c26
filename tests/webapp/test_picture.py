from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary, summary
from webapp.public.picture import HEIGHT, WIDTH, balanced
from webapp.security import DAY

PAPER = (251, 250, 246)


def picture(client: FlaskClient, address: str) -> Image.Image:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "image/png"
    return Image.open(io.BytesIO(response.get_data())).convert("RGB")


def titled(title: str) -> FlaskClient:
    """A client of a base with one article, `tytul`."""
    library = FakeLibrary()
    library.public.articles_served = (summary("tytul", "zwroty", title),)
    return build(library).test_client()


def test_pages_name_their_picture_with_its_size_and_words(client: FlaskClient) -> None:
    for page, address in (
        ("/", "/obraz.png"),
        ("/kategoria/zwroty", "/obraz.png"),
        ("/artykul/koszt-zwrotu", "/obraz/koszt-zwrotu.png"),
    ):
        html = client.get(page).get_data(as_text=True)
        tags = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html))

        assert tags["og:image"] == f"http://localhost{address}"
        assert (tags["og:image:width"], tags["og:image:height"]) == (str(WIDTH), str(HEIGHT))
        assert tags["og:image:alt"].endswith("– Lniany Dom")
        assert tags["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("address", ["/obraz.png", "/obraz/koszt-zwrotu.png"])
def test_a_picture_has_the_brand_on_paper_and_words(client: FlaskClient, address: str) -> None:
    image = picture(client, address)

    assert image.size == (WIDTH, HEIGHT)
    assert image.getpixel((600, 5)) == (0x1F, 0x5A, 0x41)
    assert image.getpixel((5, 600)) == PAPER
    dark = image.convert("L").histogram()[:64]
    assert sum(dark) > 5000


def test_the_home_page_has_a_picture_for_each_language(client: FlaskClient) -> None:
    assert 'content="http://localhost/en/picture.png"' in client.get("/en").get_data(as_text=True)
    assert picture(client, "/en/picture.png").size == (WIDTH, HEIGHT)


def test_a_picture_is_kept_for_a_day_and_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/obraz/koszt-zwrotu.png")
    again = client.get("/obraz/koszt-zwrotu.png", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == DAY
    assert again.status_code == 304


def test_other_sites_may_show_a_picture_and_robots_may_fetch_it(client: FlaskClient) -> None:
    shown = client.get("/obraz.png").headers["Cross-Origin-Resource-Policy"]

    assert shown == "cross-origin"
    assert "Allow: /obraz" in client.get("/robots.txt").get_data(as_text=True)


def test_an_article_that_is_not_there_has_no_picture(client: FlaskClient) -> None:
    assert client.get("/obraz/nie-ma.png").status_code == 404


@pytest.mark.parametrize(
    "title",
    ["Zażółć gęślą", "W" * 300, "słowo " * 200, "Як повернути товар?", "🎁", f"{'W' * 19} x"],
)
def test_any_title_gives_a_picture_with_its_words_inside(title: str) -> None:
    image = picture(titled(title), "/obraz/tytul.png")

    edge = image.crop((WIDTH - 60, 40, WIDTH, HEIGHT))
    assert edge.getcolors() == [(60 * (HEIGHT - 40), PAPER)]
    assert len(image.crop((60, 180, WIDTH, 520)).getcolors(1 << 16) or []) > 1


def test_letters_with_accents_differ_from_those_without() -> None:
    accented = picture(titled("Żółć"), "/obraz/tytul.png")

    assert accented.tobytes() != picture(titled("Zolc"), "/obraz/tytul.png").tobytes()


def test_lines_are_as_equal_as_they_can_be() -> None:
    words = ["jak", "zmienić", "lub", "anulować", "zamówienie"]
    lines = balanced(words, 3, 30, [len(word) + 1 for word in words])

    assert lines == ["jak zmienić lub", "anulować zamówienie"]
    assert balanced(words, 1, 30, [len(word) + 1 for word in words]) == []
    assert balanced(["zamówienie"], 3, 5, [11]) == []


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_balancing_loses_no_word_and_takes_no_line_more(lengths: list[int]) -> None:
    words = [str(place) for place, _ in enumerate(lengths)]
    lines = balanced(words, len(words), 40, lengths)
    sizes = [sum(lengths[int(word)] for word in line.split()) for line in lines]

    assert " ".join(lines).split() == words
    assert max(sizes) <= 40
    assert len(lines) == len(greedy(lengths))


def greedy(lengths: list[int]) -> list[int]:
    """Sizes of lines that are each as full as they get."""
    sizes = [0]
    for length in lengths:
        if sizes[-1] + length > 40:
            sizes.append(0)
        sizes[-1] += length
    return sizes
