"""The two ways to run a teacher: in torch, or through the served graph of one of our own model folders."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import DataCollatorWithPadding

from ..export.hub import load_hub_classifier
from ..model.cores import available_cores
from ..model.folder import ModelFolder
from ..model.manifest import MANIFEST_FILE
from ..model.tokenization import TextTokenizer
from .device import device, has_fast_bf16, on_gpu

Batch = Sequence[Sequence[int]]


class Teacher(Protocol):
    """A fine-tuned classifier whose logits a student learns.

    Attributes:
        labels: its classes, in the order of the logits.
        text_tokenizer: normalizer, tokenizer and truncation.
        fingerprint: differs where the logits differ.
    """

    labels: tuple[str, ...]
    text_tokenizer: TextTokenizer
    fingerprint: str

    def logits(self, batches: Iterable[Batch]) -> Iterator[NDArray[np.float32]]:
        """Yield the logits, (texts, classes), of each batch of token ids."""


def load_teacher(name: str) -> Teacher:
    """Load a teacher: on a CPU the served graph of a model folder, which takes half the time of torch; else in torch.

    Raises:
        InputError: it can't be loaded.
        ModelError: the model folder is damaged.
    """
    if (Path(name) / MANIFEST_FILE).is_file() and not on_gpu():
        return OnnxTeacher(ModelFolder.open(Path(name)))
    return TorchTeacher(name)


class OnnxTeacher:
    """A model folder, through the graph that serves: int8, and a batch on each core."""

    def __init__(self, folder: ModelFolder) -> None:
        self.labels = folder.manifest.labels
        self.text_tokenizer = folder.load_tokenizer()
        self.fingerprint = folder.manifest.files[folder.manifest.serve][:16]
        self._model = folder.load_onnx_model()

    def logits(self, batches: Iterable[Batch]) -> Iterator[NDArray[np.float32]]:
        """Yield the logits, (texts, classes), of each batch of token ids."""
        with ThreadPoolExecutor(available_cores()) as threads:
            yield from threads.map(self._model.logits, batches)


class TorchTeacher:
    """A classifier of transformers, on the GPU if there is one."""

    def __init__(self, name: str) -> None:
        classifier = load_hub_classifier(name)
        self.labels = classifier.labels
        self.text_tokenizer = classifier.text_tokenizer
        self.fingerprint = _fingerprint(classifier.model, f"{classifier.normalizer} {classifier.max_len}")
        self._model = classifier.model.to(device()).eval()  # type: ignore[arg-type]
        self._pad = DataCollatorWithPadding(classifier.tokenizer)

    def logits(self, batches: Iterable[Batch]) -> Iterator[NDArray[np.float32]]:
        """Yield the logits, (texts, classes), of each batch of token ids."""
        autocast = torch.autocast(device().type, torch.bfloat16, enabled=has_fast_bf16())
        for batch in batches:
            padded = self._pad([{"input_ids": ids} for ids in batch])
            with torch.inference_mode(), autocast:
                logits = self._model(**{name: tensor.to(device()) for name, tensor in padded.items()}).logits
            yield logits.float().cpu().numpy()


def _fingerprint(model: torch.nn.Module, reading: str) -> str:
    digest = hashlib.sha256(reading.encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.numpy().tobytes())
    return digest.hexdigest()[:16]
