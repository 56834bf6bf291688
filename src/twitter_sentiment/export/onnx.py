"""From a torch classifier to an fp32 ONNX graph that gives the same logits: built by hand, or traced."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from ..errors import ExportError
from ..model.onnx_model import OnnxModel
from . import bert_graph
from .bert_modules import is_supported
from .graph_builder import OPSET

MAX_LOGIT_DIFFERENCE = 1e-4


class _LogitsOnly(torch.nn.Module):
    """The model as a function of two tensors, as the tracer needs it."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).logits
        return logits


def write_onnx(model: PreTrainedModel, path: Path, samples: Sequence[Sequence[int]]) -> float:
    """Export a classifier with dynamic batch and length, and check it against torch.

    Args:
        model: any Hugging Face encoder with a classification head; moved to the CPU and set to evaluation mode.
        path: the file to write.
        samples: token ids of real texts; they are checked alone and padded together.

    Returns:
        The largest difference of any logit.

    Raises:
        ExportError: a logit differs by more than 1e-4, or the architecture can't be traced.
    """
    model = model.float().cpu().eval()  # type: ignore[no-untyped-call]
    model.set_attn_implementation("eager")  # plain MatMul and Softmax, which every later step supports
    if is_supported(model):
        onnx.save(bert_graph.build(model), path)
    else:
        _trace(model, path)
    difference = _largest_difference(model, OnnxModel(path), samples)
    if not difference <= MAX_LOGIT_DIFFERENCE:
        path.unlink()
        raise ExportError(
            f"The ONNX file was refused: its logits differ from torch's by up to {difference:.1e} "
            f"(allowed: {MAX_LOGIT_DIFFERENCE:.0e})."
        )
    return difference


def _trace(model: PreTrainedModel, path: Path) -> None:
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # The tracer warns about each shape that it takes for a constant; checking the logits covers that.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _LogitsOnly(model).eval(),
                (example, torch.ones_like(example)),
                str(path),
                dynamo=False,
                opset_version=OPSET,
                input_names=["input_ids", "attention_mask"],
                output_names=["logits"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"}},
            )
    except (RuntimeError, torch.onnx.errors.OnnxExporterError) as error:
        raise ExportError(f"{model.config.model_type} can't be exported to ONNX: {error}") from None


def _largest_difference(model: PreTrainedModel, onnx_model: OnnxModel, samples: Sequence[Sequence[int]]) -> float:
    alone = [[ids] for ids in samples[:16]]
    padded = [samples[start : start + 8] for start in range(16, len(samples), 8)]
    return max(float(np.abs(onnx_model.logits(ids) - _torch_logits(model, ids)).max()) for ids in [*alone, *padded])


def _torch_logits(model: PreTrainedModel, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    rows = [torch.tensor(ids) for ids in batch]
    pad = torch.nn.utils.rnn.pad_sequence
    input_ids = pad(rows, batch_first=True)
    mask = pad([torch.ones_like(row) for row in rows], batch_first=True)
    with torch.no_grad():
        return np.asarray(model(input_ids=input_ids, attention_mask=mask).logits.numpy())
