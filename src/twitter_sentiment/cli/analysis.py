"""What `analyze` and `batch` share: the options of an analysis, its columns, and the files that it writes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..files.atomic import require_writable
from ..files.table import Table
from ..insight.analysis import Analysis
from ..insight.file_columns import ColumnChoice, FileColumns, read_columns
from ..insight.file_comparison import compare_files
from ..insight.predicted_file import PredictedFile, require_texts
from ..insight.readers import Readers
from ..insight.report import write_report
from ..insight.summary import DRIVERS_SCHEMA, SUMMARY_SCHEMA, driver_rows, summary_rows, write_rows
from ..insight.trend import Period
from .reading import show_notes, takes_options

_PANEL = "Analysis"
_TABLES = (".csv", ".json")
_REPORT = ".html"


@dataclass(frozen=True)
class AnalysisOptions:
    """The options of an analysis.

    Attributes:
        choice: the columns and the length of the periods.
        summaries: files for the summary: tables, or a report.
        drivers: file for the drivers.
        english_only: leave out texts that are probably not English.
    """

    choice: ColumnChoice
    summaries: tuple[Path, ...]
    drivers: Path | None
    english_only: bool = False

    @property
    def files(self) -> list[Path]:
        """All files to write."""
        return [*self.summaries, *([self.drivers] if self.drivers else [])]

    @property
    def is_wanted(self) -> bool:
        """Whether there is a file to write."""
        return bool(self.files)

    @property
    def is_chosen(self) -> bool:
        """Whether anything was said about what to analyze."""
        return self.choice != ColumnChoice() or self.english_only

    def check_files(self, others: Collection[str]) -> None:
        """Check that the files can be written, before long work.

        Args:
            others: the input and the output, which must stay.

        Raises:
            InputError: one of them can't be written.
        """
        taken = {Path(other).resolve() for other in others}
        for path in self.files:
            if path.resolve() in taken:
                raise InputError(f"{path} is another file of this command: choose another name for the analysis.")
            taken.add(path.resolve())
            require_writable(path)


def analysis_options(
    *,
    date_column: Annotated[
        str | None,
        typer.Option(
            help="Column of dates, for the trend.", show_default="found by names and cells", rich_help_panel=_PANEL
        ),
    ] = None,
    group_column: Annotated[
        str | None,
        typer.Option(
            help="Column to group by, such as brand or language.", show_default="none", rich_help_panel=_PANEL
        ),
    ] = None,
    period: Annotated[
        Period | None,
        typer.Option(
            help="Length of the periods.", show_default="the finest with enough texts", rich_help_panel=_PANEL
        ),
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option(
            "--day-first/--month-first",
            help="Read 05/06/2024 as June 5 or as May 6.",
            show_default="found by the column",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    summary: Annotated[
        list[Path] | None,
        typer.Option(
            help="Write the shares of all texts, periods and groups: .csv or .json, or .html for a report with charts; "
            "give it again for another file.",
            rich_help_panel=_PANEL,
        ),
    ] = None,
    drivers: Annotated[
        Path | None,
        typer.Option(help="Write the terms that set texts apart, .csv or .json.", rich_help_panel=_PANEL),
    ] = None,
    english_only: Annotated[
        bool,
        typer.Option("--english-only", help="Leave out texts that are probably not English.", rich_help_panel=_PANEL),
    ] = False,
) -> AnalysisOptions:
    """Make the options of an analysis from those of a command.

    Raises:
        InputError: the ending of a file tells no format.
    """
    for path in summary or ():
        _check_ending("--summary", path, (*_TABLES, _REPORT))
    if drivers is not None:
        _check_ending("--drivers", drivers, _TABLES)
    choice = ColumnChoice(date_column, group_column, day_first, period)
    return AnalysisOptions(choice, tuple(summary or ()), drivers, english_only)


takes_analysis_options = takes_options("analysis", analysis_options)
"""Gives a command the options of `analysis_options` in place of its parameter `analysis`."""


def prepare_analysis(table: Table, options: AnalysisOptions, *, with_scores: bool) -> FileColumns:
    """Read the columns of an analysis, and print what must be said about them.

    Args:
        table: the file.
        options: which columns.
        with_scores: look for the scores of an earlier prediction.

    Raises:
        InputError: a column can't be used, or there is no text.
    """
    columns = read_columns(table, options.choice, with_scores=with_scores)
    show_notes(columns.notes)
    require_texts(table, columns)
    return columns


def prepare_other_file(table: Table) -> FileColumns:
    """Read the texts, and the scores if it has them, of a file to compare with.

    Raises:
        InputError: its scores can't be used, or there is no text.
    """
    columns = read_columns(table, ColumnChoice(), with_scores=True, find_dates=False)
    require_texts(table, columns)
    return columns


def finish_analysis(
    file: PredictedFile,
    readers: Readers,
    options: AnalysisOptions,
    other: PredictedFile | None = None,
) -> Analysis:
    """Analyze predicted texts and write the files.

    Args:
        file: the file, `read_by` the models.
        readers: the models that have predicted it.
        options: what to write.
        other: a file to compare with.

    Raises:
        InputError: a file can't be written.
    """
    name = Path(file.table.name).name
    calibration = readers.calibration(file.answers.labels)
    analysis = file.analyze(calibration, options.choice.period)
    if other is not None:
        names = (name, Path(other.table.name).name)
        if names[0] == names[1]:
            names = (file.table.name, other.table.name)
        analysis = replace(analysis, compared=compare_files(file.answers, other.answers, calibration, names))
    for path in options.summaries:
        if path.suffix.lower() == _REPORT:
            write_report(path, analysis, name, file.table.rows)
        else:
            write_rows(path, SUMMARY_SCHEMA, summary_rows(analysis))
    if options.drivers is not None:
        write_rows(options.drivers, DRIVERS_SCHEMA, driver_rows(analysis))
    for path in options.files:
        typer.echo(f"Written: {path}", err=True)
    return analysis


def _check_ending(flag: str, path: Path, endings: Collection[str]) -> None:
    if path.suffix.lower() not in endings:
        raise InputError(f"{flag} {path} can't be written: its name must end in {' or '.join(endings)}.")
