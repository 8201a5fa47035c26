"""Plots by the numbers in their SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.panel.plot import HEIGHT, WIDTH, Plot, Series, bars, lines

PLOT = Plot(
    id="p",
    title="Sprawy <dziennie>",
    description="Najwyższa wartość: 4.",
    labels=("1.03", "2.03"),
    series=(Series("z odpowiedzią", (1, 3)), Series("bez", (1, 1))),
    told=lambda number: f"{number:g}",
)


def numbers(svg: str, tag: str, name: str) -> list[float]:
    return [
        float(found)
        for element in re.findall(rf"<{tag}[^>]*>", svg)
        for found in re.findall(rf' {name}="([^"]*)"', element)
    ]


def test_bars_stand_on_each_other_and_are_as_high_as_their_numbers() -> None:
    svg = bars(PLOT)
    first, over_first, second, over_second = numbers(svg, "rect", "height")
    tops = numbers(svg, "rect", "y")

    assert first == over_first == over_second == pytest.approx(second / 3, abs=0.2)
    assert tops[1] + over_first == pytest.approx(tops[0], abs=0.2)


def test_a_line_breaks_where_there_is_no_number() -> None:
    series = (Series("a", (1, 2, None, 3)),)
    svg = lines(replace(PLOT, labels=("1", "2", "3", "4"), series=series))

    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 3


def test_what_is_read_out_is_there_and_escaped() -> None:
    svg = bars(PLOT)

    assert 'role="img" aria-labelledby="p-t p-d"' in svg
    assert '<title id="p-t">Sprawy &lt;dziennie&gt;</title>' in svg
    assert '<desc id="p-d">Najwyższa wartość: 4.</desc>' in svg


def test_ticks_are_round_and_reach_over_the_largest() -> None:
    for most, ticks in ((4, "0 1 2 3 4"), (7, "0 2 4 6 8"), (1, "0 0.25 0.5 0.75 1"),
                        (130, "0 50 100 150"), (0, "0 1")):  # fmt: skip
        svg = bars(replace(PLOT, labels=("x",), series=(Series("a", (most,)),)))

        assert re.findall(r'plot-end"[^>]*>([^<]*)<', svg) == ticks.split()


def test_a_scale_that_ends_by_itself_ends_there() -> None:
    svg = lines(replace(PLOT, series=(Series("a", (4.2, 4.4)),), top=5))

    assert re.findall(r'plot-end"[^>]*>([^<]*)<', svg) == list("012345")


@pytest.mark.parametrize(
    ("units", "most", "ticks"),
    [
        ((1, 60), 570, "0 240 480 720"),  # minutes: longer steps are whole hours
        ((1, 60), 9, "0 3 6 9"),
        ((1,), 1, "0 1"),  # of a case there is no quarter
        ((1,), 9, "0 3 6 9"),
        ((0.01,), 0.1, "0 0.03 0.06 0.09 0.12"),
        ((0.01,), 1, "0 0.25 0.5 0.75 1"),
        ((0.01,), 0.02, "0 0.01 0.02"),
    ],
)
def test_a_step_is_a_whole_number_of_units(
    units: tuple[float, ...], most: float, ticks: str
) -> None:
    plot = replace(PLOT, labels=("x",), series=(Series("a", (most,)),), units=units)

    assert re.findall(r'plot-end"[^>]*>([^<]*)<', bars(plot)) == ticks.split()


@example([5e-324])
@given(st.lists(st.none() | st.floats(0, 1e7), min_size=1, max_size=400))
def test_everything_is_drawn_inside_the_frame(values: Sequence[float | None]) -> None:
    plot = replace(
        PLOT, labels=tuple(map(str, range(len(values)))), series=(Series("a", tuple(values)),)
    )
    for svg in (bars(plot), lines(plot)):
        for tag, name, most in (("rect", "y", HEIGHT), ("rect", "x", WIDTH),
                                ("circle", "cy", HEIGHT), ("circle", "cx", WIDTH)):  # fmt: skip
            assert all(0 <= one <= most for one in numbers(svg, tag, name))
        assert svg.count('plot-middle"') <= 8
