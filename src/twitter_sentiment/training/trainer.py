"""transformers' Trainer, set up for our data, our loss and our checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from transformers import DataCollatorWithPadding, EvalPrediction, Trainer, TrainerCallback, TrainingArguments, set_seed

from ..labels import BINARY_LABELS
from ..model.softmax import softmax
from .attention import use_fast_attention
from .callbacks import LoggedEarlyStopping, TimedCheckpoint, TrainingClock
from .config import TrainingConfig
from .dataset import UNLABELED, Example
from .device import has_fast_bf16, on_gpu
from .encoder import load_encoder
from .inputs import TrainingInputs
from .loss import distillation_loss, masked_cross_entropy, neutral_loss, twin_loss
from .rounded_weights import require_known_layers, rounded_parameters
from .sampling import ShuffledLengthGroups

BEST_METRIC = "macro_recall"

_TOKENS = ("input_ids", "twin_ids")


class SentimentTrainer(Trainer):
    """A Trainer whose rows carry the classes of their data set, and perhaps the logits of a teacher."""

    def __init__(self, *args: Any, config: TrainingConfig, inputs: TrainingInputs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.config = config
        self.class_weights = inputs.class_weights
        self.poles = [inputs.data.labels.index(label) for label in BINARY_LABELS]

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor | tuple[torch.Tensor, Any]:
        """Compute the loss of one batch: of the labels, of the teacher, of neutral texts and of twins."""
        inputs = dict(inputs)
        targets = inputs.pop("labels")
        class_mask = inputs.pop("class_mask")
        weight = inputs.pop("weight")
        pull = inputs.pop("pull")
        teacher = inputs.pop("teacher", None)
        twin_of = inputs.pop("twin_of", None)
        all_logits = self._outputs(model, inputs).logits
        logits = all_logits[: len(targets)]
        losses = masked_cross_entropy(logits, targets, class_mask, self.class_weights.to(targets.device))
        distillation = self.config.distillation
        if teacher is not None and distillation is not None:
            soft = distillation_loss(logits, teacher, class_mask, distillation.temperature)
            losses = torch.lerp(losses, soft, torch.where(targets == UNLABELED, 1.0, distillation.alpha))
        if self.config.neutral_weight:
            losses = losses + self.config.neutral_weight * pull * neutral_loss(logits, self.poles)
        loss = (weight * losses).mean()
        if twin_of is not None:
            distances = twin_loss(logits[twin_of], all_logits[len(targets) :])
            loss = loss + self.config.twin_weight * distances.sum() / len(targets)
        return (loss, {"loss": loss, "logits": logits}) if return_outputs else loss

    def _outputs(self, model: torch.nn.Module, inputs: dict[str, Any]) -> Any:
        if not self.config.round_weights:
            return model(**inputs)
        weights = rounded_parameters(self.accelerator.unwrap_model(model))
        return torch.func.functional_call(model, weights, kwargs=inputs)

    def _get_train_sampler(self, train_dataset: Any = None) -> ShuffledLengthGroups:
        lengths = [len(row["input_ids"]) for row in train_dataset]
        batch_size = self.args.per_device_train_batch_size
        return ShuffledLengthGroups(lengths, batch_size, self.args.data_seed or 0, self.config.stage_tokens)


@dataclass
class TwinCollator:
    """Makes a batch of examples: padded tensors, with the twins as further rows of `input_ids`."""

    pad: DataCollatorWithPadding

    def __call__(self, examples: list[Example]) -> dict[str, torch.Tensor]:
        """Return the tensors of a batch; `twin_of`, (twins,), has the row of each twin, where there are any."""
        twin_of = [row for row, example in enumerate(examples) if "twin_ids" in example]
        ids = [example["input_ids"] for example in examples] + [examples[row]["twin_ids"] for row in twin_of]
        batch = self.pad([{"input_ids": row} for row in ids])
        values = [{name: value for name, value in example.items() if name not in _TOKENS} for example in examples]
        columns = {name: torch.tensor([row[name] for row in values]) for name in values[0]}
        return {**batch, **columns} | ({"twin_of": torch.tensor(twin_of)} if twin_of else {})


def make_trainer(
    config: TrainingConfig, inputs: TrainingInputs, callbacks: Sequence[TrainerCallback] = ()
) -> SentimentTrainer:
    """Load the encoder and make its trainer: best epoch kept, checkpoints for `--resume`, bf16 where it is faster.

    Raises:
        InputError: the encoder is out of reach, there are not enough layers to freeze, or none that are known to round.
        TrainingError: the folder contains no encoder that can be trained.
    """
    set_seed(config.seed)
    model = load_encoder(config, inputs.data.labels)
    if inputs.vocabulary:
        inputs.vocabulary.keep_embeddings(model)
    if config.round_weights:
        require_known_layers(model)
    arguments = _arguments(config)
    if arguments.use_cpu and arguments.bf16:
        use_fast_attention(model)
    all_callbacks = [LoggedEarlyStopping(config.patience), TrainingClock(), *callbacks]
    if arguments.world_size == 1:  # several processes save together, and each has its own clock
        all_callbacks.append(TimedCheckpoint())
    return SentimentTrainer(
        config=config,
        inputs=inputs,
        model=model,
        args=arguments,
        train_dataset=inputs.train,
        eval_dataset=inputs.validation,
        processing_class=inputs.tokenizer,
        data_collator=TwinCollator(DataCollatorWithPadding(inputs.tokenizer)),
        compute_metrics=_validation_metrics,
        callbacks=all_callbacks,
    )


def _arguments(config: TrainingConfig) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(config.checkpoints_dir),
        num_train_epochs=config.num_epochs,
        learning_rate=config.learning_rate,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=max(32, config.batch_size),
        weight_decay=config.weight_decay,
        warmup_steps=config.warmup_share,
        lr_scheduler_type="linear",
        use_cpu=not (on_gpu() or torch.backends.mps.is_available()),  # explicit, or torchrun on CPUs does not connect
        bf16=has_fast_bf16(),
        fp16=on_gpu() and not has_fast_bf16(),
        eval_strategy="epoch",
        save_strategy="epoch",
        logging_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model=BEST_METRIC,
        greater_is_better=True,
        save_total_limit=2,
        seed=config.seed,
        data_seed=config.seed,
        label_names=["labels", "class_mask"],
        remove_unused_columns=False,  # the collator needs `class_mask`
        dataloader_pin_memory=on_gpu(),
        report_to=list(config.report_to) or "none",
        disable_tqdm=False,
    )


def _validation_metrics(prediction: EvalPrediction) -> dict[str, float]:
    targets, class_mask = (np.asarray(part) for part in prediction.label_ids)
    predicted = softmax(np.asarray(prediction.predictions), class_mask=class_mask).argmax(axis=1)
    correct = predicted == targets
    recalls = [float(correct[targets == index].mean()) for index in np.unique(targets)]
    return {"accuracy": float(correct.mean()), BEST_METRIC: float(np.mean(recalls))}
