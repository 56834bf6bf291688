"""Recording: what was measured becomes part of the model's manifest, from which the service tells it."""

from collections.abc import Sequence

from ..model.manifest import BehaviourFigures, Evaluation, Manifest
from .behaviour import CapabilityResult
from .contenders import Model
from .measuring import Comparison


def record(model: Model, comparisons: Sequence[Comparison], behaviour: Sequence[CapabilityResult] = ()) -> None:
    """Writes the figures of a model into its manifest; those of a data set of the same name are replaced.

    Args:
        behaviour: what the behavioural tests found; where it is empty, the manifest keeps what it has.

    Raises:
        ModelError: the manifest can't be read any more.
    """
    folder = model.classifier.folder.path
    manifest = Manifest.read(folder)
    by_name = {entry.data: entry for entry in [*manifest.evaluations, *_evaluations(model, comparisons)]}
    found = {
        result.name: BehaviourFigures(kind=result.kind, cases=result.cases, passed=result.passed)
        for result in behaviour
    }
    update = {"evaluations": list(by_name.values()), "behaviour": found or manifest.behaviour}
    manifest.model_copy(update=update).write(folder)


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
