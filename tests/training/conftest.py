"""A small training that the tests of this folder share."""

import pytest

from twitter_sentiment.training.options import TrainingOptions
from twitter_sentiment.training.run import train
from twitter_sentiment.training.summary import TrainingResult

from ..examples import labelled, write_csv
from ..tiny_encoder import write_tiny_encoder


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> TrainingOptions:
    """Three classes, 1,200 rows to train on, 300 to test on."""
    folder = tmp_path_factory.mktemp("training")
    rows = labelled(1500)
    write_csv(folder / "processed/train.csv", rows[:1200])
    write_csv(folder / "processed/test.csv", rows[1200:])
    return TrainingOptions(
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


@pytest.fixture(scope="module")
def trained(options: TrainingOptions) -> TrainingResult:
    result = train(options)
    assert result is not None
    return result
