"""Texts in, predictions out: no torch, no transformers."""

from .classifier import SentimentClassifier
from .explanation import Explanation, explain
from .prediction import Prediction, View

__all__ = ["Explanation", "Prediction", "SentimentClassifier", "View", "explain"]
