"""The folder of a report, to which all files are moved together when the last of them is written."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files.atomic import staging_dir
from ..files.columns import unique_names
from ..files.conventions import escape_formula
from ..files.json_file import write_json
from .compare import Measurement, Mistake, Report
from .report import as_json, as_markdown, file_names

JSON_FILE = "evaluation.json"
MARKDOWN_FILE = "evaluation.md"


@contextmanager
def staged_report(folder: Path) -> Iterator[Path]:
    """Make a folder to write a report to; its files are moved to `folder` if the block ends without an error.

    The files of an earlier report in `folder` are removed then; all others stay.

    Raises:
        InputError: `folder` can't be a folder.
    """
    if not folder.name or (folder.exists() and not folder.is_dir()):
        raise InputError(f"{folder} can't be the folder of the report: name another with --output-dir.")
    with staging_dir(folder) as staging:
        yield staging
        folder.mkdir(exist_ok=True)
        for name in _files_of_earlier_report(folder):
            (folder / name).unlink(missing_ok=True)
        for file in sorted(staging.iterdir()):
            file.replace(folder / file.name)


def write_report(report: Report, folder: Path) -> None:
    """Write evaluation.json, evaluation.md, and for each measurement its plots and its mistakes."""
    stems = _file_stems(report)
    write_json(folder / JSON_FILE, as_json(report, stems))
    (folder / MARKDOWN_FILE).write_text(as_markdown(report, stems), encoding="utf-8")
    for comparison in report.comparisons:
        for measurement in comparison.measurements:
            stem = stems[comparison.title, measurement.system.name]
            mistakes_file, *plot_files = file_names(stem, measurement)
            _write_mistakes(measurement.mistakes, folder / mistakes_file)
            _write_plots(measurement, [folder / name for name in plot_files])


def _file_stems(report: Report) -> dict[tuple[str, str], str]:
    """Choose unique beginnings of file names, by the titles of comparisons and the names of systems."""
    pairs = [
        (comparison.title, measurement.system.name)
        for comparison in report.comparisons
        for measurement in comparison.measurements
    ]
    stems = unique_names(re.sub(r"[^\w.-]+", "-", ".".join(pair)) for pair in pairs)
    return dict(zip(pairs, stems, strict=True))


def _write_mistakes(mistakes: Sequence[Mistake], path: Path) -> None:
    """Write a table for spreadsheets: no cell is a formula, and the BOM lets Excel read it as UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(("text", "label", "sentiment", "confidence"))
        for mistake in mistakes:
            confidence = "" if mistake.confidence is None else mistake.confidence
            writer.writerow((escape_formula(mistake.text), mistake.label, mistake.sentiment, confidence))


def _write_plots(measurement: Measurement, paths: Sequence[Path]) -> None:
    from .. import plots  # imports matplotlib, which is slow and not installed everywhere

    figures = [plots.confusion(measurement.metrics)]
    if measurement.metrics.calibration_bins is not None:
        figures.append(plots.reliability(measurement.metrics))
    for figure, path in zip(figures, paths, strict=True):
        plots.save(figure, path)


def _files_of_earlier_report(folder: Path) -> list[str]:
    names = [JSON_FILE, MARKDOWN_FILE]
    with suppress(OSError, ValueError, KeyError, TypeError):
        report: dict[str, Any] = json.loads((folder / JSON_FILE).read_text(encoding="utf-8"))
        for data in report["data"]:
            for measurement in data["measurements"]:
                names += measurement["files"]
    return [name for name in names if Path(name).name == name]
