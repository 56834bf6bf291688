"""The way back: a served graph as a classifier of torch, so that a training can go on from a model that only serves.

The models that are shipped hold no safetensors. Their int8 weights, times their scales, give the logits of the int8
graph within 0.2, which is near enough to train on; an fp32 graph gives the weights as they were.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification, PretrainedConfig, PreTrainedModel, PreTrainedTokenizerFast

from ..errors import ModelError
from ..model.folder import ModelFolder
from ..model.manifest import TOKENIZER_FILE
from .bert_modules import is_supported, modules_of
from .graph_builder import Array


def only_serves(folder: Path) -> bool:
    """Return whether a model folder has a graph, and no weights for torch."""
    return not (folder / "model.safetensors").is_file()


def restore_tokenizer(folder: Path, config: PretrainedConfig) -> PreTrainedTokenizerFast:
    """Make the tokenizer of transformers from that of a folder that only serves."""
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    padding = tokenizer.id_to_token(config.pad_token_id)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token=padding)  # type: ignore[no-untyped-call]


def restore_classifier(path: Path, config: PretrainedConfig, labels: Sequence[str]) -> PreTrainedModel:
    """Make a classifier of torch from the graph that is served.

    Args:
        path: a model folder.
        config: the architecture, with one output a label.
        labels: the classes of the new classifier. The head keeps what it knows of those that the graph has too.

    Raises:
        ModelError: the folder is damaged, or its graph was traced and doesn't tell which weights are which.
    """
    folder = ModelFolder.open(path)
    model: PreTrainedModel = AutoModelForSequenceClassification.from_config(  # type: ignore[no-untyped-call]
        config, dtype=torch.float32
    )
    weights = _GraphWeights(path / folder.manifest.serve)
    if not is_supported(model) or not weights.are_named:
        raise ModelError(f"{path} can only serve: to train on, name the folder that has its model.safetensors.")
    with torch.no_grad():
        _restore_embeddings(model, weights)
        _restore_layers(model, weights)
        _restore_head(model, weights, folder.manifest.labels, labels)
    return model


class _GraphWeights:
    """The constants of a graph of `bert_graph.build`, in fp32 and in the orientation of torch."""

    def __init__(self, file: Path) -> None:
        graph = onnx.load(file).graph
        self._constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    @property
    def are_named(self) -> bool:
        """Whether the graph was built by hand, where the names of the constants say what they are."""
        return "embeddings_norm_weight" in self._constants

    def constant(self, name: str) -> Array:
        """Return a constant as it is."""
        return self._constants[name]

    def table(self, name: str) -> Array:
        """Return an embedding table, which is int8 with a scale a row where it is large."""
        return self._constants[name] if name in self._constants else self._product(f"{name}_int8", f"{name}_scale")

    def linear(self, name: str) -> tuple[Array, Array]:
        """Return the weight, (outputs, inputs), and the bias of a linear layer."""
        weight = self._matrix(name)
        bias = self._constants[f"{name}_bias"]
        apart = f"{name}_apart"
        if f"{apart}_features" in self._constants:
            # its bias, the product of the smallest inputs, only moves these inputs to the range from 0 to 1
            features, spans = self._constants[f"{apart}_features"], self._constants[f"{apart}_spans"]
            weight[features] = self._matrix(apart) / spans[:, None]
        return weight.T, bias

    def _matrix(self, name: str) -> Array:
        """Return a weight matrix, (inputs, outputs)."""
        if f"{name}_weight" in self._constants:
            return self._constants[f"{name}_weight"].copy()
        return self._product(f"{name}_int8", f"{name}_scales")

    def _product(self, values: str, scales: str) -> Array:
        product: Array = self._constants[values].astype(np.float32) * self._constants[scales]
        return product

    def projections(self, name: str) -> tuple[Array, Array]:
        """Return weight and bias of query, key and value, one below the other; the last layer keeps the query apart."""
        if f"{name}_query_key_value_bias" in self._constants:
            return self.linear(f"{name}_query_key_value")
        query, key_value = self.linear(f"{name}_query"), self.linear(f"{name}_key_value")
        return np.concatenate([query[0], key_value[0]]), np.concatenate([query[1], key_value[1]])


def _restore_embeddings(model: Any, weights: _GraphWeights) -> None:
    embeddings = model.base_model.embeddings
    _copy(embeddings.word_embeddings.weight, weights.table("word_embeddings"))
    _copy(embeddings.position_embeddings.weight, weights.table("positions"))
    if hasattr(embeddings, "token_type_embeddings"):
        embeddings.token_type_embeddings.weight.zero_()  # that of the first type is part of the words
    if model.config.model_type == "mpnet":
        encoder = model.base_model.encoder
        by_distance = weights.constant("distance_bias")
        farthest = len(by_distance) // 2
        buckets = encoder.relative_position_bucket(torch.arange(-farthest, farthest + 1))
        encoder.relative_attention_bias.weight[buckets] = torch.tensor(by_distance)


def _restore_layers(model: PreTrainedModel, weights: _GraphWeights) -> None:
    bert = modules_of(model)
    _copy_norm(bert.norm, weights, "embeddings_norm")
    for number, layer in enumerate(bert.layers):
        name = f"layer{number}"
        weight, bias = weights.projections(name)
        parts = zip((layer.query, layer.key, layer.value), np.split(weight, 3), np.split(bias, 3), strict=True)
        for linear, part, part_bias in parts:
            _copy(linear.weight, part)
            _copy(linear.bias, part_bias)
        _copy_linear(layer.attention_output, weights, f"{name}_attention_output")
        _copy_linear(layer.feed_forward_input, weights, f"{name}_feed_forward_input")
        _copy_linear(layer.feed_forward_output, weights, f"{name}_feed_forward_output")
        _copy_norm(layer.attention_norm, weights, f"{name}_attention_norm")
        _copy_norm(layer.output_norm, weights, f"{name}_norm")


def _restore_head(
    model: PreTrainedModel, weights: _GraphWeights, known_labels: Sequence[str], labels: Sequence[str]
) -> None:
    bert = modules_of(model)
    _copy(bert.head[0].weight, weights.constant("head_weight"))
    _copy(bert.head[0].bias, weights.constant("head_bias"))
    for row, label in enumerate(labels):
        if label in known_labels:
            known = known_labels.index(label)
            _copy(bert.classifier.weight[row], weights.constant("classifier_weight")[known])
            _copy(bert.classifier.bias[row], weights.constant("classifier_bias")[known])


def _copy_linear(layer: torch.nn.Linear, weights: _GraphWeights, name: str) -> None:
    weight, bias = weights.linear(name)
    _copy(layer.weight, weight)
    _copy(layer.bias, bias)


def _copy_norm(norm: torch.nn.LayerNorm, weights: _GraphWeights, name: str) -> None:
    _copy(norm.weight, weights.constant(f"{name}_weight"))
    _copy(norm.bias, weights.constant(f"{name}_bias"))


def _copy(parameter: torch.Tensor, values: Array) -> None:
    parameter.copy_(torch.tensor(values))
