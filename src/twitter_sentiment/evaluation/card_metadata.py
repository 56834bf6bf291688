"""The YAML front matter of a model card, as the Hugging Face Hub reads it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from huggingface_hub.repocard import metadata_load, metadata_save
from huggingface_hub.repocard_data import EvalResult, eval_results_to_model_index
from yaml import YAMLError

from ..errors import ModelError
from ..metrics import Evaluation
from ..model.manifest import Manifest

UNKNOWN_LICENSE = "unknown"

_METRICS = {
    "accuracy": ("accuracy", "accuracy"),
    "macro_recall": ("recall", "macro recall"),
    "macro_f1": ("f1", "macro F1"),
    "expected_calibration_error": ("expected_calibration_error", "expected calibration error, 15 bins"),
}
"""The type and the name on the Hub of each metric of an evaluation."""

_HUB_DATA_SET = re.compile(r"huggingface\.co/datasets/([\w.-]+(?:/[\w.-]+)?)")


def read_metadata(card: Path) -> dict[str, Any]:
    """Read the front matter of a card; an empty one if there is none.

    Raises:
        ModelError: it is damaged.
    """
    try:
        return metadata_load(card) or {} if card.is_file() else {}
    except (ValueError, YAMLError):
        raise ModelError(f"{card} begins with metadata that can't be read as YAML: correct or remove it.") from None


def write_metadata(card: Path, manifest: Manifest, old: dict[str, Any], license_name: str | None) -> None:
    """Write the front matter of a card.

    Args:
        card: the card, whose text stays.
        manifest: the manifest of its model.
        old: the front matter so far: its language, its license and what is not known here are kept.
        license_name: license of the weights, as the Hub calls it; None keeps the one so far.
    """
    languages = list(manifest.languages)
    serving_only = not (card.parent / "model.safetensors").is_file()
    known = {
        "language": old.get("language", languages if len(languages) > 1 else languages[0]),
        "license": license_name or old.get("license", UNKNOWN_LICENSE),
        "library_name": "onnx" if serving_only else "transformers",
        "pipeline_tag": "text-classification",
        "datasets": _hub_data_sets(manifest) or old.get("datasets"),
        "metrics": [kind for kind, _ in _METRICS.values()],
        "model-index": manifest.evaluations and _model_index(card.parent.resolve().name, manifest.evaluations),
    }
    others = {key: value for key, value in old.items() if key not in known}
    metadata_save(card, {key: value for key, value in known.items() if value} | others)


def _hub_data_sets(manifest: Manifest) -> list[str]:
    origins = [source.get("origin", "") for source in manifest.data.get("sources", [])]
    return sorted({name for origin in origins for name in _HUB_DATA_SET.findall(origin)})


def _model_index(name: str, evaluations: Sequence[Evaluation]) -> list[dict[str, Any]]:
    return eval_results_to_model_index(name, [result for entry in evaluations for result in _results(entry)])


def _results(entry: Evaluation) -> Iterator[EvalResult]:
    view = f"{len(entry.labels)} classes"
    for field, (kind, name) in _METRICS.items():
        yield EvalResult(
            task_type="text-classification",
            task_name="Sentiment analysis",
            dataset_type=re.sub(r"[^\w.-]+", "-", entry.data),
            dataset_name=entry.title,
            dataset_config=view,
            metric_type=kind,
            metric_name=name,
            metric_value=getattr(entry, field),
        )
