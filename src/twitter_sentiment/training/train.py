"""One training, from data to a model folder that can be served."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from transformers import TrainerCallback

from ..errors import TrainingError
from ..export.writer import require_replaceable
from .averaging import average_with_start, require_start
from .checkpoints import checkpoint_to_resume
from .config import TrainingConfig
from .finalize import calibrate, evaluate, export
from .inputs import TrainingInputs, load_inputs
from .reporting import prepare_reporting
from .rounded_weights import round_parameters
from .summary import TrainingResult, summarize
from .trainer import SentimentTrainer, make_trainer
from .tuning import tune

logger = logging.getLogger(__name__)


def train(config: TrainingConfig, callbacks: Sequence[TrainerCallback] = ()) -> TrainingResult | None:
    """Fine-tune an encoder and write model folder, metrics, summary and plots.

    Args:
        config: hyperparameters and paths.
        callbacks: further callbacks of transformers' Trainer, for the trainings of a search too.

    Returns:
        The metrics and the summary; None in the helper processes of a `torchrun`.

    Raises:
        InputError: data, model, teacher or an integration can't be used, or there is nothing to resume.
        TrainingError: there is not enough memory, or the folder contains no encoder.
        ExportError: the exported model disagrees with the trained one.
    """
    require_replaceable(config.model_output)
    prepare_reporting(config)
    inputs = load_inputs(config)
    if config.start_share:
        require_start(config, inputs)
    with _explain_out_of_memory(config):
        if config.tune:
            config = tune(config, inputs, callbacks)
        trainer = fit(config, inputs, callbacks)
        model = trainer.accelerator.unwrap_model(trainer.model)
        if config.start_share:
            average_with_start(model, config, inputs)
        if config.round_weights:
            round_parameters(model)
        calibration = calibrate(trainer, inputs)
        metrics = evaluate(trainer, inputs, calibration.temperatures)
        if not trainer.is_world_process_zero():
            return None
        manifest = export(trainer, config, inputs, calibration, metrics)
    result = TrainingResult(metrics, summarize(config, inputs, trainer.state, calibration, manifest))
    result.write(config.results_dir)
    shutil.rmtree(config.checkpoints_dir, ignore_errors=True)
    return result


def fit(config: TrainingConfig, inputs: TrainingInputs, callbacks: Sequence[TrainerCallback] = ()) -> SentimentTrainer:
    """Train to the end, from the last checkpoint where `resume` is set; the best epoch's weights are kept.

    Raises:
        InputError: the encoder can't be used, or there is nothing to resume.
    """
    trainer = make_trainer(config, inputs, callbacks)
    first_process = trainer.is_world_process_zero()
    if first_process:
        logger.info(
            "Fine-tuning %s on %d rows (%s), validating on %d, testing on %d; up to %d tokens a text.",
            config.model_name,
            len(inputs.data.train),
            ", ".join(inputs.data.labels),
            len(inputs.data.validation),
            len(inputs.data.test),
            inputs.eval_tokenizer.max_len,
        )
    trainer.train(resume_from_checkpoint=checkpoint_to_resume(config, first_process))
    return trainer


@contextmanager
def _explain_out_of_memory(config: TrainingConfig) -> Iterator[None]:
    """Replace errors of exhausted memory by advice."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        out_of_memory = isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "memory" in str(error).lower()
        if not out_of_memory:
            raise
        raise TrainingError(
            f"Out of memory with BATCH_SIZE={config.batch_size} and MAX_LEN={config.max_len}. Set a smaller "
            f"BATCH_SIZE (for example {max(1, config.batch_size // 2)}) or MAX_LEN, or train on fewer rows with "
            "--sample-size."
        ) from None
