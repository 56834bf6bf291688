"""The search for hyperparameters."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from twitter_sentiment.training import tuning
from twitter_sentiment.training.options import TrainingOptions
from twitter_sentiment.training.run import train
from twitter_sentiment.training.trainer import SentimentTrainer


@pytest.fixture
def searching(options: TrainingOptions, tmp_path: Path) -> TrainingOptions:
    return replace(
        options,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        sample_size=300,
        num_epochs=1,
        tune=3,
    )


def test_the_model_is_trained_with_the_best_of_the_settings_tried(searching: TrainingOptions) -> None:
    result = train(searching)
    assert result is not None
    told = json.loads((searching.results_dir / "tuning.json").read_text())
    assert len(told["trials"]) == 3
    reached = [trial["macro_recall"] for trial in told["trials"] if not trial["pruned"]]
    assert told["best"]["macro_recall"] == max(reached)
    used = result.summary["hyperparameters"]
    assert {name: used[name] for name in ("learning_rate", "num_epochs", "batch_size")} == {
        name: value for name, value in told["best"].items() if name != "macro_recall"
    }
    assert all(2.5e-4 <= trial["learning_rate"] <= 4e-3 for trial in told["trials"])
    assert not (searching.results_dir / "tuning").exists()


def test_a_stopped_search_goes_on_with_the_trials_that_are_left(
    searching: TrainingOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainings: list[SentimentTrainer] = []
    train_once = SentimentTrainer.train

    def counted(self: SentimentTrainer, *arguments: object, **options: object) -> object:
        if len(trainings) == 2:
            raise KeyboardInterrupt
        trainings.append(self)
        return train_once(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(SentimentTrainer, "train", counted)
    with pytest.raises(KeyboardInterrupt):
        train(searching)
    monkeypatch.setattr(SentimentTrainer, "train", train_once)
    tried: list[TrainingOptions] = []
    suggest = tuning._suggest

    def watched(*arguments: object) -> TrainingOptions:
        tried.append(suggest(*arguments))  # type: ignore[arg-type]
        return tried[-1]

    monkeypatch.setattr(tuning, "_suggest", watched)
    assert train(replace(searching, resume=True)) is not None
    assert len(tried) == 1
