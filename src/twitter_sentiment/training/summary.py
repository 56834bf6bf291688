"""The JSON files that tell about a training: metrics.json and run_summary.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

METRICS_FILE = "metrics.json"
SUMMARY_FILE = "run_summary.json"


@dataclass(frozen=True)
class TrainingResult:
    """What a training measured: the contents of its two JSON files."""

    metrics: dict[str, Any]
    summary: dict[str, Any]

    def write(self, results_dir: Path) -> None:
        """Writes both files to `results_dir`."""
        results_dir.mkdir(parents=True, exist_ok=True)
        for name, content in ((METRICS_FILE, self.metrics), (SUMMARY_FILE, self.summary)):
            (results_dir / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def epoch_history(log_history: list[dict[str, float]]) -> list[dict[str, float]]:
    """One entry per epoch from the Trainer's log: epoch, train_loss, validation_loss, validation figures."""
    epochs: dict[int, dict[str, float]] = {}
    names = {
        "loss": "train_loss",
        "learning_rate": "learning_rate",
        "eval_loss": "validation_loss",
        "eval_accuracy": "validation_accuracy",
        "eval_macro_recall": "validation_macro_recall",
    }
    for entry in log_history:
        epoch = round(entry["epoch"])
        for key, name in names.items():
            if key in entry:
                epochs.setdefault(epoch, {"epoch": epoch})[name] = round(entry[key], 6)
    return [epochs[epoch] for epoch in sorted(epochs)]
