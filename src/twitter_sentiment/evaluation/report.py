"""What was measured, told: as JSON for programs, as Markdown for people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .. import __version__
from ..model.manifest import BehaviourFigures
from .behaviour import CapabilityResult
from .contenders import Contender, Model
from .measuring import Comparison, Measurement, Report

COLUMNS = ("model", "rows", "accuracy", "macro recall", "macro F1", "ECE", "rows/s")
"""What the table of a comparison has."""


def table_row(measurement: Measurement) -> list[str]:
    """The cells of a measurement below `COLUMNS`."""
    figures = measurement.figures
    shown = ("accuracy", "macro_recall", "macro_f1", "expected_calibration_error")
    return [
        measurement.contender.name,
        f"{figures['rows']:,}",
        *(as_figure(figures[name]) for name in shown),
        f"{measurement.rows_per_second:,.0f}",
    ]


def as_json(report: Report, stems: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """All figures; what there is none of is null.

    Args:
        stems: for the names of a data set and a contender, how the names of their files begin.
    """
    return {
        "version": __version__,
        "contenders": [_described(contender) for contender in report.contenders],
        "data": [
            {
                "name": comparison.data.name,
                "file": str(comparison.data.path),
                "rows": len(comparison.data.texts),
                "without_text": comparison.without_text,
                "classes": _counts(comparison),
                "measurements": [
                    {
                        "model": measurement.contender.name,
                        "files": file_names(stems[comparison.data.name, measurement.contender.name], measurement),
                        **measurement.figures,
                        "seconds": measurement.seconds,
                        "rows_per_second": measurement.rows_per_second,
                        "slices": {name: part.model_dump() for name, part in measurement.slices.items()},
                    }
                    for measurement in comparison.measurements
                ],
            }
            for comparison in report.comparisons
        ],
        "behaviour": {
            name: [asdict(result) | {"share": round(result.share, 4)} for result in results]
            for name, results in report.behaviour.items()
        },
    }


def as_markdown(report: Report, stems: Mapping[tuple[str, str], str]) -> str:
    """A report with, for each data set, the contenders beside each other, slices, and confusion matrices."""
    parts = ["# Evaluation", *(_section(comparison, stems) for comparison in report.comparisons)]
    parts += [_behaviour(report.behaviour)] * bool(report.behaviour)
    return "\n\n".join([*parts, _NOTES]) + "\n"


_NOTES = """## How to read it

* macro recall, macro F1: the mean over the classes. For a slice it is the mean over the classes that occur in it.
* ECE: expected calibration error, the mean gap between confidence and accuracy; 0 is perfect. "–": there is no figure.
* rows/s: with all the work from the text to the answer, on the machine that measured.
* Behaviour, as CheckList (Ribeiro et al. 2020) names it. MFT: one answer is right. INV: the answer must not change.
  DIR: a score must rise.
* A text may belong to several slices. In data without neutral texts, the answers are of the other two classes."""


def _section(comparison: Comparison, stems: Mapping[tuple[str, str], str]) -> str:
    data = comparison.data
    counts = ", ".join(f"{count:,} {label}" for label, count in _counts(comparison).items())
    left_out = f" {comparison.without_text:,} more have no text and were left out." if comparison.without_text else ""
    parts = [
        f"## {_plain(data.name)}",
        f"{len(data.texts):,} rows of {_plain(data.path)}: {counts}.{left_out}",
        markdown_table(COLUMNS, map(table_row, comparison.measurements)),
        "### Slices",
        _slices(comparison.measurements),
        "### Confusion matrices",
        "Rows are the truth, columns the answers.",
    ]
    for measurement in comparison.measurements:
        name, figures = measurement.contender.name, measurement.figures
        stem = stems[data.name, name]
        rows = zip(figures["labels"], figures["confusion_matrix"], strict=True)
        parts.append(f"**{_plain(name)}**")
        parts.append(
            markdown_table(("", *figures["labels"]), ([label, *(f"{n:,}" for n in counts)] for label, counts in rows))
        )
        parts.append(f"Files: {', '.join(f'[{file}]({file})' for file in file_names(stem, measurement))}")
    return "\n\n".join(parts)


def file_names(stem: str, measurement: Measurement) -> list[str]:
    """The files that belong to one measurement: mistakes, confusion matrix, and reliability where it has one."""
    names = [f"{stem}.mistakes.csv", f"{stem}.confusion_matrix.png"]
    return names + [f"{stem}.reliability.png"] * (measurement.figures["calibration_bins"] is not None)


def _slices(measurements: Sequence[Measurement]) -> str:
    header = ["slice", "rows"]
    for measurement in measurements:
        header += [f"{measurement.contender.name}: accuracy", "macro recall"]
    rows = []
    for name, part in measurements[0].slices.items():
        row = [name, f"{part.rows:,}"]
        for measurement in measurements:
            figures = measurement.slices[name]
            row += [as_figure(figures.accuracy), as_figure(figures.macro_recall)]
        rows.append(row)
    return markdown_table(header, rows)


def _behaviour(found: Mapping[str, Sequence[CapabilityResult]]) -> str:
    by_name = {name: {result.name: result for result in results} for name, results in found.items()}
    tests = {result.name: result for results in found.values() for result in results}
    rows = [
        [test.description, test.kind, *(share_passed(results.get(name)) for results in by_name.values())]
        for name, test in tests.items()
    ]
    return f"## Behaviour\n\n{markdown_table(['test', 'kind', *found], rows)}"


def share_passed(result: CapabilityResult | BehaviourFigures | None) -> str:
    """The cell of a behavioural test: the share that passed, and of how many."""
    return "–" if result is None else f"{result.passed / result.cases:.0%} of {result.cases}"


def _described(contender: Contender) -> dict[str, Any]:
    if not isinstance(contender, Model):
        return {"name": contender.name}
    classifier = contender.classifier
    manifest = classifier.manifest
    return {
        "name": contender.name,
        "folder": str(classifier.folder.path),
        "base_model": manifest.base_model,
        "labels": list(manifest.labels),
        "max_len": classifier.encoder.max_len,
        "serve": manifest.serve,
        "sha256": manifest.files[manifest.serve],
    }


def _counts(comparison: Comparison) -> dict[str, int]:
    counts = Counter(comparison.data.truths)
    return {label: counts[label] for label in comparison.labels}


def as_figure(value: float | None) -> str:
    """A figure of four digits, or a dash where there is none."""
    return "–" if value is None else f"{value:.4f}"


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown, its first column to the left and figures to the right."""
    head = list(header)
    lines = [head, ["---", *(["---:"] * (len(head) - 1))], *rows]
    return "\n".join(f"| {' | '.join(map(_plain, line))} |" for line in lines)


def _plain(text: object) -> str:
    """A name as it is: what Markdown would read as marks gets a backslash in front."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#" else mark for mark in str(text))
