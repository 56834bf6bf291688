"""What both clients are made of: where the service is, how long to wait for it, and when to try again."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import httpx2

from .. import __version__
from ..errors import ServiceUnavailableError
from .messages import Call, Service

DEFAULT_URL = "http://localhost:8000"

CONCURRENCY = 4
"""Requests of `predict_many` in flight: while one is predicted, the next ones are on their way."""

HttpT = TypeVar("HttpT", httpx2.Client, httpx2.AsyncClient)


@dataclass(frozen=True)
class Config:
    """The arguments of a client; see `BaseClient`."""

    service: Service
    headers: dict[str, str]
    ssl_context: ssl.SSLContext | None
    connect_secs: float
    status_secs: float
    predict_secs: float
    attempts: int
    max_wait_secs: float

    def timeout_secs(self, call: Call[Any]) -> float:
        """Return the longest time for the response to a request."""
        return self.predict_secs if call.body else self.status_secs

    def http_arguments(self, call: Call[Any]) -> dict[str, Any]:
        """Return how httpx2 sends a request."""
        return {
            "method": call.method,
            "url": call.path,
            "content": call.body,
            "headers": {"Content-Type": "application/json"} if call.body else None,
            "timeout": httpx2.Timeout(self.timeout_secs(call), connect=self.connect_secs),
        }

    def retry_after(self, error: Exception) -> bool | float:
        """Decide for stamina whether to retry after an error: True or False, or the seconds to wait first."""
        if not isinstance(error, ServiceUnavailableError) or error.permanent or error.slow:
            return False
        if error.retry_after is None:
            return True
        return error.retry_after if error.retry_after <= self.max_wait_secs else False


class BaseClient(Generic[HttpT]):
    """The part of a client that sends nothing."""

    _http_type: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        url: str = DEFAULT_URL,
        key: str | None = None,
        *,
        connect_secs: float = 5.0,
        status_secs: float = 10.0,
        predict_secs: float = 60.0,
        attempts: int = 5,
        max_wait_secs: float = 60.0,
        trust_env: bool = True,
        ssl_context: ssl.SSLContext | None = None,
        transport: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            url: address of the service.
            key: API key, for a service that requires one.
            connect_secs: longest time to connect.
            status_secs: longest time for a response about the service itself.
            predict_secs: longest time for a response with predictions, and longest pause of a stream.
            attempts: how often a request is sent while the service is busy, restarts or can't be reached, before that
                is an error; 1 sends none again. A request that has taken too long is not sent again.
            max_wait_secs: longest pause between two attempts that the service may request; a longer one is an error.
            trust_env: use the proxies that the environment names; a stream uses none.
            ssl_context: how to verify an https address; None trusts what the operating system trusts.
            transport: sends all requests but those of streams; None is HTTP.
        """
        headers = {"User-Agent": f"twitter-sentiment/{__version__}"} | ({"X-API-Key": key} if key else {})
        self._config = Config(
            Service(url.rstrip("/")),
            headers,
            ssl_context,
            connect_secs,
            status_secs,
            predict_secs,
            attempts,
            max_wait_secs,
        )
        self._http: HttpT = self._http_type(
            base_url=self.url,
            headers=headers,
            transport=transport,
            trust_env=trust_env,
            verify=ssl_context or True,
        )

    @property
    def url(self) -> str:
        """The address of the service."""
        return self._config.service.url


def require_texts(texts: object) -> None:
    """Check that texts are not a single one, whose characters would be predicted.

    Raises:
        TypeError: it is one.
    """
    if isinstance(texts, str):
        raise TypeError("These are the texts of one text, its characters: use `predict`, or a list.")
