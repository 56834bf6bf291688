"""The report of an evaluation: as JSON for programs, as Markdown for people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .. import __version__
from ..metrics import Interval, LanguageMetrics
from ..text.language import language_name
from .checklist import Behavior
from .checklist.tables import behavior_table, challenge_table
from .compare import Comparison, Measurement, Report
from .paired import Difference
from .systems import ClassifierSystem, System

COLUMNS = (
    *("model", "rows", "accuracy", "95 %", "macro recall", "macro F1"),
    *("mean conf.", "neutral conf.", "ECE", "rows/s"),
)
"""The columns of the table of a comparison."""

LANGUAGE_COLUMNS = (
    *("language", "rows", "classes", "macro F1", "95 %", "ECE", "95 %"),
    *("two classes: rows", "accuracy", "95 %"),
)
"""The columns of a table by language."""

_NOTES = """## How to read it

* 95 %: the interval of the accuracy (Wilson 1927), if the rows are a sample of the texts to come.
* macro recall, macro F1: the mean over the classes. For a slice it is the mean over the classes that occur in it.
* mean conf.: mean confidence, the probability of the predicted class; it should equal the accuracy. neutral conf.: the
  same for the neutral rows, which two classes leave out; near one half is best.
* ECE: expected calibration error, the mean gap between confidence and accuracy; 0 is perfect. "–": not available.
* rows/s: end to end, from the text to the prediction, on the machine that ran the evaluation.
* Challenge set: accuracy on texts written for this project and never trained on; in two classes, on its negative and
  positive texts. In parentheses: the 95 % interval (Wilson 1927).
* Behavior, in the terms of CheckList (Ribeiro et al. 2020). INV: a change must neither turn the class nor move a
  probability by more than 0.1. DIR: a score must rise. Of two classes and three, the worse result is shown.
* A text may belong to several slices.
* By language: all data sets together, languages with at least 30 negative and positive rows. 95 %: interval of the
  accuracy (Wilson 1927), of the others 1.96 standard deviations of a bootstrap of 1,000 draws.
* Data with neutral texts is measured twice: on all rows in three classes, and on the negative and positive rows in two.
  Other data is measured in two classes.
* Differences are those between two models on the same rows, with 95 % intervals of a paired bootstrap. If the interval
  holds 0, the difference could be chance."""


def table_row(measurement: Measurement) -> list[str]:
    """Format the cells of a measurement below `COLUMNS`."""
    metrics = measurement.metrics
    return [
        measurement.system.name,
        f"{metrics.rows:,}",
        format_metric(metrics.accuracy),
        format_interval(metrics.accuracy_interval),
        format_metric(metrics.macro_recall),
        format_metric(metrics.macro_f1),
        format_metric(metrics.mean_confidence),
        format_metric(measurement.neutral_confidence),
        format_metric(metrics.expected_calibration_error),
        f"{measurement.rows_per_second:,.0f}",
    ]


def language_row(code: str, metrics: LanguageMetrics) -> list[str]:
    """Format the cells of a language below `LANGUAGE_COLUMNS`."""
    return [
        language_name(code),
        f"{metrics.rows:,}",
        str(metrics.classes),
        format_metric(metrics.macro_f1),
        format_interval(metrics.macro_f1_interval),
        format_metric(metrics.expected_calibration_error),
        format_interval(metrics.expected_calibration_error_interval),
        f"{metrics.two_class_rows:,}",
        format_metric(metrics.two_class_accuracy),
        format_interval(metrics.two_class_accuracy_interval),
    ]


def as_json(report: Report, stems: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Convert a report to the content of evaluation.json; a metric that is not available is null.

    Args:
        report: the report.
        stems: by the title of a comparison and the name of a system, how the names of their files begin.
    """
    return {
        "version": __version__,
        "systems": [_system_json(system) for system in report.systems],
        "data": [_comparison_json(comparison, stems) for comparison in report.comparisons],
        "behavior": {
            name: [asdict(result) | {"pass_rate": round(result.pass_rate, 4)} for result in behavior.tests]
            for name, behavior in report.behavior.items()
        },
        "challenge": {
            name: {phenomenon: result.model_dump() for phenomenon, result in behavior.challenge.items()}
            for name, behavior in report.behavior.items()
        },
        "by_language": {
            name: {language: metrics.model_dump(mode="json") for language, metrics in languages.items()}
            for name, languages in report.by_language.items()
        },
    }


def _system_json(system: System) -> dict[str, Any]:
    if not isinstance(system, ClassifierSystem):
        return {"name": system.name}
    classifier = system.classifier
    manifest = classifier.manifest
    return {
        "name": system.name,
        "folder": str(classifier.folder.path),
        "base_model": manifest.base_model,
        "labels": list(manifest.labels),
        "max_len": classifier.tokenizer.max_len,
        "serve": manifest.serve,
        "sha256": manifest.files[manifest.serve],
    }


