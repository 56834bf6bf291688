"""The MCP server over streamable HTTP, behind the middleware of the HTTP API."""

import ipaddress
import sys
from collections.abc import Sequence

import uvicorn
from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import InputError
from ..service.middleware.auth import ApiKeyMiddleware, ApiKeys
from ..service.middleware.errors import UnexpectedErrorMiddleware
from ..service.middleware.limits import BodyLimitMiddleware, ConnectionLimitMiddleware
from ..service.middleware.security import SecurityHeadersMiddleware
from ..service.middleware.timeout import TimeoutMiddleware
from ..service.problems import problem_response
from ..service.server import server_options
from ..settings import ServingSettings
from .lazy_classifier import LazyClassifier
from .server import create_http_server

PATH = "/mcp"

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")

TIMEOUT_SECS = 600.0
"""Time for a request: the analysis of a large file takes minutes."""


def require_keys(settings: ServingSettings, host: str) -> None:
    """Refuse to listen for other machines without keys.

    Raises:
        InputError: an address that others reach, and no keys.
    """
    if not settings.accepted_keys and not _is_loopback(host):
        raise InputError(
            f"Everyone who reaches {host} could use this server: set API_KEYS or API_KEYS_FILE, or listen on 127.0.0.1."
        )


def create_app(
    settings: ServingSettings, classifier: LazyClassifier, host: str = "127.0.0.1", allowed: Sequence[str] = ()
) -> Starlette:
    """Build the application.

    Args:
        settings: of the keys and the limits.
        classifier: what the tools predict with.
        host: address that it listens on.
        allowed: further names in the header Host of requests.

    Raises:
        InputError: a setting is invalid.
    """
    names = [*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host, *allowed]
    # Without sessions: a client that leaves, leaves nothing behind.
    app = create_http_server(classifier).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=settings.max_body_bytes,
        transport_security=TransportSecuritySettings(
            allowed_hosts=[pattern for name in names for pattern in (name, f"{name}:*")],
            allowed_origins=[
                f"{scheme}://{name}{port}" for scheme in ("http", "https") for name in names for port in ("", ":*")
            ],
        ),
    )
    app.router.routes.append(Route("/health", _health))  # needs no key, as in the HTTP API
    app.add_exception_handler(HTTPException, _http_error)  # type: ignore[arg-type]  # Starlette's type knows Exception only
    # Innermost first, in the order of the HTTP API.
    app.add_middleware(_PostOnlyMiddleware)
    app.add_middleware(BodyLimitMiddleware, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(TimeoutMiddleware, timeout_secs=TIMEOUT_SECS)
    if keys := ApiKeys(settings.accepted_keys):
        app.add_middleware(ApiKeyMiddleware, keys=keys)
    app.add_middleware(ConnectionLimitMiddleware)
    app.add_middleware(UnexpectedErrorMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    return app


def run(settings: ServingSettings, classifier: LazyClassifier, host: str, port: int, allowed: Sequence[str]) -> None:
    """Serve until SIGTERM or Ctrl-C; the arguments are those of `create_app`.

    Raises:
        InputError: a setting is invalid.
    """
    app = create_app(settings, classifier, host, allowed)
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"The MCP server listens on http://{shown}:{port}{PATH}. Stop it with Ctrl-C.\n")
    uvicorn.run(app, host=host, port=port, **server_options(settings))


class _PostOnlyMiddleware:
    """Refuses the stream that a client may open with GET: it would stay open, and this server never uses it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] != "POST":
            response = problem_response(405, "Send a request of the protocol with POST.", {"Allow": "POST"})
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _http_error(_: Request, error: HTTPException) -> JSONResponse:
    return problem_response(error.status_code, error.detail, error.headers)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
