"""Writing a model folder: the Hugging Face files, the ONNX graphs, the manifest."""

import logging
import shutil
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from .. import __version__
from ..errors import InputError
from ..files.atomic import replace_dir, sha256, staging_dir
from ..metrics import Quantization
from ..model.manifest import MANIFEST_FILE, TOKENIZER_FILE, Manifest
from ..model.onnx_model import OnnxModel
from ..model.softmax import softmax
from ..model.tokenization import TextTokenizer
from ..text import NORMALIZERS
from .onnx import write_onnx
from .quantize import variants_of, write_int8

logger = logging.getLogger(__name__)

FP32_FILE = "model.onnx"
INT8_FILE = "model.int8.onnx"

HUB_NAMES = {INT8_FILE: "onnx/model_quantized.onnx", FP32_FILE: "onnx/model.onnx"}
"""Where transformers.js and optimum look for a graph in a repository of the Hub (their `q8` and `fp32`)."""

MAX_CALIBRATION_TEXTS = 512
"""Texts from which the activation ranges of int8 are read."""

MAX_CHECK_TEXTS = 1000
MIN_CHECK_TEXTS = 500
"""Texts on which int8 is compared with fp32."""

MIN_LABEL_AGREEMENT = 0.975
"""Share of the labels of fp32 that int8 must give."""

SERVING_FILES = (TOKENIZER_FILE, "config.json")
HUB_FILES = ("tokenizer_config.json",)
"""What libraries of the Hub need besides, to tokenize."""

_MAX_FP32_CHECK_TEXTS = 64


def require_replaceable(folder: Path) -> None:
    """Refuse to replace a folder that is no model folder.

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
    manifest: Manifest,
    calibration: Sequence[str],
    check: Sequence[str],
    folder: Path,
    serving_only: bool = False,
    hub_layout: bool = False,
    min_label_agreement: float = MIN_LABEL_AGREEMENT,
) -> Manifest:
    """Write a model folder that can be served; it appears whole or not at all.

    Args:
        model: the classifier.
        tokenizer: its tokenizer.
        manifest: a draft, complete but for the files, the quantization and the versions.
        calibration: training texts; up to 512 of them give int8 the range of the activations.
        check: other real texts; up to 1,000 of them compare int8 with fp32. With fewer than 500 there is no int8 file,
            and fp32 is served.
        folder: replaced if it exists. The caller checks it with `require_replaceable` before it starts its work.
        serving_only: leave out the files that only further training needs (safetensors, fp32 ONNX).
        hub_layout: copy the graph that is served to where libraries of the Hub look for it too.
        min_label_agreement: share of the labels of fp32 that int8 must give.

    Returns:
        The manifest that was written.

    Raises:
        ExportError: the logits of the fp32 graph differ from those of the torch model.
    """
    with staging_dir(folder) as staging:
        model.save_pretrained(staging)
        tokenizer.save_pretrained(staging)
        tokenizer.backend_tokenizer.save(str(staging / TOKENIZER_FILE), pretty=False)  # half the bytes
        encoder = TextTokenizer(tokenizer.backend_tokenizer, NORMALIZERS[manifest.normalizer], manifest.max_len)
        calibration_ids = _token_ids(encoder, calibration[:MAX_CALIBRATION_TEXTS])
        check_ids = _token_ids(encoder, check[:MAX_CHECK_TEXTS])
        difference = write_onnx(model, staging / FP32_FILE, calibration_ids[:_MAX_FP32_CHECK_TEXTS])
        logger.info("Exported %s: logits within %.1e of torch.", FP32_FILE, difference)
        quantization = _write_int8(
            model, staging, calibration_ids, check_ids, manifest.temperature, min_label_agreement
        )
        served = INT8_FILE if quantization else FP32_FILE
        if serving_only:
            _keep_files(staging, {served, *SERVING_FILES, *(HUB_FILES if hub_layout else ())})
        if hub_layout:
            copy = staging / HUB_NAMES[served]
            copy.parent.mkdir()
            shutil.copyfile(staging / served, copy)
        complete = _complete(manifest, staging, quantization)
        complete.write(staging)
        replace_dir(folder, staging)
    return complete


def _token_ids(tokenizer: TextTokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [encoded.ids for encoded in tokenizer.encode(texts) if not encoded.is_empty]


def _write_int8(
    model: PreTrainedModel,
    folder: Path,
    calibration: Sequence[Sequence[int]],
    check: Sequence[Sequence[int]],
    temperature: float,
    min_label_agreement: float,
) -> Quantization | None:
    """Write the fastest int8 variant whose labels agree with fp32, if there is one."""
    if not calibration or len(check) < MIN_CHECK_TEXTS:
        logger.warning(
            "No int8 file: %d texts are needed to check it, %d are here. The fp32 file is served.",
            MIN_CHECK_TEXTS,
            len(check),
        )
        return None
    fp32 = _probabilities(folder / FP32_FILE, check, temperature)
    for variant in variants_of(model):
        write_int8(model, folder / FP32_FILE, folder / INT8_FILE, calibration, variant)
        int8 = _probabilities(folder / INT8_FILE, check, temperature)
        agreement = float((int8.argmax(axis=1) == fp32.argmax(axis=1)).mean())
        logger.info("int8 (%s) gives %.1f %% of the labels of fp32.", variant, 100 * agreement)
        if agreement >= min_label_agreement:
            return Quantization(
                variant=variant,
                calibration_texts=len(calibration),
                checked_texts=len(check),
                label_agreement=round(agreement, 4),
                max_probability_difference=round(float(np.abs(int8 - fp32).max()), 4),
            )
    (folder / INT8_FILE).unlink()
    logger.warning("int8 was refused: under %.0f %% of the labels agree. fp32 is served.", 100 * min_label_agreement)
    return None


def _probabilities(graph: Path, samples: Sequence[Sequence[int]], temperature: float) -> NDArray[np.float64]:
    model = OnnxModel(graph)
    return softmax(np.concatenate([model.logits([ids]) for ids in samples]), temperature)


def _complete(draft: Manifest, folder: Path, quantization: Quantization | None) -> Manifest:
    """Fill in the files of the folder, the quantization and the versions."""
    return draft.model_copy(
        update={
            "serve": INT8_FILE if quantization else FP32_FILE,
            "files": {
                path.relative_to(folder).as_posix(): sha256(path)
                for path in [*sorted(folder.rglob("*.onnx")), folder / TOKENIZER_FILE]
            },
            "quantization": quantization,
            "made_with": {
                "twitter-sentiment": __version__,
                "torch": str(torch.__version__),
                "onnxruntime": version("onnxruntime"),
                "transformers": version("transformers"),
                "tokenizers": version("tokenizers"),
            },
        }
    )


def _keep_files(folder: Path, names: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
