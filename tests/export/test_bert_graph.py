"""The graph built by hand gives the logits of torch, for each supported architecture."""

from typing import Any

import numpy as np
import onnx
import pytest
import torch
from transformers import PretrainedConfig

from twitter_sentiment.export.bert_graph import build, input_ranges
from twitter_sentiment.export.bert_modules import modules_of
from twitter_sentiment.model.onnx_model import OnnxModel

from .tiny_classifiers import BERT, DISTILBERT, MPNET, tiny_classifier


@pytest.mark.parametrize(("config", "max_len"), [(BERT, 40), (DISTILBERT, 40), (MPNET, 300)])
def test_build_gives_torch_logits(config: PretrainedConfig, max_len: int) -> None:
    model = tiny_classifier(config)
    graph = OnnxModel(build(model).SerializeToString())
    mixed = [number % 60 for number in range(max_len)]
    rows = [[1, 2], [5] * max_len, mixed, list(range(30)), [2, 1, 1, 7], [59]]  # 1 pads MPNet and takes no position
    together = graph.logits(rows)
    for row, ids in enumerate(rows):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([ids])).logits.numpy()
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(graph.logits([ids]), expected, atol=1e-4)
        np.testing.assert_allclose(together[row : row + 1], expected, atol=1e-4)


@pytest.mark.parametrize("layers", [1, 2])
def test_build_takes_a_cut_model(layers: int) -> None:
    model = tiny_classifier(MPNET)
    encoder: Any = model.base_model.encoder
    encoder.layer = encoder.layer[-layers:]
    with torch.no_grad():
        expected = model(input_ids=torch.tensor([[0, 7, 8, 2]])).logits.numpy()
    graph = OnnxModel(build(model).SerializeToString())
    np.testing.assert_allclose(graph.logits([[0, 7, 8, 2]]), expected, atol=1e-4)


def test_build_looks_up_the_attention_bias_once() -> None:
    nodes = build(tiny_classifier(MPNET)).graph.node
    attention = [node for node in nodes if node.op_type == "MultiHeadAttention"]
    assert [node.input[5] for node in attention] == ["attention_bias", "attention_bias", "layer2_bias"]


@pytest.mark.parametrize("config", [BERT, MPNET])
def test_int8_stays_near_fp32_in_any_batch(config: PretrainedConfig) -> None:
    model = tiny_classifier(config)
    samples = [[seed % 60, (7 * seed) % 60, (3 * seed) % 60] * (1 + seed % 9) for seed in range(64)]
    graph = OnnxModel(build(model, input_ranges(model, samples)).SerializeToString())
    fp32 = OnnxModel(build(model).SerializeToString())
    alone = np.concatenate([graph.logits([ids]) for ids in samples])
    np.testing.assert_allclose(graph.logits(samples), alone, atol=1e-4)
    assert np.abs(alone - fp32.logits(samples)).max() < 0.2 * np.abs(fp32.logits(samples)).max()


def test_widest_inputs_have_ranges_of_their_own() -> None:
    model = tiny_classifier(MPNET)
    wide = modules_of(model).layers[0]
    with torch.no_grad():
        wide.feed_forward_input.bias[[3, 40]] = torch.tensor([300.0, 200.0])  # GELU passes them on as they are
        wide.feed_forward_output.weight[:, [3, 40]] *= 0.01
    samples = [[0, seed % 60, (7 * seed) % 60, 2] for seed in range(64)]
    expected = OnnxModel(build(model).SerializeToString()).logits(samples)
    ranges = input_ranges(model, samples, apart=2)
    assert ranges[wide.feed_forward_output].apart == (3, 40)
    graph = OnnxModel(build(model, ranges).SerializeToString())
    plain = OnnxModel(build(model, input_ranges(model, samples)).SerializeToString())
    error = np.abs(graph.logits(samples) - expected).mean()
    assert error < 0.5 * np.abs(plain.logits(samples) - expected).mean()
    np.testing.assert_allclose(graph.logits(samples[:1]), graph.logits(samples)[:1], atol=1e-4)


def test_layers_without_range_stay_fp32() -> None:
    model = tiny_classifier(DISTILBERT)
    graph = build(model, input_ranges(model, [[1, 2, 3]], feed_forward_outputs=False)).graph
    kinds = {weight.name: weight.data_type for weight in graph.initializer}
    assert kinds["layer0_feed_forward_output_weight"] == onnx.TensorProto.FLOAT
    assert kinds["layer0_feed_forward_input_int8"] == onnx.TensorProto.INT8
