"""Sentiment analysis for tweets and reviews: train it, serve it, run it over files.

    from twitter_sentiment import SentimentClassifier

    classifier = SentimentClassifier.load()
    classifier.predict("I love this product!").sentiment  # "positive"

What `__all__` names is the public API; all else may change without notice. Each name is imported at its first use, so
that `import twitter_sentiment` is fast and needs none of the optional packages.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import (
        ExportError,
        InputError,
        ModelError,
        ModelUnavailableError,
        OverloadedError,
        SentimentError,
        TrainingError,
    )
    from .inference import Attribution, Explanation, Prediction, SentimentClassifier, explain

__version__ = "0.1.0"

__all__ = [
    "Attribution",
    "Explanation",
    "ExportError",
    "InputError",
    "ModelError",
    "ModelUnavailableError",
    "OverloadedError",
    "Prediction",
    "SentimentClassifier",
    "SentimentError",
    "TrainingError",
    "__version__",
    "explain",
]

_OF_INFERENCE = {"Attribution", "Explanation", "Prediction", "SentimentClassifier", "explain"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".inference" if name in _OF_INFERENCE else ".errors", __name__), name)


def __dir__() -> list[str]:
    return __all__
