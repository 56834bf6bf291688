"""Access control: API keys and the rate limit."""

import hashlib
import math
import secrets
import time
from collections.abc import Iterable
from functools import partial

from fastapi import HTTPException
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ...errors import InputError
from ..problems import problem_response

DOCS_ASSETS_PATH = "/docs/assets"
"""Folder of what the documentation loads."""

_DOCS_ASSETS = ("favicon.png", "redoc.standalone.js", "swagger-ui-bundle.js", "swagger-ui.css")

PROBE_PATHS = frozenset({"/health", "/ready", "/ping", "/v2/health/live", "/v2/health/ready"})
"""Requested by machines every few seconds."""

OPEN_PATHS = frozenset(
    PROBE_PATHS
    | {"/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"}
    | {f"{DOCS_ASSETS_PATH}/{name}" for name in _DOCS_ASSETS}
)
"""Paths that need no key and count for no limit: the probes and the documentation."""

API_CLIENT = "twitter_sentiment.api_client"
"""Set in the scope of a request with a valid key: a name for the holder of the key that may be logged."""


_CHARGE = "twitter_sentiment.charge"
"""Set in the scope of a request that counts for a limit: counts more of the same client."""


class ApiKeys:
    """The valid API keys; only their digests are kept."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [_digest(key.encode()) for key in keys]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def client_name(self, key: bytes) -> str | None:
        """Return a name for the holder of a key that may be logged; None if the key is invalid."""
        digest = _digest(key)
        valid = False
        for other in self._digests:  # compare with all of them, so that the time does not depend on the key
            valid |= secrets.compare_digest(digest, other)
        return digest.hex()[:8] if valid else None


class ApiKeyMiddleware:
    """Refuses requests without a valid key with 401, before any of their body is read."""

    def __init__(self, app: ASGIApp, keys: ApiKeys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            client = self._keys.client_name(_sent_key(Headers(scope=scope)))
            if client is None:
                detail = "This service needs a key: send it as X-API-Key, or as Authorization: Bearer."
                response = problem_response(401, detail, {"WWW-Authenticate": 'Bearer realm="twitter-sentiment"'})
                await response(scope, receive, send)
                return
            scope[API_CLIENT] = client
        await self._app(scope, receive, send)


class RateLimitMiddleware:
    """Refuses requests of a client over its limit with 429; a client is a key, or an address where no keys are set.

    A request counts as one here, and as one more for each further text by `charge_texts`, once its body is read.
    """

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self._app = app
        self._limit = limit
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request and pass it on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            client = scope.get(API_CLIENT) or (scope.get("client") or ("unknown",))[0]
            try:
                await self._charge(client, 1)
            except HTTPException as error:
                await problem_response(error.status_code, error.detail, error.headers)(scope, receive, send)
                return
            scope[_CHARGE] = partial(self._charge, client, counted=1)
        await self._app(scope, receive, send)

    async def _charge(self, client: str, cost: int, *, counted: int = 0) -> None:
        if await self._limiter.hit(self._limit, client, cost=cost):
            return
        window = await self._limiter.get_window_stats(self._limit, client)
        wait_secs = max(1, math.ceil(window.reset_time - time.time()))
        detail = f"Too many requests: the limit is {self._limit}, and every text counts. Try again in {wait_secs} s."
        if counted + cost > self._limit.amount:
            detail = f"The limit is {self._limit}, and this request has more texts: send fewer at once."
        raise HTTPException(429, detail, {"Retry-After": str(wait_secs)})


async def charge_texts(scope: Scope, texts: int, *, counted: int = 1) -> None:
    """Count the texts of a request for the rate limit, if there is one; an explanation has one for each run.

    Args:
        scope: the request.
        texts: how many texts it has.
        counted: how many of them are counted already; one is since the request came in.

    Raises:
        HTTPException: 429, since the client exceeds its limit.
    """
    if texts > counted and (charge := scope.get(_CHARGE)):
        await charge(texts - counted)


def parse_rate_limit(rate_limit: str | None) -> RateLimitItem | None:
    """Parse the value of RATE_LIMIT; None if it is empty.

    Raises:
        InputError: it is not a limit, or one that would refuse everything.
    """
    if not rate_limit:
        return None
    try:
        limit = parse(rate_limit)
    except ValueError:
        limit = None
    if limit is None or limit.amount < 1:
        raise InputError(f"RATE_LIMIT={rate_limit!r} is no limit: write for example 100/minute or 5/second.")
    return limit


def _sent_key(headers: Headers) -> bytes:
    """Return the key as the client sent it, byte for byte but for blanks around it (RFC 9110, section 5.5)."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    key = headers.get("X-API-Key") or (token if scheme.lower() == "bearer" else "")
    return key.strip(" \t").encode("latin-1")


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()
