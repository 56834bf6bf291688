"""Models in the format of Hugging Face: loading them, and exporting a classifier to a model folder."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from ..errors import InputError, ModelError, SentimentError
from ..labels import has_both_poles, label_key, mapping_for
from ..model.manifest import MANIFEST_FILE, Manifest
from ..model.tokenization import TextTokenizer
from ..text import NORMALIZERS
from .writer import (
    FP32_FILE,
    MAX_CALIBRATION_TEXTS,
    MIN_LABEL_AGREEMENT,
    require_replaceable,
    write_model_folder,
)

FOREIGN_NORMALIZER = "clean-v1"
FOREIGN_MAX_LEN = 256


@dataclass(frozen=True)
class HubClassifier:
    """A fine-tuned classifier of transformers, and how its texts are read.

    Attributes:
        model: the classifier in fp32.
        tokenizer: its tokenizer.
        labels: our class names, in the order of the logits.
        normalizer: recipe for the text, a key of `text.NORMALIZERS`.
        max_len: most tokens of a text that are read.
        manifest: the manifest of the folder it was loaded from; None for a foreign model.
    """

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    labels: tuple[str, ...]
    normalizer: str
    max_len: int
    manifest: Manifest | None

    @property
    def text_tokenizer(self) -> TextTokenizer:
        """Normalizer, tokenizer and truncation."""
        return TextTokenizer(self.tokenizer.backend_tokenizer, NORMALIZERS[self.normalizer], self.max_len)


def export(
    source: str,
    folder: Path,
    texts: Sequence[str],
    *,
    labels: Mapping[str, str] | None = None,
    max_len: int | None = None,
    normalizer: str | None = None,
    base_model: str | None = None,
    serving_only: bool = False,
    hub_layout: bool = False,
    seed: int = 42,
    min_label_agreement: float = MIN_LABEL_AGREEMENT,
) -> Manifest:
    """Write a model folder from a fine-tuned classifier.

    Normalizer, length, temperatures, data and metrics in the manifest of one of our own folders are kept; a foreign
    model gets the normalizer that only cleans, and temperature 1.

    Args:
        source: a folder or hub name with a classification head of two or three classes.
        folder: the model folder to write; replaced if it exists.
        texts: real texts to calibrate and check int8 with.
        labels: our class for each label name of the model, where its names don't show it.
        max_len: most tokens of a text that are read.
        normalizer: recipe for the text, a key of `text.NORMALIZERS`.
        base_model: what the manifest names as the origin.
        serving_only: leave out the files that only further training needs.
        hub_layout: copy the graph that is served to where libraries of the Hub look for it too.
        seed: seed of the choice of texts.
        min_label_agreement: share of the labels of fp32 that int8 must give.

    Raises:
        InputError: the source can't be loaded, its labels are not sentiment classes, or there is something else than a
            model folder at `folder`.
        ExportError: the logits of the ONNX graph differ from those of the model.
    """
    require_replaceable(folder)
    texts = [text for text in texts if text.strip()]
    if not texts:
        raise InputError("There is no text to check the export with: give a table of real texts with --texts.")
    classifier = load_hub_classifier(source, labels, max_len, normalizer)
    shuffled = random.Random(seed).sample(texts, len(texts))
    return write_model_folder(
        classifier.model,
        classifier.tokenizer,
        _draft_manifest(classifier, source, base_model),
        calibration=shuffled[:MAX_CALIBRATION_TEXTS],
        check=shuffled[MAX_CALIBRATION_TEXTS:],
        folder=folder,
        serving_only=serving_only,
        hub_layout=hub_layout,
        min_label_agreement=min_label_agreement,
    )


def _draft_manifest(classifier: HubClassifier, source: str, base_model: str | None) -> Manifest:
    original = classifier.manifest
    if original is None:
        return Manifest(
            labels=classifier.labels,
            normalizer=classifier.normalizer,
            max_len=classifier.max_len,
            temperature=1.0,
            base_model=base_model or pretrained_name(source),
            serve=FP32_FILE,
            files={},
        )
    return original.model_copy(
        update={
            "labels": classifier.labels,
            "normalizer": classifier.normalizer,
            "max_len": classifier.max_len,
            "base_model": base_model or original.base_model,
            # measured with the graph of the other folder
            "evaluations": [],
            "challenge": {},
            "behavior": {},
        }
    )


def load_hub_classifier(
    source: str, labels: Mapping[str, str] | None = None, max_len: int | None = None, normalizer: str | None = None
) -> HubClassifier:
    """Load a fine-tuned classifier in fp32; the arguments are those of `export`.

    Raises:
        InputError: the source can't be loaded, or its labels are not sentiment classes.
        ModelError: the folder contains no classifier.
    """
    with translate_loading_errors(
        source,
        unusable_folder=lambda error: ModelError(f"{source} holds no classifier that can be exported: {error}"),
        out_of_reach=(
            f"{source} is no folder, and it can't be loaded from the Hugging Face hub ({{reason}}). Check the name and "
            "the network, or give a local folder."
        ),
    ):
        model = AutoModelForSequenceClassification.from_pretrained(source, use_safetensors=True, dtype=torch.float32)
        tokenizer = load_fast_tokenizer(source, ModelError)
    manifest = Manifest.read(Path(source)) if (Path(source) / MANIFEST_FILE).is_file() else None
    wanted_len = max_len or (manifest.max_len if manifest else FOREIGN_MAX_LEN)
    return HubClassifier(
        model,
        tokenizer,
        labels=_class_order(model, labels),
        normalizer=normalizer or (manifest.normalizer if manifest else FOREIGN_NORMALIZER),
        max_len=max_input_tokens(model.config, tokenizer, wanted_len),
        manifest=manifest,
    )


def _class_order(model: PreTrainedModel, given: Mapping[str, str] | None) -> tuple[str, ...]:
    """Return our class names in the order of the model's logits."""
    names = [str(name) for _, name in sorted((model.config.id2label or {}).items())]
    if not given and all(name == f"LABEL_{index}" for index, name in enumerate(names)):
        # the default names of a head: only the order shows which class is meant
        names = [str(index) for index in range(len(names))]
    classes = mapping_for(names, given)
    ordered = tuple(classes[label_key(name)] for name in names)
    if len(set(ordered)) != len(ordered) or not has_both_poles(ordered):
        raise InputError(f"The model's labels {', '.join(names)} must map to negative, positive and perhaps neutral.")
    return ordered


