"""The checkpoints that a training can continue from."""

from dataclasses import replace
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.training.checkpoints import checkpoint_to_resume, newest_checkpoint
from twitter_sentiment.training.config import TrainingConfig


@pytest.fixture
def resumed(config: TrainingConfig, tmp_path: Path) -> TrainingConfig:
    return replace(config, results_dir=tmp_path, resume=True)


def write_checkpoint(config: TrainingConfig, step: int, complete: bool = True) -> Path:
    folder = config.checkpoints_dir / f"checkpoint-{step}"
    folder.mkdir(parents=True)
    if complete:
        (folder / "trainer_state.json").touch()
    return folder


def test_newest_checkpoint_skips_incomplete(resumed: TrainingConfig) -> None:
    write_checkpoint(resumed, 20)
    newest = write_checkpoint(resumed, 100)
    write_checkpoint(resumed, 120, complete=False)
    assert newest_checkpoint(resumed.checkpoints_dir) == newest
    assert checkpoint_to_resume(resumed, first_process=True) == str(newest)


def test_nothing_to_resume_is_refused(resumed: TrainingConfig) -> None:
    with pytest.raises(InputError, match="nothing to resume"):
        checkpoint_to_resume(resumed, first_process=True)


def test_stopped_search_resumes_without_checkpoint(resumed: TrainingConfig) -> None:
    assert checkpoint_to_resume(replace(resumed, tune=3), first_process=True) is None


@pytest.mark.parametrize("first_process", [True, False])
def test_new_training_removes_old_checkpoints(resumed: TrainingConfig, first_process: bool) -> None:
    write_checkpoint(resumed, 20)
    assert checkpoint_to_resume(replace(resumed, resume=False), first_process) is None
    assert resumed.checkpoints_dir.exists() is not first_process
