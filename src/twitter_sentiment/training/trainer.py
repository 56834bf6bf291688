"""transformers' Trainer, set up for our data, our loss and our checkpoints."""

import logging
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import (
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    EvalPrediction,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from ..model.probabilities import probabilities_of
from .attention import use_fast_attention
from .dataset import UNLABELLED, Example
from .device import multiplies_bf16, on_gpu
from .loss import distillation_loss, known_class_cross_entropy
from .options import Distillation, TrainingOptions
from .sampling import ShuffledLengthGroups

logger = logging.getLogger(__name__)

CHECKPOINT_SECONDS = 300
BEST_METRIC = "macro_recall"
_SECONDS = "training_secs"


class SentimentTrainer(Trainer):
    """A Trainer whose rows carry the classes their data set knows, and perhaps the logits of a teacher."""

    def __init__(
        self, *args: Any, class_weights: torch.Tensor, distillation: Distillation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.class_weights = class_weights
        self.distillation = distillation

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor | tuple[torch.Tensor, Any]:
        """The loss of one batch: that of the labels, mixed with that of the teacher where there is one."""
        inputs = dict(inputs)
        targets, known, teacher = inputs.pop("labels"), inputs.pop("known"), inputs.pop("teacher", None)
        outputs = model(**inputs)
        losses = known_class_cross_entropy(outputs.logits, targets, known, self.class_weights.to(targets.device))
        if teacher is not None and self.distillation is not None:
            soft = distillation_loss(outputs.logits, teacher, known, self.distillation.temperature)
            share = torch.where(targets == UNLABELLED, 1.0, self.distillation.share)
            losses = torch.lerp(losses, soft, share)
        loss = losses.mean()
        return (loss, {"loss": loss, "logits": outputs.logits}) if return_outputs else loss

    def _get_train_sampler(self, train_dataset: Any = None) -> ShuffledLengthGroups:
        lengths = [len(row["input_ids"]) for row in train_dataset]
        return ShuffledLengthGroups(lengths, self.args.per_device_train_batch_size, self.args.data_seed or 0)


class TimedCheckpoint(TrainerCallback):
    """Asks for a checkpoint every few minutes, so that a stopped training loses little."""

    def __init__(self, seconds: float = CHECKPOINT_SECONDS) -> None:
        self.seconds = seconds
        self._saved = time.monotonic()

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: Any,
    ) -> TrainerControl:
        """Sets `should_save` when the time has come."""
        if time.monotonic() - self._saved >= self.seconds:
            control.should_save = True
            self._saved = time.monotonic()
        return control


class TrainingClock(TrainerCallback):
    """Counts the seconds of training, over all parts of one that was stopped and resumed.

    They stand in the entries of the log, which are part of each checkpoint.
    """

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Starts from what the log of the checkpoint says."""
        self._begun = time.monotonic() - seconds_of_training(state)

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Writes the seconds into the newest entry."""
        state.log_history[-1][_SECONDS] = time.monotonic() - self._begun


def seconds_of_training(state: TrainerState) -> float:
    """How long the training of this state took, up to its last entry in the log."""
    return max((entry.get(_SECONDS, 0.0) for entry in state.log_history), default=0.0)


class StopReason(EarlyStoppingCallback):
    """Early stopping that says why it stopped."""

    def on_evaluate(  # type: ignore[override]  # the superclass names `metrics` too
        self, args: Any, state: Any, control: Any, metrics: Any, **kwargs: Any
    ) -> None:
        """Stops as `EarlyStoppingCallback` does, and logs it."""
        super().on_evaluate(args, state, control, metrics, **kwargs)  # type: ignore[no-untyped-call]
        if self.early_stopping_patience_counter >= self.early_stopping_patience:
            logger.info(
                "Early stop after epoch %.0f: validation %s has not risen above %.4f for %d epochs.",
                state.epoch, BEST_METRIC, state.best_metric, self.early_stopping_patience,
            )  # fmt: skip


def make_trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    train: list[Example],
    validation: list[Example],
    class_weights: torch.Tensor,
    options: TrainingOptions,
    callbacks: Sequence[TrainerCallback] = (),
) -> SentimentTrainer:
    """A trainer ready for `.train()`: best epoch kept, checkpoints for `--resume`, bf16 where it is faster."""
    arguments = _arguments(options)
    if arguments.use_cpu and arguments.bf16:
        use_fast_attention(model)
    callbacks = [StopReason(options.patience), TrainingClock(), *callbacks]
    if arguments.world_size == 1:  # several processes save together, and each has a clock of its own
        callbacks.append(TimedCheckpoint())
    return SentimentTrainer(
        class_weights=class_weights,
        distillation=options.distillation,
        model=model,
        args=arguments,
        train_dataset=train,
        eval_dataset=validation,
        processing_class=tokenizer,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=_validation_metrics,
        callbacks=callbacks,
    )


def _arguments(options: TrainingOptions) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(options.checkpoints_dir),
        num_train_epochs=options.num_epochs,
        learning_rate=options.learning_rate,
        per_device_train_batch_size=options.batch_size,
        per_device_eval_batch_size=max(32, options.batch_size),
        weight_decay=options.weight_decay,
        warmup_steps=options.warmup_share,
        lr_scheduler_type="linear",
        use_cpu=not (on_gpu() or torch.backends.mps.is_available()),  # said aloud, or torchrun on CPUs does not connect
        bf16=multiplies_bf16(),
        fp16=on_gpu() and not multiplies_bf16(),
        eval_strategy="epoch",
        save_strategy="epoch",
        logging_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model=BEST_METRIC,
        greater_is_better=True,
        save_total_limit=2,
        seed=options.seed,
        data_seed=options.seed,
        label_names=["labels", "known"],
        remove_unused_columns=False,  # the collator needs `known`
        dataloader_pin_memory=on_gpu(),
        report_to="none",
        disable_tqdm=False,
    )


def _validation_metrics(prediction: EvalPrediction) -> dict[str, float]:
    targets, known = (np.asarray(part) for part in prediction.label_ids)
    predicted = probabilities_of(np.asarray(prediction.predictions), known=known).argmax(axis=1)
    correct = predicted == targets
    recalls = [float(correct[targets == index].mean()) for index in np.unique(targets)]
    return {"accuracy": float(correct.mean()), BEST_METRIC: float(np.mean(recalls))}
