"""An evaluation from beginning to end: read data sets, load models, compare them, write the report, record it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..data.labeled import Columns
from ..errors import InputError
from ..inference.loading import load_classifier
from ..settings import ServingSettings
from .by_language import language_metrics
from .compare import Report, check_classes, compare
from .data_sets import read_data_sets
from .record import record
from .systems import System, VaderSystem, classifier_systems
from .writer import staged_report, write_report

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display from a title and the number of rows; what it yields is called with rows as they finish."""


@dataclass(frozen=True)
class EvaluationOptions:
    """What to evaluate, and where to write the report.

    Attributes:
        output_dir: folder of the report.
        data: labeled tables, each a data set of its own.
        names: names of the data sets; if empty, they are named after their files.
        columns: where the texts and labels are in the tables.
        models: model folders; if empty, the model that the settings select.
        by_language: whether to measure by language too.
        languages: the language of each table's texts; if empty, that of the column, or detected in each text.
        vader: whether to compare with VADER.
        behavior: whether to run the challenge set and the behavioral tests.
        max_mistakes: number of wrong predictions to list for each system.
        record: whether to write the metrics into the manifests of the models.
        settings: how models are loaded.
    """

    output_dir: Path
    data: tuple[Path, ...] = ()
    names: tuple[str, ...] = ()
    columns: Columns | None = None
    models: tuple[Path, ...] = ()
    by_language: bool = False
    languages: tuple[str, ...] = ()
    vader: bool = False
    behavior: bool = False
    max_mistakes: int = 50
    record: bool = False
    settings: ServingSettings = field(default_factory=ServingSettings.load)


@contextmanager
def no_progress(_title: str, _rows: int) -> Iterator[Callable[[int], None]]:
    """Show no progress."""
    yield lambda _: None


def evaluate(options: EvaluationOptions, progress: Progress = no_progress) -> Report:
    """Evaluate models on labeled data and behavioral tests, and write the report when everything is measured.

    Args:
        options: what to evaluate, and where to write the report.
        progress: opens a progress display.

    Raises:
        InputError: a table or the output folder can't be used, or there is nothing to evaluate with.
        ModelError: a model folder can't be used.
    """
    if not options.data and not options.behavior:
        raise InputError("There is nothing to evaluate with: give a labeled table with --data, or --behavior.")
    languages = options.languages if options.by_language else None
    data_sets = read_data_sets(options.data, options.names, options.columns, languages)
    folders = {folder.resolve(): folder for folder in options.models}  # a folder given twice is evaluated once
    models = classifier_systems([load_classifier(options.settings, folder) for folder in folders.values() or [None]])
    systems: list[System] = [*models]
    if options.vader:
        systems.append(VaderSystem())
    check_classes(systems, data_sets)
    with staged_report(options.output_dir) as staging:
        rows = sum(len(data.texts) for data in data_sets) * len(systems)
        with progress("Evaluating", rows) as advance:
            comparisons = [
                comparison
                for data in data_sets
                for comparison in compare(systems, data, max_mistakes=options.max_mistakes, advance=advance)
            ]
        behavior = {model.name: model.run_checklist() for model in models} if options.behavior else {}
        by_language = {model.name: language_metrics(model, comparisons) for model in models if options.by_language}
        report = Report(systems, comparisons, behavior, by_language)
        write_report(report, staging)
    if options.record:
        for model in models:
            record(model, comparisons, behavior.get(model.name), by_language.get(model.name, {}))
    return report
