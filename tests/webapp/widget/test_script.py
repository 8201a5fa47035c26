from __future__ import annotations

import base64
import hashlib
import html
import re

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.assets import FOLDER
from webapp.security import HOUR, YEAR
from webapp.widget.script import newest, scripts

#: Shops have these hashes in their pages. A changed script gets the next number; these stay.
RELEASED = {1: "sha384-5++nuaBJRF9EywwuPP8+o0xf/ThX6ewIOz5PGnQj4FDKqcfCW9a+s+VlOeTMR1ZD"}
SITE = "http://localhost"


def test_a_released_script_never_changes() -> None:
    assert {number: one.integrity for number, one in scripts().items()} == RELEASED


def test_the_script_and_its_pages_are_small() -> None:
    assert len(newest().content) <= 10_000
    assert (
        sum((FOLDER / "widget" / name).stat().st_size for name in ("frame.js", "frame.css")) < 3_000
    )


def test_the_script_uses_nothing_that_a_strict_shop_forbids() -> None:
    text = newest().content.decode()

    for word in (
        "innerHTML",
        "eval(",
        "cookie",
        "Storage",
        ".style",
        "document.write",
        "http://w3",
    ):
        assert word not in text.split("use strict")[1], word


def test_any_site_may_load_and_check_it(client: FlaskClient) -> None:
    numbered, plain = client.get("/widget-1.js"), client.get("/widget.js")

    assert numbered.mimetype == plain.mimetype == "text/javascript"
    assert numbered.data == plain.data == newest().content
    for answer in (numbered, plain):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert numbered.headers["Cache-Control"] == YEAR
    assert plain.headers["Cache-Control"] == HOUR
    assert client.get("/widget-99.js").status_code == 404


def test_integrity_is_the_hash_of_what_is_served(client: FlaskClient) -> None:
    digest = hashlib.sha384(client.get("/widget-1.js").data).digest()

    assert newest().integrity == "sha384-" + base64.b64encode(digest).decode()


def test_the_demonstration_is_there_only_where_the_widget_may_be(library: FakeLibrary) -> None:
    def status(**settings: str) -> int:
        return build(library, **settings).test_client().get("/widget/demo").status_code

    assert status() == 404
    assert status(widget_origins="https://sklep.example.pl") == 404
    assert status(widget_origins=f"https://sklep.example.pl,{SITE}") == 200
    assert status(widget_origins="https://p.example", public_url="https://p.example") == 200


@pytest.mark.parametrize("path", ["/widget/demo", "/en/widget/demo"])
def test_the_tag_to_copy_is_the_tag_of_the_page(library: FakeLibrary, path: str) -> None:
    page = build(library, widget_origins=SITE).test_client().get(path).get_data(as_text=True)

    used = re.search(r"^ *(<script src=\"/widget-.*</script>)$", page, re.MULTILINE)
    shown = re.search(r'id="p_tag"><code>(.*?)</code>', page)
    assert used
    assert shown
    assert html.unescape(shown[1]) == used[1].replace('src="', f'src="{SITE}')
    assert f'integrity="{newest().integrity}" crossorigin="anonymous" async' in used[1]
