"""A stream of texts that outlives its connections."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from itertools import islice

import h11
import httpx2
import stamina
from pydantic import TypeAdapter, ValidationError

from ..api_types import NDJSON, PredictionResponse, RefusedText, StreamedError, TextError
from ..errors import SentimentError
from .base import Config
from .duplex import DuplexRequest
from .messages import Options, problem_error
from .results import Result, check_text, refused_text

MAX_UNANSWERED_TEXTS = 512
"""Texts that are held until their results are there: enough for the service to have some at hand always."""

IDLE_SECS = 5.0
"""Time after which a stream without texts gives its connection back; the service would end it later."""

_TEXT_STATUSES = (413, 422, 500)
"""Statuses of the problems of a single text; others end a connection."""

_RESPONSE: TypeAdapter[StreamedError | PredictionResponse] = TypeAdapter(StreamedError | PredictionResponse)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A text without a result, or with one that needs no request."""

    text: str
    refusal: RefusedText | None


class TextStream:
    """Sends texts and receives their results in their order, over one connection after another.

    Texts without a result are sent again over the next connection: predicting a text twice changes nothing. Use it in
    one event loop; `add` and `finish` in one task, `next_results` and `close` in another.
    """

    def __init__(self, config: Config, options: Options, *, idle_secs: float = IDLE_SECS) -> None:
        """Prepare a stream; nothing is sent before the first text.

        Args:
            config: the arguments of the client.
            options: what is requested for each text.
            idle_secs: after this time without a text, the connection is given back.
        """
        self._config = config
        self._idle_secs = idle_secs
        given = {name: value for name, value in asdict(options).items() if value or name == "neutral"}
        query = {name: str(value).lower() for name, value in given.items() if value is not None}
        self._url = httpx2.URL(f"{config.service.url}/predict/stream", params=query)
        self._retrying = stamina.AsyncRetryingCaller(attempts=config.attempts, timeout=None)
        self._entries: deque[_Entry] = deque()
        self._sent = 0
        self._finished = False
        self._source_error: BaseException | None = None
        self._changed = asyncio.Condition()
        self._request: DuplexRequest | None = None
        self._writing: asyncio.Task[None] | None = None

    async def feed(self, texts: Iterable[str] | AsyncIterable[str]) -> None:
        """Add texts until there are no more, as fast as results come."""
        error = None
        try:
            if isinstance(texts, AsyncIterable):
                async for text in texts:
                    await self.add(text)
            else:
                for text in texts:
                    await self.add(text)
        except Exception as source_error:
            error = source_error
        await self.finish(error)

    async def add(self, text: str) -> None:
        """Add a text; wait while `MAX_UNANSWERED_TEXTS` have no result."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._entries) < MAX_UNANSWERED_TEXTS)
            self._entries.append(_Entry(text, check_text(text)))
            self._changed.notify_all()

    async def finish(self, error: BaseException | None) -> None:
        """Note that there are no more texts, because of an error or None."""
        async with self._changed:
            self._finished = True
            self._source_error = error
            self._changed.notify_all()

    async def next_results(self) -> list[Result]:
        """Wait for results; none once all texts have theirs.

        Raises:
            ServiceUnavailableError: the service does not respond, whatever was tried.
            RequestRefusedError: it refuses the options.
            Exception: the texts ended with it.
        """
        if not await self._wait_for_texts():
            await self._end_request()
            if self._source_error:
                raise self._source_error
            return []
        results = await self._retrying(self._config.retry_after, self._receive)
        async with self._changed:
            self._changed.notify_all()
        return results

    async def close(self) -> None:
        """Drop the connection."""
        if self._writing:
            self._writing.cancel()
        if self._request:
            await self._request.close()
        self._request = None

    async def _wait_for_texts(self) -> bool:
        """Wait for a text without a result; False if there will be none."""
        while True:
            try:
                async with asyncio.timeout(self._idle_secs if self._request else None), self._changed:
                    await self._changed.wait_for(lambda: self._entries or self._finished)
                return bool(self._entries)
            except TimeoutError:
                await self._end_request()

    async def _receive(self) -> list[Result]:
        """Return results as soon as there are some."""
        if results := self._take_refused():
            return results
        try:
            return await self._receive_over(self._request or await self._start_request())
        except (OSError, h11.ProtocolError) as error:
            await self.close()
            raise self._config.service.unreachable(error, self._config.predict_secs) from None
        except SentimentError:
            await self.close()
            raise

    async def _start_request(self) -> DuplexRequest:
        headers = self._config.headers | {"Content-Type": NDJSON}
        try:
            async with asyncio.timeout(self._config.connect_secs):
                self._request = await DuplexRequest.start(self._url, headers, self._config.ssl_context)
        except OSError as error:
            raise self._config.service.unreachable(error, self._config.connect_secs) from None
        self._sent = 0
        self._writing = asyncio.create_task(self._write(self._request))
        return self._request

    async def _end_request(self) -> None:
        """End the body and wait for the end of the response, so that the service sees a complete request."""
        if not self._request:
            return
        with suppress(OSError, h11.ProtocolError):
            async with asyncio.timeout(self._config.connect_secs):
                await self._request.end()
                while await self._request.read_lines():
                    pass
        await self.close()

    async def _write(self, request: DuplexRequest) -> None:
        with suppress(OSError, h11.ProtocolError):  # reading fails too, and says so
            while lines := await self._unsent_lines():
                await request.send(lines)
            await request.end()

    async def _unsent_lines(self) -> bytes:
        """Wait for texts that were not sent over this connection; empty if there are no more."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._sent < len(self._entries) or self._finished)
            unsent = list(islice(self._entries, self._sent, None))
            self._sent = len(self._entries)
            lines = b"".join(json.dumps(entry.text).encode() + b"\n" for entry in unsent if not entry.refusal)
            if lines or not unsent:
                return lines

    async def _receive_over(self, request: DuplexRequest) -> list[Result]:
        async with asyncio.timeout(self._config.predict_secs):
            if not request.status:
                await request.read_head()
            if request.status != HTTPStatus.OK:
                retry_after = request.headers.get("retry-after", "")
                raise self._config.service.error(request.status, await request.read_body(), retry_after)
            lines = await request.read_lines()
        if not lines:
            raise ConnectionResetError
        results: list[Result] = []
        for line in lines:
            try:
                results += [self._read_result(line), *self._take_refused()]
            except SentimentError:
                if not results:
                    raise
                await self.close()  # the next request gets the same response, if it is not about this connection
                break
        return results

    def _read_result(self, line: bytes) -> Result:
        """Read the response to the first text without a result.

        Raises:
            ServiceUnavailableError: the service ends the stream.
        """
        try:
            response = _RESPONSE.validate_json(line)
        except ValidationError:
            raise self._config.service.wrong() from None
        if isinstance(response, PredictionResponse):
            response.text = self._take_text()
            return response
        problem = response.error
        if problem.status not in _TEXT_STATUSES:
            raise problem_error(problem.status, problem.detail, problem.retry_after)
        if isinstance(problem.detail, str):
            fault = TextError(type="unusable_text", msg=problem.detail.rstrip("."))
        else:
            fault = TextError.model_validate(problem.detail[0], from_attributes=True)
        return refused_text(self._take_text(), fault)

    def _take_refused(self) -> list[Result]:
        """Take the first texts, as long as their result needs no request."""
        refused: list[Result] = []
        while self._entries and (refusal := self._entries[0].refusal):
            self._take_text()
            refused.append(refusal)
        return refused

    def _take_text(self) -> str:
        self._sent = max(0, self._sent - 1)
        return self._entries.popleft().text
