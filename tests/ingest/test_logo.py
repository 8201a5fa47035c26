from __future__ import annotations

import io

import pytest
from PIL import Image

from kb.ingest.logo import MAX_LOGO_BYTES, fault_of_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"{}>{}</svg>'
DRAWN = (
    '<title>Len</title><defs><linearGradient id="g"><stop offset="0" stop-color="#123456"/>'
    '</linearGradient></defs><g transform="translate(1 1) rotate(45)"><path d="M0 0h8v8z" '
    'fill="url(#g)" stroke="rgb(1, 2, 3)"/><use href="#g"/></g><!-- a note -->'
)


def svg(inside: str = "", attributes: str = "") -> bytes:
    return SVG.format(attributes, inside).encode()


def png(width: int = 64, height: int = 64) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#1f5a41").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.svg", svg(DRAWN)),
        ("logo.svg", b'<?xml version="1.0" encoding="UTF-8"?>\n' + svg(DRAWN)),
        ("logo.svg", svg(attributes=' xml:space="preserve"')),
        ("logo.png", png()),
    ],
)  # fmt: skip
def test_a_drawn_logo_is_taken(name: str, data: bytes) -> None:
    assert fault_of_logo(name, data) is None


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<style>@import url(//evil.example)</style>"), "<style>"),
        (svg("<foreignObject/>"), "<foreignObject>"),
        (svg("<image/>"), "<image>"),
        (svg("<a/>"), "<a>"),
        (svg('<animate attributeName="href"/>'), "<animate>"),
        (svg('<set attributeName="onload"/>'), "<set>"),
        (svg('<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>'), "<p>"),
        (svg("<p/>", ' xmlns:svg="x"'), "<p>"),
        (svg(attributes=' onload="alert(1)"'), "onload"),
        (svg(attributes=' ONLOAD="alert(1)"'), "ONLOAD"),
        (svg('<path style="fill:url(//evil.example)"/>'), "style"),
        (svg('<path class="a"/>'), "class"),
        (svg('<path fill="url(https://evil.example/a)"/>'), "fill"),
        (svg('<path fill="url( #a )"/>'), "fill"),
        (svg('<path fill="u\\72l(//evil.example)"/>'), "fill"),
        (svg('<path fill="src(//evil.example)"/>'), "fill"),
        (svg('<use href="https://evil.example/a.svg#b"/>'), "href"),
        (svg('<use href="javascript:alert(1)"/>'), "href"),
        (svg('<use xmlns:l="http://www.w3.org/1999/xlink" l:href="data:,x"/>'), "href"),
        (b"<!DOCTYPE svg>" + svg(), "<!DOCTYPE>"),
        (b'<!DOCTYPE s [<!ENTITY a "aaaa">]>' + svg("&a;"), "<!DOCTYPE>"),
        (b'<?xml-stylesheet href="//evil.example"?>' + svg(), "<?xml-stylesheet?>"),
        (svg("&nbsp;"), "not an SVG"),
        (svg("<g>"), "not an SVG"),
        (b"", "not an SVG"),
        (b"<svg/>", "first element"),
        (b"<html/>", "first element"),
        (png(), "not an SVG"),
        (svg().decode().encode("utf-16"), "not an SVG"),
        (b'<?xml version="1.0" encoding="ISO-8859-2"?>' + svg(), "ISO-8859-2"),
    ],
)
def test_what_could_do_more_than_be_looked_at_is_refused_by_name(data: bytes, word: str) -> None:
    fault = fault_of_logo("logo.svg", data)

    assert fault is not None
    assert word in fault


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (svg(), "not a PNG"),
        (png()[:-1], "damaged"),
        (png()[:40], "damaged"),
        (png()[:50] + b"x" + png()[51:], "damaged"),
        (png()[:8], "damaged"),
        (png(8, 8), "8 × 8 pixels"),
        (png(4000, 16), "4000 × 16 pixels"),
    ],
)
def test_a_png_must_be_whole_and_of_a_sensible_size(data: bytes, words: str) -> None:
    fault = fault_of_logo("logo.png", data)

    assert fault is not None
    assert words in fault


def test_a_logo_is_small() -> None:
    fault = fault_of_logo("logo.svg", svg("<!--" + "x" * MAX_LOGO_BYTES + "-->"))

    assert fault is not None
    assert "65536" in fault
