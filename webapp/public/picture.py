"""The picture of a link preview: name of the shop, title and category, in its colours."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from kb.colours import LIGHT, palette
from kb.ingest.editorial import Logo
from webapp.assets import FOLDER
from webapp.inputs import one_line
from webapp.language import current, page
from webapp.serving import public_reader

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

    from kb.ingest.editorial import Editorial

bp = Blueprint("picture", __name__)

WIDTH, HEIGHT = 1200, 630
_MARGIN, _BAR, _MARK = 88, 24, 72
_ICON = 180
_INK, _BUILT_IN_BRAND = "#1f231f", "#1f5a41"
_FONT = FOLDER / "podpowiedz-sans.woff2"
_SEMIBOLD, _REGULAR = 600, 400
#: What the font has letters for.
_HAS = re.compile("[ -~\u00a0-\u017f\u2010-\u2015\u2018-\u201a\u201c-\u201e•…€→−]")
#: Sizes of the title in pixels with the most lines that fit at each, the largest first.
_TITLE_SIZES = ((84, 3), (72, 4), (60, 5), (48, 6))
_LINE = 1.2
#: Drawing takes about 50 ms of a processor; requests for many pictures wait for each other.
_DRAWING = Lock()


@page(bp, "/obraz.png", "/en/picture.png")
def home() -> Response:
    editorial = public_reader().editorial
    return _png(editorial, editorial.tagline_in(current()), "")


@bp.get("/obraz/<slug>.png")
def article(slug: str) -> Response:
    reader = public_reader()
    summary = reader.article(slug).summary
    title = reader.editorial.category_title(summary.category, summary.language)
    return _png(reader.editorial, summary.title, title if summary.category else "")


def _png(editorial: Editorial, title: str, category: str) -> Response:
    name = _drawable(editorial.name_in(current()))
    words = _drawable(title) or _drawable(editorial.tagline) or name
    with _DRAWING:
        data = _preview(
            name, words, _drawable(category), _brand(editorial), _logo_png(editorial.logo)
        )
    return Response(data, mimetype="image/png")


def icon_png(editorial: Editorial) -> bytes:
    """A square of 180 pixels: the logo if it is a PNG, else the first letter on the brand."""
    with _DRAWING:
        return _icon(_drawable(editorial.name), _brand(editorial), _logo_png(editorial.logo))


def balanced(words: Sequence[str], lines: int, fits: float, widths: Sequence[float]) -> list[str]:
    """Words on at most so many lines, as equally long as they can be; empty if they do not fit.

    fits: the width of a line. widths: of each word with a space behind it, in the same unit.
    """
    count = len(_wrapped(words, widths, fits))
    if count > lines or max(widths) > fits:
        return []
    low, high = max(widths), fits
    while high - low > 1:
        middle = (low + high) / 2
        enough = len(_wrapped(words, widths, middle)) <= count
        low, high = (low, middle) if enough else (middle, high)
    return _wrapped(words, widths, high)


def _wrapped(words: Sequence[str], widths: Sequence[float], fits: float) -> list[str]:
    """Words line after line, each as full as it gets."""
    lines: list[list[str]] = [[]]
    used = 0.0
    for word, width in zip(words, widths, strict=True):
        if lines[-1] and used + width > fits:
            lines.append([])
            used = 0.0
        lines[-1].append(word)
        used += width
    return [" ".join(line) for line in lines]


@lru_cache(maxsize=64)
def _preview(name: str, title: str, category: str, brand: str, logo: bytes | None) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), LIGHT.paper)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, _BAR), fill=brand)
    left, width = _MARGIN, WIDTH - 2 * _MARGIN
    top = _BAR + 56
    if logo and (mark := _mark(logo, _MARK)):
        image.paste(mark, (left, top), mark)
        left += _MARK + 24
    draw.text((left, top + _MARK / 2), _cut(name, 40), _INK, _font(40, _SEMIBOLD), anchor="lm")
    size, lines = _title_lines(_cut(title, 200), width)
    step = round(size * _LINE)
    middle = (top + _MARK + HEIGHT - 96) / 2
    first = middle - step * (len(lines) - 1) / 2
    for place, line in enumerate(lines):
        draw.text((_MARGIN, first + step * place), line, _INK, _font(size, _SEMIBOLD), anchor="lm")
    if category:
        draw.text((_MARGIN, HEIGHT - 72), _cut(category, 60), brand, _font(36), anchor="lm")
    return _encoded(image)


@lru_cache(maxsize=4)
def _icon(name: str, brand: str, logo: bytes | None) -> bytes:
    from PIL import Image, ImageDraw

    if logo and (mark := _mark(logo, _ICON)):
        image = Image.new("RGB", (_ICON, _ICON), LIGHT.surface)
        image.paste(mark, (0, 0), mark)
        return _encoded(image)
    made = palette(brand, LIGHT)
    image = Image.new("RGB", (_ICON, _ICON), brand)
    letter = name[:1].upper() or "?"
    colour = made.on_brand if made else LIGHT.surface
    ImageDraw.Draw(image).text(
        (_ICON / 2, _ICON / 2), letter, colour, _font(112, _SEMIBOLD), anchor="mm"
    )
    return _encoded(image)


def _mark(logo: bytes, side: int) -> Picture | None:
    """A logo in a square; None where its pixels cannot be read."""
    from PIL import Image, ImageOps

    try:
        return ImageOps.pad(Image.open(io.BytesIO(logo)).convert("RGBA"), (side, side))
    except (OSError, SyntaxError, ValueError):
        return None


def _title_lines(title: str, width: int) -> tuple[int, list[str]]:
    """The largest size at which a title fits, with its lines; a longer one is cut."""
    words = [_cut(word, 20) for word in title.split()] or [""]
    for size, most in _TITLE_SIZES:
        font = _font(size, _SEMIBOLD)
        lines = balanced(words, most, width, [font.getlength(f"{word} ") for word in words])
        if lines:
            return size, lines
    return _title_lines(_shorter(title), width)


def _shorter(title: str) -> str:
    words = title.removesuffix(" …").split()
    return " ".join(words[: len(words) * 9 // 10]) + " …"


def _font(size: int, weight: int = _REGULAR) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.truetype(_FONT, size)
    font.set_variation_by_axes([weight])
    return font


def _encoded(image: Picture) -> bytes:
    from PIL.Image import Palette

    file = io.BytesIO()
    # A few flat colours and their edges: a palette takes a third of the bytes.
    image.convert("P", palette=Palette.ADAPTIVE, colors=64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _brand(editorial: Editorial) -> str:
    chosen = editorial.colours.brand
    made = palette(chosen, LIGHT) if chosen else None
    return made.brand if made else _BUILT_IN_BRAND


def _logo_png(logo: Logo | None) -> bytes | None:
    """The logo where it is pixels; drawing an SVG would need another library."""
    return logo.data if logo and logo.kind == "png" and logo.data else None


def _drawable(text: str) -> str:
    """The text on one line without what the font lacks; empty where that is most of it."""
    line = one_line(text)
    kept = "".join(character for character in line if _HAS.match(character))
    return " ".join(kept.split()) if 2 * len(kept) > len(line) else ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
