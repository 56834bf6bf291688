"""The graph built by hand answers like torch, for each architecture it claims."""

import numpy as np
import onnx
import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertConfig, DistilBertConfig, PreTrainedModel

from twitter_sentiment.model.bert_graph import build, input_ranges, is_supported
from twitter_sentiment.model.runtime import OnnxModel

BERT = BertConfig(
    vocab_size=60, hidden_size=24, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48,
    max_position_embeddings=40, id2label={0: "negative", 1: "neutral", 2: "positive"},
)  # fmt: skip
DISTILBERT = DistilBertConfig(vocab_size=60, dim=24, n_layers=2, n_heads=2, hidden_dim=48, max_position_embeddings=40)


def model_of(config: BertConfig | DistilBertConfig) -> PreTrainedModel:
    """A classifier whose weights are large enough for each part of it to show in the logits."""
    torch.manual_seed(1)
    model: PreTrainedModel = AutoModelForSequenceClassification.from_config(config)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model.eval()  # type: ignore[no-untyped-call,no-any-return]


@pytest.mark.parametrize("config", [BERT, DISTILBERT])
def test_the_fp32_graph_gives_the_logits_of_torch(config: BertConfig | DistilBertConfig) -> None:
    model = model_of(config)
    graph = OnnxModel(build(model).SerializeToString())
    rows = [[1, 2], [5] * 40, list(range(30)), [59]]
    together = graph.logits(rows)
    for row, ids in enumerate(rows):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([ids])).logits.numpy()
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(graph.logits([ids]), expected, atol=1e-4)
        np.testing.assert_allclose(together[row : row + 1], expected, atol=1e-4)


def test_int8_keeps_near_fp32_and_a_row_answers_the_same_in_any_company() -> None:
    model = model_of(BERT)
    samples = [[seed % 60, (7 * seed) % 60, (3 * seed) % 60] * (1 + seed % 9) for seed in range(64)]
    graph = OnnxModel(build(model, input_ranges(model, samples)).SerializeToString())
    fp32 = OnnxModel(build(model).SerializeToString())
    alone = np.concatenate([graph.logits([ids]) for ids in samples])
    np.testing.assert_allclose(graph.logits(samples), alone, atol=1e-4)
    assert np.abs(alone - fp32.logits(samples)).max() < 0.2 * np.abs(fp32.logits(samples)).max()


def test_layers_without_a_range_stay_fp32() -> None:
    model = model_of(DISTILBERT)
    graph = build(model, input_ranges(model, [[1, 2, 3]], feed_forward_outputs=False)).graph
    kinds = {weight.name: weight.data_type for weight in graph.initializer}
    assert kinds["layer0_feed_forward_output_weight"] == onnx.TensorProto.FLOAT
    assert kinds["layer0_feed_forward_input_int8"] == onnx.TensorProto.INT8


@pytest.mark.parametrize(
    "changed", [{"hidden_act": "gelu_new"}, {"is_decoder": True}, {"position_embedding_type": "relative_key"}]
)
def test_other_activations_positions_and_decoders_are_left_to_the_tracer(changed: dict[str, object]) -> None:
    assert is_supported(model_of(BERT))
    assert not is_supported(model_of(BertConfig(**{**BERT.to_dict(), **changed})))
