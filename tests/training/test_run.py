"""Train → export → serve, with the default architecture in small."""

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

from twitter_sentiment.errors import InputError, TrainingError
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import Settings
from twitter_sentiment.training import run as training_run
from twitter_sentiment.training.options import ClassWeights, TrainingOptions
from twitter_sentiment.training.run import train
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.trainer import SentimentTrainer

from ..examples import labelled, write_csv
from ..waiting import wait_until_loaded


def test_the_model_folder_is_a_hugging_face_folder_and_one_of_ours(
    trained: TrainingResult, options: TrainingOptions
) -> None:
    names = {path.name for path in options.model_output.iterdir()}
    assert {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "model.onnx"} <= names
    manifest = Manifest.read(options.model_output)
    assert manifest.labels == ("negative", "neutral", "positive")
    assert (manifest.base_model, manifest.max_len, manifest.normaliser) == ("tiny-distilbert", 64, "tweets-v1")
    assert manifest.quantisation is not None
    assert manifest.quantisation.label_agreement >= 0.97
    assert manifest.quantisation.checked_texts >= 500
    assert load_file(options.model_output / "model.safetensors")


def test_the_metrics_have_the_documented_fields_and_show_that_it_learnt(
    trained: TrainingResult, options: TrainingOptions
) -> None:
    metrics = json.loads((options.results_dir / "metrics.json").read_text())
    assert {"accuracy", "precision", "recall", "f1_score", "macro_recall", "expected_calibration_error"} <= set(metrics)
    assert metrics["accuracy"] > 0.9
    assert np.sum(metrics["confusion_matrix"]) == 300
    assert set(metrics["per_class"]) == {"negative", "neutral", "positive"}


def test_the_summary_tells_how_it_was_made(trained: TrainingResult, options: TrainingOptions) -> None:
    summary = json.loads((options.results_dir / "run_summary.json").read_text())
    assert summary["hyperparameters"]["learning_rate"] == 1e-3
    assert [entry["epoch"] for entry in summary["history"]] == [1, 2, 3]
    assert all(entry["train_loss"] > 0 and entry["validation_loss"] > 0 for entry in summary["history"])
    assert summary["history"][2]["train_loss"] < summary["history"][0]["train_loss"]
    assert summary["training_time_secs"] > 0
    assert summary["data"]["train"]["rows"] == 900
    assert summary["versions"]["torch"].startswith("2.13.0")


