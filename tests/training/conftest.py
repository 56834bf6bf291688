"""A small training that the tests of this folder share."""

import pytest
import torch

from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.train import train

from ..examples import labeled, write_csv
from ..tiny_encoder import write_tiny_encoder

torch.set_num_threads(1)  # for models this small, threads cost more time than they save


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> TrainingConfig:
    """Three classes, 1,200 rows to train on, 300 to test on."""
    folder = tmp_path_factory.mktemp("training")
    rows = labeled(1500)
    write_csv(folder / "processed/train.csv", rows[:1200])
    write_csv(folder / "processed/test.csv", rows[1200:])
    return TrainingConfig(
        model_name=str(write_tiny_encoder(folder / "tiny-distilbert")),
        processed_data_dir=folder / "processed",
        model_output=folder / "model_output",
        results_dir=folder / "results",
        max_len=64,
        learning_rate=1e-3,
        batch_size=16,
        num_epochs=3,
        validation_share=0.25,
    )


@pytest.fixture(scope="session")
def trained(config: TrainingConfig) -> TrainingResult:
    """The result of that training, whose files are in the folders of `config`."""
    result = train(config)
    assert result is not None
    return result
