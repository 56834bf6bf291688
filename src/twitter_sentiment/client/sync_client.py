"""The client for ordinary programs."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from typing import Self

import httpx2
import stamina
from anyio.from_thread import BlockingPortal, start_blocking_portal

from ..api_types import MAX_BATCH_TEXTS, PredictionResponse
from ..errors import RequestRefusedError, ServiceUnavailableError
from ..service_types import ModelInfo
from .base import CONCURRENCY, BaseClient, require_texts
from .messages import MODEL, READY, Call, Options, ResponseT, batch_call, predict_call
from .results import Batch, Result, batches
from .stream import TextStream


class SentimentClient(BaseClient[httpx2.Client]):
    """A client of one service, safe to share between threads.

        with SentimentClient("http://localhost:8000", key="…") as client:
            client.predict("I love this product!").sentiment  # "positive"

    While the service is busy, restarts or can't be reached, a request is sent again, at the earliest when the service
    says (`Retry-After`).
    """

    _http_type = httpx2.Client

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_ready(self) -> None:
        """Return if the service accepts requests for predictions; it is asked once.

        Raises:
            ServiceUnavailableError: it does not; the message says why.
        """
        self._send_once(READY)

    def is_ready(self) -> bool:
        """Return whether the service accepts requests for predictions; it is asked once."""
        try:
            self.check_ready()
        except ServiceUnavailableError:
            return False
        return True

    def model(self) -> ModelInfo:
        """Return the description of the model that serves.

        Raises:
            ServiceUnavailableError: there is no response now.
        """
        return self._send(MODEL)

    def predict(
        self,
        text: str,
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
        explain: bool = False,
    ) -> PredictionResponse:
        """Predict one text.

        Args:
            text: a tweet or a review, up to 10,000 characters.
            neutral: choose from three classes instead of two; None is the default of the service.
            scores: add the probability of each class.
            tokens: add how much of the text was read.
            language: add the language of the text, and whether the model was trained for it.
            explain: add the weight of each word; costs one more prediction a word.

        Raises:
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the text can't be predicted, or not with these options.
        """
        return self._send(predict_call(text, Options(neutral, scores, tokens, language), explain=explain))

    def predict_batch(
        self,
        texts: Sequence[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
    ) -> list[Result]:
        """Predict up to 256 texts in one request; in a few more where some are refused or all are too large together.

        Args:
            texts: the texts.
            neutral: choose from three classes instead of two; None is the default of the service.
            scores: add the probability of each class.
            tokens: add how much of each text was read.
            language: add the language of each text, and whether the model was trained for it.

        Returns:
            The result of each text, in their order; a `RefusedText` for one that is empty or too long.

        Raises:
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the batch as a whole is refused.
        """
        return self._send_batch(Batch(texts), Options(neutral, scores, tokens, language))

    def predict_many(
        self,
        texts: Iterable[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
        batch_texts: int = MAX_BATCH_TEXTS,
        concurrency: int = CONCURRENCY,
    ) -> Iterator[Result]:
        """Predict any number of texts, in several requests at a time.

        Texts are taken and results returned as you iterate, so that a generator of millions of texts takes little
        memory: no more than `concurrency` batches are on their way.

        Args:
            texts: the texts.
            neutral: choose from three classes instead of two; None is the default of the service.
            scores: add the probability of each class.
            tokens: add how much of each text was read.
            language: add the language of each text, and whether the model was trained for it.
            batch_texts: texts of a request, at most 256; fewer are sent where these take too long.
            concurrency: requests at a time.

        Returns:
            The result of each text, in their order; a `RefusedText` for one that is empty or too long.

        Raises:
            TypeError: there is one text instead of many.
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the service refuses the options.
        """
        require_texts(texts)
        return self._predict_many(texts, Options(neutral, scores, tokens, language), batch_texts, concurrency)

    def stream(
        self,
        texts: Iterable[str],
        *,
        neutral: bool | None = None,
        scores: bool = False,
        tokens: bool = False,
        language: bool = False,
    ) -> Iterator[Result]:
        """Predict texts as they come, for sources that never end: each result is there soon after its text.

        The texts are taken in a thread of their own, at most 512 ahead of the results that you have taken. All go over
        one connection; if it breaks, or the service restarts, the texts without a result are sent again over another. A
        proxy between here and the service must pass on a body before its end (nginx: `proxy_request_buffering off`).

        Args:
            texts: the texts, from a queue, a socket, a file that grows …
            neutral: choose from three classes instead of two; None is the default of the service.
            scores: add the probability of each class.
            tokens: add how much of each text was read.
            language: add the language of each text, and whether the model was trained for it.

        Returns:
            The result of each text, in their order; a `RefusedText` for one that is empty or too long.

        Raises:
            TypeError: there is one text instead of many.
            ServiceUnavailableError: there is no response now.
            RequestRefusedError: the service refuses the options.
        """
        require_texts(texts)
        return self._stream(texts, Options(neutral, scores, tokens, language))

    def _predict_many(
        self, texts: Iterable[str], options: Options, batch_texts: int, concurrency: int
    ) -> Iterator[Result]:
        pool = ThreadPoolExecutor(concurrency, thread_name_prefix="sentiment-client")
        in_flight: deque[Future[list[Result]]] = deque()
        try:
            for batch in batches(texts, batch_texts):
                if len(in_flight) == concurrency:
                    yield from in_flight.popleft().result()
                in_flight.append(pool.submit(self._send_batch, Batch(batch, split_slow=True), options))
            while in_flight:
                yield from in_flight.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _stream(self, texts: Iterable[str], options: Options) -> Iterator[Result]:
        stream = TextStream(self._config, options)
        with start_blocking_portal(name="sentiment-stream") as portal:
            Thread(target=_feed, args=(portal, stream, texts), name="sentiment-texts", daemon=True).start()
            try:
                while results := portal.call(stream.next_results):
                    yield from results
            finally:
                portal.call(stream.close)

    def _send_batch(self, batch: Batch, options: Options) -> list[Result]:
        while texts := batch.next_texts():
            try:
                batch.accept(self._send(batch_call(texts, options)).predictions)
            except (RequestRefusedError, ServiceUnavailableError) as error:
                batch.handle(error)
        return batch.results()

    def _send(self, call: Call[ResponseT]) -> ResponseT:
        retrying = stamina.RetryingCaller(attempts=self._config.attempts, timeout=None)
        return retrying(self._config.retry_after, self._send_once, call)

    def _send_once(self, call: Call[ResponseT]) -> ResponseT:
        try:
            response = self._http.request(**self._config.http_arguments(call))
        except httpx2.TransportError as error:
            raise self._config.service.unreachable(error, self._config.timeout_secs(call)) from None
        return self._config.service.read(call, response)


def _feed(portal: BlockingPortal, stream: TextStream, texts: Iterable[str]) -> None:
    """Hand texts over until there are no more, or the stream is closed."""
    error: BaseException | None = None
    try:
        for text in texts:
            portal.call(stream.add, text)
    except BaseException as source_error:  # whatever it is, the one who reads the results must hear of it
        error = source_error
    with suppress(RuntimeError, CancelledError):  # closed
        portal.call(stream.finish, error)
