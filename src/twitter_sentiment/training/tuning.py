"""The search for hyperparameters, with Optuna."""

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from ..errors import InputError
from .options import TrainingOptions
from .trainer import BEST_METRIC, SentimentTrainer

logger = logging.getLogger(__name__)

TUNING_FILE = "tuning.json"
_JOURNAL = "tuning.journal"
_TRIALS_DIR = "tuning"
_BATCH_SIZES = (8, 16, 32, 64)
_LEAST_EPOCHS = 3


class ReportToStudy(TrainerCallback):
    """Tells a study how each epoch went, and ends a training that lags behind the median of those before."""

    def __init__(self, trial: optuna.Trial) -> None:
        self.trial = trial

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:
        """Reports the validation metric of the epoch."""
        self.trial.report(told["metrics"][f"eval_{BEST_METRIC}"], round(state.epoch or 0))
        if self.trial.should_prune():
            raise optuna.TrialPruned


def best_options(
    options: TrainingOptions, make_trainer: Callable[[TrainingOptions, list[TrainerCallback]], SentimentTrainer]
) -> TrainingOptions:
    """Tries learning rates, epochs and batch sizes; returns the options with those of the best validation result.

    The learning rate is sought within a factor of four around LEARNING_RATE, the epochs up to NUM_EPOCHS (at least 3).
    Finished trials are kept on disk, so `resume` goes on with the rest of them. Writes tuning.json.

    Args:
        make_trainer: makes the trainer of one trial, with a model of its own.

    Raises:
        InputError: several processes were started, which would each search alone.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    journal = options.results_dir / _JOURNAL
    if not options.resume:
        journal.unlink(missing_ok=True)
    options.results_dir.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        study_name="training",
        storage=JournalStorage(JournalFileBackend(str(journal))),
        sampler=optuna.samplers.TPESampler(seed=options.seed),
        direction="maximize",
        load_if_exists=True,
    )

    def objective(trial: optuna.Trial) -> float:
        tried = _suggest(trial, options)
        trainer = make_trainer(tried, [ReportToStudy(trial)])
        if trainer.args.world_size > 1:
            raise InputError("--tune runs in one process: start it without torchrun.")
        try:
            trainer.train()
        finally:
            shutil.rmtree(tried.checkpoints_dir, ignore_errors=True)
        reached = float(trainer.state.best_metric or 0.0)
        logger.info("Trial %d of %d: %s gives %.4f.", trial.number + 1, options.tune, trial.params, reached)
        return reached

    study.optimize(objective, n_trials=max(0, options.tune - len(_done(study))))
    shutil.rmtree(options.results_dir / _TRIALS_DIR, ignore_errors=True)
    logger.info("The best of %d trials: %s (%.4f).", len(_done(study)), study.best_params, study.best_value)
    _write(study, options)
    return replace(options, **study.best_params)


def _suggest(trial: optuna.Trial, options: TrainingOptions) -> TrainingOptions:
    return replace(
        options,
        learning_rate=trial.suggest_float(
            "learning_rate", options.learning_rate / 4, options.learning_rate * 4, log=True
        ),
        num_epochs=trial.suggest_int("num_epochs", 1, max(_LEAST_EPOCHS, options.num_epochs)),
        batch_size=trial.suggest_categorical("batch_size", _BATCH_SIZES),
        results_dir=options.results_dir / _TRIALS_DIR,
    )


def _done(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    """The trials that came to an end, not those that were stopped."""
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _write(study: optuna.Study, options: TrainingOptions) -> None:
    trials = [
        {**trial.params, BEST_METRIC: trial.value, "pruned": trial.state is TrialState.PRUNED} for trial in _done(study)
    ]
    content = {"best": {**study.best_params, BEST_METRIC: study.best_value}, "trials": trials}
    (options.results_dir / TUNING_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
