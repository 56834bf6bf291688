"""Callbacks of the Trainer: checkpoints by time, training time, early stopping with its reason."""

import logging
import time
from typing import Any, cast

from transformers import EarlyStoppingCallback, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_callback import ExportableState

logger = logging.getLogger(__name__)

CHECKPOINT_SECS = 300
_TRAINING_SECS = "training_secs"


class TimedCheckpoint(TrainerCallback):
    """Request a checkpoint every few minutes, so that a stopped training loses little."""

    def __init__(self, interval_secs: float = CHECKPOINT_SECS) -> None:
        self.interval_secs = interval_secs
        self._last_save = time.monotonic()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> TrainerControl:
        """Set `should_save` when the interval is over."""
        if time.monotonic() - self._last_save >= self.interval_secs:
            control.should_save = True
            self._last_save = time.monotonic()
        return control


class TrainingClock(TrainerCallback, ExportableState):
    """Count the seconds of training, over all parts of one that was stopped and resumed.

    They are part of each checkpoint, also of one in the middle of an epoch, and of the entries of the Trainer's log.
    """

    def __init__(self) -> None:
        self._start: float | None = None

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Start from the seconds of the checkpoint; one of an earlier version has them in its log alone."""
        stored = cast(dict[str, Any], state.stateful_callbacks or {})  # declared as what its constructor takes
        kept = stored.get(type(self).__name__, {"attributes": {_TRAINING_SECS: training_secs(state)}})
        self._start = time.monotonic() - kept["attributes"][_TRAINING_SECS]

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Write the seconds into the newest entry."""
        state.log_history[-1][_TRAINING_SECS] = self._secs()

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the seconds up to now."""
        return {"args": {}, "attributes": {_TRAINING_SECS: self._secs()}}

    def _secs(self) -> float:
        return 0.0 if self._start is None else time.monotonic() - self._start


def training_secs(state: TrainerState) -> float:
    """Return how long the training of this state took, up to its last entry in the log."""
    return max((entry.get(_TRAINING_SECS, 0.0) for entry in state.log_history), default=0.0)


class LoggedEarlyStopping(EarlyStoppingCallback):
    """Stop early as transformers does, and log why."""

    def on_evaluate(  # type: ignore[override]  # the superclass names `metrics` too
        self, args: Any, state: Any, control: Any, metrics: Any, **kwargs: Any
    ) -> None:
        """Count the epochs without a better result, and log the one that stops the training."""
        super().on_evaluate(args, state, control, metrics, **kwargs)  # type: ignore[no-untyped-call]
        if self.early_stopping_patience_counter >= self.early_stopping_patience:
            logger.info(
                "Early stop after epoch %.0f: validation %s has not risen above %.4f for %d epochs.",
                state.epoch,
                args.metric_for_best_model,
                state.best_metric,
                self.early_stopping_patience,
            )
