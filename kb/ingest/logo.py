"""A logo as it was committed → whether it may be shown: no script, no style, nothing foreign.

SVG is read by expat, which loads nothing; what is not in the lists below is refused by name, so
that an editor can remove it. A logo is shown as an image, where browsers run no scripts either.
"""

from __future__ import annotations

import re
import struct
import zlib
from xml.parsers import expat

MAX_LOGO_BYTES = 64 * 1024
#: Pixels of a side of a PNG.
_SIDES = range(16, 2049)

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon linearGradient "
    "radialGradient stop clipPath mask use symbol".split()
)
_ATTRIBUTES = frozenset(
    "id version viewBox width height preserveAspectRatio role aria-label aria-labelledby "
    "aria-hidden d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fill fill-opacity fill-rule "
    "clip-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset opacity color transform gradientUnits gradientTransform "
    "spreadMethod offset stop-color stop-opacity clip-path clipPathUnits mask maskUnits "
    "maskContentUnits href".split()
)
_SPACE = "http://www.w3.org/XML/1998/namespace"
_XLINK = "http://www.w3.org/1999/xlink"
_LOCAL = re.compile(r"url\(#[\w-]+\)")
_HARMLESS = re.compile(r"\b(?:matrix|translate|scale|rotate|skew[XY]|rgba?|hsla?)\(")
_PNG = b"\x89PNG\r\n\x1a\n"


class _RefusedError(Exception):
    pass


def fault_of_logo(name: str, data: bytes) -> str | None:
    """Say why a logo cannot be used, None where it can. The name decides how it is read."""
    if len(data) > MAX_LOGO_BYTES:
        return f"{name} has {len(data)} bytes; the limit is {MAX_LOGO_BYTES}. Simplify it"
    try:
        if name.endswith(".svg"):
            _read_svg(data)
        else:
            _read_png(data)
    except _RefusedError as exc:
        return f"{name}: {exc}"
    return None


def _read_svg(data: bytes) -> None:
    parser = expat.ParserCreate("utf-8", "}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        _check_element(name, first=depth == 0)
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
        depth += 1

    def refuse(what: str) -> None:
        raise _RefusedError(f"{what} is not allowed in a logo. Remove it")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":
            raise _RefusedError(f"it is written in {encoding}. Save it as UTF-8")

    if b"\0" in data:
        raise _RefusedError("this is not an SVG file in UTF-8")
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = lambda *_: refuse("<!DOCTYPE>")
    parser.ProcessingInstructionHandler = lambda target, _: refuse(f"<?{target}?>")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as exc:
        raise _RefusedError(f"this is not an SVG file ({exc})") from exc


def _check_element(name: str, first: bool) -> None:
    space, _, tag = name.rpartition("}")
    if first and (space, tag) != (_SVG, "svg"):
        raise _RefusedError(f'the first element must be <svg xmlns="{_SVG}">')
    if space != _SVG or tag not in _ELEMENTS:
        raise _RefusedError(f"<{tag}> is not allowed in a logo. Remove it")


def _check_attribute(name: str, value: str) -> None:
    space, _, plain = name.rpartition("}")
    if (space, plain) == (_SPACE, "space"):
        return
    if space not in ("", _XLINK) or plain not in _ATTRIBUTES or (space and plain != "href"):
        raise _RefusedError(f"the attribute {plain} is not allowed in a logo. Remove it")
    local = value.startswith("#") if plain == "href" else "(" not in _without_functions(value)
    if not local or "\\" in value:
        raise _RefusedError(f"{plain} may refer only to a part of the logo itself, as #name")


def _without_functions(value: str) -> str:
    """The value without what may stand in brackets: transformations, colours, parts by name."""
    return _HARMLESS.sub("", _LOCAL.sub("", value))


def _read_png(data: bytes) -> None:
    if not data.startswith(_PNG):
        raise _RefusedError("this is not a PNG file")
    at = len(_PNG)
    kinds: list[bytes] = []
    while at + 12 <= len(data) and kinds[-1:] != [b"IEND"]:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if data[end : end + 4] != zlib.crc32(data[at + 4 : end]).to_bytes(4, "big"):
            raise _RefusedError("the file is damaged. Save it again")
        kinds.append(kind)
        at = end + 4
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"]:
        raise _RefusedError("the file is damaged. Save it again")
    width, height = struct.unpack_from(">II", data, len(_PNG) + 8)
    if width not in _SIDES or height not in _SIDES:
        raise _RefusedError(
            f"it measures {width} × {height} pixels; sides of {_SIDES.start} to {_SIDES.stop - 1} "
            "are possible"
        )
