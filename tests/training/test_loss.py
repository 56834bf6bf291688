"""The loss of data sets that know different classes."""

import pandas as pd
import pytest
import torch

from twitter_sentiment.training.dataset import UNLABELLED
from twitter_sentiment.training.loss import class_weights, distillation_loss, known_class_cross_entropy
from twitter_sentiment.training.options import ClassWeights

LABELS = ("negative", "neutral", "positive")


def test_a_row_says_nothing_about_a_class_its_data_set_lacks() -> None:
    logits = torch.tensor([[1.0, 5.0, 2.0], [1.0, 5.0, 2.0]], requires_grad=True)
    known = torch.tensor([[True, False, True], [True, True, True]])
    loss = known_class_cross_entropy(logits, torch.tensor([2, 2]), known, torch.ones(3)).mean()
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[0, 1] == 0
    assert logits.grad[1, 1] > 0


def test_with_all_classes_known_it_is_the_usual_cross_entropy() -> None:
    logits, targets = torch.randn(8, 3), torch.randint(3, (8,))
    ours = known_class_cross_entropy(logits, targets, torch.ones(8, 3, dtype=torch.bool), torch.ones(3))
    assert ours.mean() == pytest.approx(torch.nn.functional.cross_entropy(logits, targets))


def test_class_weights_hold_for_the_rows_that_know_all_classes() -> None:
    logits, targets = torch.randn(2, 3), torch.tensor([2, 2])
    known = torch.tensor([[True, True, True], [True, False, True]])
    plain = known_class_cross_entropy(logits, targets, known, torch.ones(3))
    weighted = known_class_cross_entropy(logits, targets, known, torch.tensor([1.0, 1.0, 3.0]))
    assert (weighted / plain).tolist() == pytest.approx([3, 1])


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


def test_an_unlabelled_row_adds_nothing_to_the_loss_of_the_labels() -> None:
    targets, known = torch.tensor([UNLABELLED, 1]), torch.ones(2, 3, dtype=torch.bool)
    losses = known_class_cross_entropy(torch.randn(2, 3), targets, known, torch.ones(3))
    assert losses[0] == 0
    assert losses[1] > 0


def test_a_student_that_agrees_with_its_teacher_has_no_distillation_loss() -> None:
    logits = torch.randn(4, 3)
    known = torch.tensor([[True, True, True], [True, False, True]] * 2)
    assert distillation_loss(logits, logits + 5, known, 2.0) == pytest.approx(torch.zeros(4), abs=1e-6)
    assert (distillation_loss(-logits, logits, known, 2.0) > 0).all()


def test_distillation_is_the_divergence_from_the_teacher_times_the_squared_temperature() -> None:
    logits, teacher, temperature = torch.randn(5, 3), torch.randn(5, 3), 3.0
    expected = torch.nn.functional.kl_div(
        (logits / temperature).log_softmax(dim=1),
        (teacher / temperature).log_softmax(dim=1),
        log_target=True,
        reduction="none",
    ).sum(dim=1)
    ours = distillation_loss(logits, teacher, torch.ones(5, 3, dtype=torch.bool), temperature)
    assert ours == pytest.approx(expected * 9, abs=1e-5)


def test_a_teacher_says_nothing_about_classes_that_it_or_the_row_lacks() -> None:
    logits = torch.randn(2, 3, requires_grad=True)
    teacher = torch.tensor([[2.0, -torch.inf, 0.0], [2.0, 9.0, 0.0]])
    known = torch.tensor([[True, True, True], [True, False, True]])
    loss = distillation_loss(logits, teacher, known, 2.0).sum()
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.isfinite()
    assert logits.grad is not None
    assert logits.grad[:, 1].tolist() == [0, 0]
    assert (logits.grad[:, 0] != 0).all()
