"""Both clients behind the same blocking methods, so that each test runs for both."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, cast

import httpx2
import pytest
from anyio import to_thread
from anyio.from_thread import BlockingPortal, start_blocking_portal

from twitter_sentiment.client import AsyncSentimentClient, Result, SentimentClient

URL = "http://service.test"


class AwaitedClient:
    """The methods of a `SentimentClient`, run by an `AsyncSentimentClient` in an event loop of its own."""

    def __init__(self, portal: BlockingPortal, client: AsyncSentimentClient) -> None:
        self._portal = portal
        self._client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)
        if name in ("predict_many", "stream"):
            return lambda texts, **options: self._iterate(
                method(texts if isinstance(texts, str) else _in_a_thread(texts), **options)
            )
        return lambda *arguments, **options: self._portal.call(partial(method, *arguments, **options))

    def _iterate(self, results: AsyncIterator[Result]) -> Iterator[Result]:
        while (result := self._portal.call(partial(anext, results, None))) is not None:
            yield result


async def _in_a_thread(texts: Iterable[str]) -> AsyncIterator[str]:
    """Take texts without blocking the event loop."""
    iterator = iter(texts)
    while (text := await to_thread.run_sync(next, iterator, None)) is not None:
        yield text


Connect = Callable[..., SentimentClient]


@pytest.fixture(params=["sync", "async"])
def open_client(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Opens clients by the arguments of their constructors, and closes them after the test."""
    with ExitStack() as stack:
        if request.param == "sync":
            yield lambda *arguments, **options: stack.enter_context(SentimentClient(*arguments, **options))
        else:
            portal = stack.enter_context(start_blocking_portal())

            def open_awaited(*arguments: Any, **options: Any) -> SentimentClient:
                client = AsyncSentimentClient(*arguments, **options)
                stack.enter_context(portal.wrap_async_context_manager(client))
                return cast("SentimentClient", AwaitedClient(portal, client))

            yield open_awaited


@pytest.fixture
def connect(open_client: Connect) -> Connect:
    """Opens clients whose requests are handled by a function."""
    return lambda handler, **options: open_client(URL, transport=httpx2.MockTransport(handler), **options)
