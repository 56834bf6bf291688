"""Texts in, predictions out: no torch, no transformers."""

from .classifier import SentimentClassifier
from .explanation import Attribution, Explanation, Occlusion, explain
from .prediction import LabelDecoder, Prediction

__all__ = [
    "Attribution",
    "Explanation",
    "LabelDecoder",
    "Occlusion",
    "Prediction",
    "SentimentClassifier",
    "explain",
]
