"""The search for hyperparameters."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.train import train

pytestmark = pytest.mark.slow


class CountTrainings(TrainerCallback):
    """Count the trainings; interrupt the one after `limit`."""

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit
        self.count = 0

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if self.count == self.limit:
            raise KeyboardInterrupt
        self.count += 1


@pytest.fixture
def search(config: TrainingConfig, tmp_path: Path) -> TrainingConfig:
    return replace(
        config,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        sample_size=300,
        num_epochs=1,
        tune=3,
    )


def test_train_uses_the_best_hyperparameters(search: TrainingConfig) -> None:
    result = train(search)
    assert result is not None
    report = json.loads((search.results_dir / "tuning.json").read_text())
    assert len(report["trials"]) == 3
    recalls = [trial["macro_recall"] for trial in report["trials"] if not trial["pruned"]]
    assert report["best"]["macro_recall"] == max(recalls)
    used = result.summary["hyperparameters"]
    assert {name: used[name] for name in ("learning_rate", "num_epochs", "batch_size")} == {
        name: value for name, value in report["best"].items() if name != "macro_recall"
    }
    assert all(2.5e-4 <= trial["learning_rate"] <= 4e-3 for trial in report["trials"])
    assert not (search.results_dir / "tuning").exists()


def test_stopped_search_continues_with_the_rest(search: TrainingConfig) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(search, callbacks=[CountTrainings(limit=2)])
    trainings = CountTrainings()
    assert train(replace(search, resume=True), callbacks=[trainings]) is not None
    assert trainings.count == 2  # the third trial, and the training with the best of them
