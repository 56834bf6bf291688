"""The loss of data sets that know different classes."""

import pandas as pd
import pytest
import torch

from twitter_sentiment.training.loss import class_weights, known_class_cross_entropy
from twitter_sentiment.training.options import ClassWeights

LABELS = ("negative", "neutral", "positive")


def test_a_row_says_nothing_about_a_class_its_data_set_lacks() -> None:
    logits = torch.tensor([[1.0, 5.0, 2.0], [1.0, 5.0, 2.0]], requires_grad=True)
    known = torch.tensor([[True, False, True], [True, True, True]])
    loss = known_class_cross_entropy(logits, torch.tensor([2, 2]), known, torch.ones(3))
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[0, 1] == 0
    assert logits.grad[1, 1] > 0


def test_with_all_classes_known_it_is_the_usual_cross_entropy() -> None:
    logits, targets = torch.randn(8, 3), torch.randint(3, (8,))
    ours = known_class_cross_entropy(logits, targets, torch.ones(8, 3, dtype=torch.bool), torch.ones(3))
    assert ours == pytest.approx(torch.nn.functional.cross_entropy(logits, targets))


@pytest.mark.parametrize(
    ("choice", "ratio"), [(ClassWeights.NONE, 1.0), (ClassWeights.SQRT, 2.0), (ClassWeights.BALANCED, 4.0)]
)
def test_rare_classes_weigh_more_and_a_row_weighs_one_on_average(choice: ClassWeights, ratio: float) -> None:
    rows = ["negative"] * 10 + ["neutral"] * 40 + ["positive"] * 10
    table = pd.DataFrame({"label": rows, "known": [LABELS] * 60})
    reviews = pd.DataFrame({"label": ["negative"] * 500, "known": [("negative", "positive")] * 500})
    weights = class_weights(pd.concat([table, reviews]), LABELS, choice)
    assert weights[0] / weights[1] == pytest.approx(ratio)
    assert sum(float(weights[LABELS.index(label)]) for label in rows) / 60 == pytest.approx(1)
