"""Compares two predicted files as wholes, by the function that the command line compares by."""

import numpy as np

from ...insight.answers import Answers
from ...insight.file_comparison import FileComparison, compare_files
from ...service_types import ModelInfo
from .prepared import MAX_TEXTS, PreparedFile

MAX_COMPARED = MAX_TEXTS // 2
"""Of a larger file, so many texts are drawn at random: the terms of both files are found together."""


def compare_prepared(
    first: PreparedFile,
    second: PreparedFile,
    *,
    two_classes: bool,
    english_only: bool,
    max_texts: int = MAX_COMPARED,
) -> FileComparison:
    """Compare two files, whatever is chosen of the first.

    Args:
        first, second: the files, predicted by the same model in the same classes.
        two_classes: leave the neutral class out.
        english_only: leave out texts that are probably not English.
        max_texts: most texts of each.
    """
    parts = [
        _part(file, two_classes=two_classes, english_only=english_only, max_texts=max_texts) for file in (first, second)
    ]
    return compare_files(parts[0], parts[1], first.calibration(parts[0].labels), (first.name, second.name))


def is_same_model(one: ModelInfo | None, other: ModelInfo | None) -> bool:
    """Return whether two descriptions are of one model, as far as they tell; measurements of it may differ."""
    return one is None or other is None or _identity(one) == _identity(other)


def _identity(model: ModelInfo) -> tuple[object, ...]:
    second = model.multilingual and _identity(model.multilingual)
    temperatures = (model.temperature, model.binary_temperature, model.language_temperatures)
    return model.name, model.labels, *temperatures, model.calibration, second


def _part(file: PreparedFile, *, two_classes: bool, english_only: bool, max_texts: int) -> Answers:
    answers = file.answers(two_classes=two_classes)
    chosen = ~file.not_english if english_only else np.ones(len(answers.texts), dtype=bool)
    indices = np.flatnonzero(chosen)
    if len(indices) > max_texts:
        chosen = np.zeros(len(answers.texts), dtype=bool)
        chosen[np.random.default_rng(0).choice(indices, max_texts, replace=False)] = True
    return answers if chosen.all() else answers.part(chosen)
