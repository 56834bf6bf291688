"""Any number of texts in one request: a JSON value a line, answered while the next lines are on their way.

A stream takes the memory of some lines, whatever its length: more of it is read only when all that was read is answered
and the responses have left. So a client that does not read its responses is not read from either.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from ..api_types import NDJSON, StreamOptions
from ..errors import ModelUnavailableError, OverloadedError
from ..inference import Prediction
from ..inference.prediction import TextLanguage
from .dependencies import STOPPING, ClassifierDep, StateDep, requested_languages
from .line_splitter import LineSplitter
from .media_types import media_type
from .middleware.auth import charge_texts
from .middleware.errors import log_unexpected
from .middleware.timeout import CLIENT_DISCONNECTED
from .model_holder import ServingClassifier
from .problems import service_unavailable
from .refusals import REFUSALS, Responses
from .state import AppState
from .stream_lines import MAX_LINE_BYTES, Line, invalid_line, prediction_line, problem_line, read_line, stream_problem

MAX_WINDOW_TEXTS = 64
"""Most texts of a stream that are in flight: they fill some batches, and others still get their turn soon."""

QUEUE_SHARE = 0.5
"""Part of QUEUE_SIZE that may be in use with the texts of a stream, so that streams leave room for other requests."""

OVERLOAD_WAIT_SECS = 0.25
"""Time until a stream tries again to find room in the queue."""

SEND_BYTES = 65_536
"""Most bytes that are sent at once: a client has to read so many before it counts as one that has stopped to."""

LINES_PER_TURN = 1_024
"""Lines, blank ones above all, after which other requests have their turn."""

_EMPTY = invalid_line([{"type": "text_empty", "loc": ("text",), "msg": "The text is empty"}])

router = APIRouter()
"""The stream; it needs a key if API_KEYS is set."""

_REQUEST = {
    "description": 'One JSON value a line: `{"text": …, "id": …}`, where `id` (a string or an integer, optional) comes '
    "back with the response, or only the text, as a JSON string. Blank lines are skipped.",
    "required": True,
    "content": {NDJSON: {"schema": {"type": "string"}, "example": '{"text": "I love it", "id": 1}\n"Never again"\n'}},
}
_RESPONSE = {
    "description": "One JSON value for each line, in their order: a prediction, or an `error`.",
    "content": {
        NDJSON: {
            "schema": {"type": "string"},
            "example": '{"sentiment":"positive","confidence":0.9871,"text":"I love it","id":1}\n'
            '{"sentiment":"negative","confidence":0.9789,"text":"Never again"}\n',
        }
    },
}
_RESPONSES: Responses = {200: _RESPONSE, **{status: REFUSALS[status] for status in (408, 415, 422, 503)}}


@router.post(
    "/predict/stream",
    tags=["prediction"],
    response_class=Response,
    responses=_RESPONSES,
    openapi_extra={"requestBody": _REQUEST},
)
async def predict_stream(
    http: Request, options: Annotated[StreamOptions, Query()], classifier: ClassifierDep, state: StateDep
) -> Response:
    """Predict the sentiment of any number of texts, in their order, while the next ones are still being sent."""
    if media_type(http.headers) != NDJSON:
        raise HTTPException(415, f"Send one JSON value a line, with the header Content-Type: {NDJSON}.")
    neutral = state.use_neutral(classifier, options.neutral)
    await classifier.predict_rows([], neutral=neutral)  # raises where the model has no neutral class
    return _StreamedResponse(_Stream(http, classifier, state, options, neutral=neutral))


class _StreamedResponse(Response):
    """The response of a stream. It starts with its first part, so that an error before that has a status of its own.

    Starlette's `StreamingResponse` receives messages to see whether the client disconnects, and would lose lines.
    """

    media_type = NDJSON

    def __init__(self, stream: "_Stream") -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"X-Accel-Buffering": "no"})  # nginx passes on each part at once
        self._stream = stream
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the stream has it
        """Answer the lines; the last response says why the stream ends early, if it does.

        Raises:
            HTTPException: it ends before the first response.
        """
        try:
            while group := await self._stream.next_lines():
                await self._send(send, await self._stream.answer(group))
        except HTTPException as error:
            if not self._started:
                raise
            await self._send(send, self._stream.last_response(error))
        except ClientDisconnect:
            scope[CLIENT_DISCONNECTED] = True
            return
        await self._send(send, b"", more=False)

    async def _send(self, send: Send, content: bytes, *, more: bool = True) -> None:
        if not self._started:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            self._started = True
        for start in range(0, max(1, len(content)), SEND_BYTES):
            part = content[start : start + SEND_BYTES]
            await send({"type": "http.response.body", "body": part, "more_body": more})


class _Stream:
    """Reads lines and answers them, some at a time."""

    def __init__(
        self, http: Request, classifier: ServingClassifier, state: AppState, options: StreamOptions, *, neutral: bool
    ) -> None:
        self._scope = http.scope
        self._body = http.stream()
        self._classifier = classifier
        self._state = state
        self._options = options
        self._neutral = neutral
        self._splitter = LineSplitter(MAX_LINE_BYTES)
        self._arrived: Iterator[bytes | None] = iter(())
        self._ended = False
        self._refusal: HTTPException | None = None
        self._line_number = 0
        self._charged = 0
        self._answered_number = 0
        self._max_window_texts = min(MAX_WINDOW_TEXTS, max(1, int(QUEUE_SHARE * state.settings.queue_size)))
        self._window_texts = self._max_window_texts

    async def next_lines(self) -> list[Line]:
        """Take the next lines that have arrived, at most `MAX_WINDOW_TEXTS`, or wait for some; none at the end.

        Raises:
            HTTPException: the client has reached its limit or has stopped to send, or the service stops.
            ClientDisconnect: the connection is gone.
        """
        while True:
            lines = await self._take_lines()
            if self._ended and not lines:
                return []
            if self._state.shutdown.stopping:
                raise service_unavailable(STOPPING)
            if lines:
                return lines
            part = await self._receive_part()
            self._ended = not part
            self._arrived = self._splitter.feed(part) if part else self._splitter.end()

    async def answer(self, lines: Sequence[Line]) -> bytes:
        """Return the responses to some lines.

        Raises:
            HTTPException: 503, since the model has failed or was stopped.
        """
        texts = [line.text for line in lines if line.problem is None]
        outcomes = await self._predict(texts)
        answers = zip(outcomes, await requested_languages(self._classifier, texts, self._options), strict=True)
        responses = [self._respond(line, *(next(answers) if line.problem is None else (None, None))) for line in lines]
        self._answered_number = lines[-1].number
        return b"".join(responses)

    def last_response(self, error: HTTPException) -> bytes:
        """Return the response to the first line that is not answered any more."""
        retry_after = (error.headers or {}).get("Retry-After")
        problem = stream_problem(error.status_code, error.detail, int(retry_after) if retry_after else None)
        return problem_line(Line(self._answered_number + 1), problem)

    async def _receive_part(self) -> bytes:
        """Wait for the next part of the body, empty at its end, but not longer than until the service stops."""
        receiving = asyncio.ensure_future(anext(self._body))
        stopping = asyncio.ensure_future(self._state.shutdown.stop_event.wait())
        try:
            await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done():
                raise service_unavailable(STOPPING)
            return receiving.result()
        finally:
            receiving.cancel()
            stopping.cancel()

    async def _take_lines(self) -> list[Line]:
        """Take lines that have arrived and count them for the rate limit; none if there are no more."""
        if self._refusal:
            raise self._refusal
        lines: list[Line] = []
        for content in self._arrived:
            self._line_number += 1
            if self._line_number % LINES_PER_TURN == 0:
                await asyncio.sleep(0)
            if content is not None and not content.strip():
                continue
            try:
                await self._charge_line()
            except HTTPException as error:
                self._refusal = error  # for the next call: what was taken is counted and gets its responses
                break
            lines.append(read_line(self._line_number, content))
            if len(lines) == MAX_WINDOW_TEXTS:
                break
        return lines

    async def _charge_line(self) -> None:
        self._charged += 1
        await charge_texts(self._scope, self._charged, counted=max(1, self._charged - 1))

    async def _predict(self, texts: Sequence[str]) -> list[Prediction | Exception | None]:
        """Predict texts, fewer at a time while there is no room in the queue.

        Returns:
            For each text its prediction, None if it has no content, or the error that the model raised for it.
        """
        outcomes: list[Prediction | Exception | None] = []
        while len(outcomes) < len(texts):
            window = texts[len(outcomes) : len(outcomes) + self._window_texts]
            try:
                with self._state.shutdown.track_request():
                    outcomes += await self._classifier.predict_rows(window, neutral=self._neutral, share=QUEUE_SHARE)
                self._window_texts = min(2 * self._window_texts, self._max_window_texts)
            except OverloadedError:
                self._window_texts = max(1, len(window) // 2)
                await asyncio.sleep(OVERLOAD_WAIT_SECS)
            except ModelUnavailableError as error:
                raise service_unavailable(str(error)) from None
            except Exception as error:
                if len(window) == 1:
                    log_unexpected(error)
                    outcomes.append(error)
                self._window_texts = 1  # only the text that the model fails on has no prediction
        return outcomes

    def _respond(self, line: Line, outcome: Prediction | Exception | None, language: TextLanguage | None) -> bytes:
        if isinstance(outcome, Prediction):
            self._state.metrics.record_prediction(outcome)
            return prediction_line(line, outcome, self._options, language)
        if isinstance(outcome, Exception):
            return problem_line(line, stream_problem(500, "The service failed on this text. Its log has more."))
        return problem_line(line, line.problem or _EMPTY)
