"""Texts in, predictions out: no torch, no transformers."""

from .classifier import SentimentClassifier
from .explanation import Explanation, Occlusion, explain
from .prediction import Prediction, View

__all__ = ["Explanation", "Occlusion", "Prediction", "SentimentClassifier", "View", "explain"]
