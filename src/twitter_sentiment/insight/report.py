"""An analysis as a report: one HTML page with charts, which opens anywhere without a network."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..files.atomic import atomic_file
from ..files.options import count_of
from ..labels import NEGATIVE, POSITIVE
from .analysis import Analysis, Comparison, Scope
from .charts import highest_share, interval_bar, trend_chart
from .drivers import Driver
from .file_comparison import FileComparison
from .report_page import page, quoted
from .shares import MIN_TEXTS, Shares
from .trend import Cell, Trend
from .wording import (
    WITHIN_FILE,
    chance_in_words,
    difference_in_words,
    marked_shares,
    marks_in_words,
    not_english_in_words,
    percent,
    span_in_words,
)

SHOWN_GROUPS = 12
"""Groups with a chart of their own, the largest ones."""

SHOWN_MARKED = 15
"""Marked periods that are listed; those of all texts come first."""

SHOWN_DRIVERS = 8
"""Drivers of each side."""

_NAME_CHARACTERS = 80
_EXAMPLE_CHARACTERS = 280
_TREND_HEIGHT = 270
_SMALL_HEIGHT = 165

_HOW_TO_READ = (
    "Each bar or line is the estimated share of a class, and its whisker or band a 95% interval; parts of fewer than "
    f"{MIN_TEXTS} texts have counts only. {WITHIN_FILE} A marked period differs from the others beyond chance. A "
    "driver is a term that one side has more often than the other. Neither is a cause by itself: read the examples."
)


def report_html(analysis: Analysis, name: str, rows: int) -> str:
    """Write the report.

    Args:
        analysis: the analysis.
        name: name of the file.
        rows: number of its rows.
    """
    texts = count_of(len(analysis.answers.texts), "text")
    sections = [
        *_header(analysis, name, rows),
        *_shares(analysis.shares),
        *(_compared(analysis.compared) if analysis.compared else ()),
        *(_trend(analysis, analysis.trend) if analysis.trend else ()),
        *_groups(analysis),
        *_drivers(analysis),
        f"<h2>How to read this</h2>\n<p>{_HOW_TO_READ}</p>",
    ]
    return page(f"What {texts} say: {name}", "\n".join(sections))


def write_report(path: Path, analysis: Analysis, name: str, rows: int) -> None:
    """Write the report to a file; the arguments are those of `report_html`.

    Raises:
        InputError: the file can't be written.
    """
    with atomic_file(path) as file:
        file.write(report_html(analysis, name, rows))


def _header(analysis: Analysis, name: str, rows: int) -> Iterator[str]:
    yield f"<h1>What {count_of(len(analysis.answers.texts), 'text')} say</h1>"
    facts = [f"File: {quoted(name, _NAME_CHARACTERS)}"]
    if left_out := analysis.without_text(rows):
        facts.append(f"{count_of(left_out, 'row')} without text left out")
    if not_english := not_english_in_words(analysis.not_english):
        facts.append(not_english)
    if analysis.trend is not None:
        facts.append(span_in_words(analysis.trend))
        if analysis.trend.undated:
            facts.append(f"{count_of(analysis.trend.undated, 'text')} without a date")
    if analysis.groups is not None:
        facts.append(f"grouped by {quoted(analysis.groups.name, _NAME_CHARACTERS)}")
    yield f'<p class="faint">{" · ".join(facts)}</p>'
    if not analysis.shares.corrected:
        yield "<p>The model does not describe its calibration: shares are means of probabilities, not corrected.</p>"


def _shares(shares: Shares) -> Iterator[str]:
    yield '<h2>Shares</h2>\n<table class="bars"><tbody>'
    for label, count in zip(shares.labels, shares.counts.tolist(), strict=True):
        share = shares.share(label)
        shown = percent(share) if share else count_of(count, "text")
        bar = interval_bar(share, label) if share else ""
        yield (
            f'<tr><th scope="row" class="label-{label}">{label.capitalize()}</th><td>{bar}</td>'
            f'<td class="number">{shown}</td></tr>'
        )
    yield "</tbody></table>"
    if shares.net is not None:
        yield f"<p>Net sentiment (positive less negative): <strong>{percent(shares.net, signed=True)}</strong></p>"


def _compared(compared: FileComparison) -> Iterator[str]:
    first, second = compared.shares
    yield f"<h2>Compared with {quoted(compared.names[1], _NAME_CHARACTERS)}</h2>"
    yield f'<p class="faint">{count_of(second.texts, "text")} in the other file</p>'
    if not compared.differences:
        yield f"<p>A difference needs {MIN_TEXTS} texts in both files.</p>"
        return
    yield (
        '<table class="compared"><thead><tr><th scope="col">Class</th><th scope="col">This file</th>'
        '<th scope="col">Other file</th><th scope="col">Difference</th></tr></thead><tbody>'
    )
    for label, difference in compared.differences.items():
        net = label not in first.labels
        cells = [percent(one.net, signed=True) if net else percent(one.share(label)) for one in (first, second)]
        name = "Net" if net else f'<span class="label-{label}">{label.capitalize()}</span>'
        shown = f"{difference_in_words(difference)} points, {chance_in_words(difference)}"
        numbers = "".join(
            f'<td class="number" data-file="{file}">{cell}</td>'
            for file, cell in zip(("This file", "Other file"), cells, strict=True)
        )
        if not difference.could_be_chance:
            shown = f"<strong>{shown}</strong>"
        yield f'<tr><th scope="row">{name}</th>{numbers}<td data-file="Difference">{shown}</td></tr>'
    yield "</tbody></table>"
    yield from _tables_by_side(compared.surest, compared.texts, _more_often_in) or [
        "<p>No term sets the files apart beyond chance.</p>"
    ]


def _more_often_in(name: str) -> str:
    return f"More often in {quoted(name, _NAME_CHARACTERS)}"


def _trend(analysis: Analysis, trend: Trend) -> Iterator[str]:
    cells = trend.of_group(None)
    yield f"<h2>Trend by {trend.period}</h2>"
    if not _has_shares(cells):
        yield f"<p>No {trend.period} has {MIN_TEXTS} texts.</p>"
        return
    yield (
        '<p class="faint"><span class="label-negative">▬ negative</span> · '
        '<span class="label-positive">╍ positive</span> · '
        "marked periods are shaded</p>"
    )
    chart = trend_chart(trend, cells, "Shares of all texts over time", _TREND_HEIGHT, highest_share(cells))
    yield f"<figure>{chart}</figure>"
    marked = sorted(analysis.marked, key=lambda cell: (cell.group is not None, cell.start, cell.group or ""))
    if marked:
        yield "<h3>Marked periods</h3>\n<ul>"
        yield from (f"<li>{_marked(trend, cell)}</li>" for cell in marked[:SHOWN_MARKED])
        yield "</ul>"
        if len(marked) > SHOWN_MARKED:
            yield f"<p>{len(marked) - SHOWN_MARKED:,} more are marked in the charts.</p>"
    else:
        yield "<p>No period differs from the others beyond chance.</p>"
    yield from _group_trends(analysis, trend)


def _group_trends(analysis: Analysis, trend: Trend) -> Iterator[str]:
    cells_of = {group.value: trend.of_group(group.value) for group in analysis.group_shares[:SHOWN_GROUPS]}
    highest = highest_share([cell for cells in cells_of.values() for cell in cells])
    yield '<div class="small">'
    for value, cells in cells_of.items():
        if _has_shares(cells):
            chart = trend_chart(trend, cells, "Shares of a group over time", _SMALL_HEIGHT, highest)
            yield f"<figure><figcaption>{quoted(value, _NAME_CHARACTERS)}</figcaption>{chart}</figure>"
    yield "</div>"


def _has_shares(cells: Iterable[Cell]) -> bool:
    return any(cell.shares.estimate is not None for cell in cells)


def _marked(trend: Trend, cell: Cell) -> str:
    where = "" if cell.group is None else f", {quoted(cell.group, _NAME_CHARACTERS)}"
    return (
        f"<strong>{trend.name(cell.start)}{where}</strong>: {marks_in_words(cell)} "
        f"({marked_shares(cell)}; {count_of(cell.shares.texts, 'text')})"
    )


def _groups(analysis: Analysis) -> Iterator[str]:
    if analysis.groups is None:
        return
    yield (
        f"<h2>By {quoted(analysis.groups.name, _NAME_CHARACTERS)}</h2>\n"
        '<table class="bars groups"><thead><tr><th scope="col">Group</th><th scope="col">Negative, positive</th>'
        '<th scope="col">Shares and net</th></tr></thead><tbody>'
    )
    for group in analysis.group_shares:
        bars = []
        lines = []
        shares = group.shares.within_file
        for label in (NEGATIVE, POSITIVE):
            share = shares.share(label)
            bars.append(interval_bar(share, label) if share else "")
            lines.append(f'<span class="label-{label}">{label}</span> {percent(share)}')
        lines.append(f"net {percent(shares.net, signed=True)}")
        if shares.net is None:
            lines = [f"fewer than {MIN_TEXTS} texts"]
        yield (
            f'<tr><th scope="row">{quoted(group.value, _NAME_CHARACTERS)}<br><span class="faint">'
            f"{count_of(group.shares.texts, 'text')}</span></th><td>{''.join(bars)}</td>"
            f'<td class="number">{"<br>".join(lines)}</td></tr>'
        )
    yield "</tbody></table>"
    if analysis.groups.left_out:
        yield f"<p>{count_of(analysis.groups.left_out, 'text')} of smaller groups are not shown.</p>"


def _drivers(analysis: Analysis) -> Iterator[str]:
    yield "<h2>Drivers</h2>"
    tables = [table for comparison in analysis.comparisons for table in _driver_tables(analysis, comparison)]
    yield from tables or ["<p>No term sets texts apart beyond chance.</p>"]


def _driver_tables(analysis: Analysis, comparison: Comparison) -> list[str]:
    return _tables_by_side(comparison.surest, analysis.answers.texts, lambda side: _scope_title(comparison.scope, side))


def _tables_by_side(surest: Iterable[Driver], texts: Sequence[str], title: Callable[[str], str]) -> list[str]:
    """Write a table for each side that has drivers."""
    by_side: dict[str, list[Driver]] = {}
    for driver in surest:
        by_side.setdefault(driver.toward, []).append(driver)
    return [_drivers_table(title(side), drivers, texts) for side, drivers in by_side.items()]


def _drivers_table(title: str, drivers: Sequence[Driver], texts: Sequence[str]) -> str:
    rows = []
    for driver in drivers[:SHOWN_DRIVERS]:
        examples = "".join(
            f'<p class="example">{quoted(texts[index], _EXAMPLE_CHARACTERS)}</p>' for index in driver.examples
        )
        rows.append(
            f'<tr><th scope="row">{quoted(driver.term, _NAME_CHARACTERS)}<br>'
            f'<span class="faint">{driver.kind}</span></th>'
            f'<td class="number">{driver.n:,}, rest {driver.n_rest:,}</td><td>{examples}</td></tr>'
        )
    return (
        f'<h3>{title}</h3>\n<table class="drivers"><thead><tr><th scope="col">Term</th><th scope="col">Texts</th>'
        f'<th scope="col">Examples</th></tr></thead><tbody>\n{chr(10).join(rows)}\n</tbody></table>'
    )


def _scope_title(scope: Scope, side: str) -> str:
    if scope == Scope():
        return f"What {side} texts say"
    parts = [quoted(scope.group, _NAME_CHARACTERS)] if scope.group is not None else []
    parts += [scope.period] if scope.period is not None else []
    return f"{', '.join(parts)}: more often than in the rest"
