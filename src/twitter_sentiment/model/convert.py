"""Fine-tuned classifiers of Hugging Face's shape: loading one, and making a model folder of ours from it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, PreTrainedModel, PreTrainedTokenizerFast

from ..errors import InputError, ModelError
from ..labels import has_both_poles, label_key, mapping_for
from ..text import NORMALISERS
from .encoding import Encoder
from .export import CALIBRATION_TEXTS, Description, check_target, longest_input, write_model_folder
from .manifest import MANIFEST_FILE, Manifest
from .pretrained import load_fast_tokenizer, loading, pretrained_name

FOREIGN_NORMALISER = "clean-v1"


@dataclass(frozen=True)
class FineTuned:
    """A fine-tuned classifier of transformers, and how its texts are read; `manifest` where the folder is ours."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    labels: tuple[str, ...]
    normaliser: str
    max_len: int
    manifest: Manifest | None

    def encoder(self) -> Encoder:
        """The text side."""
        return Encoder(self.tokenizer.backend_tokenizer, NORMALISERS[self.normaliser], self.max_len)


def export(
    source: str,
    folder: Path,
    texts: Sequence[str],
    *,
    labels: Mapping[str, str] | None = None,
    max_len: int | None = None,
    normaliser: str | None = None,
    base_model: str | None = None,
    serving_only: bool = False,
    seed: int = 42,
) -> Manifest:
    """Writes a model folder from a fine-tuned classifier.

    What the manifest of a folder of ours says (normaliser, length, temperatures, data, metrics) is kept; a foreign
    model gets the normaliser that only cleans, and temperature 1.

    Args:
        source: a folder or hub name with a classification head of two or three classes.
        texts: real texts to calibrate and check int8 with.
        labels: our class for each label name of the model, where its names don't say it.
        base_model: what the manifest names as the origin.

    Raises:
        InputError: the source can't be loaded, or its labels are not sentiment classes.
        ExportError: the ONNX graph does not answer like the model.
    """
    check_target(folder)
    texts = [text for text in texts if text.strip()]
    if not texts:
        raise InputError("There is no text to check the export with: give a table of real texts with --texts.")
    loaded = load_fine_tuned(source, labels, max_len, normaliser)
    known = loaded.manifest
    shuffled = random.Random(seed).sample(list(texts), len(texts))
    description = Description(
        labels=loaded.labels,
        normaliser=loaded.normaliser,
        max_len=loaded.max_len,
        base_model=base_model or (known.base_model if known else pretrained_name(source)),
        temperature=known.temperature if known else 1.0,
        binary_temperature=known.binary_temperature if known else None,
        data=known.data if known else None,
        metrics=known.metrics if known else None,
    )
    calibration, check = shuffled[:CALIBRATION_TEXTS], shuffled[CALIBRATION_TEXTS:]
    return write_model_folder(loaded.model, loaded.tokenizer, description, calibration, check, folder, serving_only)


def load_fine_tuned(
    source: str, labels: Mapping[str, str] | None = None, max_len: int | None = None, normaliser: str | None = None
) -> FineTuned:
    """Loads a fine-tuned classifier in fp32; the arguments are those of `export`.

    Raises:
        InputError: the source can't be loaded, or its labels are not sentiment classes.
        ModelError: the folder holds no classifier.
    """

    def unusable(error: Exception) -> ModelError:
        return ModelError(f"{source} holds no classifier that can be exported: {error}")

    out_of_reach = (
        f"{source} is no folder, and it can't be had from the Hugging Face hub ({{reason}}). Check the name and the "
        "network, or give a local folder."
    )
    with loading(source, unusable, out_of_reach):
        model = AutoModelForSequenceClassification.from_pretrained(source, use_safetensors=True, dtype=torch.float32)
        tokenizer = load_fast_tokenizer(source, ModelError)
    known = Manifest.read(Path(source)) if (Path(source) / MANIFEST_FILE).is_file() else None
    return FineTuned(
        model,
        tokenizer,
        labels=_class_order(model, labels),
        normaliser=normaliser or (known.normaliser if known else FOREIGN_NORMALISER),
        max_len=longest_input(model, tokenizer, max_len or (known.max_len if known else 256)),
        manifest=known,
    )


def _class_order(model: PreTrainedModel, given: Mapping[str, str] | None) -> tuple[str, ...]:
    """Our class names in the order of the model's logits."""
    names = [str(name) for _, name in sorted((model.config.id2label or {}).items())]
    if not given and all(name == f"LABEL_{index}" for index, name in enumerate(names)):
        # the default names of a head: only the order says what is meant
        names = [str(index) for index in range(len(names))]
    classes = mapping_for(names, given)
    ordered = tuple(classes[label_key(name)] for name in names)
    if len(set(ordered)) != len(ordered) or not has_both_poles(ordered):
        raise InputError(f"The model's labels {', '.join(names)} must map to negative, positive and perhaps neutral.")
    return ordered
