"""A training whose weights are as coarse as those of int8."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from transformers import (
    AutoModelForSequenceClassification,
    DataCollatorWithPadding,
    PretrainedConfig,
    XLNetConfig,
    XLNetForSequenceClassification,
)

from twitter_sentiment.errors import InputError
from twitter_sentiment.export.bert_modules import modules_of
from twitter_sentiment.export.graph_builder import RoundedWeight
from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.encoder import load_encoder
from twitter_sentiment.training.inputs import load_inputs
from twitter_sentiment.training.rounded_weights import (
    require_known_layers,
    round_parameters,
    rounded,
    rounded_parameters,
)
from twitter_sentiment.training.train import train
from twitter_sentiment.training.trainer import TwinCollator, make_trainer

from ..export.tiny_classifiers import BERT, DISTILBERT, MPNET, tiny_classifier


def test_rounded_weights_are_those_of_int8() -> None:
    weight = torch.randn(7, 40, generator=torch.Generator().manual_seed(1))
    weight[3] = 0
    once = rounded(weight)
    int8 = RoundedWeight.nearest(once.T.numpy())
    np.testing.assert_allclose(int8.steps * int8.scales, once.T.numpy(), rtol=1e-6)
    torch.testing.assert_close(rounded(once), once)


def test_gradient_passes_the_rounding() -> None:
    weight = torch.randn(7, 40, generator=torch.Generator().manual_seed(1)).requires_grad_()
    slope = torch.randn(7, 40, generator=torch.Generator().manual_seed(2))
    (rounded(weight) * slope).sum().backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    torch.testing.assert_close(weight.grad, slope)


@pytest.mark.parametrize("config", [BERT, DISTILBERT, MPNET])
def test_all_linear_layers_of_the_encoder_are_rounded_and_nothing_else(config: PretrainedConfig) -> None:
    model = tiny_classifier(config, num_labels=3)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    names = set(rounded_parameters(model))
    round_parameters(model)
    after = dict(model.named_parameters())
    assert {name for name, weight in before.items() if not torch.equal(weight, after[name])} == names
    linear = {module for layer in modules_of(model).layers for module in vars(layer).values()}
    weights = {module.weight for module in linear if isinstance(module, nn.Linear)}
    assert weights == {after[name] for name in names}


def test_architecture_without_known_layers_is_refused() -> None:
    config = XLNetConfig(vocab_size=60, d_model=24, n_layer=1, n_head=2, d_inner=48)
    with pytest.raises(InputError, match="--round-weights does not support the architecture xlnet"):
        require_known_layers(XLNetForSequenceClassification(config))


def test_loss_is_that_of_the_rounded_weights(config: TrainingConfig, tmp_path: Path) -> None:
    inputs = load_inputs(replace(config, results_dir=tmp_path))
    trainers = [
        make_trainer(replace(config, round_weights=coarse, results_dir=tmp_path), inputs) for coarse in (True, False)
    ]
    model = load_encoder(config, inputs.data.labels).eval()  # type: ignore[no-untyped-call]
    batch = TwinCollator(DataCollatorWithPadding(inputs.tokenizer))(inputs.train[:8])
    rounding, exact = (trainer.compute_loss(model, batch) for trainer in trainers)
    assert rounding != exact
    round_parameters(model)
    torch.testing.assert_close(trainers[1].compute_loss(model, batch), rounding)


def test_trained_model_has_rounded_weights(config: TrainingConfig, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    train(replace(config, round_weights=True, num_epochs=1, model_output=folder, results_dir=tmp_path))
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    weights = dict(model.named_parameters())
    for name, weight in rounded_parameters(model).items():
        torch.testing.assert_close(weights[name], weight)
