"""The result of a training: metrics.json, run_summary.json and plots."""

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from transformers import TrainerState

from .. import __version__
from ..export.hub import pretrained_name
from ..files.json_file import write_json
from ..metrics import TrainingMetrics
from ..model.folder import folder_to_train_on
from ..model.manifest import Manifest
from .calibration import Calibration
from .callbacks import training_secs
from .config import DistillationConfig, TrainingConfig
from .device import device_name
from .inputs import TrainingInputs
from .plots import write_plots

METRICS_FILE = "metrics.json"
SUMMARY_FILE = "run_summary.json"

# name in the Trainer's log → name in run_summary.json
_HISTORY_FIELDS = {
    "loss": "train_loss",
    "learning_rate": "learning_rate",
    "eval_loss": "validation_loss",
    "eval_accuracy": "validation_accuracy",
    "eval_macro_recall": "validation_macro_recall",
}


@dataclass(frozen=True)
class TrainingResult:
    """The metrics on the test rows, and the content of run_summary.json."""

    metrics: TrainingMetrics
    summary: dict[str, Any]

    def write(self, results_dir: Path) -> None:
        """Write both JSON files and the plots to `results_dir`."""
        write_json(results_dir / METRICS_FILE, self.metrics.model_dump(mode="json"))
        write_json(results_dir / SUMMARY_FILE, self.summary)
        write_plots(self.metrics, self.summary["history"], results_dir)


def summarize(
    config: TrainingConfig, inputs: TrainingInputs, state: TrainerState, calibration: Calibration, manifest: Manifest
) -> dict[str, Any]:
    """Return the content of run_summary.json."""
    libraries = ("torch", "transformers", "tokenizers", "onnxruntime", "numpy")
    return {
        "hyperparameters": _hyperparameters(config),
        "history": epoch_history(state.log_history),
        "best_epoch": _best_epoch(state),
        "training_time_secs": round(training_secs(state), 1),
        "calibration": _describe_calibration(calibration),
        "export": manifest.quantization.model_dump() if manifest.quantization else None,
        "data": describe_data(inputs, config),
        "device": device_name(),
        "versions": {"python": platform.python_version(), "twitter-sentiment": __version__}
        | {name: version(name) for name in libraries},
    }


def describe_data(inputs: TrainingInputs, config: TrainingConfig) -> dict[str, Any]:
    """Count the rows of each part and class, and list the files; stored in the manifest too."""
    data = inputs.data
    start = _describe_start(config.model_name)
    parts = {"train": data.train, "validation": data.validation, "test": data.test}
    rows = {
        name: {"rows": len(table)} | {label: int((table["label"] == label).sum()) for label in data.labels}
        for name, table in parts.items()
    }
    if unlabeled := int(data.train["label"].isna().sum()):
        rows["train"]["unlabeled"] = unlabeled
    if config.mixture:
        sources = [asdict(report) for report in data.sources]
        recipe = {"recipe": config.mixture.name, "sources": sources, "seed": config.seed}
        return rows | start | recipe | ({"vocabulary": inputs.vocabulary.describe()} if inputs.vocabulary else {})
    files = [config.processed_data_dir / "train.csv", *config.extra_data, *config.synthetic]
    return rows | start | {"files": [str(file) for file in files], "seed": config.seed}


def _describe_start(name: str) -> dict[str, Any]:
    """Name the model whose weights a training went on from, and the rows that it had been trained on."""
    folder = folder_to_train_on(name)
    if folder is None:
        return {}
    earlier = Manifest.read(folder).data.get("train", {})
    return {"continued_from": {"model": folder.resolve().name, "rows": earlier.get("rows")}}


def epoch_history(log_history: list[dict[str, float]]) -> list[dict[str, float]]:
    """Return one entry for each epoch of the Trainer's log: epoch, learning rate, losses, validation metrics."""
    epochs: dict[int, dict[str, float]] = {}
    for entry in log_history:
        epoch = round(entry["epoch"])
        for key, name in _HISTORY_FIELDS.items():
            if key in entry:
                epochs.setdefault(epoch, {"epoch": epoch})[name] = round(entry[key], 6)
    return [epochs[epoch] for epoch in sorted(epochs)]


def _hyperparameters(config: TrainingConfig) -> dict[str, Any]:
    plain = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(config).items()}
    del plain["resume"]
    del plain["report_to"]
    return plain | {
        "extra_data": [str(path) for path in config.extra_data],
        "synthetic": [str(path) for path in config.synthetic],
        "distillation": _describe_distillation(config.distillation),
    }


def _describe_distillation(distillation: DistillationConfig | None) -> dict[str, Any] | None:
    if distillation is None:
        return None
    return asdict(distillation) | {
        "teachers": [pretrained_name(teacher) for teacher in distillation.teachers],
        "logits_dir": str(distillation.logits_dir) if distillation.logits_dir else None,
        "unlabeled": [str(path) for path in distillation.unlabeled],
    }


def _describe_calibration(calibration: Calibration) -> dict[str, Any]:
    binary = calibration.temperatures.binary
    return {
        "temperature": round(calibration.temperatures.full, 4),
        "binary_temperature": None if binary is None else round(binary, 4),
        "validation_ece_before": round(calibration.ece_before, 4),
        "validation_ece_after": round(calibration.ece_after, 4),
        "languages": {name: found.model_dump() for name, found in calibration.languages.items()},
    }


def _best_epoch(state: TrainerState) -> int | None:
    best = state.best_global_step
    epochs = [entry["epoch"] for entry in state.log_history if entry.get("step") == best and "eval_loss" in entry]
    return round(epochs[0]) if epochs else None
