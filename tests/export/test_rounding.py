"""Weights are rounded so that the outputs change least."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from twitter_sentiment.export.bert_graph import build, input_ranges
from twitter_sentiment.export.bert_modules import modules_of
from twitter_sentiment.export.graph_builder import MAX_WEIGHT, RoundedWeight, to_array
from twitter_sentiment.export.rounding import round_weights
from twitter_sentiment.model.onnx_model import OnnxModel

from .tiny_classifiers import BERT, MPNET, tiny_classifier

SAMPLES = [[seed % 60, (7 * seed) % 60, (3 * seed) % 60, 11] * (1 + seed % 5) for seed in range(96)]


def inputs_of(model: torch.nn.Module, layer: torch.nn.Linear) -> NDArray[np.float32]:
    """What a layer gets of all samples, (tokens, inputs)."""
    seen: list[torch.Tensor] = []
    hook = layer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].flatten(0, -2)))
    with torch.no_grad():
        for ids in SAMPLES:
            model(input_ids=torch.tensor([ids]))
    hook.remove()
    return torch.cat(seen).numpy()


def error(inputs: NDArray[np.float32], weight: NDArray[np.float32], rounded: RoundedWeight) -> float:
    """Mean square of what rounding changes in the outputs."""
    return float(np.square(inputs @ (weight - rounded.steps * rounded.scales)).mean())


@pytest.mark.parametrize("config", [BERT, MPNET])
def test_outputs_change_less_than_with_the_nearest_steps(config: object) -> None:
    model = tiny_classifier(config)  # type: ignore[arg-type]
    rounded = round_weights(model, SAMPLES, input_ranges(model, SAMPLES))
    for layer in modules_of(model).layers:
        for linear in (layer.query, layer.key, layer.value, layer.attention_output, layer.feed_forward_output):
            inputs, weight = inputs_of(model, linear), to_array(linear.weight).T
            assert np.abs(rounded[linear].steps).max() <= MAX_WEIGHT
            assert error(inputs, weight, rounded[linear]) < 0.9 * error(inputs, weight, RoundedWeight.nearest(weight))


def test_what_was_learned_since_the_last_rounding_is_not_taken_back() -> None:
    model = tiny_classifier(BERT)
    linear = modules_of(model).layers[0].feed_forward_output
    before = RoundedWeight.nearest(to_array(linear.weight).T)
    with torch.no_grad():
        old = torch.tensor((before.steps * before.scales).T)
        linear.weight.copy_(
            old + 0.3 * torch.tensor(before.scales)[:, None] * (old.abs() < old.abs().max(1, keepdim=True)[0])
        )
    learned = to_array(linear.weight).T
    np.testing.assert_array_equal(RoundedWeight.nearest(learned).steps, before.steps)
    inputs = inputs_of(model, linear)
    rounded = round_weights(model, SAMPLES, input_ranges(model, SAMPLES))[linear]
    assert error(inputs, learned, rounded) < 0.3 * error(inputs, learned, before)


def test_inputs_apart_have_no_weight() -> None:
    model = tiny_classifier(MPNET)
    ranges = input_ranges(model, SAMPLES, apart=4)
    for linear, rounded in round_weights(model, SAMPLES, ranges).items():
        if linear in ranges and ranges[linear].apart:
            assert not rounded.steps[list(ranges[linear].apart)].any()


def test_graph_takes_the_rounded_weights() -> None:
    model = tiny_classifier(MPNET)
    ranges = input_ranges(model, SAMPLES, apart=4)
    fp32 = OnnxModel(build(model).SerializeToString()).logits(SAMPLES)
    nearest = OnnxModel(build(model, ranges).SerializeToString()).logits(SAMPLES)
    rounded = OnnxModel(build(model, ranges, round_weights(model, SAMPLES, ranges)).SerializeToString()).logits(SAMPLES)
    assert np.abs(rounded - fp32).mean() < np.abs(nearest - fp32).mean()
