"""The model card: the README.md of a model folder, with the metrics and the training data of its manifest."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..metrics import Evaluation
from ..model.folder import find_folder
from ..model.manifest import Manifest
from .card_metadata import read_metadata, write_metadata
from .checklist.tables import behavior_table, challenge_table
from .report import format_interval, format_metric, language_table, markdown_table

CARD_FILE = "README.md"
BEGIN = "<!-- metrics: written by `twitter-sentiment card` -->"
END = "<!-- metrics: end -->"

_RESULTS_NOTE = (
    "Data with neutral texts is measured twice: all texts in three classes, the negative and positive ones in two. "
    "95 %: interval of the accuracy (Wilson 1927). Confidence: mean probability of the predicted class, which should "
    "equal the accuracy; of neutral: the same for the neutral texts that two classes leave out, best near one half."
)

_LANGUAGES_NOTE = (
    "All data of a language together, measured with `evaluate --by-language --record`. 95 %: interval of the accuracy "
    "(Wilson 1927), of the others 1.96 standard deviations of a bootstrap."
)

# Cards of version 0.1 have "figures" in their marks.
_METRICS = re.compile(r"<!-- (?:metrics|figures): written by .*?-->.*?<!-- (?:metrics|figures): end -->", re.DOTALL)


def write_card(folder: Path, license_name: str | None = None) -> Path:
    """Write the metrics of a model into its card, between two marks, and its front matter; the text around them stays.

    Args:
        folder: model folder, or the name of a shipped model.
        license_name: license of the weights, as the Hugging Face Hub calls it; None keeps that of the card.

    Returns:
        The file that was written.

    Raises:
        ModelError: the folder is no model folder, or the front matter of its card is damaged.
    """
    folder = find_folder(folder)
    manifest = Manifest.read(folder)
    path = folder / CARD_FILE
    metadata = read_metadata(path)
    metrics = "\n\n".join([BEGIN, *_sections(manifest), END])
    card = path.read_text(encoding="utf-8") if path.is_file() else _new_card(manifest)
    card, replaced = _METRICS.subn(lambda _: metrics, card, count=1)
    if not replaced:
        card = f"{card.rstrip()}\n\n{metrics}\n"
    path.write_text(card, encoding="utf-8")
    write_metadata(path, manifest, metadata, license_name)
    return path


def _new_card(manifest: Manifest) -> str:
    return (
        f"# Sentiment model\n\nMade from {manifest.base_model} with twitter-sentiment. It predicts "
        f"{', '.join(manifest.labels)} and reads up to {manifest.max_len} tokens of a text.\n\n"
        "## Intended use and limits\n\n"
        "It is meant for many texts at a time: shares of classes, what changed, what to read first. It misreads some "
        "texts, so decide nothing about a person on the ground of its predictions. Of a text that is too long, the "
        "middle is not read. With two classes, a neutral text gets one of them too, at best with a confidence near one "
        "half. On texts of another kind or language than those below it can be much worse: measure it on your own.\n"
    )


def _sections(manifest: Manifest) -> Iterator[str]:
    if manifest.evaluations:
        yield f"## Results\n\n{_evaluation_table(manifest)}"
        yield _RESULTS_NOTE
        yield f"## How it was measured\n\n{_commands(manifest)}"
    if manifest.quantization:
        agreement = manifest.quantization.label_agreement
        yield (
            f"The int8 file predicts the same class as fp32 for {agreement:.1%} of "
            f"{manifest.quantization.checked_texts:,} texts."
        )
    binary = f", {manifest.binary_temperature:.3f} in binary mode" if manifest.binary_temperature else ""
    yield f"Calibration temperature (Guo et al. 2017): {manifest.temperature:.3f}{binary}."
    if any(entry.slices for entry in manifest.evaluations):
        yield f"## Slices\n\nAccuracy on parts of the data:\n\n{_slice_table(manifest)}"
    if manifest.by_language:
        yield f"## By language\n\n{_LANGUAGES_NOTE}\n\n{language_table(manifest.by_language)}"
    if manifest.challenge:
        yield f"## Challenge set\n\n{_challenge_section(manifest)}"
    if manifest.behavior:
        yield f"## Behavior\n\n{_behavior_section(manifest)}"
    if manifest.data.get("sources"):
        yield f"## Training data\n\n{_source_table(manifest)}"


def _commands(manifest: Manifest) -> str:
    names = dict.fromkeys(entry.data for entry in manifest.evaluations)
    data = "".join(f" \\\n    --data FILE --name {shlex.quote(name)}" for name in names)
    behavior = " --behavior" if manifest.behavior else ""
    return (
        f"On {manifest.serve}, the file that serves, where FILE is the table of each data set:\n\n```bash\n"
        f"twitter-sentiment evaluate --model MODEL{data} \\\n   {behavior} --record\n"
        "twitter-sentiment card --model MODEL\n```"
    )


def _source_table(manifest: Manifest) -> str:
    sources = manifest.data["sources"]
    used = sum(not source.get("skipped") for source in sources)
    rows = [
        (source["name"], _source_rows(source), source.get("origin", "–"), source.get("license", "not stated"))
        for source in sources
    ]
    return (
        f"{sum(min(source['rows'], _in_epoch(source)) for source in sources):,} rows of {used} sources; licenses as "
        f"their origins state them.{_start_note(manifest)}{_vocabulary_note(manifest)}\n\n"
        f"{markdown_table(('source', 'rows', 'origin', 'license'), rows)}"
    )


def _start_note(manifest: Manifest) -> str:
    """Say which model's weights were trained on, where it was one of ours."""
    start = manifest.data.get("continued_from")
    if start is None:
        return ""
    rows = f", which had seen {start['rows']:,} rows" if start["rows"] else ""
    return f" The training went on from the weights of {start['model']}{rows}."


