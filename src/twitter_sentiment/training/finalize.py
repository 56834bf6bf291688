"""The steps after the last epoch: calibrate, evaluate, export."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..export.hub import pretrained_name
from ..export.writer import FP32_FILE, MAX_CALIBRATION_TEXTS, MAX_CHECK_TEXTS, write_model_folder
from ..labels import BINARY_LABELS, NEUTRAL
from ..metrics import ClassificationMetrics, TrainingMetrics
from ..model.folder import folder_to_train_on
from ..model.manifest import Manifest
from ..model.softmax import softmax
from ..scoring import classification_metrics, expected_calibration_error
from ..text import DEFAULT_NORMALIZER
from ..text.language import ENGLISH
from .calibration import (
    Calibration,
    LabeledLogits,
    Temperatures,
    describe_views,
    fit_language_temperatures,
    fit_temperatures,
)
from .config import TrainingConfig
from .dataset import Example, encode
from .inputs import TrainingInputs
from .summary import describe_data
from .trainer import SentimentTrainer


def calibrate(trainer: SentimentTrainer, inputs: TrainingInputs) -> Calibration:
    """Fit the temperatures to the validation rows; under `torchrun` every process must call it."""
    labels = inputs.data.labels
    domains = inputs.data.validation["source"].to_numpy()
    rows = _predict(trainer, inputs.validation)
    temperatures = fit_temperatures(rows, domains, labels)
    before = softmax(rows.logits, class_mask=rows.class_mask)
    after = softmax(rows.logits, temperatures.of_rows(rows.class_mask), rows.class_mask)
    return Calibration(
        temperatures=temperatures,
        languages=fit_language_temperatures(rows, domains, inputs.data.validation["language"].to_numpy(), labels),
        views=describe_views(rows, domains, labels, temperatures),
        ece_before=expected_calibration_error(before, rows.targets),
        ece_after=expected_calibration_error(after, rows.targets),
    )


def evaluate(trainer: SentimentTrainer, inputs: TrainingInputs, temperatures: Temperatures) -> TrainingMetrics:
    """Measure the calibrated model on the test rows; under `torchrun` every process must call it."""
    labels = inputs.data.labels
    rows = _predict(trainer, encode(inputs.data.test, labels, inputs.eval_tokenizer))
    probabilities = softmax(rows.logits, temperatures.of_rows(rows.class_mask), rows.class_mask)
    metrics = classification_metrics(probabilities, rows.targets, labels)
    return TrainingMetrics(**metrics.model_dump(), binary=_binary_metrics(rows, labels, temperatures.binary))


def _binary_metrics(
    rows: LabeledLogits, labels: Sequence[str], temperature: float | None
) -> ClassificationMetrics | None:
    """Measure the two-class view on the negative and positive rows; None where there is no other view."""
    if temperature is None:
        return None
    poles = np.flatnonzero([label != NEUTRAL for label in labels])
    polar = np.isin(rows.targets, poles)
    probabilities = softmax(rows.logits[polar][:, poles], temperature)
    return classification_metrics(probabilities, np.searchsorted(poles, rows.targets[polar]), BINARY_LABELS)


def export(
    trainer: SentimentTrainer,
    config: TrainingConfig,
    inputs: TrainingInputs,
    calibration: Calibration,
    metrics: TrainingMetrics,
) -> Manifest:
    """Write the model folder, int8 included, and return its manifest.

    Raises:
        ExportError: the exported model disagrees with the trained one.
    """
    data = inputs.data
    temperatures = calibration.temperatures
    draft = Manifest(
        labels=data.labels,
        normalizer=DEFAULT_NORMALIZER,
        max_len=inputs.eval_tokenizer.max_len,
        temperature=round(temperatures.full, 6),
        binary_temperature=None if temperatures.binary is None else round(temperatures.binary, 6),
        calibration=calibration.views,
        languages=tuple(sorted({*data.train["language"].dropna()})) or (ENGLISH,),
        language_temperatures=calibration.languages,
        base_model=_base_model(config.model_name),
        serve=FP32_FILE,
        files={},
        data=describe_data(inputs, config),
        metrics=metrics,
    )
    held_out = data.validation["text"].tolist() + data.test["text"].tolist()
    return write_model_folder(
        trainer.accelerator.unwrap_model(trainer.model, keep_fp32_wrapper=False),  # exported without autocast
        inputs.tokenizer,
        draft,
        calibration=_sample(data.train["text"].tolist(), MAX_CALIBRATION_TEXTS, config.seed),
        check=_sample(held_out, MAX_CHECK_TEXTS, config.seed),
        folder=config.model_output,
    )


def _base_model(name: str) -> str:
    """Return the encoder at the beginning of it all: a model that is trained on keeps its own."""
    folder = folder_to_train_on(name)
    return Manifest.read(folder).base_model if folder else pretrained_name(name)


def _predict(trainer: SentimentTrainer, rows: list[Example]) -> LabeledLogits:
    output: Any = trainer.predict(rows)  # type: ignore[arg-type]  # any sequence of examples will do
    targets, class_mask = output.label_ids
    return LabeledLogits(
        logits=np.asarray(output.predictions, dtype=np.float64),
        targets=np.asarray(targets),
        class_mask=np.asarray(class_mask, dtype=bool),
    )


def _sample(texts: Sequence[str], size: int, seed: int) -> list[str]:
    return [texts[row] for row in np.random.default_rng(seed).permutation(len(texts))[:size]]
