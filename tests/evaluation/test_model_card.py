"""The model card: the metrics of a manifest in the README.md of a model folder."""

import shutil
from pathlib import Path

import pytest
from huggingface_hub import ModelCard

from twitter_sentiment.errors import ModelError
from twitter_sentiment.evaluation.compare import compare
from twitter_sentiment.evaluation.data_sets import DataSet
from twitter_sentiment.evaluation.model_card import BEGIN, END, write_card
from twitter_sentiment.evaluation.record import record
from twitter_sentiment.evaluation.systems import ClassifierSystem
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.metrics import BehaviorResult, ChallengeResult, MeasuredShare
from twitter_sentiment.model.manifest import Manifest

from ..examples import labeled
from ..models import FAST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The default model, without recorded metrics and without a card."""
    folder = tmp_path / "model"
    shutil.copytree(FAST, folder)
    manifest = Manifest.read(folder)
    nothing = {"evaluations": [], "behavior": {}, "challenge": {}, "data": manifest.data | {"sources": []}}
    manifest.model_copy(update=nothing).write(folder)
    (folder / "README.md").unlink()
    return folder


def evaluate_and_record(folder: Path, name: str, rows: int) -> None:
    texts, targets = zip(*labeled(rows), strict=True)
    model = ClassifierSystem("model", SentimentClassifier.load(folder))
    record(model, compare([model], DataSet(name, Path("x.csv"), list(texts), list(targets))))


def test_card_shows_recorded_metrics(folder: Path) -> None:
    evaluate_and_record(folder, "our tweets", 60)
    behavior = {
        "an old test": BehaviorResult(kind="MFT", cases=20, passed=16),
        "links": BehaviorResult(kind="INV", cases=30, passed=24, classes=2),
    }
    challenge = {"sarcasm": ChallengeResult(two_classes=MeasuredShare(rows=38, share=0.5, low=0.35, high=0.65))}
    Manifest.read(folder).model_copy(update={"behavior": behavior, "challenge": challenge}).write(folder)
    card = write_card(folder).read_text(encoding="utf-8")
    entry, binary = Manifest.read(folder).evaluations
    assert entry.accuracy_interval is not None
    low, high = entry.accuracy_interval
    recalled = f"{entry.macro_recall:.4f} | {entry.macro_f1:.4f} | {entry.mean_confidence:.4f} | – |"
    assert f"| our tweets | 60 | 3 | {entry.accuracy:.4f} | {low:.3f}–{high:.3f} | {recalled}" in card
    assert f"| our tweets | 40 | 2 | {binary.accuracy:.4f} |" in card
    assert f" | {binary.neutral_confidence:.4f} | {binary.expected_calibration_error:.4f} |" in card
    assert "    --data FILE --name 'our tweets' \\\n    --behavior --record\n" in card
    assert "| texts | our tweets, 3 classes |\n" in card
    assert f"| emoji | {entry.slices['emoji'].accuracy:.4f} of {entry.slices['emoji'].rows} |" in card
    assert "40 of 50 cases passed (80.0%)" in card
    assert "| an old test | MFT | 80% of 20 |" in card
    assert "| A link added. | INV | 80% of 30, 2 classes |" in card
    assert "| sarcasm | 50.0% of 38 (35% to 65%) | – |" in card


def test_record_replaces_same_data_set(folder: Path) -> None:
    evaluate_and_record(folder, "first", 30)
    evaluate_and_record(folder, "second", 30)
    evaluate_and_record(folder, "first", 60)
    evaluations = Manifest.read(folder).evaluations
    assert [(entry.title, entry.rows) for entry in evaluations] == [
        ("second, 3 classes", 30),
        ("second, 2 classes", 20),
        ("first, 3 classes", 60),
        ("first, 2 classes", 40),
    ]
    SentimentClassifier.load(folder)


@pytest.mark.parametrize(
    ("begin", "end"),
    [(BEGIN, END), ("<!-- figures: written by `card` -->", "<!-- figures: end -->")],
    ids=["marks", "marks of version 0.1"],
)
def test_card_replaces_text_between_marks(folder: Path, begin: str, end: str) -> None:
    evaluate_and_record(folder, "first", 30)
    (folder / "README.md").write_text(f"# Mine\n\n{begin}\nwhat it was\n{end}\n\nBeware of sarcasm.\n")
    card = write_card(folder).read_text(encoding="utf-8")
    assert f"---\n# Mine\n\n{BEGIN}\n\n## Results\n\n| data |" in card
    assert card.endswith(f"{END}\n\nBeware of sarcasm.\n")
    assert "what it was" not in card
    assert write_card(folder).read_text(encoding="utf-8") == card


def test_card_without_marks_is_extended(folder: Path) -> None:
    (folder / "README.md").write_text("# Mine")
    card = write_card(folder).read_text(encoding="utf-8")
    assert f"---\n# Mine\n\n{BEGIN}\n" in card
    assert card.endswith(f"{END}\n")


def test_card_needs_a_model_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        write_card(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_new_card_has_limits_and_metadata(folder: Path) -> None:
    evaluate_and_record(folder, "our tweets", 30)
    card = ModelCard.load(write_card(folder))
    assert "## Intended use and limits" in card.text
    data = card.data
    assert (data.language, data.license, data.library_name) == ("en", "unknown", "onnx")
    assert data.pipeline_tag == "text-classification"
    results = data.eval_results
    assert results is not None
    entry, binary = Manifest.read(folder).evaluations
    of_binary = {result.metric_name: result.metric_value for result in results if result.dataset_config == "2 classes"}
    assert len(results) == 2 * len(of_binary)
    assert of_binary["accuracy"] == binary.accuracy
    assert of_binary["expected calibration error, 15 bins"] == binary.expected_calibration_error
    assert results[0].dataset_name == "our tweets, 3 classes"
    assert results[0].metric_value == entry.accuracy


def test_card_keeps_metadata_that_people_wrote(folder: Path) -> None:
    written = "language: [en, de]\nlicense: cc-by-nc-4.0\ntags: [tweets]\ndatasets: [me/mine]\nmetrics: [x]\n"
    (folder / "README.md").write_text(f"---\n{written}---\n# Mine\n")
    data = ModelCard.load(write_card(folder)).data
    assert (data.language, data.license, data.tags) == (["en", "de"], "cc-by-nc-4.0", ["tweets"])
    assert data.datasets == ["me/mine"]
    assert data.metrics == ["accuracy", "recall", "f1", "expected_calibration_error"]
    assert data.eval_results is None
    assert ModelCard.load(write_card(folder, "mit")).data.license == "mit"


def test_card_lists_the_sources(folder: Path) -> None:
    sources = [
        {
            "name": "tweets",
            "rows": 40_000,
            "repeats": 2,
            "origin": "huggingface.co/datasets/cardiffnlp/tweet_eval, sentiment, train",
            "license": "research",
        },
        {"name": "hotels", "rows": 900, "origin": "github.com/a/b @0123", "license": "MIT"},
        {"name": "films", "rows": 800, "repeats": 2, "in_epoch": 300, "origin": "films", "license": "MIT"},
        {"name": "away", "rows": 0, "origin": "github.com/c/d", "license": "MIT", "skipped": True},
    ]
    manifest = Manifest.read(folder)
    manifest.model_copy(update={"data": manifest.data | {"sources": sources}}).write(folder)
    card = ModelCard.load(write_card(folder))
    assert "## Training data\n\n41,200 rows of 3 sources" in card.text
    assert "| hotels | 900 | github.com/a/b @0123 | MIT |" in card.text
    assert "| tweets | 40,000 × 2 |" in card.text
    assert "| films | 300 of 800 |" in card.text
    assert "| away | missing, left out | github.com/c/d | MIT |" in card.text
    assert card.data.datasets == ["cardiffnlp/tweet_eval"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (30_000, " The training went on from the weights of accurate, which had seen 30,000 rows."),
        (None, " The training went on from the weights of accurate."),
    ],
)
def test_card_names_the_model_that_the_training_went_on_from(folder: Path, rows: int | None, sentence: str) -> None:
    sources = [{"name": "hotels", "rows": 900, "origin": "hotels", "license": "MIT"}]
    start = {"model": "accurate", "rows": rows}
    manifest = Manifest.read(folder)
    changed = manifest.data | {"sources": sources, "continued_from": start}
    manifest.model_copy(update={"data": changed}).write(folder)
    card = write_card(folder).read_text(encoding="utf-8")
    assert f"licenses as their origins state them.{sentence}\n" in card


def test_card_with_damaged_metadata_is_left(folder: Path) -> None:
    (folder / "README.md").write_text("---\na: [\n---\n# Mine\n")
    with pytest.raises(ModelError, match="can't be read as YAML"):
        write_card(folder)
    assert (folder / "README.md").read_text() == "---\na: [\n---\n# Mine\n"
