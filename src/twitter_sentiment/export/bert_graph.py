"""BERT, DistilBERT and MPNet classifiers as an ONNX graph built by hand, for speed that tracing can't give.

* Query, key and value are one product, and biases are part of the products.
* Attention and GELU are one operator each (ONNX Runtime's contributed operators, documented in ContribOperators.md).
* Of the last layer only the [CLS] row is computed: the classifier reads nothing else.
* MPNet's bias of attention by distance is looked up once for a batch and serves all its texts, heads and layers.

Together that is about a third less time than the traced graph on short texts (a sixth less at a width of 768).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import torch
from onnx import TensorProto
from transformers import PreTrainedModel

from .bert_modules import BertModules, Layer, modules_of, visit_inputs
from .graph_builder import CONTRIBUTED_DOMAIN, Array, GraphBuilder, InputRange, RoundedWeight


def input_ranges(
    model: PreTrainedModel, samples: Sequence[Sequence[int]], feed_forward_outputs: bool = True, apart: int = 0
) -> dict[torch.nn.Linear, InputRange]:
    """Return the smallest and largest input of each linear layer over some texts: the range that int8 must cover.

    Args:
        model: a supported classifier.
        samples: token ids of real texts, processed one at a time so that no padding counts.
        feed_forward_outputs: whether to include these layers, whose inputs have the widest range.
        apart: how many inputs of each feed-forward layer, the widest, get a range of their own each.
    """
    lows: dict[torch.nn.Linear, torch.Tensor] = {}
    highs: dict[torch.nn.Linear, torch.Tensor] = {}

    def widen(layer: torch.nn.Linear, by_feature: torch.Tensor) -> None:
        zero = torch.zeros(())
        lows[layer] = torch.minimum(lows.get(layer, zero), by_feature.amin(dim=0))
        highs[layer] = torch.maximum(highs.get(layer, zero), by_feature.amax(dim=0))

    layers = modules_of(model).layers
    linears: list[torch.nn.Linear] = []
    for layer in layers:
        linears += [layer.query, layer.attention_output, layer.feed_forward_input]
        if feed_forward_outputs:
            linears.append(layer.feed_forward_output)
    visit_inputs(model, linears, samples, widen)
    feed_forwards = {linear for layer in layers for linear in (layer.feed_forward_input, layer.feed_forward_output)}
    return {
        linear: _input_range(lows[linear], highs[linear], apart if linear in feed_forwards else 0) for linear in lows
    }


def _input_range(low: torch.Tensor, high: torch.Tensor, apart: int) -> InputRange:
    widest = sorted(torch.maximum(-low, high).topk(apart).indices.tolist())
    lows, highs = tuple(low[widest].tolist()), tuple(high[widest].tolist())
    low[widest] = 0.0
    high[widest] = 0.0
    return InputRange(float(low.min()), float(high.max()), tuple(widest), lows, highs)


def build(
    model: PreTrainedModel,
    ranges: Mapping[torch.nn.Linear, InputRange] | None = None,
    rounded: Mapping[torch.nn.Linear, RoundedWeight] | None = None,
) -> onnx.ModelProto:
    """Build the graph of a supported classifier.

    Args:
        model: in evaluation mode, on the CPU.
        ranges: from `input_ranges`: these layers become int8, with 7-bit weights scaled per output column; None makes
            an fp32 graph.
        rounded: from `rounding.round_weights`: the weights of these layers; None rounds them to the nearest step.

    Returns:
        A graph with the inputs input_ids and attention_mask (int64, rows × tokens) and the output logits.
    """
    bert = modules_of(model)
    graph = GraphBuilder(ranges or {}, rounded)
    graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    x = _embeddings(graph, bert)
    bias = "" if bert.distance_bias is None else _attention_bias(graph, bert.distance_bias)
    for number, layer in enumerate(bert.layers):
        x = _layer(graph, layer, x, bert.heads, bias, f"layer{number}", cls_only=layer is bert.layers[-1])
    x = graph.node("Squeeze", [x, graph.constant("just_1", np.array([1]))], "cls")
    dense, activation = bert.head
    x = graph.node(activation, [graph.dense(x, dense, "head")], "head_active")
    graph.node("Identity", [graph.dense(x, bert.classifier, "classifier")], "logits")
    return graph.to_model(classes=bert.classifier.out_features)


def _embeddings(graph: GraphBuilder, bert: BertModules) -> str:
    words = graph.node("Gather", [graph.constant("word_embeddings", bert.words), "input_ids"], "words")
    table = graph.constant("positions", bert.positions)
    if bert.padding_id is None:
        positions = graph.until_length(table, "used_positions")
    else:
        positions = graph.node("Gather", [table, _position_ids(graph, bert.padding_id)], "used_positions")
    return graph.norm(graph.node("Add", [words, positions], "embeddings"), bert.norm, "embeddings_norm")


def _position_ids(graph: GraphBuilder, padding_id: int) -> str:
    """Count the tokens from `padding_id` + 1, without those of this id: a text may hold the word "<pad>"."""
    padding = graph.constant("padding_id", np.int64(padding_id))
    is_padding = graph.node("Equal", ["input_ids", padding], "is_padding")
    counts = graph.node("Cast", [graph.node("Not", [is_padding], "is_counted")], "counts", to=TensorProto.INT64)
    counted = graph.node("CumSum", [counts, graph.constant("tokens_axis", np.int64(1))], "counted")
    ids = graph.node("Add", [counted, padding], "counted_position_ids")
    return graph.node("Where", [is_padding, padding, ids], "position_ids")


def _attention_bias(graph: GraphBuilder, distance_bias: Array) -> str:
    """Look up the bias of each query and key, (1, heads, tokens, tokens)."""
    last = len(distance_bias) // 2
    keys = graph.until_length(graph.constant("token_numbers", np.arange(last + 1)), "keys")
    before_query = graph.node("Sub", [graph.constant("last_token", np.int64(last)), keys], "before_query")
    before_query = graph.node("Unsqueeze", [before_query, graph.constant("just_0_2", np.array([0, 2]))], "queries")
    distances = graph.node("Add", [before_query, keys], "distances")
    bias = graph.node("Gather", [graph.constant("distance_bias", distance_bias), distances], "attention_bias_by_token")
    return graph.node("Transpose", [bias], "attention_bias", perm=[0, 3, 1, 2])


def _layer(graph: GraphBuilder, layer: Layer, x: str, heads: int, bias: str, name: str, cls_only: bool) -> str:
    """Add one transformer layer; the last computes its output for the first token alone."""
    width = layer.query.out_features
    ranges_of = layer.query  # query, key and value share their input
    ranged = graph.quantized(x, ranges_of, f"{name}_in")
    if cls_only:
        own = graph.first(x, 1, f"{name}_own")
        ranged_own = graph.first(ranged, 1, f"{name}_ranged_own") if ranged != x else own
        query = graph.linear(ranged_own, [layer.query], ranges_of, f"{name}_query")
        both = graph.linear(ranged, [layer.key, layer.value], ranges_of, f"{name}_key_value")
        key, value = graph.split(both, width, [f"{name}_key", f"{name}_value"])
        bias = bias and graph.first(bias, 2, f"{name}_bias")
    else:
        own = x
        all_three = graph.linear(ranged, [layer.query, layer.key, layer.value], ranges_of, f"{name}_query_key_value")
        query, key, value = graph.split(all_three, width, [f"{name}_query", f"{name}_key", f"{name}_value"])
    inputs = [query, key, value, "", "mask", bias]
    attention = graph.node("MultiHeadAttention", inputs, f"{name}_attention", CONTRIBUTED_DOMAIN, num_heads=heads)
    y = graph.quantized_linear(attention, layer.attention_output, f"{name}_attention_output")
    y = graph.norm(graph.node("Add", [y, own], f"{name}_attention_sum"), layer.attention_norm, f"{name}_attention_norm")
    z = graph.quantized_linear(y, layer.feed_forward_input, f"{name}_feed_forward_input")
    z = graph.node("Gelu", [z], f"{name}_gelu", CONTRIBUTED_DOMAIN)
    z = graph.quantized_linear(z, layer.feed_forward_output, f"{name}_feed_forward_output")
    return graph.norm(graph.node("Add", [z, y], f"{name}_sum"), layer.output_norm, f"{name}_norm")
