"""Train → export → serve, with a small encoder of the default architecture."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from safetensors.numpy import load_file
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from twitter_sentiment.errors import InputError, TrainingError
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.folder import shipped_model
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import ServingSettings
from twitter_sentiment.training.config import ClassWeights, TrainingConfig
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.train import train

from ..examples import labeled, write_csv
from ..waiting import wait_until_loaded


class FailAtStart(TrainerCallback):
    """Raise an error instead of training."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        raise self.error


class StopAtEnd(TrainerCallback):
    """Interrupt a training after its last checkpoint."""

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        raise KeyboardInterrupt


class StepRecorder(TrainerCallback):
    """Record the number of each step."""

    def __init__(self) -> None:
        self.steps: list[int] = []

    def on_step_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self.steps.append(state.global_step)


@pytest.mark.slow
def test_train_writes_a_model_folder(trained: TrainingResult, config: TrainingConfig) -> None:
    names = {path.name for path in config.model_output.iterdir()}
    assert {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "model.onnx"} <= names
    manifest = Manifest.read(config.model_output)
    assert manifest.labels == ("negative", "neutral", "positive")
    assert (manifest.base_model, manifest.max_len, manifest.normalizer) == ("tiny-distilbert", 64, "tweets-v2")
    assert manifest.metrics == trained.metrics
    assert manifest.calibration["full"].rows == {"negative": 100, "neutral": 100, "positive": 100}
    assert manifest.calibration["binary"].class_shares == {"negative": 0.5, "positive": 0.5}
    assert manifest.data["test"] == {"rows": 300, "negative": 100, "neutral": 100, "positive": 100}
    assert manifest.quantization is not None
    assert manifest.quantization.label_agreement >= 0.975
    assert manifest.quantization.checked_texts >= 500
    assert load_file(config.model_output / "model.safetensors")


@pytest.mark.slow
def test_metrics_file_has_documented_fields(trained: TrainingResult, config: TrainingConfig) -> None:
    metrics = json.loads((config.results_dir / "metrics.json").read_text())
    assert {"accuracy", "precision", "recall", "f1_score", "macro_recall", "expected_calibration_error"} <= set(metrics)
    assert metrics["accuracy"] > 0.9
    assert np.sum(metrics["confusion_matrix"]) == 300
    assert set(metrics["per_class"]) == {"negative", "neutral", "positive"}
    assert (metrics["binary"]["rows"], metrics["binary"]["labels"]) == (200, ["negative", "positive"])
    assert metrics["binary"]["accuracy"] > 0.9


@pytest.mark.slow
def test_summary_describes_the_training(trained: TrainingResult, config: TrainingConfig) -> None:
    summary = json.loads((config.results_dir / "run_summary.json").read_text())
    assert summary["hyperparameters"]["learning_rate"] == 1e-3
    assert [entry["epoch"] for entry in summary["history"]] == [1, 2, 3]
    assert all(entry["train_loss"] > 0 and entry["validation_loss"] > 0 for entry in summary["history"])
    assert summary["history"][2]["train_loss"] < summary["history"][0]["train_loss"]
    assert summary["best_epoch"] in (1, 2, 3)
    assert summary["training_time_secs"] > 0
    assert summary["data"]["train"]["rows"] == 900
    assert summary["versions"]["torch"] == torch.__version__


@pytest.mark.slow
def test_train_leaves_results_only(trained: TrainingResult, config: TrainingConfig) -> None:
    assert {path.name for path in config.results_dir.iterdir()} == {
        "metrics.json",
        "run_summary.json",
        "loss_curves.png",
        "confusion_matrix.png",
        "reliability.png",
    }
    assert {path.name for path in config.model_output.parent.iterdir()} == {
        "processed",
        "tiny-distilbert",
        "model_output",
        "results",
    }


@pytest.mark.slow
def test_trained_model_is_served(trained: TrainingResult, config: TrainingConfig) -> None:
    with TestClient(create_app(ServingSettings(model_path=config.model_output))) as client:
        wait_until_loaded(client)
        assert client.post("/predict", json={"text": "This phone is wonderful"}).json()["sentiment"] == "positive"
        assert client.post("/predict", json={"text": "Our hotel room is a disaster"}).json()["sentiment"] == "negative"
        model = client.get("/model").json()
    assert model["base_model"] == "tiny-distilbert"
    assert model["calibration"]["binary"]["class_shares"] == {"negative": 0.5, "positive": 0.5}
    assert model["metrics"]["binary"]["rows"] == 200


@pytest.mark.slow
def test_served_model_has_measured_accuracy(trained: TrainingResult, config: TrainingConfig) -> None:
    rows = labeled(1500)[1200:]
    predictions = SentimentClassifier.load(config.model_output).predict([row.text for row in rows], neutral=True)
    correct = [prediction.sentiment == row.label for prediction, row in zip(predictions, rows, strict=True)]
    assert np.mean(correct) == pytest.approx(trained.metrics.accuracy, abs=0.03)


RECIPE = """
[[sources]]
name = "examples"
files = ["processed/train.csv"]
origin = "the examples of the tests"
license = "MIT"
trusted_neutral = true
held_out = 0.2

[[sources]]
name = "absent"
files = ["absent.csv"]
origin = "nowhere"

[test]
name = "test"
files = ["processed/test.csv"]
"""


