"""The page's client of the service, and its requests: always with the probability of each class."""

from collections.abc import Sequence
from typing import Any

from ..api_types import EMPTY_TEXT, PredictionResponse
from ..client import SentimentClient
from ..errors import RequestRefusedError

CONNECT_SECS = 2.0
STATUS_SECS = 3.0
"""Timeout of requests about the service itself; the page is blank until they are answered."""
PREDICT_SECS = 30.0


class ScoredPrediction(PredictionResponse):
    """A prediction with the probability of each class."""

    scores: dict[str, float]


def open_client(url: str, key: str | None = None, **options: Any) -> SentimentClient:
    """Return a client that never waits to try again: the page says at once what is wrong, and jobs retry themselves.

    Args:
        url: address of the service.
        key: API key, for a service that requires one.
        options: other arguments of `SentimentClient`.
    """
    defaults = {
        "connect_secs": CONNECT_SECS,
        "status_secs": STATUS_SECS,
        "predict_secs": PREDICT_SECS,
        "attempts": 1,
        "trust_env": False,  # no proxy of the environment stands between the page and its service
    }
    return SentimentClient(url, key, **defaults | options)


def predict_scored(client: SentimentClient, text: str, *, neutral: bool, explain: bool = False) -> ScoredPrediction:
    """Predict one text.

    Args:
        client: sends the request.
        text: up to `MAX_CHARACTERS` characters.
        neutral: choose from three classes instead of two.
        explain: add the weight of each word.

    Raises:
        ServiceUnavailableError: there is no response now.
        RequestRefusedError: the text can't be classified.
    """
    return _scored(client.predict(text, neutral=neutral, explain=explain, scores=True, tokens=True, language=True))


def predict_rows(client: SentimentClient, texts: Sequence[str], *, neutral: bool) -> list[ScoredPrediction | None]:
    """Predict up to `MAX_BATCH_TEXTS` texts; None for a text without content.

    Raises:
        ServiceUnavailableError: there is no response now.
        RequestRefusedError: the batch as a whole, or a text that has content, can't be predicted.
    """
    predictions: list[ScoredPrediction | None] = []
    for result in client.predict_batch(texts, neutral=neutral, scores=True, language=True):
        if isinstance(result, PredictionResponse):
            predictions.append(_scored(result))
        elif result.error.type == EMPTY_TEXT.type:
            predictions.append(None)
        else:
            raise RequestRefusedError(f"{result.error.msg}.")
    return predictions


def _scored(prediction: PredictionResponse) -> ScoredPrediction:
    scored = ScoredPrediction.model_validate(dict(prediction))
    scored.text = prediction.text  # no second copy in memory: a job keeps all of its predictions
    return scored
