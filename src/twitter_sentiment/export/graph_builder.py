"""Building an ONNX graph node by node; linear layers become int8 where a range of their input is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 9
CONTRIBUTED_DOMAIN = "com.microsoft"
MAX_WEIGHT = 64  # 7 bits: pairs of products can't overflow 16 bits on processors without VNNI
MAX_ACTIVATION = 255

Array = NDArray[Any]


@dataclass(frozen=True)
class InputRange:
    """What int8 must cover of the input of a linear layer.

    Attributes:
        low: the smallest value, at most 0.
        high: the largest value, at least 0.
        apart: features outside the range, which get one of their own each.
        apart_lows: their smallest values.
        apart_highs: their largest values.
    """

    low: float
    high: float
    apart: tuple[int, ...] = ()
    apart_lows: tuple[float, ...] = ()
    apart_highs: tuple[float, ...] = ()


@dataclass(frozen=True)
class RoundedWeight:
    """A weight matrix in int8.

    Attributes:
        steps: (inputs, outputs), from -MAX_WEIGHT to MAX_WEIGHT.
        scales: (outputs,), the size of a step.
    """

    steps: Array
    scales: Array

    @classmethod
    def nearest(cls, weight: Array) -> Self:
        """Round weights, (inputs, outputs), to the nearest step."""
        scales = np.maximum(np.abs(weight).max(axis=0) / MAX_WEIGHT, np.finfo(np.float32).tiny)
        return cls(np.rint(weight / scales).astype(np.int8), scales.astype(np.float32))


class GraphBuilder:
    """An ONNX graph under construction; each method adds nodes and returns the name of their output."""

    def __init__(
        self,
        ranges: Mapping[torch.nn.Linear, InputRange],
        rounded: Mapping[torch.nn.Linear, RoundedWeight] | None = None,
    ) -> None:
        """Begin an empty graph.

        Args:
            ranges: the linear layers that become int8.
            rounded: their weights; those of the others are rounded to the nearest step.
        """
        self._ranges = ranges
        self._rounded = rounded or {}
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add an operator with one output, whose name is also the node's."""
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def constant(self, name: str, value: Array | np.generic) -> str:
        """Add a constant, unless there is one of this name."""
        self._constants.setdefault(name, numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def norm(self, x: str, norm: torch.nn.LayerNorm, name: str) -> str:
        """Add a normalization over the last axis."""
        scale = self.constant(f"{name}_weight", to_array(norm.weight))
        bias = self.constant(f"{name}_bias", to_array(norm.bias))
        return self.node("LayerNormalization", [x, scale, bias], name, axis=-1, epsilon=norm.eps)

    def dense(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        """Add a linear layer over (rows, features), in fp32."""
        weight = self.constant(f"{name}_weight", to_array(layer.weight))
        bias = self.constant(f"{name}_bias", to_array(layer.bias))
        return self.node("Gemm", [x, weight, bias], name, transB=1)

    def first(self, x: str, axis: int, name: str) -> str:
        """Keep the first element along an axis."""
        zero, one, axes = (self.constant(f"just_{number}", np.array([number])) for number in (0, 1, axis))
        return self.node("Slice", [x, zero, one, axes], name)

    def until_length(self, x: str, name: str) -> str:
        """Keep as many rows of a constant as the batch has tokens; their number is the node "length"."""
        zero = self.constant("just_0", np.array([0]))
        return self.node("Slice", [x, zero, "length", zero], name)

    def split(self, x: str, width: int, names: list[str]) -> list[str]:
        """Cut (rows, tokens, features) into parts of `width` features."""
        sizes = self.constant(f"sizes{len(names)}", np.array([width] * len(names)))
        self._nodes.append(helper.make_node("Split", [x, sizes], names, name=f"{names[0]}_split", axis=2))
        return names

    def quantized_linear(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        """Add a linear layer with the conversion of its input."""
        product = self.linear(self.quantized(x, layer, f"{name}_in"), [layer], layer, name)
        if layer not in self._ranges or not self._ranges[layer].apart:
            return product
        return self.node("Add", [product, self._product_apart(x, layer, f"{name}_apart")], f"{name}_both")

    def _product_apart(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        """Add the product of the features that are apart, each moved to the range from 0 to 1.

        It is int8 too, since fp32 sums depend on the size of the batch in their last bit, which rounding to int8 in the
        next layer makes visible.
        """
        ranges = self._ranges[layer]
        features = list(ranges.apart)
        lows = np.array(ranges.apart_lows, np.float32)
        spans = np.maximum(np.array(ranges.apart_highs, np.float32) - lows, np.finfo(np.float32).tiny)
        weight = to_array(layer.weight).T[features]
        chosen = self.node(
            "Gather", [x, self.constant(f"{name}_features", np.array(features))], f"{name}_chosen", axis=2
        )
        moved = self.node("Sub", [chosen, self.constant(f"{name}_lows", lows)], f"{name}_moved")
        shares = self.node("Div", [moved, self.constant(f"{name}_spans", spans)], f"{name}_shares")
        scale = self.constant(f"{name}_scale", np.float32(1 / MAX_ACTIVATION))
        zero = self.constant(f"{name}_zero", np.uint8(0))
        rounded = self.node("QuantizeLinear", [shares, scale, zero], f"{name}_in")
        bias = self.constant(f"{name}_bias", lows @ weight)
        return self._int8_product(rounded, RoundedWeight.nearest(weight * spans[:, None]), scale, zero, bias, name)

    def quantized(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        """Convert the input of a linear layer to int8; unchanged where the layer stays fp32."""
        if layer not in self._ranges:
            return x
        return self.node("QuantizeLinear", [x, *self._scale_and_zero(layer, name)], name)

    def linear(self, x: str, layers: Sequence[torch.nn.Linear], ranges_of: torch.nn.Linear, name: str) -> str:
        """Add linear layers side by side, over the output of `quantized` with the range of `ranges_of`."""
        bias = self.constant(f"{name}_bias", np.concatenate([to_array(layer.bias) for layer in layers]))
        if ranges_of not in self._ranges:
            weight = np.concatenate([to_array(layer.weight).T for layer in layers], axis=1)
            product = self.node("MatMul", [x, self.constant(f"{name}_weight", weight)], f"{name}_product")
            return self.node("Add", [product, bias], f"{name}_out")
        parts = [self._weight_of(layer, self._ranges[ranges_of].apart) for layer in layers]
        rounded = RoundedWeight(
            np.concatenate([part.steps for part in parts], axis=1), np.concatenate([part.scales for part in parts])
        )
        return self._int8_product(x, rounded, *self._scale_and_zero(ranges_of, f"{name}_in"), bias, name)

    def _weight_of(self, layer: torch.nn.Linear, apart: Sequence[int]) -> RoundedWeight:
        if layer in self._rounded:
            return self._rounded[layer]
        weight = to_array(layer.weight).T.copy()
        weight[list(apart)] = 0
        return RoundedWeight.nearest(weight)

    def _int8_product(self, x: str, weight: RoundedWeight, scale: str, zero: str, bias: str, name: str) -> str:
        """Multiply a converted input with int8 weights."""
        inputs = [
            x,
            self.constant(f"{name}_int8", weight.steps),
            scale,
            self.constant(f"{name}_scales", weight.scales),
            zero,
            self.constant(f"{name}_zeros", np.zeros(len(weight.scales), np.int8)),
            bias,
        ]
        return self.node("MatMulIntegerToFloat", inputs, f"{name}_out", CONTRIBUTED_DOMAIN)

    def _scale_and_zero(self, layer: torch.nn.Linear, name: str) -> tuple[str, str]:
        span = self._ranges[layer]
        scale = max((span.high - span.low) / MAX_ACTIVATION, float(np.finfo(np.float32).tiny))
        zero = np.uint8(np.rint(-span.low / scale))
        return self.constant(f"{name}_scale", np.float32(scale)), self.constant(f"{name}_zero", zero)

    def to_model(self, classes: int) -> onnx.ModelProto:
        """Return the graph from input_ids and attention_mask to the node "logits"."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", classes])
        graph = helper.make_graph(self._nodes, "classifier", inputs, [logits], list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIBUTED_DOMAIN, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def to_array(parameter: torch.Tensor) -> Array:
    """Return a parameter in fp32."""
    return np.asarray(parameter.detach().float().numpy())
