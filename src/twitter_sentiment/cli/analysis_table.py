"""An analysis on the terminal."""

from collections.abc import Iterable
from textwrap import fill

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..files.options import count_of
from ..insight.analysis import Analysis, Scope
from ..insight.shares import MIN_TEXTS
from ..insight.wording import (
    WITHIN_FILE,
    chance_in_words,
    difference_in_words,
    marked_shares,
    marks_in_words,
    not_english_in_words,
    one_line,
    percent,
    span_in_words,
)

SHOWN_GROUPS = 20
SHOWN_MARKED = 10
SHOWN_DRIVERS = 5

_NAME_CHARACTERS = 30
_EXAMPLE_CHARACTERS = 60
_CELL_CHARACTERS = 200
_LINE_CHARACTERS = 80


def print_analysis(analysis: Analysis, name: str, rows: int) -> None:
    """Print shares, marked periods, groups and the surest drivers.

    Args:
        analysis: the analysis.
        name: name of the file.
        rows: number of its rows.
    """
    facts = [f"{one_line(name, 200)}: {count_of(len(analysis.answers.texts), 'text')}."]
    if without_text := analysis.without_text(rows):
        facts.append(f"{count_of(without_text, 'row')} without text left out.")
    if not_english := not_english_in_words(analysis.not_english):
        them = "it" if analysis.not_english.texts == 1 else "them"
        hint = "" if analysis.not_english.left_out else f"; --english-only leaves {them} out"
        facts.append(f"{not_english}{hint}.")
    typer.echo(f"{' '.join(facts)}\n")
    _print_shares(analysis)
    _print_compared(analysis)
    _print_trend(analysis)
    _print_groups(analysis)
    if analysis.marked or analysis.group_shares:
        typer.echo(f"{fill(WITHIN_FILE, _LINE_CHARACTERS)}\n")
    _print_drivers(analysis)


def _print_shares(analysis: Analysis) -> None:
    shares = analysis.shares
    lines = [
        (label, percent(shares.share(label)), count_of(count, "text"))
        for label, count in zip(shares.labels, shares.counts.tolist(), strict=True)
    ]
    if shares.net is not None:
        lines.append(("net", percent(shares.net, signed=True), ""))
    _print_table(("class", "share (95% interval)", "predicted"), lines)
    if shares.net is None:
        typer.echo(f"Below {MIN_TEXTS} texts there are counts and no shares.\n")
    elif not shares.corrected:
        typer.echo("The model does not describe its calibration: these are means of probabilities, not corrected.\n")


def _print_compared(analysis: Analysis) -> None:
    compared = analysis.compared
    if compared is None:
        return
    first, second = compared.shares
    name = one_line(compared.names[1], _NAME_CHARACTERS)
    typer.echo(f"Compared with {one_line(compared.names[1], 200)}: {count_of(second.texts, 'text')}.")
    if not compared.differences:
        typer.echo(f"A difference needs {MIN_TEXTS} texts in both files.\n")
        return
    lines = [
        (
            label,
            percent(first.net, signed=True, digits=0) if label == "net" else percent(first.share(label), digits=0),
            percent(second.net, signed=True, digits=0) if label == "net" else percent(second.share(label), digits=0),
            difference_in_words(difference),
            chance_in_words(difference),
        )
        for label, difference in compared.differences.items()
    ]
    _print_table(("class", "this file", name, "points", ""), lines)
    drivers = [
        (
            one_line(side, _NAME_CHARACTERS),
            driver.term,
            f"{driver.n:,}/{driver.n_rest:,}",
            one_line(compared.texts[driver.examples[0]], _EXAMPLE_CHARACTERS),
        )
        for side in compared.names
        for driver in [one for one in compared.surest if one.toward == side][:SHOWN_DRIVERS]
    ]
    if drivers:
        _print_table(("more often in", "term", "texts/other", "example"), drivers)
    else:
        typer.echo("No term sets the files apart beyond chance.\n")


def _print_trend(analysis: Analysis) -> None:
    trend = analysis.trend
    if trend is None:
        return
    undated = f" {count_of(trend.undated, 'text')} without a date." if trend.undated else ""
    typer.echo(f"Trend: {span_in_words(trend)}.{undated}")
    marked = analysis.marked
    if not marked:
        typer.echo("No period differs from the others beyond chance.\n")
        return
    lines = [
        (
            trend.name(cell.start),
            "all texts" if cell.group is None else one_line(cell.group, _NAME_CHARACTERS),
            f"{cell.shares.texts:,}",
            marks_in_words(cell),
            marked_shares(cell),
        )
        for cell in marked[:SHOWN_MARKED]
    ]
    _print_table(("marked period", "of", "texts", "differs by", "shares"), lines)
    if len(marked) > SHOWN_MARKED:
        typer.echo(f"… and {len(marked) - SHOWN_MARKED:,} more marked periods.\n")


def _print_groups(analysis: Analysis) -> None:
    if analysis.groups is None:
        return
    lines = [
        (
            one_line(group.value, _NAME_CHARACTERS),
            f"{group.shares.texts:,}",
            # Whole percents, so that the table fits into 80 columns.
            *(percent(group.shares.within_file.share(label), digits=0) for label in group.shares.labels),
            percent(group.shares.within_file.net, signed=True, digits=0),
        )
        for group in analysis.group_shares[:SHOWN_GROUPS]
    ]
    _print_table((analysis.groups.name, "texts", *analysis.shares.labels, "net"), lines)
    hidden = len(analysis.group_shares) - SHOWN_GROUPS
    if hidden > 0:
        typer.echo(f"… and {hidden:,} more groups; --summary has them.\n")
    if analysis.groups.left_out:
        typer.echo(f"{count_of(analysis.groups.left_out, 'text')} of smaller groups are not shown.\n")


def _print_drivers(analysis: Analysis) -> None:
    lines = []
    for comparison in analysis.comparisons:
        for side in dict.fromkeys(driver.toward for driver in comparison.surest):
            found = [driver for driver in comparison.surest if driver.toward == side]
            lines += [
                (
                    _part(comparison.scope, side),
                    driver.term,
                    f"{driver.n:,}/{driver.n_rest:,}",
                    one_line(analysis.answers.texts[driver.examples[0]], _EXAMPLE_CHARACTERS),
                )
                for driver in found[:SHOWN_DRIVERS]
            ]
    if lines:
        _print_table(("drivers of", "term", "texts/rest", "example"), lines)


def _part(scope: Scope, side: str) -> str:
    group = [] if scope.group is None else [one_line(scope.group, _NAME_CHARACTERS)]
    period = [] if scope.period is None else [scope.period]
    return ", ".join([*group, *period]) or side


def _print_table(header: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """Print a table; what comes from the file is neither markup nor control characters to the terminal."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in header:
        table.add_column(Text(one_line(name, _NAME_CHARACTERS)), overflow="fold")
    for line in lines:
        table.add_row(*(Text(one_line(cell, _CELL_CHARACTERS)) for cell in line))
    console = Console()
    console.print(table)
    console.print()
