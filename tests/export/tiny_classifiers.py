"""Classifiers of each supported architecture, with random weights and small enough to run in milliseconds."""

import torch
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    DistilBertConfig,
    MPNetConfig,
    PretrainedConfig,
    PreTrainedModel,
)

BERT = BertConfig(
    vocab_size=60,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=48,
    max_position_embeddings=40,
    id2label={0: "negative", 1: "neutral", 2: "positive"},
)
DISTILBERT = DistilBertConfig(vocab_size=60, dim=24, n_layers=2, n_heads=2, hidden_dim=48, max_position_embeddings=40)
MPNET = MPNetConfig(
    vocab_size=60,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=48,
    max_position_embeddings=302,  # many more than the distances that have a bias of their own
)


def tiny_classifier(config: PretrainedConfig, **changed: object) -> PreTrainedModel:
    """A classifier whose weights are large enough for each module to influence the logits."""
    torch.manual_seed(1)
    own_config = type(config)(**{**config.to_dict(), **changed})
    model: PreTrainedModel = AutoModelForSequenceClassification.from_config(own_config)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model.eval()  # type: ignore[no-untyped-call,no-any-return]
