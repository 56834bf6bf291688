"""Names of the charts of metrics."""

import numpy as np

from twitter_sentiment.dashboard.chart_names import name_of_loss, name_of_matrix, name_of_metrics, name_of_reliability
from twitter_sentiment.metrics import CalibrationBin
from twitter_sentiment.scoring import classification_metrics

BIN = CalibrationBin(confidence=0.9, accuracy=0.85, share=1.0)


def test_names_hold_the_most_important_numbers() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    metrics = classification_metrics(probabilities, np.array([0, 1, 1]), ("negative", "positive"))
    assert name_of_matrix(metrics) == "Confusion matrix: right on 1 of 1 negative, 1 of 2 positive"
    assert name_of_metrics({"Accuracy": 0.9, "F1": 0.8123}) == "Metrics: Accuracy 0.900, F1 0.812"
    history = [{"epoch": 1, "train_loss": 0.5}, {"epoch": 2, "train_loss": 0.25, "validation_loss": 0.3}]
    assert name_of_loss(history) == "Loss, after epoch 2, training 0.250, validation 0.300"
    assert name_of_loss(history[:1]) == "Loss, after epoch 1, training 0.500"


def test_reliability_names_its_ends_once() -> None:
    high = BIN.model_copy(update={"confidence": 0.99, "accuracy": 0.97})
    assert name_of_reliability([BIN]) == "Accuracy by confidence: 85% at 90%"
    assert name_of_reliability([BIN, BIN, high]) == "Accuracy by confidence: 85% at 90%, 97% at 99%"
