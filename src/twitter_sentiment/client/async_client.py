"""The client for asyncio; the docstrings of `SentimentClient` have more."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Self

import httpx2
import stamina

from ..api_types import MAX_BATCH_TEXTS, PredictionResponse
from ..errors import RequestRefusedError, ServiceUnavailableError
from ..service_types import ModelInfo
from .base import CONCURRENCY, BaseClient, require_texts
from .messages import MODEL, READY, Call, Options, ResponseT, batch_call, predict_call
from .results import Batch, Result, async_batches
from .stream import TextStream


class AsyncSentimentClient(BaseClient[httpx2.AsyncClient]):
    """A client of one service for asyncio.

        async with AsyncSentimentClient("http://localhost:8000") as client:
            (await client.predict("I love this product!")).sentiment  # "positive"

    It has the methods of `SentimentClient`, to be awaited or used with `async for`.
    """

    _http_type = httpx2.AsyncClient

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def check_ready(self) -> None:
        """Return if the service accepts requests for predictions; see `SentimentClient.check_ready`."""
        await self._send_once(READY)

    async def is_ready(self) -> bool:
        """Return whether the service accepts requests for predictions; it is asked once."""
        try:
            await self.check_ready()
        except ServiceUnavailableError:
            return False
        return True

    async def model(self) -> ModelInfo:
        """Return the description of the model that serves; see `SentimentClient.model`."""
        return await self._send(MODEL)

    async def predict(
        self,
        text: str,
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
        explain: bool = False,
    ) -> PredictionResponse:
        """Predict one text; see `SentimentClient.predict`."""
        return await self._send(predict_call(text, Options(neutral, scores, tokens, language), explain=explain))

    async def predict_batch(
        self,
        texts: Sequence[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
    ) -> list[Result]:
        """Predict up to 256 texts in one request; see `SentimentClient.predict_batch`."""
        return await self._send_batch(Batch(texts), Options(neutral, scores, tokens, language))

    def predict_many(
        self,
        texts: Iterable[str] | AsyncIterable[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
        batch_texts: int = MAX_BATCH_TEXTS,
        concurrency: int = CONCURRENCY,
    ) -> AsyncIterator[Result]:
        """Predict any number of texts, in several requests at a time; see `SentimentClient.predict_many`."""
        require_texts(texts)
        return self._predict_many(texts, Options(neutral, scores, tokens, language), batch_texts, concurrency)

    def stream(
        self,
        texts: Iterable[str] | AsyncIterable[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
    ) -> AsyncIterator[Result]:
        """Predict texts as they come, for sources that never end; see `SentimentClient.stream`.

        The texts are taken in a task of their own; an iterable that is not asynchronous must not block.
        """
        require_texts(texts)
        return self._stream(texts, Options(neutral, scores, tokens, language))

    async def _predict_many(
        self, texts: Iterable[str] | AsyncIterable[str], options: Options, batch_texts: int, concurrency: int
    ) -> AsyncIterator[Result]:
        in_flight: deque[asyncio.Task[list[Result]]] = deque()
        try:
            async for batch in async_batches(texts, batch_texts):
                if len(in_flight) == concurrency:
                    for result in await in_flight.popleft():
                        yield result
                in_flight.append(asyncio.create_task(self._send_batch(Batch(batch, split_slow=True), options)))
            while in_flight:
                for result in await in_flight.popleft():
                    yield result
        finally:
            for task in in_flight:
                task.cancel()

    async def _stream(self, texts: Iterable[str] | AsyncIterable[str], options: Options) -> AsyncIterator[Result]:
        stream = TextStream(self._config, options)
        feeding = asyncio.create_task(stream.feed(texts))
        try:
            while results := await stream.next_results():
                for result in results:
                    yield result
        finally:
            feeding.cancel()
            await stream.close()

    async def _send_batch(self, batch: Batch, options: Options) -> list[Result]:
        while texts := batch.next_texts():
            try:
                batch.accept((await self._send(batch_call(texts, options))).predictions)
            except (RequestRefusedError, ServiceUnavailableError) as error:
                batch.handle(error)
        return batch.results()

    async def _send(self, call: Call[ResponseT]) -> ResponseT:
        retrying = stamina.AsyncRetryingCaller(attempts=self._config.attempts, timeout=None)
        return await retrying(self._config.retry_after, self._send_once, call)

    async def _send_once(self, call: Call[ResponseT]) -> ResponseT:
        try:
            response = await self._http.request(**self._config.http_arguments(call))
        except httpx2.TransportError as error:
            raise self._config.service.unreachable(error, self._config.timeout_secs(call)) from None
        return self._config.service.read(call, response)