@pytest.mark.slow
def test_mixture_is_trained_on(config: TrainingConfig, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    mixture = replace(
        config,
        mixture=recipe,
        mixture_dir=config.processed_data_dir.parent,
        skip_missing=True,
        stage_tokens=(12,),
        neutral_weight=0.2,
        twin_weight=0.3,
        keep_layers=(1,),
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
    )
    result = train(mixture)
    assert result is not None
    assert result.metrics.accuracy > 0.7
    for data in (result.summary["data"], Manifest.read(mixture.model_output).data):
        examples, absent = data["sources"]
        assert (examples["name"], examples["license"], absent["skipped"]) == ("examples", "MIT", True)
        assert examples["rows"] == data["train"]["rows"]


@pytest.mark.slow
def test_stopped_training_is_resumed(config: TrainingConfig, tmp_path: Path) -> None:
    stopped = replace(config, model_output=tmp_path / "model", results_dir=tmp_path / "results", sample_size=600)
    with pytest.raises(KeyboardInterrupt):
        train(replace(stopped, num_epochs=1), callbacks=[StopAtEnd()])
    assert not stopped.model_output.exists()
    recorder = StepRecorder()
    result = train(replace(stopped, num_epochs=2, resume=True), callbacks=[recorder])
    assert result is not None
    assert min(recorder.steps) > 0
    assert [entry["epoch"] for entry in result.summary["history"]] == [1, 2]


def test_foreign_folder_is_refused_before_training(config: TrainingConfig) -> None:
    with pytest.raises(InputError, match="is no model folder"):
        train(replace(config, model_output=config.processed_data_dir))


@pytest.mark.slow
@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("can't allocate memory")])
def test_out_of_memory_gives_advice(config: TrainingConfig, tmp_path: Path, error: Exception) -> None:
    small = replace(config, model_output=tmp_path / "model", results_dir=tmp_path / "results", sample_size=60)
    with pytest.raises(TrainingError, match=r"BATCH_SIZE=16.*--sample-size"):
        train(small, callbacks=[FailAtStart(error)])


@pytest.mark.slow
def test_few_texts_give_no_int8(config: TrainingConfig, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reviews = write_csv(tmp_path / "reviews.csv", labeled(80, ("negative", "positive"), seed=7))
    small = replace(
        config,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        num_epochs=1,
        sample_size=90,
        extra_data=(reviews,),
        class_weights=ClassWeights.BALANCED,
        train_max_len=16,
    )
    with caplog.at_level(logging.INFO):
        result = train(small)
    assert result is not None
    assert result.summary["data"]["train"]["rows"] + result.summary["data"]["validation"]["rows"] == 170
    assert Manifest.read(small.model_output).serve == "model.onnx"
    assert "No int8 file" in caplog.text


@pytest.mark.slow
def test_corrections_change_the_model(trained: TrainingResult, config: TrainingConfig, tmp_path: Path) -> None:
    sentences = [
        f"The keyboard sings like a {thing}" for thing in ("river", "stone", "door", "bird", "train", "cat", "cup")
    ]
    corrections = [(f"{sentence}{end}", "negative") for sentence in sentences for end in ("", "!")]
    extra = write_csv(tmp_path / "corrections.csv", corrections)
    corrected = replace(config, model_output=tmp_path / "model", results_dir=tmp_path / "results", extra_data=(extra,))
    result = train(corrected)
    assert result is not None
    assert result.summary["data"]["train"]["rows"] == trained.summary["data"]["train"]["rows"] + 14
    assert result.summary["data"]["validation"] == trained.summary["data"]["validation"]
    texts = [text for text, _ in corrections]
    right = {}
    for folder in (config.model_output, corrected.model_output):
        predictions = SentimentClassifier.load(folder).predict(texts, neutral=True)
        right[folder] = sum(prediction.sentiment == "negative" for prediction in predictions)
    assert right[corrected.model_output] == 14 > right[config.model_output]


@pytest.mark.slow
def test_two_classes_give_a_binary_model(config: TrainingConfig, tmp_path: Path) -> None:
    rows = labeled(300, ("negative", "positive"))
    write_csv(tmp_path / "train.csv", rows[:200])
    write_csv(tmp_path / "test.csv", rows[200:])
    binary = replace(
        config,
        processed_data_dir=tmp_path,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        num_epochs=1,
    )
    result = train(binary)
    assert result is not None
    assert result.metrics.labels == ("negative", "positive")
    assert result.metrics.recall == result.metrics.per_class["positive"].recall


@pytest.mark.slow
def test_training_goes_on_from_a_model_that_only_serves(config: TrainingConfig, tmp_path: Path) -> None:
    write_csv(tmp_path / "processed/train.csv", labeled(48))
    write_csv(tmp_path / "processed/test.csv", labeled(24))
    own = replace(
        config,
        model_name="fast",
        processed_data_dir=tmp_path / "processed",
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        learning_rate=1e-6,
        num_epochs=1,
    )
    assert train(own) is not None
    manifest = Manifest.read(own.model_output)
    fast = Manifest.read(shipped_model("fast"))
    assert manifest.base_model == fast.base_model
    assert manifest.data["continued_from"] == {"model": "fast", "rows": fast.data["train"]["rows"]}
    classifier = SentimentClassifier.load(own.model_output)
    texts = ["What a wonderful surprise, thank you!", "He never answered, and the food was cold."]
    assert [prediction.sentiment for prediction in classifier.predict(texts)] == ["positive", "negative"]