def _vocabulary_note(manifest: Manifest) -> str:
    """Say what was kept of the encoder's vocabulary, where it was cut."""
    cut = manifest.data.get("vocabulary")
    if cut is None:
        return ""
    kept = [f"those that the texts have at least {cut['least_count']} times", "single characters"]
    if cut["most_probable"]:
        kept.append(f"the {cut['most_probable']:,} most probable")
    if cut["whole_scripts"]:
        kept.append(f"all of {', '.join(cut['whole_scripts'])}")
    pieces = f"{cut['pieces']:,} of the {cut['pieces_before']:,} pieces of the encoder's vocabulary"
    return f" Kept are {pieces}: {'; '.join(kept)}."


def _source_rows(source: Mapping[str, Any]) -> str:
    if source.get("skipped"):
        return "missing, left out"
    repeats = source.get("repeats", 1)
    if _in_epoch(source) < source["rows"] * repeats:
        return f"{_in_epoch(source):,} of {source['rows']:,}"
    return f"{source['rows']:,} × {repeats}" if repeats > 1 else f"{source['rows']:,}"


def _in_epoch(source: Mapping[str, Any]) -> int:
    return int(source.get("in_epoch", source["rows"] * source.get("repeats", 1)))


def _evaluation_table(manifest: Manifest) -> str:
    header = (
        *("data", "rows", "classes", "accuracy", "95 %", "macro recall", "macro F1"),
        *("confidence", "of neutral", "calibration error (ECE)"),
    )
    rows = [
        (
            entry.data,
            f"{entry.rows:,}",
            str(len(entry.labels)),
            format_metric(entry.accuracy),
            format_interval(entry.accuracy_interval),
            format_metric(entry.macro_recall),
            format_metric(entry.macro_f1),
            format_metric(entry.mean_confidence),
            format_metric(entry.neutral_confidence),
            format_metric(entry.expected_calibration_error),
        )
        for entry in manifest.evaluations
    ]
    return markdown_table(header, rows)


def _slice_table(manifest: Manifest) -> str:
    by_data: dict[str, Evaluation] = {}
    for entry in manifest.evaluations:
        if entry.slices:
            by_data.setdefault(entry.data, entry)  # the first of two views is that of three classes
    entries = list(by_data.values())
    names = dict.fromkeys(name for entry in entries for name in entry.slices)
    rows = []
    for name in names:
        row = [name]
        for entry in entries:
            metrics = entry.slices.get(name)
            row.append(f"{format_metric(metrics.accuracy)} of {metrics.rows:,}" if metrics and metrics.rows else "–")
        rows.append(row)
    return markdown_table(("texts", *(entry.title for entry in entries)), rows)


def _challenge_section(manifest: Manifest) -> str:
    return (
        "Challenge set, texts written for this project and never trained on: accuracy by phenomenon with its 95 % "
        "interval. In two classes it is measured on the negative and the positive texts.\n\n"
        f"{markdown_table(*challenge_table({'accuracy': manifest.challenge}))}"
    )


def _behavior_section(manifest: Manifest) -> str:
    results = manifest.behavior
    passed = sum(result.passed for result in results.values())
    cases = sum(result.cases for result in results.values())
    return (
        f"Behavioral tests after CheckList (Ribeiro et al. 2020), the worse of two classes and three: {passed:,} of "
        f"{cases:,} cases passed ({passed / cases:.1%}). INV: a change must neither turn the class nor move a "
        "probability by more than 0.1; DIR: a score must rise.\n\n"
        f"{markdown_table(*behavior_table({'passed': results}))}"
    )
