"""Charts as SVG, without a library: bars and a trend, which fit any width, with colors from the page's style sheet.

Horizontal positions are percentages, so that a chart fills its place while letters and strokes keep their size.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from ..labels import NEGATIVE, POSITIVE
from .shares import Share
from .trend import Cell, Period, Trend

_BAR_HEIGHT = 18
_LABEL_HEIGHT = 18
_MARK_HEIGHT = 14
_TOPS = (0.2, 0.4, 0.6, 0.8, 1.0)
_GRID = (0.0, 0.5, 1.0)
_MARGIN = 3.0
_CHARACTER_WIDTH = 2.4
"""Of a date's characters, in percent of a narrow chart; dates that would overlap are left out."""


def interval_bar(share: Share, name: str, scale: float = 1.0) -> str:
    """Draw a share as a bar with its interval as a whisker.

    Args:
        share: the share.
        name: its class, which is the name of its color.
        scale: the share that fills the width.
    """
    low, high = (100 * end / scale for end in share.interval)
    middle = _BAR_HEIGHT / 2
    ends = "".join(_line("whisker", f"{end:.2f}%", f"{end:.2f}%", 4, _BAR_HEIGHT - 4) for end in (low, high))
    return (
        f'<svg class="bar" width="100%" height="{_BAR_HEIGHT}" aria-hidden="true">'
        f'<rect class="track" width="100%" height="{_BAR_HEIGHT}" rx="2"/>'
        f'<rect class="{name}" width="{100 * share.value / scale:.2f}%" height="{_BAR_HEIGHT}" rx="2"/>'
        f"{_line('whisker', f'{low:.2f}%', f'{high:.2f}%', middle, middle)}{ends}</svg>"
    )


def trend_chart(trend: Trend, cells: Sequence[Cell], title: str, height: int, highest: float) -> str:
    """Draw the negative and the positive share over time, with their intervals as bands and marked periods named.

    Args:
        trend: the trend.
        cells: its cells to draw, in their order.
        title: what the chart is called where it can't be seen.
        height: in pixels.
        highest: the share that must fit in, the same for charts that are compared.
    """
    plot = _Plot(cells, height, highest)
    drawn = [
        *plot.grid(),
        *plot.marks(trend),
        *(part for name in (NEGATIVE, POSITIVE) for part in plot.series(name)),
        *plot.labels(trend),
    ]
    return (
        f'<svg class="trend" width="100%" height="{height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(drawn)}</svg>"
    )


def highest_share(cells: Sequence[Cell]) -> float:
    """Return the upper end of the highest interval that `trend_chart` draws; 1 if there is none."""
    shares = [cell.shares.within_file.share(name) for cell in cells for name in (NEGATIVE, POSITIVE)]
    return max((share.interval[1] for share in shares if share), default=1.0)


class _Plot:
    """The places of a trend: percentages from left to right, pixels from top to bottom."""

    def __init__(self, cells: Sequence[Cell], height: int, highest: float) -> None:
        self._cells = cells
        self._top = next((top for top in _TOPS if highest <= top), 1.0)
        self._first_y = _MARK_HEIGHT + _LABEL_HEIGHT
        self._height = height - self._first_y - _LABEL_HEIGHT

    def grid(self) -> Iterator[str]:
        for part in _GRID:
            y = self._y(part * self._top)
            yield _line("grid", "0%", "100%", y, y)

    def series(self, name: str) -> Iterator[str]:
        shares = [cell.shares.within_file.share(name) for cell in self._cells]
        # The inner drawing is stretched to the width; its strokes are not.
        yield (
            f'<svg x="0" y="{self._first_y}" width="100%" height="{self._height}" viewBox="0 0 100 100" '
            'preserveAspectRatio="none">'
        )
        for run in _runs(shares):
            upper = [self._point(at, share.interval[1]) for at, share in run]
            lower = [self._point(at, share.interval[0]) for at, share in reversed(run)]
            yield f'<polygon class="band {name}" points="{" ".join([*upper, *lower])}"/>'
            middle = [self._point(at, share.value) for at, share in run]
            yield f'<polyline class="line {name}" points="{" ".join(middle)}"/>'
        yield "</svg>"
        for at, (cell, share) in enumerate(zip(self._cells, shares, strict=True)):
            if share is not None:
                marked = any(mark.label == name for mark in cell.marks)
                yield (
                    f'<circle class="dot {name}{" marked" if marked else ""}" cx="{self._x(at):.2f}%" '
                    f'cy="{self._y(share.value):.1f}" r="{5 if marked else 2.5}"/>'
                )

    def marks(self, trend: Trend) -> Iterator[str]:
        step = (100 - 2 * _MARGIN) / max(1, len(self._cells) - 1)
        width = min(step, 6.0)
        before = -100.0
        for at, cell in enumerate(self._cells):
            if not cell.marked:
                continue
            x = self._x(at)
            yield (
                f'<rect class="mark" x="{x - width / 2:.2f}%" y="{self._first_y}" width="{width:.2f}%" '
                f'height="{self._height}"/>'
            )
            name = trend.name(cell.start)
            if x - before >= _CHARACTER_WIDTH * len(name):
                yield _text(f"{x:.2f}%", _MARK_HEIGHT - 3, name, _anchor(x), "strong")
                before = x

    def labels(self, trend: Trend) -> Iterator[str]:
        for part in _GRID:
            yield _text("0%", self._y(part * self._top) - 3, f"{part * self._top:.0%}", "start")
        last = len(self._cells) - 1
        has_middle = last > 3 and trend.period is not Period.HOUR  # whose names are long
        for at in sorted({0, last // 2, last} if has_middle else {0, last}):
            x = self._x(at)
            y = self._first_y + self._height + _LABEL_HEIGHT - 4
            yield _text(f"{x:.2f}%", y, trend.name(self._cells[at].start), _anchor(x))

    def _x(self, at: int) -> float:
        last = len(self._cells) - 1
        return 50.0 if last == 0 else _MARGIN + (100 - 2 * _MARGIN) * at / last

    def _y(self, share: float) -> float:
        return self._first_y + self._height * (1 - share / self._top)

    def _point(self, at: int, share: float) -> str:
        return f"{self._x(at):.2f},{100 * (1 - share / self._top):.2f}"


def _runs(shares: Sequence[Share | None]) -> Iterator[list[tuple[int, Share]]]:
    """Yield the runs of periods without a gap, with their numbers."""
    gaps = [-1, *(at for at, share in enumerate(shares) if share is None), len(shares)]
    for before, after in pairwise(gaps):
        run = [(at, share) for at in range(before + 1, after) if (share := shares[at]) is not None]
        if run:
            yield run


def _anchor(x: float) -> str:
    return "start" if x < 15 else "end" if x > 85 else "middle"


def _line(name: str, x1: str, x2: str, y1: float, y2: float) -> str:
    return f'<line class="{name}" x1="{x1}" x2="{x2}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def _text(x: str, y: float, text: str, anchor: str, name: str = "") -> str:
    return f'<text class="{name}" x="{x}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
