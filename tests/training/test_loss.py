"""The losses of data sets with different classes."""

import pandas as pd
import pytest
import torch

from twitter_sentiment.training.config import ClassWeights
from twitter_sentiment.training.dataset import UNLABELED
from twitter_sentiment.training.loss import (
    class_weights,
    distillation_loss,
    masked_cross_entropy,
    neutral_loss,
    twin_loss,
)

LABELS = ("negative", "neutral", "positive")


def test_masked_class_gets_no_gradient() -> None:
    logits = torch.tensor([[1.0, 5.0, 2.0], [1.0, 5.0, 2.0]], requires_grad=True)
    class_mask = torch.tensor([[True, False, True], [True, True, True]])
    loss = masked_cross_entropy(logits, torch.tensor([2, 2]), class_mask, torch.ones(3)).mean()
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[0, 1] == 0
    assert logits.grad[1, 1] > 0


def test_full_mask_is_plain_cross_entropy() -> None:
    logits = torch.randn(8, 3)
    targets = torch.randint(3, (8,))
    ours = masked_cross_entropy(logits, targets, torch.ones(8, 3, dtype=torch.bool), torch.ones(3))
    assert ours.mean() == pytest.approx(torch.nn.functional.cross_entropy(logits, targets))


def test_class_weights_skip_rows_of_fewer_classes() -> None:
    logits = torch.randn(2, 3)
    targets = torch.tensor([2, 2])
    class_mask = torch.tensor([[True, True, True], [True, False, True]])
    plain = masked_cross_entropy(logits, targets, class_mask, torch.ones(3))
    weighted = masked_cross_entropy(logits, targets, class_mask, torch.tensor([1.0, 1.0, 3.0]))
    assert (weighted / plain).tolist() == pytest.approx([3, 1])


@pytest.mark.parametrize(
    ("choice", "ratio"), [(ClassWeights.NONE, 1.0), (ClassWeights.SQRT, 2.0), (ClassWeights.BALANCED, 4.0)]
)
def test_class_weights_average_to_one(choice: ClassWeights, ratio: float) -> None:
    rows = ["negative"] * 10 + ["neutral"] * 40 + ["positive"] * 10
    table = pd.DataFrame({"label": rows, "classes": [LABELS] * 60})
    reviews = pd.DataFrame({"label": ["negative"] * 500, "classes": [("negative", "positive")] * 500})
    weights = class_weights(pd.concat([table, reviews]), LABELS, choice)
    assert weights[0] / weights[1] == pytest.approx(ratio)
    assert sum(float(weights[LABELS.index(label)]) for label in rows) / 60 == pytest.approx(1)


def test_unlabeled_row_has_no_label_loss() -> None:
    targets = torch.tensor([UNLABELED, 1])
    class_mask = torch.ones(2, 3, dtype=torch.bool)
    losses = masked_cross_entropy(torch.randn(2, 3), targets, class_mask, torch.ones(3))
    assert losses[0] == 0
    assert losses[1] > 0


def test_agreeing_student_has_no_distillation_loss() -> None:
    logits = torch.randn(4, 3)
    class_mask = torch.tensor([[True, True, True], [True, False, True]] * 2)
    assert distillation_loss(logits, logits + 5, class_mask, 2.0) == pytest.approx(torch.zeros(4), abs=1e-6)
    assert (distillation_loss(-logits, logits, class_mask, 2.0) > 0).all()


def test_distillation_loss_is_scaled_divergence() -> None:
    logits, teacher, temperature = torch.randn(5, 3), torch.randn(5, 3), 3.0
    expected = torch.nn.functional.kl_div(
        (logits / temperature).log_softmax(dim=1),
        (teacher / temperature).log_softmax(dim=1),
        log_target=True,
        reduction="none",
    ).sum(dim=1)
    ours = distillation_loss(logits, teacher, torch.ones(5, 3, dtype=torch.bool), temperature)
    assert ours == pytest.approx(expected * 9, abs=1e-5)


def test_distillation_loss_skips_missing_classes() -> None:
    logits = torch.randn(2, 3, requires_grad=True)
    teacher = torch.tensor([[2.0, -torch.inf, 0.0], [2.0, 9.0, 0.0]])
    class_mask = torch.tensor([[True, True, True], [True, False, True]])
    loss = distillation_loss(logits, teacher, class_mask, 2.0).sum()
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.isfinite()
    assert logits.grad is not None
    assert logits.grad[:, 1].tolist() == [0, 0]
    assert (logits.grad[:, 0] != 0).all()


def test_neutral_loss_is_least_where_poles_agree() -> None:
    losses = neutral_loss(torch.tensor([[1.0, 9.0, 1.0], [0.0, 9.0, 2.0], [2.0, -9.0, 0.0]]), [0, 2])
    assert losses[0] == pytest.approx(0, abs=1e-6)
    assert losses[1] == pytest.approx(losses[2])
    assert losses[1] > 0.3


def test_twin_loss_ignores_the_level_of_logits() -> None:
    logits = torch.tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    losses = twin_loss(logits, logits + torch.tensor([[5.0], [0.0]]) - torch.tensor([[0.0] * 3, [1.0, 0.0, 0.0]]))
    assert losses[0] == pytest.approx(0, abs=1e-6)
    assert losses[1] > 0