def pretrained_name(name: str) -> str:
    """Return how a manifest names a pretrained model: a hub name, or the name of a local folder."""
    return Path(name).resolve().name if Path(name).is_dir() else name


def max_input_tokens(config: PretrainedConfig, tokenizer: PreTrainedTokenizerFast, max_len: int) -> int:
    """Return `max_len`, or less where the encoder has fewer positions."""
    positions = getattr(config, "max_position_embeddings", None) or max_len
    if config.model_type in ("roberta", "xlm-roberta", "camembert", "mpnet"):
        positions -= 2  # these count positions from padding_idx + 1
    return int(min(max_len, positions, tokenizer.model_max_length))


def load_fast_tokenizer(name: str, error: type[SentimentError]) -> PreTrainedTokenizerFast:
    """Load a tokenizer that serving can use too; raise `error` for one without tokenizer.json."""
    tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise error(f"{name} has no fast tokenizer (tokenizer.json): serving needs one.")
    return tokenizer


@contextmanager
def translate_loading_errors(
    name: str, unusable_folder: Callable[[Exception], SentimentError], out_of_reach: str
) -> Iterator[None]:
    """Replace the errors that the libraries raise while loading from a folder or the hub by a SentimentError.

    Args:
        name: the folder or hub name that is loaded.
        unusable_folder: makes the error where `name` is a local folder.
        out_of_reach: the sentence where it is not; `{reason}` stands for the type of the library's error.

    Raises:
        InputError: the name is neither a folder nor on the hub, or the hub is out of reach.
        SentimentError: what `unusable_folder` makes.
    """
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if Path(name).is_dir():
            raise unusable_folder(error) from None
        raise InputError(out_of_reach.format(reason=type(error).__name__)) from None
