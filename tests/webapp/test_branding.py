from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kb.ingest.editorial import Colours, Editorial, Logo
from tests.webapp.conftest import build
from tests.webapp.fakes import LOGO, FakeLibrary
from webapp.security import NEVER, YEAR
from webapp.theme import stylesheet


def client_of(library: FakeLibrary, **changes: object) -> FlaskClient:
    """A client of a shop whose settings differ."""
    library.public.editorial = replace(library.public.editorial, **changes)  # type: ignore[arg-type]
    return build(library).test_client()


def linked(client: FlaskClient, pattern: str) -> str:
    """The address in the home page that fits a pattern."""
    (found,) = set(re.findall(f'"({pattern})"', client.get("/").get_data(as_text=True)))
    return str(found)


def test_the_logo_stands_at_the_top_and_in_the_tab(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    address = linked(client, r"/logo-[0-9a-f]{10}\.svg")

    assert f'<img class="brand-logo" src="{address}" alt=""' in page
    assert f'<link rel="icon" href="{address}" type="image/svg+xml">' in page
    assert "brand-mark" not in page


def test_the_logo_may_load_and_run_nothing_and_is_kept_for_a_year(client: FlaskClient) -> None:
    response = client.get(linked(client, r"/logo-[0-9a-f]{10}\.svg"))

    assert response.get_data() == LOGO
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == YEAR
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("address", ["/logo-0000000000.svg", "/theme-0000000000.css"])
def test_an_old_page_gets_the_present_file_which_is_not_kept(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == NEVER


def test_a_logo_has_the_kind_that_its_file_has(client: FlaskClient) -> None:
    address = linked(client, r"/logo-[0-9a-f]{10}\.svg")

    assert client.get(address.replace(".svg", ".png")).status_code == 404
    assert client.get(address.replace(".svg", ".html")).status_code == 404


def test_a_shop_without_signs_of_its_own_has_those_of_the_site(library: FakeLibrary) -> None:
    client = client_of(library, logo=None, colours=Colours())
    page = client.get("/").get_data(as_text=True)

    assert "brand-mark" in page
    assert "/static/favicon.svg" in page
    assert "/logo-" not in page
    assert "/theme-" not in page
    assert client.get("/logo-0000000000.svg").status_code == 404


def test_one_style_sheet_holds_that_of_the_site_and_the_colours_behind_it(
    client: FlaskClient,
) -> None:
    page = client.get("/").get_data(as_text=True)
    address = linked(client, r"/theme-[0-9a-f]{10}\.css")

    assert page.count('rel="stylesheet"') == 1
    response = client.get(address)
    sheet = response.get_data(as_text=True)
    assert sheet.endswith(stylesheet(Colours("#1f5a41", "#83c9a6")))
    (font,) = re.findall(r'url\("([^"]+)"\)', sheet)
    assert client.get(font).status_code == 200
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == YEAR


def test_each_theme_has_its_brand() -> None:
    light, dark = stylesheet(Colours("#1F5A41", "#83c9a6")).splitlines()

    assert light.startswith(
        "@media not all and (prefers-color-scheme: dark){:root{--brand:#1f5a41;"
    )
    assert dark.startswith("@media (prefers-color-scheme: dark){:root{--brand:#83c9a6;")
    assert "--on-brand:#ffffff;" in light
    assert "--on-brand:#000000;" in dark
    assert stylesheet(Colours(brand_dark="#83c9a6")) == dark + "\n"


def test_a_colour_in_which_nothing_can_be_read_is_passed_over() -> None:
    assert stylesheet(Colours("#83c9a6", "#1f5a41")) == ""


def test_the_foot_of_the_page_has_the_links_of_the_shop(client: FlaskClient) -> None:
    foot = client.get("/").get_data(as_text=True).split("<footer")[1]

    assert '<a href="/artykul/koszt-zwrotu">Dane osobowe</a>' in foot
    assert '<a href="https://lnianydom.example/">Sklep</a>' in foot


def test_an_english_page_has_english_words_as_far_as_there_are_any(library: FakeLibrary) -> None:
    client = client_of(library, name_en="Linen House", tagline_en="Help with orders")
    page = client.get("/en").get_data(as_text=True)
    foot = page.split("<footer")[1]

    assert "– Linen House</title>" in page
    assert '<meta name="description" content="Help with orders">' in page
    assert '<a href="/en/article/koszt-zwrotu">Personal data</a>' in foot
    assert '<a href="https://lnianydom.example/" lang="pl">Sklep</a>' in foot


def test_featured_articles_stand_on_the_home_page_in_their_order(library: FakeLibrary) -> None:
    client = client_of(library, featured=("paczkomat", "nie-ma", "koszt-zwrotu", "paczkomat"))
    page = client.get("/").get_data(as_text=True)
    part = page.split('id="p_needed"')[1].split("</section>")[0]

    assert re.findall(r'href="/artykul/([^"]+)"', part) == ["paczkomat", "koszt-zwrotu"]


def test_without_featured_articles_there_is_no_heading_for_them(client: FlaskClient) -> None:
    assert "p_needed" not in client.get("/").get_data(as_text=True)


def icon(client: FlaskClient) -> Image.Image:
    response = client.get("/apple-touch-icon.png")
    assert response.mimetype == "image/png"
    return Image.open(io.BytesIO(response.get_data())).convert("RGB")


def test_the_icon_is_the_brand_with_the_first_letter(library: FakeLibrary) -> None:
    image = icon(client_of(library, colours=Colours("#123456")))

    assert image.size == (180, 180)
    assert image.getpixel((2, 2)) == (0x12, 0x34, 0x56)
    assert len(image.getcolors(1000) or []) > 1, "a letter is drawn"


def test_a_logo_in_pixels_is_the_icon(library: FakeLibrary) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "#ff0000").save(file, "PNG")

    image = icon(client_of(library, logo=Logo("logo.png", file.getvalue())))

    assert image.getpixel((90, 90)) == (255, 0, 0)
    assert image.getpixel((90, 5)) == (255, 255, 255), "its shape is kept"


def test_a_logo_whose_pixels_cannot_be_read_is_no_obstacle(library: FakeLibrary) -> None:
    client = client_of(library, logo=Logo("logo.png", b"\x89PNG\r\n\x1a\nx"))

    assert icon(client).size == (180, 180)
    assert client.get("/obraz.png").status_code == 200


def test_without_settings_there_is_an_icon_too(library: FakeLibrary) -> None:
    library.public.editorial = Editorial(name="")

    assert icon(build(library).test_client()).size == (180, 180)
