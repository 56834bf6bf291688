"""A whole evaluation: its report, and what is recorded in a model folder."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.evaluation import EvaluationOptions, evaluate
from twitter_sentiment.model.manifest import Manifest

from ..examples import labeled, write_csv
from ..models import FAST

FORMULA = '=cmd|" /C calc"! I love it'
REPORT = Path("report")


@pytest.mark.slow  # it draws plots
def test_report_compares_models_with_vader() -> None:
    data = (
        write_csv("tweets.csv", [*labeled(60), (FORMULA, "negative")]),
        write_csv("reviews.csv", labeled(40, ("negative", "positive"))),
    )
    evaluate(EvaluationOptions(REPORT, data=data, vader=True))
    report = json.loads((REPORT / "evaluation.json").read_text(encoding="utf-8"))
    assert [system["name"] for system in report["systems"]] == ["fast", "VADER"]
    assert [comparison["name"] for comparison in report["data"]] == ["tweets", "tweets", "reviews"]
    assert [comparison["neutral_rows"] for comparison in report["data"]] == [0, 20, 0]
    for comparison in report["data"]:
        assert [measurement["system"] for measurement in comparison["measurements"]] == ["fast", "VADER"]
        assert [difference["other"] for difference in comparison["differences"]] == ["VADER"]
        for measurement in comparison["measurements"]:
            assert all((REPORT / name).is_file() for name in measurement["files"])
    with (REPORT / "tweets.fast.mistakes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert f"'{FORMULA}" in [row["text"] for row in csv.DictReader(file)]
    markdown = (REPORT / "evaluation.md").read_text(encoding="utf-8")
    assert "| model | rows | accuracy | 95 % | macro recall | macro F1 | mean conf. | neutral conf. |" in markdown
    assert "## tweets, two classes" in markdown
    assert "fast minus VADER: accuracy +" in markdown
    assert "| VADER | 61 |" in markdown


@pytest.mark.slow  # it draws plots
def test_report_replaces_earlier_report_only() -> None:
    for name in ("a.csv", "b.csv"):
        evaluate(EvaluationOptions(REPORT, data=(write_csv(name, labeled(30)),)))
        (REPORT / "notes.txt").write_text("mine")
    names = {path.name for path in REPORT.iterdir()}
    assert not [name for name in names if name.startswith("a.")]
    assert {"evaluation.json", "evaluation.md", "b.fast.mistakes.csv", "notes.txt"} <= names
    assert {path.name for path in Path().iterdir()} == {"a.csv", "b.csv", "report"}


@pytest.mark.slow  # it runs all behavioral tests
def test_record_writes_manifest() -> None:
    folder = Path(shutil.copytree(FAST, "mine"))
    options = EvaluationOptions(
        REPORT,
        data=(write_csv("tweets.csv", labeled(60)),),
        names=("our tweets",),
        models=(folder, folder),
        behavior=True,
        by_language=True,
        record=True,
    )
    report = evaluate(options)
    assert [system.name for system in report.systems] == ["mine"]
    manifest = Manifest.read(folder)
    recorded = [entry for entry in manifest.evaluations if entry.data == "our tweets"]
    assert [(len(entry.labels), entry.rows, entry.neutral_rows) for entry in recorded] == [(3, 60, 0), (2, 40, 20)]
    assert recorded[0].accuracy_interval is not None
    assert recorded[1].neutral_confidence is not None
    assert list(manifest.behavior) == [result.name for result in report.behavior["mine"].tests]
    assert manifest.challenge == report.behavior["mine"].challenge
    content = json.loads((REPORT / "evaluation.json").read_text(encoding="utf-8"))
    assert content["challenge"]["mine"]["sarcasm"]["three_classes"]["rows"] == 50
    assert content["by_language"]["mine"]["en"] == manifest.by_language["en"].model_dump(mode="json")
    assert "| English (en) |" in (REPORT / "evaluation.md").read_text(encoding="utf-8")
    first = content["behavior"]["mine"][0]
    assert (first["kind"], first["pass_rate"]) == ("INV", round(first["passed"] / first["cases"], 4))


def test_progress_counts_rows_of_all_systems() -> None:
    opened: list[tuple[str, int]] = []

    @contextmanager
    def progress(title: str, rows: int) -> Iterator[Callable[[int], None]]:
        opened.append((title, rows))
        raise InputError("stopped by the test")
        yield lambda _: None

    options = EvaluationOptions(REPORT, data=(write_csv("tweets.csv", labeled(30)),), vader=True)
    with pytest.raises(InputError, match="stopped by the test"):
        evaluate(options, progress)
    assert opened == [("Evaluating", 60)]
    assert [path.name for path in Path().iterdir()] == ["tweets.csv"]


def test_nothing_to_evaluate_with_is_an_error() -> None:
    with pytest.raises(InputError, match="--data, or --behavior"):
        evaluate(EvaluationOptions(REPORT))
