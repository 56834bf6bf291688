"""The HTTP client of the service, for programs of your own: `pip install 'twitter-sentiment[client]'`.

    from twitter_sentiment.client import SentimentClient

    with SentimentClient("http://localhost:8000") as client:
        client.predict("I love this product!").sentiment  # "positive"

It retries while the service is busy or restarts, and waits as long as the service says. `predict_many` takes any number
of texts, `stream` those that never end. `AsyncSentimentClient` has the same methods for asyncio.
"""

from ..api_types import PredictionResponse, RefusedText, TextError
from ..errors import RequestRefusedError, ServiceUnavailableError
from ..service_types import ModelInfo
from .async_client import AsyncSentimentClient
from .results import Result
from .sync_client import SentimentClient

__all__ = [
    "AsyncSentimentClient",
    "ModelInfo",
    "PredictionResponse",
    "RefusedText",
    "RequestRefusedError",
    "Result",
    "SentimentClient",
    "ServiceUnavailableError",
    "TextError",
]
