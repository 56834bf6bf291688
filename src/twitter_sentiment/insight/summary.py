"""An analysis as two tables: the summary of shares, and the drivers. CSV for spreadsheets, JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..files.atomic import atomic_binary_file
from ..files.conventions import escape_formula
from ..files.options import TableFormat
from ..files.writing import output_format, table_writer
from ..labels import LABELS
from .analysis import Analysis
from .drivers import EXAMPLES, Driver
from .file_comparison import FileComparison
from .shares import Share, Shares

NET = "net"

_BATCH_ROWS = 1024

SUMMARY_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "period", "group")),
        ("n", pa.int64()),
        *((f"{name}{end}", pa.float64()) for name in (*LABELS, NET) for end in ("", "_low", "_high")),
        ("marked", pa.bool_()),
    ]
)
DRIVERS_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("scope", "term", "kind", "toward")),
        *((name, pa.int64()) for name in ("n", "n_rest")),
        *((name, pa.float64()) for name in ("log_odds", "z")),
        *((f"example_{number}", pa.string()) for number in range(1, EXAMPLES + 1)),
    ]
)

Row = Mapping[str, Any]


def summary_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the shares of all texts, of each period, of each group, and of each period of each group.

    Behind those of all texts come the number of texts that are probably not English, if there are any, and the other
    file with the difference to it, if there is one.
    """
    yield _row("all", analysis.shares)
    if analysis.not_english.texts:
        yield {"kind": "not_english", "n": analysis.not_english.texts, "marked": False}
    if analysis.compared is not None:
        yield from _compared_rows(analysis.compared)
    periods = analysis.trend
    if periods is not None:
        for cell in periods.of_group(None):
            yield _row("period", cell.shares, periods.name(cell.start), marked=cell.marked)
    for group in analysis.group_shares:
        yield _row("group", group.shares, group=group.value)
    if periods is not None:
        for cell in periods.cells:
            if cell.group is not None:
                yield _row("period_group", cell.shares, periods.name(cell.start), cell.group, marked=cell.marked)


def _compared_rows(compared: FileComparison) -> Iterator[Row]:
    yield _row("other_file", compared.shares[1], group=compared.names[1])
    shares: dict[str, float | None] = {}
    for name, difference in compared.differences.items():
        shares |= _share(name, difference.share)
    beyond_chance = any(not difference.could_be_chance for difference in compared.differences.values())
    yield {"kind": "difference", "group": compared.names[1], **shares, "marked": beyond_chance}


def driver_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the drivers of each comparison, with the whole texts of their examples."""
    for comparison in analysis.comparisons:
        for driver in comparison.drivers:
            yield _driver_row(comparison.scope.name, driver, analysis.answers.texts)
    if analysis.compared is not None:
        for driver in analysis.compared.drivers:
            yield _driver_row("files", driver, analysis.compared.texts)


def _driver_row(scope: str, driver: Driver, texts: Sequence[str]) -> Row:
    examples = {f"example_{number}": texts[index] for number, index in enumerate(driver.examples, start=1)}
    return {
        "scope": scope,
        "term": driver.term,
        "kind": driver.kind.value,
        "toward": driver.toward,
        "n": driver.n,
        "n_rest": driver.n_rest,
        "log_odds": round(driver.log_odds, 4),
        "z": round(driver.z, 2),
        **examples,
    }


def write_rows(path: Path, schema: pa.Schema, rows: Iterable[Row]) -> None:
    """Write rows as CSV or JSON, by the ending of the name.

    CSV is made for spreadsheets here: a cell that one would run as a formula gets an apostrophe in front.

    Raises:
        InputError: the file can't be written.
    """
    rows = list(rows)
    if output_format(path) is TableFormat.CSV:
        rows = [{name: _csv_cell(cell) for name, cell in row.items()} for row in rows]
        schema = pa.schema([(name, pa.string()) for name in schema.names])
    with atomic_binary_file(path) as file, table_writer(file, path, schema) as writer:
        for start in range(0, len(rows), _BATCH_ROWS):
            writer.write(pa.RecordBatch.from_pylist(rows[start : start + _BATCH_ROWS], schema))


def _row(
    kind: str, shares: Shares, period: str | None = None, group: str | None = None, *, marked: bool = False
) -> Row:
    columns: dict[str, float | None] = {}
    for label in LABELS:
        columns |= _share(label, shares.share(label) if label in shares.labels else None)
    columns |= _share(NET, shares.net)
    return {"kind": kind, "period": period, "group": group, "n": shares.texts, **columns, "marked": marked}


def _share(name: str, share: Share | None) -> dict[str, float | None]:
    if share is None:
        return {}
    low, high = share.interval
    return {name: round(share.value, 4), f"{name}_low": round(low, 4), f"{name}_high": round(high, 4)}


def _csv_cell(cell: object) -> str | None:
    match cell:
        case None:
            return None
        case bool():
            return str(cell).lower()
        case float():
            return f"{cell:.4f}".rstrip("0").rstrip(".") if cell else "0"
        case str():
            return str(escape_formula(cell))
    return str(cell)
