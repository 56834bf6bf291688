"""After the last epoch: calibrate, measure, export, tell."""

import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from .. import __version__
from ..metrics import classification_metrics, expected_calibration_error
from ..model.encoding import Encoder
from ..model.export import CALIBRATION_TEXTS, CHECK_TEXTS, Description, write_model_folder
from ..model.manifest import Manifest
from ..model.pretrained import pretrained_name
from ..model.probabilities import probabilities_of
from ..text import DEFAULT_NORMALISER
from .calibration import fit_temperatures
from .dataset import Example, TrainingData, encode
from .device import on_gpu
from .figures import write_figures
from .options import Distillation, TrainingOptions
from .summary import TrainingResult, epoch_history
from .trainer import SentimentTrainer, seconds_of_training


def finish(
    trainer: SentimentTrainer,
    options: TrainingOptions,
    data: TrainingData,
    validation: list[Example],
    reading: Encoder,
) -> TrainingResult | None:
    """Turns a trained model into a model folder with metrics, summary and figures.

    Under `torchrun` every process must call it, since prediction is shared; only the first writes and returns.

    Args:
        validation: the encoded rows of the validation part.
        reading: the encoder of evaluation and serving.
    """
    validation_logits, targets, known = _predict(trainer, validation)
    temperatures = fit_temperatures(validation_logits, targets, known, data.labels)
    before = expected_calibration_error(probabilities_of(validation_logits, known=known), targets)
    calibrated = probabilities_of(validation_logits, temperatures.of_rows(known), known)
    after = expected_calibration_error(calibrated, targets)

    logits, targets, known = _predict(trainer, encode(data.test, data.labels, reading))
    probabilities = probabilities_of(logits, temperatures.of_rows(known), known)
    metrics = classification_metrics(probabilities, targets, data.labels)
    if not trainer.is_world_process_zero():
        return None

    described = _describe_data(data, options)
    description = Description(
        labels=data.labels,
        normaliser=DEFAULT_NORMALISER,
        max_len=reading.max_len,
        base_model=pretrained_name(options.model_name),
        temperature=temperatures.full,
        binary_temperature=temperatures.binary,
        data=described,
        metrics=metrics,
    )
    manifest = _write_model(trainer, description, data, options)
    summary = {
        "hyperparameters": _hyperparameters(options),
        "history": epoch_history(trainer.state.log_history),
        "best_epoch": _best_epoch(trainer),
        "training_time_secs": round(seconds_of_training(trainer.state), 1),
        "calibration": {
            "temperature": round(temperatures.full, 4),
            "binary_temperature": temperatures.binary and round(temperatures.binary, 4),
            "validation_ece_before": round(before, 4),
            "validation_ece_after": round(after, 4),
        },
        "export": manifest.quantisation.model_dump() if manifest.quantisation else None,
        "data": described,
        "device": _device(),
        "versions": {"python": platform.python_version(), "twitter-sentiment": __version__}
        | {name: version(name) for name in ("torch", "transformers", "tokenizers", "onnxruntime", "numpy")},
    }
    result = TrainingResult(metrics, summary)
    result.write(options.results_dir)
    write_figures(result, options.results_dir)
    return result


def _predict(trainer: SentimentTrainer, rows: list[Example]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    output = trainer.predict(rows)  # type: ignore[arg-type]  # any sequence of examples will do
    targets, known = (np.asarray(part) for part in output.label_ids or ())
    return np.asarray(output.predictions, dtype=np.float64), targets, known.astype(bool)


def _write_model(
    trainer: SentimentTrainer, description: Description, data: TrainingData, options: TrainingOptions
) -> Manifest:
    def sample(texts: "list[str]", size: int) -> list[str]:
        return [texts[row] for row in np.random.default_rng(options.seed).permutation(len(texts))[:size]]

    held_out = data.validation["text"].tolist() + data.test["text"].tolist()
    tokenizer = trainer.processing_class
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise TypeError("the trainer was made without its tokenizer")
    return write_model_folder(
        trainer.accelerator.unwrap_model(trainer.model, keep_fp32_wrapper=False),  # exported without autocast
        tokenizer,
        description,
        calibration=sample(data.train["text"].tolist(), CALIBRATION_TEXTS),
        check=sample(held_out, CHECK_TEXTS),
        folder=options.model_output,
    )


def _describe_data(data: TrainingData, options: TrainingOptions) -> dict[str, Any]:
    parts = {"train": data.train, "validation": data.validation, "test": data.test}
    rows = {
        name: {"rows": len(table)} | {label: int((table["label"] == label).sum()) for label in data.labels}
        for name, table in parts.items()
    }
    files = [str(options.processed_data_dir / "train.csv"), *map(str, (*options.extra_data, *options.generated))]
    if unlabelled := int(data.train["label"].isna().sum()):
        rows["train"]["unlabelled"] = unlabelled
    return rows | {"files": files, "seed": options.seed}


def _hyperparameters(options: TrainingOptions) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, Path) else value
        for key, value in asdict(options).items()
        if key not in ("extra_data", "generated", "distillation", "resume")
    } | {
        "extra_data": [str(path) for path in options.extra_data],
        "generated": [str(path) for path in options.generated],
        "distillation": _distillation(options.distillation),
    }


def _distillation(chosen: Distillation | None) -> dict[str, Any] | None:
    if chosen is None:
        return None
    teacher, unlabelled = pretrained_name(chosen.teacher), [str(path) for path in chosen.unlabelled]
    return asdict(chosen) | {"teacher": teacher, "unlabelled": unlabelled}


def _best_epoch(trainer: SentimentTrainer) -> int | None:
    best = trainer.state.best_global_step
    epochs = [
        entry["epoch"] for entry in trainer.state.log_history if entry.get("step") == best and "eval_loss" in entry
    ]
    return round(epochs[0]) if epochs else None


def _device() -> str:
    return torch.cuda.get_device_name() if on_gpu() else f"CPU, {torch.get_num_threads()} threads"
