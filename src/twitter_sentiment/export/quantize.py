"""Static int8: a third of the time, a quarter of the size, and predictions that do not depend on the batch.

The usual dynamic quantization takes the scale of the activations from the whole batch, so that a prediction depends on
the other texts in it (2 to 6 % of labels changed). Here the scales are constants, read once from training texts.

What is quantized, and why:

* The linear layers, per output column: one scale for a whole weight matrix flips three times as many labels.
* Weights get 7 bits. Processors without VNNI add pairs of 8-bit products in 16 bits, which overflows with 8-bit
  weights; with 7 they can't, and every machine gives the same prediction.
* Weights are rounded so that the outputs change least (`rounding`), where the graph is built by hand.
* The smallest and largest activation bound the range: percentiles cut off outliers that carry meaning.
* The word embeddings, per row: two thirds of the bytes of a small model, read once per token.
* Not the attention products, the normalizations or the classification head: little time, much effect.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quant_pre_process,
    quantize_static,
)
from transformers import PreTrainedModel

from . import bert_graph
from .bert_modules import is_supported
from .rounding import round_weights

VARIANTS = (
    "all linear layers",
    "all linear layers, the 8 widest inputs of the feed-forward layers apart",
    "linear layers but the feed-forward outputs",
)
"""Fastest first, for where too many labels change. A few inputs make the range of a feed-forward layer wide: in MPNet
some reach 55 where all others stay below 4. Ranges of their own for the 8 widest of both layers raised the labels that
are those of fp32 from 95.9 % to 98.5 % (8 layers of 768), at next to no cost in time and bytes; leaving the outputs in
fp32 costs 35 % of the texts per second, and adds 60 % to the file."""

_WIDEST_INPUTS = 8

MIN_TABLE_ELEMENTS = 1 << 20
"""Elements from which quantizing an embedding table pays off."""


class _OneTextAtATime(CalibrationDataReader):  # type: ignore[misc]
    """Token ids, one text at a time and without padding."""

    def __init__(self, samples: Sequence[Sequence[int]]) -> None:
        self._left: Iterator[Sequence[int]] = iter(samples)

    def get_next(self) -> dict[str, np.ndarray] | None:
        ids = next(self._left, None)
        if ids is None:
            return None
        input_ids = np.asarray([ids], dtype=np.int64)
        return {"input_ids": input_ids, "attention_mask": np.ones_like(input_ids)}


def variants_of(model: PreTrainedModel) -> tuple[str, ...]:
    """Return those of `VARIANTS` that a classifier can have: a traced layer is int8 as a whole or not at all."""
    return VARIANTS if is_supported(model) else (VARIANTS[0], VARIANTS[2])


def write_int8(
    model: PreTrainedModel,
    source: Path,
    target: Path,
    samples: Sequence[Sequence[int]],
    variant: str,
    min_table_elements: int = MIN_TABLE_ELEMENTS,
) -> None:
    """Quantize a classifier.

    Args:
        model: the classifier, in evaluation mode on the CPU.
        source: its fp32 ONNX file.
        target: the int8 ONNX file to write.
        samples: token ids of training texts, from which the range of the activations is read.
        variant: one of `variants_of(model)`.
        min_table_elements: elements from which an embedding table is quantized.
    """
    feed_forward_outputs = variant != VARIANTS[2]
    if is_supported(model):
        apart = _WIDEST_INPUTS if variant == VARIANTS[1] else 0
        ranges = bert_graph.input_ranges(model, samples, feed_forward_outputs, apart)
        graph = bert_graph.build(model, ranges, round_weights(model, samples, ranges))
    else:
        graph = _quantized_trace(source, samples, feed_forward_outputs)
    _quantize_embeddings(graph, min_table_elements)
    onnx.save(graph, target)


def _quantized_trace(source: Path, samples: Sequence[Sequence[int]], feed_forward_outputs: bool) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quantized = Path(folder) / "int8.onnx"
        quant_pre_process(str(source), str(prepared), skip_optimization=True, skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(quantized),
            _OneTextAtATime(samples),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=_linear_layers(onnx.load(prepared), feed_forward_outputs),
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            # A separate pair for each layer, or the residual connections would pass through int8 too.
            extra_options={"OpTypesToExcludeOutputQuantization": ["MatMul"], "DedicatedQDQPair": True},
        )
        return onnx.load(quantized)


def _linear_layers(model: onnx.ModelProto, feed_forward_outputs: bool) -> list[str]:
    """Return the names of the MatMul nodes whose second input is a weight matrix (inputs × outputs)."""
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    matmuls = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in shapes]
    return [
        node.name for node in matmuls if feed_forward_outputs or shapes[node.input[1]][0] <= shapes[node.input[1]][1]
    ]


def _quantize_embeddings(model: onnx.ModelProto, min_elements: int) -> None:
    """Replace Gather(fp32 table) by Gather(int8 table) · Gather(scale of the row), for large tables."""
    tables = {tensor.name: tensor for tensor in model.graph.initializer}
    for index, node in reversed(list(enumerate(model.graph.node))):
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.data_type != TensorProto.FLOAT or np.prod(table.dims) < min_elements:
            continue
        model.graph.initializer.remove(table)
        model.graph.initializer.extend(_quantized_table(table))
        model.graph.node.remove(node)
        for offset, new in enumerate(_quantized_gather(node)):
            model.graph.node.insert(index + offset, new)


def _quantized_table(table: onnx.TensorProto) -> list[onnx.TensorProto]:
    """Return a table in int8, and the scale of each row."""
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, np.finfo(np.float32).tiny)
    quantized = np.rint(values / scale).astype(np.int8)
    return [
        numpy_helper.from_array(quantized, f"{table.name}_int8"),
        numpy_helper.from_array(scale.astype(np.float32), f"{table.name}_scale"),
    ]


def _quantized_gather(gather: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Return the nodes that replace the Gather of an fp32 table."""
    table, ids = gather.input
    (output,) = gather.output
    return [
        helper.make_node("Gather", [f"{table}_int8", ids], [f"{output}_int8"], name=f"{output}_rows"),
        helper.make_node("Cast", [f"{output}_int8"], [f"{output}_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{table}_scale", ids], [f"{output}_scale"], name=f"{output}_scales"),
        helper.make_node("Mul", [f"{output}_float", f"{output}_scale"], [output]),
    ]
