"""The metrics of a model by language."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.data.labeled import Columns
from twitter_sentiment.errors import InputError
from twitter_sentiment.evaluation.by_language import MIN_ROWS, language_metrics
from twitter_sentiment.evaluation.compare import compare
from twitter_sentiment.evaluation.data_sets import DataSet, read_data_sets
from twitter_sentiment.evaluation.model_card import write_card
from twitter_sentiment.evaluation.record import record
from twitter_sentiment.evaluation.systems import ClassifierSystem
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.scoring import classification_metrics

from ..examples import labeled, write_csv


@pytest.fixture(scope="module")
def system(language_folder: Path) -> ClassifierSystem:
    return ClassifierSystem("model", SentimentClassifier.load(language_folder))


def data_set(name: str, rows: int, languages: list[str], labels: tuple[str, ...] = LABELS) -> DataSet:
    """Texts in English that are said to be in these languages in turn."""
    texts, targets = zip(*labeled(rows, labels), strict=True)
    return DataSet(name, Path(f"{name}.csv"), list(texts), list(targets), (languages * rows)[:rows])


def test_metrics_are_those_of_the_rows_of_a_language(system: ClassifierSystem) -> None:
    languages = ["pt", "pt", "pt", "pt", "sw"]
    comparisons = compare([system], data_set("a", 300, languages))
    three, two = comparisons
    by_language = language_metrics(system, comparisons)
    assert sorted(by_language) == ["pt", "sw"]
    for view in (three, two):
        chosen = np.array(view.data.languages) == "pt"
        targets = np.array([view.labels.index(target) for target in view.data.targets])
        probabilities = view.measurements[0].probabilities
        assert probabilities is not None
        expected = classification_metrics(probabilities[chosen], targets[chosen], view.labels)
        found = by_language["pt"]
        if view is three:
            assert (found.classes, found.rows, found.macro_f1) == (3, 240, expected.macro_f1)
            assert found.expected_calibration_error == expected.expected_calibration_error
            low, high = found.macro_f1_interval
            assert low < found.macro_f1 < high < low + 0.25
        else:
            assert found.two_class_rows == expected.rows
            assert found.two_class_accuracy == expected.accuracy
            assert found.two_class_accuracy_interval == expected.accuracy_interval


def test_data_sets_of_one_language_are_put_together(system: ClassifierSystem) -> None:
    comparisons = [
        comparison
        for data in (
            data_set("a", 90, ["es", "es", "es", "ca", "ca", "ca"]),
            data_set("b", 60, ["es"], BINARY_LABELS),
            data_set("c", 60, ["zh"], BINARY_LABELS),
            data_set("d", MIN_ROWS - 2, ["eu"], BINARY_LABELS),
        )
        for comparison in compare([system], data)
    ]
    found = language_metrics(system, comparisons)
    counts = {code: (each.classes, each.rows, each.two_class_rows) for code, each in found.items()}
    assert counts == {"ca": (3, 45, 30), "es": (3, 45, 90), "zh": (2, 60, 60)}


def test_language_comes_from_flag_column_or_text() -> None:
    german = [("das ist leider nicht so gut wie das alte", "negative"), ("das ist wirklich sehr schön", "positive")]
    path = write_csv("german.csv", german)
    assert read_data_sets([path])[0].languages == []
    assert read_data_sets([path], languages=())[0].languages == ["de", "de"]
    assert read_data_sets([path], languages=["hi-Latn"])[0].languages == ["hi-Latn", "hi-Latn"]
    with pytest.raises(InputError, match="There are 2 --language and 1 --data"):
        read_data_sets([path], languages=["de", "fr"])
    Path("named.csv").write_text("text,label,speech\nso gut,1,pt_BR\ndas ist leider nicht so gut,0,\nso,,de\n")
    (named,) = read_data_sets([Path("named.csv")], columns=Columns(language="speech"), languages=())
    assert named.languages == ["pt", "de"]
    with pytest.raises(InputError, match="no column 'speech'"):
        read_data_sets([path], columns=Columns(language="speech"), languages=())


def test_recorded_languages_stand_in_the_card(language_folder: Path) -> None:
    system = ClassifierSystem("model", SentimentClassifier.load(shutil.copytree(language_folder, "mine")))
    comparisons = compare([system], data_set("a", 120, ["pt", "hi-Latn"]))
    measured = language_metrics(system, comparisons)
    record(system, comparisons, by_language=measured)
    folder = system.classifier.folder.path
    assert Manifest.read(folder).by_language == measured
    record(system, comparisons, by_language={"sw": measured["pt"]})
    assert sorted(Manifest.read(folder).by_language) == ["hi-Latn", "pt", "sw"]
    card = write_card(folder).read_text(encoding="utf-8")
    low, high = measured["pt"].macro_f1_interval
    assert f"| Portuguese (pt) | 60 | 3 | {measured['pt'].macro_f1:.4f} | {low:.3f}–{high:.3f} |" in card
    assert "| Hindi (hi-Latn) | 60 | 3 |" in card
