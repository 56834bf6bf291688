"""The model card: the README.md of a model folder, whose figures come from the manifest."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..model.manifest import Manifest
from .behaviour import capabilities
from .report import as_figure, markdown_table, share_passed

CARD_FILE = "README.md"
BEGIN, END = "<!-- figures: written by `card` -->", "<!-- figures: end -->"

_FIGURES = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


def write_card(folder: Path) -> Path:
    """Writes the figures of a model folder into its card, between two marks; what else stands there stays.

    Raises:
        ModelError: the folder is no model folder.
    """
    manifest = Manifest.read(folder)
    path = folder / CARD_FILE
    figures = "\n\n".join([BEGIN, *_sections(manifest), END])
    text = path.read_text(encoding="utf-8") if path.is_file() else _beginning(manifest)
    text, found = _FIGURES.subn(lambda _: figures, text, count=1)
    path.write_text(text if found else f"{text.rstrip()}\n\n{figures}\n", encoding="utf-8")
    return path


def _beginning(manifest: Manifest) -> str:
    return (
        f"# Sentiment model\n\nMade from {manifest.base_model} with twitter-sentiment. It answers "
        f"{', '.join(manifest.labels)} and reads up to {manifest.max_len} tokens of a text.\n"
    )


def _sections(manifest: Manifest) -> Iterator[str]:
    if manifest.evaluations:
        yield _data_sets(manifest)
    if manifest.quantisation:
        agreement = manifest.quantisation.label_agreement
        yield f"The int8 file names {agreement:.1%} of {manifest.quantisation.checked_texts:,} texts as fp32 does."
    binary = f", {manifest.binary_temperature:.3f} in the binary view" if manifest.binary_temperature else ""
    yield f"Temperature of calibration (Guo et al. 2017): {manifest.temperature:.3f}{binary}."
    if any(entry.slices for entry in manifest.evaluations):
        yield f"Accuracy in parts of the data:\n\n{_slices(manifest)}"
    if manifest.behaviour:
        yield _behaviour(manifest)


def _data_sets(manifest: Manifest) -> str:
    header = ("data", "rows", "classes", "accuracy", "macro recall", "macro F1", "calibration error (ECE)")
    rows = [
        (
            entry.data,
            f"{entry.rows:,}",
            str(len(entry.labels)),
            as_figure(entry.accuracy),
            as_figure(entry.macro_recall),
            as_figure(entry.macro_f1),
            as_figure(entry.expected_calibration_error),
        )
        for entry in manifest.evaluations
    ]
    return markdown_table(header, rows)


def _slices(manifest: Manifest) -> str:
    measured = [entry for entry in manifest.evaluations if entry.slices]
    names = dict.fromkeys(name for entry in measured for name in entry.slices)
    rows = []
    for name in names:
        row = [name]
        for entry in measured:
            part = entry.slices.get(name)
            row.append(f"{as_figure(part.accuracy)} of {part.rows:,}" if part and part.rows else "–")
        rows.append(row)
    return markdown_table(("texts", *(entry.data for entry in measured)), rows)


def _behaviour(manifest: Manifest) -> str:
    results = manifest.behaviour
    passed, cases = (sum(getattr(result, part) for result in results.values()) for part in ("passed", "cases"))
    told = {test.name: test.description for test in capabilities()}
    rows = [(told.get(name, name), result.kind, share_passed(result)) for name, result in results.items()]
    return (
        f"Behavioural tests, written in templates after CheckList (Ribeiro et al. 2020): {passed:,} of {cases:,} cases "
        f"passed ({passed / cases:.1%}). MFT: one answer is right; INV: the answer must not change; DIR: a score must "
        f"rise.\n\n{markdown_table(('test', 'kind', 'passed'), rows)}"
    )
