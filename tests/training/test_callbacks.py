"""The callbacks of the Trainer."""

from pathlib import Path
from typing import Any, cast

import pytest
from transformers import TrainerControl, TrainerState, TrainingArguments

from twitter_sentiment.training.callbacks import TimedCheckpoint, TrainingClock, training_secs


@pytest.fixture
def arguments(tmp_path: Path) -> TrainingArguments:
    return TrainingArguments(output_dir=str(tmp_path), use_cpu=True)


@pytest.mark.parametrize(("interval_secs", "saves"), [(0, True), (3600, False)])
def test_timed_checkpoint_saves_after_interval(arguments: TrainingArguments, interval_secs: int, saves: bool) -> None:
    control = TrainerControl()
    TimedCheckpoint(interval_secs).on_step_end(arguments, TrainerState(), control)
    assert control.should_save is saves


def test_clock_continues_from_log(arguments: TrainingArguments) -> None:
    state = TrainerState(log_history=[{"epoch": 1, "training_secs": 500.0}])
    clock = TrainingClock()
    clock.on_train_begin(arguments, state, TrainerControl())
    state.log_history.append({"epoch": 2})
    clock.on_log(arguments, state, TrainerControl())
    assert 500 <= training_secs(state) < 560


def test_clock_continues_from_checkpoint_within_epoch(arguments: TrainingArguments, tmp_path: Path) -> None:
    clock = TrainingClock()
    state = TrainerState(stateful_callbacks=[clock])
    clock.on_train_begin(arguments, state, TrainerControl())
    earlier = clock.state()
    earlier["attributes"]["training_secs"] += 500
    cast(dict[str, Any], state.stateful_callbacks)["TrainingClock"] = earlier
    state.save_to_json(str(tmp_path / "trainer_state.json"))
    resumed = TrainerState.load_from_json(str(tmp_path / "trainer_state.json"))
    clock = TrainingClock()
    clock.on_train_begin(arguments, resumed, TrainerControl())
    resumed.log_history.append({"epoch": 1})
    clock.on_log(arguments, resumed, TrainerControl())
    assert 500 <= training_secs(resumed) < 560
