"""The modules of BERT, DistilBERT and MPNet classifiers, under the same names."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from transformers import PreTrainedModel

from .graph_builder import Array, to_array


@dataclass(frozen=True)
class Layer:
    """The modules of one transformer layer."""

    query: torch.nn.Linear
    key: torch.nn.Linear
    value: torch.nn.Linear
    attention_output: torch.nn.Linear
    attention_norm: torch.nn.LayerNorm
    feed_forward_input: torch.nn.Linear
    feed_forward_output: torch.nn.Linear
    output_norm: torch.nn.LayerNorm


@dataclass(frozen=True)
class BertModules:
    """The modules of a classifier, under the same names for all architectures.

    Attributes:
        words: (vocabulary, width), the word embeddings; with segment types, that of the first is added to them.
        positions: (positions, width), the position embeddings.
        norm: the normalization of the embeddings.
        layers: the transformer layers.
        heads: attention heads of a layer.
        head: the dense layer before the classifier, and its activation as an ONNX operator.
        classifier: the last layer.
        padding_id: the positions of all other tokens are counted from this id + 1, its own is this id. None: a
            token's position is its index.
        distance_bias: (2 * tokens - 1, heads), what the attention scores of all layers gain for each distance from
            query to key, from 1 - tokens to tokens - 1. None: nothing.
    """

    words: Array
    positions: Array
    norm: torch.nn.LayerNorm
    layers: tuple[Layer, ...]
    heads: int
    head: tuple[torch.nn.Linear, str]
    classifier: torch.nn.Linear
    padding_id: int | None = None
    distance_bias: Array | None = None


def is_supported(model: PreTrainedModel) -> bool:
    """Return whether the graph can be built by hand; all other architectures go through torch's tracer."""
    name = type(model).__name__
    config = model.config
    if name == "BertForSequenceClassification":
        absolute = getattr(config, "position_embedding_type", "absolute") == "absolute"
        return config.hidden_act == "gelu" and absolute and not config.is_decoder
    if name == "MPNetForSequenceClassification":
        return bool(config.hidden_act == "gelu")
    return name == "DistilBertForSequenceClassification" and config.activation == "gelu"


def modules_of(model: PreTrainedModel) -> BertModules:
    """Return the modules of a supported classifier."""
    return {"bert": _bert, "distilbert": _distilbert, "mpnet": _mpnet}[model.config.model_type](model)


def visit_inputs(
    model: Any,
    layers: Sequence[torch.nn.Linear],
    samples: Sequence[Sequence[int]],
    visit: Callable[[torch.nn.Linear, torch.Tensor], None],
) -> None:
    """Show what linear layers get of some texts, (tokens, inputs), one text at a time so that no padding counts.

    Args:
        model: a supported classifier.
        layers: some of its layers.
        samples: token ids of the texts.
        visit: called with each layer and its input.
    """

    def hook(layer: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        visit(layer, inputs[0].flatten(0, -2))

    with ExitStack() as hooks, torch.no_grad():
        for layer in layers:
            hooks.enter_context(layer.register_forward_pre_hook(hook))
        for ids in samples:
            model(input_ids=torch.tensor([ids]))


def _bert(model: Any) -> BertModules:
    embeddings = model.bert.embeddings
    return BertModules(
        words=to_array(embeddings.word_embeddings.weight) + to_array(embeddings.token_type_embeddings.weight)[0],
        positions=to_array(embeddings.position_embeddings.weight),
        norm=embeddings.LayerNorm,
        layers=tuple(
            Layer(
                query=layer.attention.self.query,
                key=layer.attention.self.key,
                value=layer.attention.self.value,
                attention_output=layer.attention.output.dense,
                attention_norm=layer.attention.output.LayerNorm,
                feed_forward_input=layer.intermediate.dense,
                feed_forward_output=layer.output.dense,
                output_norm=layer.output.LayerNorm,
            )
            for layer in model.bert.encoder.layer
        ),
        heads=model.config.num_attention_heads,
        head=(model.bert.pooler.dense, "Tanh"),
        classifier=model.classifier,
    )


def _distilbert(model: Any) -> BertModules:
    embeddings = model.distilbert.embeddings
    return BertModules(
        words=to_array(embeddings.word_embeddings.weight),
        positions=to_array(embeddings.position_embeddings.weight),
        norm=embeddings.LayerNorm,
        layers=tuple(
            Layer(
                query=layer.attention.q_lin,
                key=layer.attention.k_lin,
                value=layer.attention.v_lin,
                attention_output=layer.attention.out_lin,
                attention_norm=layer.sa_layer_norm,
                feed_forward_input=layer.ffn.lin1,
                feed_forward_output=layer.ffn.lin2,
                output_norm=layer.output_layer_norm,
            )
            for layer in model.distilbert.transformer.layer
        ),
        heads=model.config.n_heads,
        head=(model.pre_classifier, "Relu"),
        classifier=model.classifier,
    )


def _mpnet(model: Any) -> BertModules:
    embeddings = model.mpnet.embeddings
    encoder = model.mpnet.encoder
    tokens = model.config.max_position_embeddings - embeddings.padding_idx - 1
    buckets = encoder.relative_position_bucket(torch.arange(1 - tokens, tokens))
    return BertModules(
        words=to_array(embeddings.word_embeddings.weight),
        positions=to_array(embeddings.position_embeddings.weight),
        norm=embeddings.LayerNorm,
        layers=tuple(
            Layer(
                query=layer.attention.attn.q,
                key=layer.attention.attn.k,
                value=layer.attention.attn.v,
                attention_output=layer.attention.attn.o,
                attention_norm=layer.attention.LayerNorm,
                feed_forward_input=layer.intermediate.dense,
                feed_forward_output=layer.output.dense,
                output_norm=layer.output.LayerNorm,
            )
            for layer in encoder.layer
        ),
        heads=model.config.num_attention_heads,
        head=(model.classifier.dense, "Tanh"),
        classifier=model.classifier.out_proj,
        padding_id=embeddings.padding_idx,
        distance_bias=to_array(encoder.relative_attention_bias(buckets)),
    )
