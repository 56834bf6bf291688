"""The checkpoints of an unfinished training."""

import logging
import shutil
from pathlib import Path

from transformers.trainer import TRAINER_STATE_NAME

from ..errors import InputError
from .config import TrainingConfig

logger = logging.getLogger(__name__)


def newest_checkpoint(checkpoints_dir: Path) -> Path | None:
    """Return the newest complete checkpoint, if there is one."""
    # The trainer's state is the last file of a checkpoint: without it, the training was stopped while saving.
    complete = [path for path in checkpoints_dir.glob("checkpoint-*") if (path / TRAINER_STATE_NAME).is_file()]
    return max(complete, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def checkpoint_to_resume(config: TrainingConfig, first_process: bool) -> str | None:
    """Return the checkpoint to continue from; without `resume`, remove those of an earlier training.

    Args:
        config: the training.
        first_process: whether this process may remove files.

    Raises:
        InputError: there is nothing to resume.
    """
    newest = newest_checkpoint(config.checkpoints_dir)
    if config.resume:
        if newest is None and not config.tune:  # a training that was stopped during its search has no checkpoint yet
            raise InputError(f"There is nothing to resume in {config.checkpoints_dir}: run without --resume.")
        return str(newest) if newest else None
    if newest and first_process:
        logger.info("Removing the checkpoints of an unfinished training (--resume would continue it).")
        shutil.rmtree(config.checkpoints_dir)
    return None
