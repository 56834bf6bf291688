"""The search for hyperparameters, with Optuna."""

import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from ..errors import InputError
from ..files.json_file import write_json
from .config import TrainingConfig
from .inputs import TrainingInputs
from .trainer import BEST_METRIC, make_trainer

logger = logging.getLogger(__name__)

TUNING_FILE = "tuning.json"
_JOURNAL = "tuning.journal"
_TRIALS_DIR = "tuning"
_BATCH_SIZES = (8, 16, 32, 64)
_MIN_EPOCHS_LIMIT = 3


class ReportToStudy(TrainerCallback):
    """Report each epoch to a study, and end a training that lags behind the median of the earlier ones."""

    def __init__(self, trial: optuna.Trial) -> None:
        self.trial = trial

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **event: Any) -> None:
        """Report the validation metric of the epoch."""
        self.trial.report(event["metrics"][f"eval_{BEST_METRIC}"], round(state.epoch or 0))
        if self.trial.should_prune():
            raise optuna.TrialPruned


def tune(config: TrainingConfig, inputs: TrainingInputs, callbacks: Sequence[TrainerCallback] = ()) -> TrainingConfig:
    """Try learning rates, epochs and batch sizes; return the configuration with the best validation result.

    The learning rate is searched within a factor of four around LEARNING_RATE, the epochs up to NUM_EPOCHS (at least
    3). Finished trials are kept on disk, so that `resume` continues with the remaining ones. Writes tuning.json.

    Raises:
        InputError: several processes were started, each of which would search alone.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = _open_study(config)

    def objective(trial: optuna.Trial) -> float:
        return _train_trial(trial, _suggest(trial, config), inputs, callbacks)

    study.optimize(objective, n_trials=max(0, config.tune - len(_completed(study))))
    shutil.rmtree(config.results_dir / _TRIALS_DIR, ignore_errors=True)
    logger.info("The best of %d trials: %s (%.4f).", len(_completed(study)), study.best_params, study.best_value)
    _write(study, config)
    return replace(config, **study.best_params)


def _open_study(config: TrainingConfig) -> optuna.Study:
    journal = config.results_dir / _JOURNAL
    if not config.resume:
        journal.unlink(missing_ok=True)
    config.results_dir.mkdir(parents=True, exist_ok=True)
    return optuna.create_study(
        study_name="training",
        storage=JournalStorage(JournalFileBackend(str(journal))),
        sampler=optuna.samplers.TPESampler(seed=config.seed),
        direction="maximize",
        load_if_exists=True,
    )


def _train_trial(
    trial: optuna.Trial, config: TrainingConfig, inputs: TrainingInputs, callbacks: Sequence[TrainerCallback]
) -> float:
    """Train with the suggested hyperparameters; return the best validation result."""
    trainer = make_trainer(config, inputs, [ReportToStudy(trial), *callbacks])
    if trainer.args.world_size > 1:
        raise InputError("--tune runs in one process: start it without torchrun.")
    try:
        trainer.train()
    finally:
        shutil.rmtree(config.checkpoints_dir, ignore_errors=True)
    best = float(trainer.state.best_metric or 0.0)
    logger.info("Trial %d of %d: %s gives %.4f.", trial.number + 1, config.tune, trial.params, best)
    return best


def _suggest(trial: optuna.Trial, config: TrainingConfig) -> TrainingConfig:
    return replace(
        config,
        learning_rate=trial.suggest_float(
            "learning_rate", config.learning_rate / 4, config.learning_rate * 4, log=True
        ),
        num_epochs=trial.suggest_int("num_epochs", 1, max(_MIN_EPOCHS_LIMIT, config.num_epochs)),
        batch_size=trial.suggest_categorical("batch_size", _BATCH_SIZES),
        results_dir=config.results_dir / _TRIALS_DIR,
        report_to=(),
    )


def _completed(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    """Return the trials that finished or were pruned, not those that were interrupted."""
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _write(study: optuna.Study, config: TrainingConfig) -> None:
    trials = [
        {**trial.params, BEST_METRIC: trial.value, "pruned": trial.state is TrialState.PRUNED}
        for trial in _completed(study)
    ]
    content = {"best": {**study.best_params, BEST_METRIC: study.best_value}, "trials": trials}
    write_json(config.results_dir / TUNING_FILE, content)
