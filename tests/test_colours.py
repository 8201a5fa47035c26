from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.colours import DARK, LIGHT, TEXT_CONTRAST, Theme, contrast, contrast_on, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_formula_agrees_with_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1f5a41", "#1F5A41") == 1


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
def test_whatever_brand_is_taken_every_text_can_be_read(brand: str, theme: Theme) -> None:
    made = palette(brand, theme)

    if made is None:
        assert contrast_on(brand, theme) < TEXT_CONTRAST
        return
    pairs = [
        (made.brand, theme.paper), (made.brand, theme.surface), (made.brand, made.brand_soft),
        (made.on_brand, made.brand), (theme.muted, made.brand_soft),
    ]  # fmt: skip
    assert min(contrast(*pair) for pair in pairs) >= TEXT_CONTRAST


def test_the_soft_ground_has_something_of_the_brand() -> None:
    made = palette("#1F5A41", LIGHT)

    assert made is not None
    assert (made.brand, made.on_brand) == ("#1f5a41", "#ffffff")
    assert made.brand_soft not in (LIGHT.paper, LIGHT.surface)


def test_text_on_a_light_brand_is_black() -> None:
    made = palette("#83c9a6", DARK)

    assert made is not None
    assert made.on_brand == "#000000"


def test_a_brand_that_cannot_be_read_has_no_palette() -> None:
    assert palette("#83c9a6", LIGHT) is None
    assert palette("#1f5a41", DARK) is None
