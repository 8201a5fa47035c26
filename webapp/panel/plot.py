"""Plots drawn on the server: SVG that reads like a sentence, with its numbers in a table beside.

Colours and sizes of letters come from classes in panel.css, so that both themes have theirs; the
page's policy allows no style in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 220
_RIGHT, _TOP, _BOTTOM = 8, 12, 28
#: Room for the numbers of the vertical axis: the least, and for each of their characters.
_LEAST_LEFT, _CHARACTER = 40, 7.2
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_LABELS = 8
#: Smaller numbers are none: floats near the end of their range have no round steps.
_LEAST_SHOWN = 1e-9


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, one for each label of its plot; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn. Bars have up to three series, lines up to two: so many have a look of theirs.

    id: unique in the page. title, description: the words for who does not see it. labels: along the
    horizontal axis. told: a number as it is written in the table and on the vertical axis.
    top: where the vertical axis ends; 0 for above the largest value. units: what its steps are
    whole multiples of, the largest that fits, so that `told` rounds none of them away.
    """

    id: str
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    told: Callable[[float], str]
    top: float = 0
    units: tuple[float, ...] = ()

    @property
    def empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a value to a vertical place; `ticks` are round numbers up to the top."""

    top: float
    ticks: tuple[float, ...]

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / self.top


def bars(plot: Plot) -> Markup:
    """Bars for each label, the series on top of each other."""
    totals = [sum(one.values[at] or 0 for one in plot.series) for at in range(len(plot.labels))]
    scale = _scale(plot, max(totals, default=0))
    return _framed(plot, scale, _bars(plot, scale))


def lines(plot: Plot) -> Markup:
    """A line for each series with a dot at each value; it breaks where there is none."""
    known = [value for one in plot.series for value in one.values if value is not None]
    scale = _scale(plot, max(known, default=0))
    return _framed(plot, scale, _lines(plot, scale))


def _bars(plot: Plot, scale: _Scale) -> Iterator[Markup]:
    width = _step(plot, scale) * 0.72
    for at, _ in enumerate(plot.labels):
        base = 0.0
        for number, one in enumerate(plot.series):
            value = one.values[at] or 0
            if value:
                top, bottom = scale.y(base + value), scale.y(base)
                left = _x(plot, scale, at) - width / 2
                yield Markup('<rect class="plot-{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                    number + 1, _n(left), _n(top), _n(width), _n(bottom - top)
                )
            base += value


def _lines(plot: Plot, scale: _Scale) -> Iterator[Markup]:
    for number, one in enumerate(plot.series, start=1):
        for run in _runs(one.values):
            points = [(_x(plot, scale, at), scale.y(value)) for at, value in run]
            path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            yield Markup('<polyline class="plot-line plot-line-{}" points="{}"/>').format(
                number, path
            )
            for x, y in points:
                yield Markup('<circle class="plot-{}" cx="{}" cy="{}" r="3"/>').format(
                    number, _n(x), _n(y)
                )


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for at, value in enumerate(values):
        if value is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _framed(plot: Plot, scale: _Scale, drawn: Iterator[Markup]) -> Markup:
    parts = [
        Markup(
            '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-t {id}-d">'
            '<title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>'
        ).format(w=WIDTH, h=HEIGHT, id=plot.id, title=plot.title, description=plot.description),
        *_grid(plot, scale),
        *_labels(plot, scale),
        *drawn,
        Markup("</svg>"),
    ]
    return Markup("").join(parts)


def _grid(plot: Plot, scale: _Scale) -> Iterator[Markup]:
    left = _left(plot, scale)
    for tick in scale.ticks:
        y = _n(scale.y(tick))
        yield Markup('<line class="plot-grid" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
            _n(left), WIDTH - _RIGHT, y=y
        )
        yield Markup('<text class="plot-text plot-end" x="{}" y="{}" dy="4">{}</text>').format(
            _n(left - 6), y, escape(plot.told(tick))
        )


def _labels(plot: Plot, scale: _Scale) -> Iterator[Markup]:
    every = max(1, ceil(len(plot.labels) / _MOST_LABELS))
    for at in range(0, len(plot.labels), every):
        yield Markup('<text class="plot-text plot-middle" x="{}" y="{}">{}</text>').format(
            _n(_x(plot, scale, at)), HEIGHT - 8, plot.labels[at]
        )


def _scale(plot: Plot, most: float) -> _Scale:
    """Up to four steps of a round size, above the largest value; 0 to 1 of nothing."""
    if plot.top:
        return _Scale(plot.top, tuple(plot.top * fifth / 5 for fifth in range(6)))
    if most < _LEAST_SHOWN:
        return _Scale(1, (0, 1))
    rough = most / 4
    power = 10 ** int(log10(rough) // 1)
    step = next(power * one for one in _STEPS if power * one >= rough)
    if plot.units:
        unit = max((one for one in plot.units if one <= 2 * step), default=min(plot.units))
        step = ceil(step / unit - 1e-9) * unit
    ticks = tuple(step * number for number in range(ceil(most / step - 1e-9) + 1))
    return _Scale(ticks[-1], ticks)


def _left(plot: Plot, scale: _Scale) -> float:
    return max(_LEAST_LEFT, 10 + _CHARACTER * max(len(plot.told(tick)) for tick in scale.ticks))


def _step(plot: Plot, scale: _Scale) -> float:
    return (WIDTH - _left(plot, scale) - _RIGHT) / max(1, len(plot.labels))


def _x(plot: Plot, scale: _Scale, at: int) -> float:
    return _left(plot, scale) + _step(plot, scale) * (at + 0.5)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
