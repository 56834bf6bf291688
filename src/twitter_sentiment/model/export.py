"""Making a model folder: the Hugging Face files, the ONNX graphs, the manifest."""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from .. import __version__
from ..errors import InputError
from ..text import NORMALISERS
from .encoding import Encoder
from .manifest import MANIFEST_FILE, TOKENIZER_FILE, Manifest, Quantisation, sha256
from .onnx_graph import write_onnx
from .probabilities import probabilities_of
from .quantise import VARIANTS, write_int8
from .runtime import OnnxModel

logger = logging.getLogger(__name__)

FP32_FILE, INT8_FILE = "model.onnx", "model.int8.onnx"

CALIBRATION_TEXTS = 512
CHECK_TEXTS = 1000
LEAST_CHECK_TEXTS = 500
LEAST_AGREEMENT = 0.97


@dataclass(frozen=True)
class Description:
    """What goes into the manifest beside the files.

    Attributes:
        normaliser, max_len, temperature, binary_temperature, base_model, data, metrics: as in `Manifest`.
    """

    labels: tuple[str, ...]
    normaliser: str
    max_len: int
    base_model: str
    temperature: float = 1.0
    binary_temperature: float | None = None
    data: dict[str, Any] | None = None
    metrics: dict[str, Any] | None = None


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, max_len: int) -> int:
    """`max_len`, or less where the encoder has fewer positions."""
    positions = getattr(model.config, "max_position_embeddings", None) or max_len
    if model.config.model_type in ("roberta", "xlm-roberta", "camembert", "mpnet"):
        positions -= 2  # these count positions from padding_idx + 1
    return int(min(max_len, positions, tokenizer.model_max_length))


def check_target(folder: Path) -> None:
    """Refuses to replace a folder that is no model folder.

    Raises:
        InputError: there is something else at that place.
    """
    if not folder.resolve().name or folder.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise InputError(f"{folder} can't be the model folder: name a folder of its own, for example model_output.")
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MANIFEST_FILE).is_file() and not (folder / "config.json").is_file():
        raise InputError(f"{folder} exists and is no model folder: it would be replaced. Name another one.")


def write_model_folder(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    description: Description,
    calibration: Sequence[str],
    check: Sequence[str],
    folder: Path,
    serving_only: bool = False,
) -> Manifest:
    """Writes a model folder that can be served; it appears whole or not at all.

    Args:
        calibration: training texts; up to 512 of them show int8 the range of the activations.
        check: other real texts; up to 1,000 of them compare int8 with fp32. With fewer than 500 there is no int8 file,
            and fp32 is served.
        folder: replaced if it exists and is a model folder.
        serving_only: leave out the files that only further training needs (safetensors, fp32 ONNX).

    Raises:
        InputError: something else than a model folder is in its place.
        ExportError: the fp32 graph does not answer like the torch model.
    """
    check_target(folder)
    staging = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        model.save_pretrained(staging)
        tokenizer.save_pretrained(staging)
        encoder = Encoder(tokenizer.backend_tokenizer, NORMALISERS[description.normaliser], description.max_len)
        calibration_ids = _token_ids(encoder, calibration[:CALIBRATION_TEXTS])
        check_ids = _token_ids(encoder, check[:CHECK_TEXTS])
        difference = write_onnx(model, staging / FP32_FILE, calibration_ids[:64])
        logger.info("Exported %s: logits within %.1e of torch.", FP32_FILE, difference)
        quantisation = _quantise(model, staging, calibration_ids, check_ids, description.temperature)
        if serving_only:
            _keep_serving_files(staging, INT8_FILE if quantisation else FP32_FILE)
        manifest = _manifest(staging, description, quantisation)
        manifest.write(staging)
        _replace(folder, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def _token_ids(encoder: Encoder, texts: Sequence[str]) -> list[list[int]]:
    return [tokens.ids for tokens in encoder.encode(texts) if not tokens.blank]


def _quantise(
    model: PreTrainedModel,
    folder: Path,
    calibration: Sequence[Sequence[int]],
    check: Sequence[Sequence[int]],
    temperature: float,
) -> Quantisation | None:
    """Writes the fastest int8 variant that gives at least 97 % of the labels fp32 gives, if there is one."""
    if not calibration or len(check) < LEAST_CHECK_TEXTS:
        logger.warning(
            "No int8 file: %d texts are needed to check it, %d are here. The fp32 file is served.",
            LEAST_CHECK_TEXTS, len(check),
        )  # fmt: skip
        return None
    reference = _probabilities(folder / FP32_FILE, check, temperature)
    for variant in VARIANTS:
        write_int8(model, folder / FP32_FILE, folder / INT8_FILE, calibration, variant)
        answers = _probabilities(folder / INT8_FILE, check, temperature)
        agreement = float((answers.argmax(axis=1) == reference.argmax(axis=1)).mean())
        logger.info("int8 (%s) gives %.1f %% of the labels of fp32.", variant, 100 * agreement)
        if agreement >= LEAST_AGREEMENT:
            return Quantisation(
                variant=variant,
                calibration_texts=len(calibration),
                checked_texts=len(check),
                label_agreement=round(agreement, 4),
                max_probability_difference=round(float(np.abs(answers - reference).max()), 4),
            )
    (folder / INT8_FILE).unlink()
    logger.warning("int8 was refused: under %.0f %% of the labels agree. fp32 is served.", 100 * LEAST_AGREEMENT)
    return None


def _probabilities(graph: Path, samples: Sequence[Sequence[int]], temperature: float) -> np.ndarray:
    model = OnnxModel(graph)
    return probabilities_of(np.concatenate([model.logits([ids]) for ids in samples]), temperature)


def _manifest(folder: Path, description: Description, quantisation: Quantisation | None) -> Manifest:
    return Manifest(
        labels=description.labels,
        normaliser=description.normaliser,
        max_len=description.max_len,
        temperature=round(description.temperature, 6),
        binary_temperature=description.binary_temperature and round(description.binary_temperature, 6),
        base_model=description.base_model,
        serve=INT8_FILE if quantisation else FP32_FILE,
        files={path.name: sha256(path) for path in [*sorted(folder.glob("*.onnx")), folder / TOKENIZER_FILE]},
        data=description.data or {},
        metrics=description.metrics or {},
        quantisation=quantisation,
        made_with={
            "twitter-sentiment": __version__,
            "torch": str(torch.__version__),
            "onnxruntime": version("onnxruntime"),
            "transformers": version("transformers"),
            "tokenizers": version("tokenizers"),
        },
    )


def _keep_serving_files(folder: Path, graph: str) -> None:
    for path in folder.iterdir():
        if path.name not in (graph, TOKENIZER_FILE, "config.json"):
            path.unlink()


def _replace(folder: Path, staging: Path) -> None:
    """Puts the new folder in the place of the old one, which stays until the new one stands."""
    for path in staging.iterdir():
        path.chmod(0o644)  # safetensors writes files that only their owner can read
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as old:
        if folder.exists():
            folder.rename(Path(old) / "old")
        staging.rename(folder)
