"""One training from data to a model folder that can be served."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast, TrainerCallback, set_seed
from transformers.trainer import TRAINER_STATE_NAME

from ..errors import InputError, TrainingError
from ..model.encoding import Encoder
from ..model.export import check_target, longest_input
from ..text import DEFAULT_NORMALISER, NORMALISERS
from .dataset import Example, TrainingData, encode, load
from .encoder_model import load_encoder
from .finish import finish
from .loss import class_weights
from .options import TrainingOptions
from .summary import TrainingResult
from .teacher import teacher_logits
from .trainer import SentimentTrainer, make_trainer
from .tuning import best_options

logger = logging.getLogger(__name__)


def train(options: TrainingOptions) -> TrainingResult | None:
    """Fine-tunes an encoder and writes model folder, metrics, summary and figures.

    Returns:
        what was measured; None in the helper processes of a `torchrun`.

    Raises:
        InputError: data, model or teacher can't be used, or there is nothing to resume.
        TrainingError: the memory does not suffice.
        ExportError: the exported model disagrees with the trained one.
    """
    check_target(options.model_output)
    set_seed(options.seed)
    lesson = _prepare(options)
    with _advice_on_memory(options):
        if options.tune:
            options = best_options(options, lesson.trainer)
        trainer = lesson.trainer(options)
        if trainer.is_world_process_zero():
            _announce(options, lesson.data, lesson.reading.max_len)
        resume = _prepare_checkpoints(options, first_process=trainer.is_world_process_zero())
        trainer.train(resume_from_checkpoint=resume)
        return _finish(trainer, options, lesson.data, lesson.validation, lesson.reading)


@dataclass(frozen=True)
class _Lesson:
    """What one or more trainings learn from: the rows, encoded, and the side of the model that reads."""

    data: TrainingData
    train: list[Example]
    validation: list[Example]
    class_weights: torch.Tensor
    tokenizer: PreTrainedTokenizerFast
    reading: Encoder

    def trainer(self, options: TrainingOptions, callbacks: Sequence[TrainerCallback] = ()) -> SentimentTrainer:
        """A trainer with a fresh model."""
        set_seed(options.seed)
        model, _ = load_encoder(options.model_name, self.data.labels, options.attention_dropout, options.freeze_layers)
        return make_trainer(model, self.tokenizer, self.train, self.validation, self.class_weights, options, callbacks)


def _prepare(options: TrainingOptions) -> _Lesson:
    unlabelled = options.distillation.unlabelled if options.distillation else ()
    data = load(
        options.processed_data_dir,
        options.extra_data,
        options.sample_size,
        options.validation_share,
        options.seed,
        options.generated,
        unlabelled,
    )
    model, tokenizer = load_encoder(options.model_name, data.labels)
    max_len = longest_input(model, tokenizer, options.max_len)
    backend, normalise = tokenizer.backend_tokenizer, NORMALISERS[DEFAULT_NORMALISER]
    reading = Encoder(backend, normalise, max_len)
    studying = Encoder(backend, normalise, min(max_len, options.train_max_len or max_len))
    train = encode(data.train, data.labels, studying)
    if options.distillation:
        logits = teacher_logits(
            options.distillation.teacher, data.train["text"].tolist(), data.labels, options.teacher_dir
        )
        for row, of_teacher in zip(train, logits.tolist(), strict=True):
            row["teacher"] = of_teacher
    return _Lesson(
        data,
        train,
        validation=encode(data.validation, data.labels, reading),
        class_weights=class_weights(data.train, data.labels, options.class_weights),
        tokenizer=tokenizer,
        reading=reading,
    )


def _finish(
    trainer: SentimentTrainer,
    options: TrainingOptions,
    data: TrainingData,
    validation: list[Example],
    reading: Encoder,
) -> TrainingResult | None:
    result = finish(trainer, options, data, validation, reading)
    if result is not None:
        shutil.rmtree(options.checkpoints_dir, ignore_errors=True)
    return result


def _prepare_checkpoints(options: TrainingOptions, first_process: bool) -> str | None:
    """The newest whole checkpoint to go on from; without --resume, those of an earlier training are removed."""
    folders = options.checkpoints_dir.glob("checkpoint-*")
    # Its state is the last file of a checkpoint: without it, the training was stopped while saving.
    whole = [folder for folder in folders if (folder / TRAINER_STATE_NAME).is_file()]
    if options.resume:
        if not whole and options.tune:
            return None  # it was stopped during the search, which has gone on
        if not whole:
            raise InputError(f"There is nothing to resume in {options.checkpoints_dir}: run without --resume.")
        return str(max(whole, key=lambda folder: int(folder.name.rpartition("-")[2])))
    if whole and first_process:
        logger.info("Starting afresh: the checkpoints of an unfinished training are removed (--resume keeps them).")
        shutil.rmtree(options.checkpoints_dir)
    return None


def _announce(options: TrainingOptions, data: TrainingData, max_len: int) -> None:
    logger.info(
        "Fine-tuning %s on %d rows (%s), validating on %d, testing on %d; up to %d tokens a text.",
        options.model_name, len(data.train), ", ".join(data.labels), len(data.validation), len(data.test), max_len,
    )  # fmt: skip


@contextmanager
def _advice_on_memory(options: TrainingOptions) -> Iterator[None]:
    """Turns "out of memory" into advice."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        scarce = isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "memory" in str(error).lower()
        if not scarce:
            raise
        raise TrainingError(
            f"Out of memory with BATCH_SIZE={options.batch_size} and MAX_LEN={options.max_len}. Set a smaller "
            f"BATCH_SIZE (for example {max(1, options.batch_size // 2)}) or MAX_LEN, or train on fewer rows with "
            "--sample-size."
        ) from None
