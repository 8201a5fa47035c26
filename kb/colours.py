"""Colours of the site: contrast by WCAG 2.2, and what is derived from the colour of a brand."""

from __future__ import annotations

from dataclasses import dataclass

#: Least contrast of text (WCAG 2.2, 1.4.3).
TEXT_CONTRAST = 4.5
_BLACK, _WHITE = "#000000", "#ffffff"
#: How much of the brand goes into its soft ground, in percent; the first that keeps text legible.
_SHARES = range(12, 0, -1)


@dataclass(frozen=True, slots=True)
class Theme:
    """What the style sheet paints on: a test compares these with it."""

    paper: str
    surface: str
    muted: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that derive from a brand: text on it, and a ground on which it is read."""

    brand: str
    on_brand: str
    brand_soft: str


LIGHT = Theme(paper="#fbfaf6", surface="#ffffff", muted="#565c54")
DARK = Theme(paper="#161916", surface="#1e221e", muted="#b1b6ac")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours written as #rrggbb, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def contrast_on(colour: str, theme: Theme) -> float:
    """The lower contrast of a colour with the grounds of a theme."""
    return min(contrast(colour, theme.paper), contrast(colour, theme.surface))


def palette(brand: str, theme: Theme) -> Palette | None:
    """The colours of a brand in a theme; None where the brand cannot be read as text on it."""
    brand = brand.lower()
    if contrast_on(brand, theme) < TEXT_CONTRAST:
        return None
    on_brand = _WHITE if contrast(_WHITE, brand) >= TEXT_CONTRAST else _BLACK
    softs = (_mixed(brand, theme.surface, share) for share in _SHARES)
    legible = (soft for soft in softs if _is_legible(brand, theme, soft))
    return Palette(brand, on_brand, next(legible, theme.surface))


def _is_legible(brand: str, theme: Theme, ground: str) -> bool:
    return min(contrast(brand, ground), contrast(theme.muted, ground)) >= TEXT_CONTRAST


def _mixed(colour: str, ground: str, percent: int) -> str:
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    mixed = (round((a * percent + b * (100 - percent)) / 100) for a, b in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, 0 to 1."""
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
