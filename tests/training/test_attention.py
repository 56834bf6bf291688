"""The attention of a training on a CPU: the same function as torch's, computed otherwise."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification, PreTrainedModel

from twitter_sentiment.training import attention
from twitter_sentiment.training.attention import use_fast_attention

from ..tiny_encoder import write_tiny_encoder

IDS = torch.randint(5, 90, (7, 40), generator=torch.Generator().manual_seed(1))
MASK = (torch.arange(40) < torch.tensor([[40], [3], [40], [17], [1], [39], [8]])).long()


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_encoder(tmp_path_factory.mktemp("attention") / "tiny")


@pytest.fixture(params=["bert", "distilbert"])
def model(request: pytest.FixtureRequest, encoder_folder: Path) -> PreTrainedModel:
    torch.manual_seed(0)
    if request.param == "distilbert":
        model: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(encoder_folder)
    else:
        config = BertConfig(vocab_size=100, hidden_size=32, num_hidden_layers=2, num_attention_heads=4)
        model = BertForSequenceClassification(config)
    model.train(False)
    return model


def gradients(model: PreTrainedModel, **inputs: torch.Tensor) -> list[torch.Tensor]:
    model.zero_grad()
    model(**inputs).logits.square().sum().backward()
    return [parameter.grad.clone() for parameter in model.parameters() if parameter.grad is not None]


@pytest.mark.parametrize("max_scores", [1, 4 * 40 * 40 * 3, 2**30])
@pytest.mark.parametrize("mask", [MASK, torch.ones_like(MASK)])
def test_fast_attention_equals_torch(model: PreTrainedModel, max_scores: int, mask: torch.Tensor) -> None:
    inputs = {"input_ids": IDS, "attention_mask": mask}
    expected_logits = model(**inputs).logits
    expected_gradients = gradients(model, **inputs)
    use_fast_attention(model, max_scores)
    assert model.config._attn_implementation == attention.NAME
    assert torch.allclose(model(**inputs).logits, expected_logits, atol=1e-5)
    for actual, expected in zip(gradients(model, **inputs), expected_gradients, strict=True):
        assert torch.allclose(actual, expected, atol=1e-4)


def test_dropout_applies_in_training_only(model: PreTrainedModel) -> None:
    use_fast_attention(model)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.5
    assert torch.equal(model(input_ids=IDS).logits, model(input_ids=IDS).logits)
    model.train()
    assert not torch.equal(model(input_ids=IDS).logits, model(input_ids=IDS).logits)
