"""The folder of an evaluation: it gets all its files at once, when the last of them is written."""

import csv
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..table_files import unique_names, without_formula
from .measuring import Measurement, Mistake, Report
from .report import as_json, as_markdown, file_names

JSON_FILE, MARKDOWN_FILE = "evaluation.json", "evaluation.md"


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder to write to; what is in it at the end is moved to `folder`, and after an error nothing is.

    The files that an earlier evaluation left there are removed; all others stay.

    Raises:
        InputError: there can be no such folder.
    """
    staging = folder.with_name(f".{folder.name}.partial")
    if not folder.name or (folder.exists() and not folder.is_dir()):
        raise InputError(f"{folder} can't be the folder of the report: name one of its own with --output-dir.")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        yield staging
        folder.mkdir(exist_ok=True)
        for name in _files_of_earlier(folder):
            (folder / name).unlink(missing_ok=True)
        for file in sorted(staging.iterdir()):
            file.replace(folder / file.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_report(report: Report, folder: Path) -> None:
    """Writes evaluation.json, evaluation.md, and for each measurement its figures and its mistakes."""
    pairs = [
        (comparison.data.name, one.contender.name)
        for comparison in report.comparisons
        for one in comparison.measurements
    ]
    stems = dict(zip(pairs, unique_names(re.sub(r"[^\w.-]+", "-", ".".join(pair)) for pair in pairs), strict=True))
    content = as_json(report, stems)
    (folder / JSON_FILE).write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    (folder / MARKDOWN_FILE).write_text(as_markdown(report, stems), encoding="utf-8")
    for comparison in report.comparisons:
        for measurement in comparison.measurements:
            mistakes, *figures = file_names(stems[comparison.data.name, measurement.contender.name], measurement)
            _write_mistakes(measurement.mistakes, folder / mistakes)
            _draw(measurement, [folder / name for name in figures])


def _write_mistakes(mistakes: Sequence[Mistake], path: Path) -> None:
    """A table for spreadsheets: no cell of it is a formula, and Excel is told that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(("text", "label", "sentiment", "confidence"))
        for mistake in mistakes:
            confidence = "" if mistake.confidence is None else mistake.confidence
            writer.writerow((without_formula(mistake.text), mistake.label, mistake.sentiment, confidence))


def _draw(measurement: Measurement, paths: Sequence[Path]) -> None:
    from .. import figures  # it brings matplotlib

    known = measurement.figures
    drawn = [figures.confusion(known["confusion_matrix"], known["labels"])]
    if known["calibration_bins"] is not None:
        drawn.append(figures.reliability(known["calibration_bins"], known["expected_calibration_error"]))
    for figure, path in zip(drawn, paths, strict=True):
        figures.save(figure, path)


def _files_of_earlier(folder: Path) -> list[str]:
    """The names of the files that an earlier evaluation wrote into a folder."""
    names = [JSON_FILE, MARKDOWN_FILE]
    with suppress(OSError, ValueError, KeyError, TypeError):
        earlier: dict[str, Any] = json.loads((folder / JSON_FILE).read_text(encoding="utf-8"))
        names += [name for data in earlier["data"] for one in data["measurements"] for name in one["files"]]
    return [name for name in names if Path(name).name == name]
