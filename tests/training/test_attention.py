"""The attention a CPU trains with: the same function as torch's, computed otherwise."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification, PreTrainedModel

from twitter_sentiment.training import attention
from twitter_sentiment.training.attention import use_fast_attention

from ..tiny_encoder import write_tiny_encoder

IDS = torch.randint(5, 90, (7, 40), generator=torch.Generator().manual_seed(1))
MASK = (torch.arange(40) < torch.tensor([[40], [3], [40], [17], [1], [39], [8]])).long()


@pytest.fixture(params=["bert", "distilbert"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> PreTrainedModel:
    if request.param == "distilbert":
        model: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(
            write_tiny_encoder(tmp_path / "tiny")
        )
    else:
        torch.manual_seed(0)
        config = BertConfig(vocab_size=100, hidden_size=32, num_hidden_layers=2, num_attention_heads=4)
        model = BertForSequenceClassification(config)
    model.train(False)
    return model


def gradients(model: PreTrainedModel, **inputs: torch.Tensor) -> list[torch.Tensor]:
    model.zero_grad()
    model(**inputs).logits.square().sum().backward()
    return [parameter.grad.clone() for parameter in model.parameters() if parameter.grad is not None]


@pytest.mark.parametrize("together", [1, 4 * 40 * 40 * 3, 2**30])
@pytest.mark.parametrize("mask", [MASK, torch.ones_like(MASK)])
def test_logits_and_gradients_are_those_of_torch(
    model: PreTrainedModel, together: int, mask: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = {"input_ids": IDS, "attention_mask": mask}
    expected, slopes = model(**inputs).logits, gradients(model, **inputs)
    monkeypatch.setattr(attention, "_SCORES_TOGETHER", together)
    use_fast_attention(model)
    assert model.config._attn_implementation == attention.NAME
    assert torch.allclose(model(**inputs).logits, expected, atol=1e-5)
    for found, slope in zip(gradients(model, **inputs), slopes, strict=True):
        assert torch.allclose(found, slope, atol=1e-4)


def test_dropout_changes_a_training_and_nothing_else(model: PreTrainedModel) -> None:
    use_fast_attention(model)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.5
    assert torch.equal(model(input_ids=IDS).logits, model(input_ids=IDS).logits)
    model.train()
    assert not torch.equal(model(input_ids=IDS).logits, model(input_ids=IDS).logits)
