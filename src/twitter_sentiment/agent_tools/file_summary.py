"""An analysis as a compact result: shares, periods, groups and terms, no texts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ..files.options import count_of
from ..insight.analysis import Analysis
from ..insight.shares import Share
from ..insight.shares import Shares as EstimatedShares
from ..insight.trend import Cell
from ..insight.wording import WITHIN_FILE, marks_in_words, one_line
from .results import AllShares, DriverTerm, FileAnalysis, GroupShares, PeriodShares, ShareOfTexts

MAX_PERIODS = 100
MAX_GROUPS = 20
MAX_DRIVERS = 100
DRIVERS_OF_A_SIDE = 5

_NAME_CHARACTERS = 80


def summarize(analysis: Analysis, name: str, rows: int, notes: Sequence[str]) -> FileAnalysis:
    """Summarize an analysis; what is left out of it is counted in its notes.

    Args:
        analysis: the analysis.
        name: name of the file.
        rows: number of its rows.
        notes: what must be said about how it was read.
    """
    cells = _cells(analysis)
    drivers = list(_drivers(analysis))
    found = {
        "periods": (cells, MAX_PERIODS),
        "groups": (analysis.group_shares, MAX_GROUPS),
        "drivers": (drivers, MAX_DRIVERS),
    }
    left_out = {what: len(items) - most for what, (items, most) in found.items() if len(items) > most}
    return FileAnalysis(
        file=name,
        rows=rows,
        rows_without_text=analysis.without_text(rows),
        probably_not_english=analysis.not_english.texts,
        all_texts=_all(analysis.shares),
        period=analysis.trend.period if analysis.trend else None,
        periods=[_period(analysis, cell) for cell in sorted(cells[:MAX_PERIODS], key=lambda cell: cell.start)],
        groups=[
            GroupShares(
                group=one_line(group.value, _NAME_CHARACTERS),
                texts=group.shares.texts,
                shares=_shares(group.shares.within_file),
            )
            for group in analysis.group_shares[:MAX_GROUPS]
        ],
        drivers=drivers[:MAX_DRIVERS],
        notes=[*notes, *_notes(analysis, left_out)],
    )


def _notes(analysis: Analysis, left_out: Mapping[str, int]) -> Iterator[str]:
    if analysis.trend or analysis.group_shares:
        yield WITHIN_FILE
    if analysis.groups is not None and analysis.groups.left_out:
        yield f"{count_of(analysis.groups.left_out, 'text')} of smaller groups are in no group."
    if analysis.trend is not None and analysis.trend.undated:
        yield f"{count_of(analysis.trend.undated, 'text')} without a date."
    for what, number in left_out.items():
        yield f"{number:,} more {what} are left out: `twitter-sentiment analyze` writes all of them."


def _all(shares: EstimatedShares) -> AllShares:
    counts = dict(zip(shares.labels, shares.counts.tolist(), strict=True))
    return AllShares(texts=shares.texts, shares=_shares(shares), predicted=counts, corrected=shares.corrected)


def _cells(analysis: Analysis) -> list[Cell]:
    """Return the periods of all texts and the differing ones of groups: what differs first, then the latest."""
    cells = analysis.trend.cells if analysis.trend else ()
    shown = [cell for cell in cells if cell.group is None or cell.marked]
    return sorted(shown, key=lambda cell: (cell.marked, cell.start), reverse=True)


def _period(analysis: Analysis, cell: Cell) -> PeriodShares:
    return PeriodShares(
        start=analysis.trend.name(cell.start) if analysis.trend else "",
        group=None if cell.group is None else one_line(cell.group, _NAME_CHARACTERS),
        texts=cell.shares.texts,
        shares=_shares(cell.shares.within_file),
        differs=marks_in_words(cell),
    )


def _shares(shares: EstimatedShares) -> dict[str, ShareOfTexts]:
    found = {label: shares.share(label) for label in shares.labels} | {"net": shares.net}
    return {name: _share(share) for name, share in found.items() if share is not None}


def _share(share: Share) -> ShareOfTexts:
    low, high = share.interval
    return ShareOfTexts(share=round(share.value, 4), low=round(low, 4), high=round(high, 4))


def _drivers(analysis: Analysis) -> Iterator[DriverTerm]:
    """Yield the surest terms of each side of each comparison."""
    for comparison in analysis.comparisons:
        for side in dict.fromkeys(driver.toward for driver in comparison.surest):
            of_side = (driver for driver in comparison.surest if driver.toward == side)
            for driver in islice(of_side, DRIVERS_OF_A_SIDE):
                yield DriverTerm(
                    scope=one_line(comparison.scope.name, 2 * _NAME_CHARACTERS),
                    toward=one_line(side, _NAME_CHARACTERS),
                    term=driver.term,
                    texts=driver.n,
                    texts_rest=driver.n_rest,
                )
