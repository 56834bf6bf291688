"""Recording: what was measured becomes part of the model's manifest, from which the service tells it."""

from collections.abc import Sequence

from ..model.manifest import Evaluation, Manifest
from .contenders import Model
from .measuring import Comparison


def record(model: Model, comparisons: Sequence[Comparison]) -> None:
    """Writes the figures of a model into its manifest; those of a data set of the same name are replaced.

    Raises:
        ModelError: the manifest can't be read any more.
    """
    folder = model.classifier.folder.path
    manifest = Manifest.read(folder)
    by_name = {entry.data: entry for entry in [*manifest.evaluations, *_evaluations(model, comparisons)]}
    manifest.model_copy(update={"evaluations": list(by_name.values())}).write(folder)


def _evaluations(model: Model, comparisons: Sequence[Comparison]) -> list[Evaluation]:
    kept = ("rows", "labels", "accuracy", "macro_recall", "macro_f1", "expected_calibration_error")
    return [
        Evaluation(
            data=comparison.data.name,
            slices=measurement.slices,
            **{name: measurement.figures[name] for name in kept},
        )
        for comparison in comparisons
        for measurement in comparison.measurements
        if measurement.contender is model
    ]
