"""Who may use the service, and how often: API keys and the rate limit."""

import hashlib
import math
import secrets
import time
from collections.abc import Iterable

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import InputError
from ..settings import Settings
from .problems import problem

OPEN_PATHS = frozenset({"/health", "/ready", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"})
"""Paths that need no key and count for no limit: the probes and the documentation."""

GUARDED_PATHS = frozenset({"/", "/predict", "/predict/batch", "/model", "/metrics"})
"""All others that we serve."""

CLIENT = "twitter_sentiment.client"


class ApiKeys:
    """The keys that may use the service; only their digests are kept."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [_digest(key.encode()) for key in keys]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def client_of(self, key: bytes) -> str | None:
        """A name for the holder of a key that may be logged; None if the key is none of ours."""
        digest, known = _digest(key), False
        for other in self._digests:  # all of them, so that the time tells nothing
            known |= secrets.compare_digest(digest, other)
        return digest.hex()[:8] if known else None


class RequireKey:
    """Answers 401 to requests without a key, before any of their body is read."""

    def __init__(self, app: ASGIApp, keys: ApiKeys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or refuses it."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            client = self._keys.client_of(_key_of(Headers(scope=scope)))
            if client is None:
                detail = "This service needs a key: send it as X-API-Key, or as Authorization: Bearer."
                response = problem(401, detail, {"WWW-Authenticate": 'Bearer realm="twitter-sentiment"'})
                await response(scope, receive, send)
                return
            scope[CLIENT] = client
        await self._app(scope, receive, send)


class LimitRate:
    """Answers 429 to a client that asks too often; a client is a key, or an address where there are no keys."""

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self._app = app
        self._limit = limit
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts a request and lets it through, or refuses it."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            client = scope.get(CLIENT) or (scope.get("client") or ("unknown",))[0]
            if not await self._limiter.hit(self._limit, client):
                window = await self._limiter.get_window_stats(self._limit, client)
                wait = max(1, math.ceil(window.reset_time - time.time()))
                detail = f"Too many requests: the limit is {self._limit}. Try again in {wait} s."
                await problem(429, detail, {"Retry-After": str(wait)})(scope, receive, send)
                return
        await self._app(scope, receive, send)


def rate_limit_of(settings: Settings) -> RateLimitItem | None:
    """The limit of RATE_LIMIT.

    Raises:
        InputError: it is not written as a limit.
    """
    if not settings.rate_limit:
        return None
    try:
        return parse(settings.rate_limit)
    except ValueError:
        raise InputError(
            f"RATE_LIMIT={settings.rate_limit!r} is no limit: write for example 100/minute or 5/second."
        ) from None


def _key_of(headers: Headers) -> bytes:
    """The key as the client sent it, byte for byte."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    key = headers.get("X-API-Key") or (token.strip() if scheme.lower() == "bearer" else "")
    return key.encode("latin-1")


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()
