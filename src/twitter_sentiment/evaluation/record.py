"""The recording of results in the manifest of a model, where `GET /model` and the model card get them."""

from collections.abc import Mapping, Sequence

from ..metrics import ClassificationMetrics, Evaluation, LanguageMetrics
from ..model.manifest import Manifest
from .checklist import Behavior
from .compare import Comparison
from .systems import ClassifierSystem


def record(
    system: ClassifierSystem,
    comparisons: Sequence[Comparison],
    behavior: Behavior | None = None,
    by_language: Mapping[str, LanguageMetrics] | None = None,
) -> None:
    """Write the metrics of a model into its manifest; those of a data set or language of the same name are replaced.

    Args:
        system: the model.
        comparisons: the results on data sets.
        behavior: the results of the challenge set and the behavioral tests; if None, the manifest keeps those that it
            has.
        by_language: the metrics of each language.

    Raises:
        ModelError: the manifest can't be read any more.
    """
    folder = system.classifier.folder.path
    manifest = Manifest.read(folder)
    measured = {comparison.data.name for comparison in comparisons}
    kept = [entry for entry in manifest.evaluations if entry.data not in measured]
    update: dict[str, object] = {
        "evaluations": kept + _evaluations(system, comparisons),
        "by_language": manifest.by_language | dict(by_language or {}),
    }
    if behavior:
        update |= {"challenge": behavior.challenge, "behavior": behavior.records}
    manifest.model_copy(update=update).write(folder)


def _evaluations(system: ClassifierSystem, comparisons: Sequence[Comparison]) -> list[Evaluation]:
    fields = Evaluation.model_fields.keys() & ClassificationMetrics.model_fields.keys()
    return [
        Evaluation(
            data=comparison.data.name,
            neutral_rows=comparison.neutral_rows,
            neutral_confidence=measurement.neutral_confidence,
            slices=measurement.slices,
            **measurement.metrics.model_dump(include=set(fields)),
        )
        for comparison in comparisons
        for measurement in comparison.measurements
        if measurement.system is system
    ]
