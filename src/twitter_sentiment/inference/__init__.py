"""Texts in, predictions out: no torch, no transformers."""

from .classifier import SentimentClassifier
from .prediction import Prediction, View

__all__ = ["Prediction", "SentimentClassifier", "View"]
