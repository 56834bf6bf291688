"""The tool for a file: one of a shared folder, or its content."""

from typing import Annotated, Literal

from anyio import from_thread
from mcp.server.mcpserver import Context
from pydantic import Field

from ..files.byte_source import MemorySource
from ..files.limits import ReadLimits
from ..files.options import BadRowPolicy, ReadOptions, TableFormat
from ..files.table import open_table
from ..insight.file_columns import ColumnChoice
from ..insight.trend import Period
from .file_analyzer import FileAnalyzer, OnRows
from .results import FileAnalysis
from .shared_folder import SharedFolder
from .text_tools import Neutral

FOLDER_LIMITS = ReadLimits(rows=1_000_000, cells=50_000_000, sheet_cells=5_000_000, unpacked_bytes=1_000_000_000)
CONTENT_LIMITS = ReadLimits(rows=50_000, columns=200, cells=2_000_000, unpacked_bytes=50_000_000)
MAX_CONTENT_CHARACTERS = 4_000_000

TextColumn = Annotated[
    str | None, Field(description="Column of the texts; default: `text`, or the only one named like it")
]
DateColumn = Annotated[str | None, Field(description="Column of dates, for the periods; default: found by its cells")]
GroupColumn = Annotated[str | None, Field(description="Column to group by, such as brand; default: no groups")]
PeriodLength = Annotated[
    Period | None, Field(description="Length of the periods; default: the finest with enough texts")
]
DayFirst = Annotated[bool | None, Field(description="Whether 05/06/2024 is June 5; default: found by the column")]


class FolderFiles:
    """Analyzes the files of a folder of this machine."""

    def __init__(self, analyzer: FileAnalyzer, folder: SharedFolder) -> None:
        self._analyzer = analyzer
        self._folder = folder

    def analyze_file(
        self,
        context: Context,
        path: Annotated[str, Field(description="Path in the shared folder; a table of any usual format")],
        text_column: TextColumn = None,
        date_column: DateColumn = None,
        group_column: GroupColumn = None,
        period: PeriodLength = None,
        day_first: DayFirst = None,
        neutral: Neutral = None,
    ) -> FileAnalysis:
        """Analyze what the texts of a table in the shared folder say together.

        Shares of the classes with 95 % intervals, periods and groups with what differs beyond chance, and the terms
        that set texts apart. No text is returned.
        """
        reading = ReadOptions(text_column=text_column, bad_rows=BadRowPolicy.REPAIR, limits=FOLDER_LIMITS)
        choice = ColumnChoice(date_column, group_column, day_first, period)
        table = open_table(self._folder.open(path), reading)
        return self._analyzer.analyze(table, choice, neutral, _reporting(context))


class SentFiles:
    """Analyzes files whose content is sent."""

    def __init__(self, analyzer: FileAnalyzer) -> None:
        self._analyzer = analyzer

    def analyze_file(
        self,
        context: Context,
        content: Annotated[
            str, Field(max_length=MAX_CONTENT_CHARACTERS, description="The table, its header and up to 50,000 rows")
        ],
        format: Annotated[  # noqa: A002 - the name that clients see
            Literal["csv", "jsonl"], Field(description="CSV with any delimiter, or JSON Lines")
        ] = "csv",
        text_column: TextColumn = None,
        date_column: DateColumn = None,
        group_column: GroupColumn = None,
        period: PeriodLength = None,
        day_first: DayFirst = None,
        neutral: Neutral = None,
    ) -> FileAnalysis:
        """Analyze what the texts of a table say together, given its content.

        Shares of the classes with 95 % intervals, periods and groups with what differs beyond chance, and the terms
        that set texts apart. No text is returned.
        """
        reading = ReadOptions(
            format=TableFormat(format),
            text_column=text_column,
            bad_rows=BadRowPolicy.REPAIR,
            limits=CONTENT_LIMITS,
        )
        choice = ColumnChoice(date_column, group_column, day_first, period)
        table = open_table(MemorySource(f"The {format} content", content.encode()), reading)
        return self._analyzer.analyze(table, choice, neutral, _reporting(context))


def _reporting(context: Context) -> OnRows:
    """Make what reports progress to the client, and ends the work of a request that was canceled."""

    def on_rows(done: int, rows: int) -> None:
        from_thread.check_cancelled()
        from_thread.run(context.report_progress, done, rows)

    return on_rows