def _comparison_json(comparison: Comparison, stems: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    data = comparison.data
    return {
        "name": data.name,
        "file": str(data.path),
        "rows": len(data.texts),
        "without_text": comparison.without_text,
        "neutral_rows": comparison.neutral_rows,
        "classes": _class_counts(comparison),
        "measurements": [
            {
                "system": measurement.system.name,
                "files": file_names(stems[comparison.title, measurement.system.name], measurement),
                **measurement.metrics.model_dump(mode="json"),
                "neutral_confidence": measurement.neutral_confidence,
                "seconds": measurement.seconds,
                "rows_per_second": measurement.rows_per_second,
                "slices": {name: metrics.model_dump() for name, metrics in measurement.slices.items()},
            }
            for measurement in comparison.measurements
        ],
        "differences": [asdict(difference) for difference in comparison.differences],
    }


def as_markdown(report: Report, stems: Mapping[tuple[str, str], str]) -> str:
    """Convert a report to Markdown: for each data set the comparison, the slices, and the confusion matrices.

    Args:
        report: the report.
        stems: by the title of a comparison and the name of a system, how the names of their files begin.
    """
    parts = ["# Evaluation"]
    parts += [_comparison_section(comparison, stems) for comparison in report.comparisons]
    parts += [_language_section(name, languages) for name, languages in report.by_language.items()]
    if report.behavior:
        parts.append(_behavior_section(report.behavior))
    parts.append(_NOTES)
    return "\n\n".join(parts) + "\n"


def _comparison_section(comparison: Comparison, stems: Mapping[tuple[str, str], str]) -> str:
    data = comparison.data
    counts = ", ".join(f"{count:,} {label}" for label, count in _class_counts(comparison).items())
    left_out = f" {comparison.without_text:,} more have no text and were left out." if comparison.without_text else ""
    neutral = f" The {comparison.neutral_rows:,} neutral rows are left out." if comparison.neutral_rows else ""
    parts = [
        f"## {_escape(comparison.title)}",
        f"{len(data.texts):,} rows of {_escape(data.path)}: {counts}.{neutral}{left_out}",
        markdown_table(COLUMNS, [table_row(measurement) for measurement in comparison.measurements]),
        *map(describe_difference, comparison.differences),
        "### Slices",
        _slice_table(comparison.measurements),
        "### Confusion matrices",
        "Rows are the true classes, columns the predicted ones.",
    ]
    for measurement in comparison.measurements:
        files = file_names(stems[comparison.title, measurement.system.name], measurement)
        parts.append(f"**{_escape(measurement.system.name)}**")
        parts.append(_confusion_table(measurement))
        parts.append(f"Files: {', '.join(f'[{file}]({file})' for file in files)}")
    return "\n\n".join(parts)


def _language_section(name: str, languages: Mapping[str, LanguageMetrics]) -> str:
    return f"## By language: {_escape(name)}\n\n{language_table(languages)}"


def language_table(languages: Mapping[str, LanguageMetrics]) -> str:
    """Format the metrics by language as a Markdown table."""
    return markdown_table(LANGUAGE_COLUMNS, [language_row(code, metrics) for code, metrics in languages.items()])


def describe_difference(difference: Difference) -> str:
    """Say in one sentence by how much one system is better than another."""
    return (
        f"{difference.system} minus {difference.other}: accuracy {difference.accuracy:+.4f} "
        f"({_signed_interval(difference.accuracy_interval)}), macro recall {difference.macro_recall:+.4f} "
        f"({_signed_interval(difference.macro_recall_interval)}); {difference.only_system:,} rows only "
        f"{difference.system} predicts correctly, {difference.only_other:,} only {difference.other}."
    )


def _signed_interval(interval: Interval) -> str:
    return f"{interval[0]:+.4f} to {interval[1]:+.4f}"


def file_names(stem: str, measurement: Measurement) -> list[str]:
    """List the files of a measurement: mistakes, confusion matrix, and reliability if it has calibration bins."""
    names = [f"{stem}.mistakes.csv", f"{stem}.confusion_matrix.png"]
    if measurement.metrics.calibration_bins is not None:
        names.append(f"{stem}.reliability.png")
    return names


def _slice_table(measurements: Sequence[Measurement]) -> str:
    header = ["slice", "rows"]
    for measurement in measurements:
        header += [f"{measurement.system.name}: accuracy", "macro recall"]
    rows = []
    for name, first in measurements[0].slices.items():
        row = [name, f"{first.rows:,}"]
        for measurement in measurements:
            metrics = measurement.slices[name]
            row += [format_metric(metrics.accuracy), format_metric(metrics.macro_recall)]
        rows.append(row)
    return markdown_table(header, rows)


def _confusion_table(measurement: Measurement) -> str:
    metrics = measurement.metrics
    rows = [
        [label, *(f"{count:,}" for count in counts)]
        for label, counts in zip(metrics.labels, metrics.confusion_matrix, strict=True)
    ]
    return markdown_table(["", *metrics.labels], rows)


def _behavior_section(by_system: Mapping[str, Behavior]) -> str:
    challenge = challenge_table({name: behavior.challenge for name, behavior in by_system.items()})
    tests = behavior_table({name: behavior.records for name, behavior in by_system.items()})
    return f"## Challenge set\n\n{markdown_table(*challenge)}\n\n## Behavior\n\n{markdown_table(*tests)}"


def _class_counts(comparison: Comparison) -> dict[str, int]:
    counts = Counter(comparison.data.targets)
    return {label: counts[label] for label in comparison.labels}


def format_metric(value: float | None) -> str:
    """Format a metric with four decimals, or as a dash if it is not available."""
    return "–" if value is None else f"{value:.4f}"


def format_interval(interval: Interval | None) -> str:
    """Format an interval of shares with three decimals, or as a dash if it is not available."""
    return "–" if interval is None else f"{interval[0]:.3f}–{interval[1]:.3f}"


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Format a Markdown table; the first column is left-aligned, the others right-aligned."""
    columns = list(header)
    alignment = ["---", *["---:" for _ in columns[1:]]]
    return "\n".join(f"| {' | '.join(_escape(cell) for cell in row)} |" for row in [columns, alignment, *rows])


def _escape(text: object) -> str:
    """Put a backslash before each character that Markdown would read as markup."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#" else character for character in str(text))
