"""Class shares over time, with the periods that differ from the others beyond chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .answers import Answers, Mask
from .chance import holm, part_z, two_sided_p
from .groups import GroupColumn
from .shares import MIN_TEXTS, ShareEstimator, Shares

MAX_PERIODS = 60
"""Most periods that are chosen without being asked for."""

_MOST_PERIODS = 1_000

Times = NDArray[np.datetime64]
Numbers = NDArray[np.int64]


class Period(StrEnum):
    """The length of a period, the finest first; weeks begin on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def number(self, times: Times) -> Numbers:
        """Return the number of the period of each time."""
        unit, size, shift = _UNITS[self]
        return np.asarray((times.astype(unit).astype(np.int64) + shift) // size)

    def start(self, number: int) -> np.datetime64:
        """Return when a period begins."""
        unit, size, shift = _UNITS[self]
        return cast(np.datetime64, np.array(number * size - shift).astype(unit).astype("datetime64[s]")[()])


# Unit of time since 1970, how many of them a period has, and how far its first one is from 1970 (a Thursday).
_UNITS = {
    Period.HOUR: ("datetime64[h]", 1, 0),
    Period.DAY: ("datetime64[D]", 1, 0),
    Period.WEEK: ("datetime64[D]", 7, 3),
    Period.MONTH: ("datetime64[M]", 1, 0),
    Period.QUARTER: ("datetime64[M]", 3, 0),
}


@dataclass(frozen=True)
class Mark:
    """A class whose share in a cell differs from that in the other periods.

    Attributes:
        label: the class.
        higher: whether there is more of it.
    """

    label: str
    higher: bool


@dataclass(frozen=True, eq=False)
class Cell:
    """A period, of a group or of all texts.

    Attributes:
        start: when the period begins, in the wall-clock time of the texts.
        group: value of the group column; None for all texts.
        shares: its shares; a gap has no texts.
        marks: by what it differs from the other periods (of the same group) beyond chance: two-sided tests, with at
            most 5 % chance of any wrong mark in the whole trend (Holm). Near-copies in a cell count once.
    """

    start: np.datetime64
    group: str | None
    shares: Shares
    marks: tuple[Mark, ...]

    @property
    def marked(self) -> bool:
        """Whether anything differs."""
        return bool(self.marks)


@dataclass(frozen=True, eq=False)
class Trend:
    """Shares over time.

    Attributes:
        period: length of the periods.
        cells: all periods from the first to the last, gaps included; group after group where there are groups.
        undated: number of chosen texts without a date, which are in no cell.
    """

    period: Period
    cells: tuple[Cell, ...]
    undated: int

    def of_group(self, group: str | None) -> list[Cell]:
        """Return the periods of a group; None for those of all texts."""
        return [cell for cell in self.cells if cell.group == group]

    def name(self, start: np.datetime64) -> str:
        """Name a period by its start, in ISO 8601: with the time of day if periods are hours."""
        return str(start.astype("datetime64[m]" if self.period is Period.HOUR else "datetime64[D]"))


def choose_period(times: Times, groups: Numbers | None = None) -> Period:
    """Choose the finest period with a median of at least 30 texts a cell and at most 60 periods.

    Where there is none, it is the finest of at most 60 periods with the largest median, or the quarter.

    Args:
        times: (texts,), without NaT.
        groups: (texts,), the number of each text's group; None for no groups.
    """
    codes = np.zeros(len(times), dtype=np.int64) if groups is None else groups
    medians: dict[Period, float] = {}
    for period in Period:
        numbers = period.number(times)
        if not len(numbers) or numbers.max() - numbers.min() >= MAX_PERIODS:
            continue
        _, counts = np.unique(np.stack([codes, numbers]), axis=1, return_counts=True)
        medians[period] = float(np.median(counts))
        if medians[period] >= MIN_TEXTS:
            return period
    return max(medians, key=lambda period: medians[period], default=Period.QUARTER)


def trend(
    answers: Answers,
    estimator: ShareEstimator,
    times: Times,
    chosen: Mask,
    groups: GroupColumn | None = None,
    period: Period | None = None,
    *,
    total: bool = False,
) -> Trend:
    """Return the shares of each period, of all texts or of each group.

    Args:
        answers: the texts.
        estimator: that of the file.
        times: (texts,), when each was written; NaT where that is unknown.
        chosen: the texts to look at.
        groups: a column; None for all texts together.
        period: length of the periods; None chooses it.
        total: with groups, have the cells of all texts too, before those of the groups; Holm covers both.

    Raises:
        InputError: there would be too many periods.
    """
    dated = chosen & ~np.isnat(times)
    undated = int(chosen.sum() - dated.sum())
    grouped = dated if groups is None else dated & (groups.codes >= 0)
    if period is None:
        period = choose_period(times[grouped], None if groups is None else groups.codes[grouped])
    inside = dated if total else grouped
    if not inside.any():
        return Trend(period, (), undated)
    check_span(times[inside], period)
    numbers = period.number(np.where(np.isnat(times), np.datetime64(0, "s"), times))
    first = int(numbers[inside].min())
    count = int(numbers[inside].max()) - first + 1
    offsets = np.clip(numbers - first, 0, count - 1)
    parts = [] if groups is None else list(_group_masks(groups, inside))
    if total or groups is None:
        parts = [(None, inside), *parts]
    shares = [_cell_shares(answers, estimator, offsets, mask, count) for _, mask in parts]
    z = np.stack([_cell_z(answers, offsets, mask, count) for _, mask in parts])  # (parts, periods, classes)
    marks = _marks(answers.labels, z)
    cells = [
        Cell(period.start(first + at), group, shares[part][at], marks[part][at])
        for part, (group, _) in enumerate(parts)
        for at in range(count)
    ]
    return Trend(period, tuple(cells), undated)


def check_span(times: Times, period: Period) -> None:
    """Check that times don't span too many periods.

    Raises:
        InputError: they do.
    """
    known = period.number(times[~np.isnat(times)])
    periods = int(known.max() - known.min()) + 1 if len(known) else 0
    if periods > _MOST_PERIODS:
        raise InputError(f"The texts span {periods:,} periods of one {period}: choose a longer one.")


def _group_masks(groups: GroupColumn, inside: Mask) -> Iterator[tuple[str | None, Mask]]:
    for code, value in enumerate(groups.values):
        mask = inside & (groups.codes == code)
        if mask.any():
            yield value, mask


def _cell_shares(answers: Answers, estimator: ShareEstimator, offsets: Numbers, mask: Mask, count: int) -> list[Shares]:
    indices = np.flatnonzero(mask)
    indices = indices[np.argsort(offsets[indices], kind="stable")]
    ends = np.searchsorted(offsets[indices], np.arange(count + 1))
    cells = np.split(indices, ends[1:-1])
    return [estimator.estimate(*answers.share_inputs(cell)) for cell in cells]


def _cell_z(answers: Answers, offsets: Numbers, mask: Mask, count: int) -> NDArray[np.float64]:
    """Return z of each cell and class, (periods, classes); NaN where a cell has too few texts to be looked at."""
    units = np.flatnonzero(mask)
    _, first = np.unique(answers.copies[units] * count + offsets[units], return_index=True)
    units = units[np.sort(first)]
    z = np.column_stack([part_z(column, offsets[units], count) for column in answers.probabilities[units].T])
    z[np.bincount(offsets[mask], minlength=count) < MIN_TEXTS] = np.nan
    return z


def _marks(labels: tuple[str, ...], z: NDArray[np.float64]) -> list[list[tuple[Mark, ...]]]:
    looked_at = ~np.isnan(z)
    if len(labels) == 2:
        looked_at[:, :, 0] = False  # the same test as that of the other class
    rejected = np.zeros(z.shape, dtype=bool)
    rejected[looked_at] = holm(two_sided_p(z[looked_at]))
    if len(labels) == 2:
        rejected[:, :, 0] = rejected[:, :, 1]
    return [
        [
            tuple(Mark(label, bool(z[part, at, c] > 0)) for c, label in enumerate(labels) if rejected[part, at, c])
            for at in range(z.shape[1])
        ]
        for part in range(z.shape[0])
    ]
