"""A stand-in for the service, without a server or a model: the handler of an `httpx2.MockTransport`."""

import threading

import httpx2
from pydantic import ValidationError

from twitter_sentiment.api_types import BatchRequest, BatchResponse, PredictionResponse
from twitter_sentiment.labels import BINARY_LABELS, LABELS

INVISIBLE = "\u200b\u2060"
"""Characters that Python's `strip` keeps and the service counts as no content."""


class FakeClock:
    """A clock that moves only when the service works."""

    def __init__(self) -> None:
        self.secs = 0.0

    def __call__(self) -> float:
        return self.secs


class FakeService:
    """Answers POST /predict/batch: texts with "good" are positive, all others are negative.

    Attributes:
        batch_texts: the size of each batch that was sent.
        error: raised instead of a response, while it is set.
        max_texts: larger batches time out.
        secs_per_text: by so much the clock moves for each text.
        batches: permits for responses; a request waits until it gets one.
    """

    def __init__(self, clock: FakeClock | None = None, batches: int = 1_000_000) -> None:
        self.batch_texts: list[int] = []
        self.error: Exception | None = None
        self.max_texts = 1_000_000
        self.secs_per_text = 0.0
        self.batches = threading.Semaphore(batches)
        self._clock = clock or FakeClock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.error:
            raise self.error
        try:
            batch = BatchRequest.model_validate_json(request.content)
        except ValidationError as error:
            return httpx2.Response(
                422, json={"detail": [{key: each[key] for key in ("type", "loc", "msg")} for each in error.errors()]}
            )
        empty = [index for index, text in enumerate(batch.texts) if not text.strip(INVISIBLE).strip()]
        if empty:
            detail = [
                {"type": "text_empty", "loc": ["body", "texts", row], "msg": "The text is empty"} for row in empty
            ]
            return httpx2.Response(422, json={"detail": detail})
        self.batch_texts.append(len(batch.texts))
        if len(batch.texts) > self.max_texts:
            raise httpx2.ReadTimeout("too slow")
        self.batches.acquire()
        self._clock.secs += self.secs_per_text * len(batch.texts)
        predictions = [predict(text, neutral=bool(batch.neutral)) for text in batch.texts]
        return httpx2.Response(200, json=BatchResponse(predictions=predictions).model_dump())


def predict(text: str, *, neutral: bool = False) -> PredictionResponse:
    """Return the response of the fake service for one text."""
    sentiment = "positive" if "good" in text else "negative"
    labels = LABELS if neutral else BINARY_LABELS
    scores = {label: 0.9 if label == sentiment else 0.1 / (len(labels) - 1) for label in labels}
    return PredictionResponse(sentiment=sentiment, confidence=0.9, text=text, scores=scores)
