"""A model that was trained on is averaged with what it began with."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from twitter_sentiment.errors import InputError
from twitter_sentiment.training.averaging import average_with_start, require_start
from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.encoder import load_encoder
from twitter_sentiment.training.inputs import TrainingInputs, load_inputs
from twitter_sentiment.training.train import train

from ..examples import labeled, write_csv


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> TrainingConfig:
    folder = tmp_path_factory.mktemp("averaging")
    write_csv(folder / "train.csv", labeled(48))
    write_csv(folder / "test.csv", labeled(24))
    return TrainingConfig(
        model_name="fast",
        processed_data_dir=folder,
        model_output=folder / "model",
        results_dir=folder / "results",
        max_len=32,
        start_share=0.25,
    )


@pytest.fixture(scope="module")
def inputs(config: TrainingConfig) -> TrainingInputs:
    return load_inputs(config)


def test_average_lies_between_both_weights(config: TrainingConfig, inputs: TrainingInputs) -> None:
    start = load_encoder(config, inputs.data.labels)
    model = load_encoder(config, inputs.data.labels)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1.0)
    average_with_start(model, config, inputs)
    for begun, averaged in zip(start.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(averaged, begun + 0.75)


def test_require_start_accepts_a_model_of_these_classes(config: TrainingConfig, inputs: TrainingInputs) -> None:
    require_start(config, inputs)


def test_encoder_and_other_classes_are_refused_before_training(config: TrainingConfig, tmp_path: Path) -> None:
    rows = [row for row in labeled(60) if row.label != "neutral"]
    write_csv(tmp_path / "train.csv", rows[:30])
    write_csv(tmp_path / "test.csv", rows[30:])
    two_classes = replace(config, processed_data_dir=tmp_path, model_output=tmp_path / "model")
    with pytest.raises(InputError, match="needs a MODEL_NAME that predicts negative, positive already"):
        train(two_classes)
    assert not (tmp_path / "model").exists()
