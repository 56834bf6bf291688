"""Which classifiers can be built by hand, and what is read from their modules."""

from typing import Any

import numpy as np
import pytest
import torch
from transformers import PretrainedConfig

from twitter_sentiment.export.bert_modules import is_supported, modules_of

from .tiny_classifiers import BERT, DISTILBERT, MPNET, tiny_classifier


@pytest.mark.parametrize("config", [BERT, DISTILBERT, MPNET])
def test_is_supported_accepts_gelu(config: PretrainedConfig) -> None:
    assert is_supported(tiny_classifier(config))


@pytest.mark.parametrize(
    ("config", "changed"),
    [
        (BERT, {"hidden_act": "gelu_new"}),
        (BERT, {"is_decoder": True}),
        (BERT, {"position_embedding_type": "relative_key"}),
        (DISTILBERT, {"activation": "relu"}),
        (MPNET, {"hidden_act": "relu"}),
    ],
)
def test_is_supported_refuses_other_architectures(config: PretrainedConfig, changed: dict[str, object]) -> None:
    assert not is_supported(tiny_classifier(config, **changed))


def test_distance_bias_is_that_of_torch() -> None:
    model = tiny_classifier(MPNET)
    encoder: Any = model.base_model.encoder
    table = modules_of(model).distance_bias
    assert table is not None
    with torch.no_grad():
        expected = encoder.compute_position_bias(torch.zeros(1, 300, 24)).numpy()
    tokens = np.arange(300)
    looked_up = table[tokens[None, :] - tokens[:, None] + 299].transpose(2, 0, 1)
    np.testing.assert_array_equal(looked_up, expected[0])


def test_tokens_are_counted_from_the_padding_id_in_mpnet_alone() -> None:
    assert modules_of(tiny_classifier(MPNET)).padding_id == 1
    assert modules_of(tiny_classifier(BERT)).padding_id is None