@pytest.mark.parametrize("name", ["loss_curves", "confusion_matrix", "reliability"])
def test_the_figures_are_images(trained: TrainingResult, options: TrainingOptions, name: str) -> None:
    content = (options.results_dir / f"{name}.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5000


def test_nothing_of_the_work_in_progress_is_left(trained: TrainingResult, options: TrainingOptions) -> None:
    assert not options.checkpoints_dir.exists()
    assert {path.name for path in options.model_output.parent.iterdir()} == {
        "processed", "tiny-distilbert", "model_output", "results",
    }  # fmt: skip


def test_the_new_model_is_served_at_once(trained: TrainingResult, options: TrainingOptions) -> None:
    with TestClient(create_app(Settings(model_path=options.model_output))) as client:
        wait_until_loaded(client)
        assert client.post("/predict", json={"text": "This phone is wonderful"}).json()["sentiment"] == "positive"
        assert client.post("/predict", json={"text": "Our hotel room is a disaster"}).json()["sentiment"] == "negative"
        assert client.get("/model").json()["base_model"] == "tiny-distilbert"


def test_the_served_model_answers_as_measured(trained: TrainingResult, options: TrainingOptions) -> None:
    rows = labelled(1500)[1200:]
    answers = SentimentClassifier.load(options.model_output).predict([row.text for row in rows], neutral=True)
    accuracy = np.mean([answer.sentiment == row.label for answer, row in zip(answers, rows, strict=True)])
    assert accuracy == pytest.approx(trained.metrics["accuracy"], abs=0.03)


def test_a_stopped_training_is_resumed_from_its_last_checkpoint(
    options: TrainingOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = replace(options, model_output=tmp_path / "model", results_dir=tmp_path / "results", sample_size=600)
    finish = training_run._finish

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training_run, "_finish", stop)
    with pytest.raises(KeyboardInterrupt):
        train(replace(stopped, num_epochs=1))
    assert not stopped.model_output.exists()
    monkeypatch.setattr(training_run, "_finish", finish)
    steps_done: list[int] = []
    compute_loss = SentimentTrainer.compute_loss

    def watched(self: SentimentTrainer, *arguments: Any, **options: Any) -> Any:
        steps_done.append(self.state.global_step)
        return compute_loss(self, *arguments, **options)

    monkeypatch.setattr(SentimentTrainer, "compute_loss", watched)
    result = train(replace(stopped, num_epochs=2, resume=True))
    assert result is not None
    assert min(steps_done) > 0
    assert [entry["epoch"] for entry in result.summary["history"]] == [1, 2]


def test_with_nothing_to_resume_it_says_so(options: TrainingOptions, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to resume"):
        train(replace(options, results_dir=tmp_path, resume=True, sample_size=60))


def test_a_checkpoint_that_was_not_written_whole_is_passed_over(options: TrainingOptions, tmp_path: Path) -> None:
    torn = replace(options, results_dir=tmp_path, resume=True)
    for name in ("checkpoint-20", "checkpoint-100", "checkpoint-120"):
        (torn.checkpoints_dir / name).mkdir(parents=True)
    for name in ("checkpoint-20", "checkpoint-100"):
        (torn.checkpoints_dir / name / "trainer_state.json").touch()
    found = training_run._prepare_checkpoints(torn, first_process=True)
    assert found == str(torn.checkpoints_dir / "checkpoint-100")


def test_a_folder_that_is_no_model_folder_is_refused_before_training(options: TrainingOptions) -> None:
    with pytest.raises(InputError, match="is no model folder"):
        train(replace(options, model_output=options.processed_data_dir))


def test_extra_data_of_one_class_is_refused(options: TrainingOptions, tmp_path: Path) -> None:
    extra = write_csv(tmp_path / "extra.csv", labelled(20, ("positive",)))
    with pytest.raises(InputError, match="must have negative and positive"):
        train(replace(options, extra_data=(extra,)))


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("can't allocate memory")])
def test_out_of_memory_gives_advice(
    options: TrainingOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(SentimentTrainer, "train", fail)
    with pytest.raises(TrainingError, match=r"BATCH_SIZE=16.*--sample-size"):
        train(replace(options, results_dir=tmp_path, sample_size=60))


def test_two_classes_beside_three_and_few_texts_give_a_model_without_int8(
    options: TrainingOptions, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reviews = write_csv(tmp_path / "reviews.csv", labelled(80, ("negative", "positive"), seed=7))
    small = replace(
        options, model_output=tmp_path / "model", results_dir=tmp_path / "results", num_epochs=1, sample_size=90,
        extra_data=(reviews,), class_weights=ClassWeights.BALANCED, train_max_len=16,
    )  # fmt: skip
    with caplog.at_level(logging.INFO):
        result = train(small)
    assert result is not None
    assert result.summary["data"]["train"]["rows"] + result.summary["data"]["validation"]["rows"] == 170
    assert Manifest.read(small.model_output).serve == "model.onnx"
    assert "No int8 file" in caplog.text


def test_two_classes_alone_give_a_binary_model(options: TrainingOptions, tmp_path: Path) -> None:
    rows = labelled(300, ("negative", "positive"))
    write_csv(tmp_path / "train.csv", rows[:200])
    write_csv(tmp_path / "test.csv", rows[200:])
    result = train(
        replace(
            options, processed_data_dir=tmp_path, model_output=tmp_path / "m", results_dir=tmp_path / "r", num_epochs=1
        )
    )
    assert result is not None
    assert result.metrics["labels"] == ["negative", "positive"]
    assert result.metrics["recall"] == result.metrics["per_class"]["positive"]["recall"]


def test_an_encoder_that_is_nowhere_is_named_with_the_offline_way(
    options: TrainingOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match=r"no-such-org/no-such-model can't be had.*set MODEL_NAME to a folder"):
        train(replace(options, model_name="no-such-org/no-such-model"))


def test_a_folder_without_an_encoder_is_refused(options: TrainingOptions, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds no encoder"):
        train(replace(options, model_name=str(tmp_path)))


def test_data_that_was_not_preprocessed_is_asked_for(options: TrainingOptions, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="twitter-sentiment preprocess"):
        train(replace(options, processed_data_dir=tmp_path))
