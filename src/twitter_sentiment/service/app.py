"""The FastAPI application: its lifespan, routers and middleware."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi_offline import FastAPIOffline
from starlette.routing import BaseRoute

from .. import __version__
from ..settings import ServingSettings
from .jobs.routes import jobs_router
from .logs import configure_logs, is_safe_request_id
from .memory import return_large_blocks
from .middleware.auth import DOCS_ASSETS_PATH, ApiKeyMiddleware, RateLimitMiddleware
from .middleware.errors import UnexpectedErrorMiddleware
from .middleware.limits import BodyLimitMiddleware, ConnectionLimitMiddleware
from .middleware.observability import AccessLogMiddleware, PrometheusMiddleware
from .middleware.security import SecurityHeadersMiddleware
from .middleware.timeout import TimeoutMiddleware
from .model_holder import Loader, load_worker_classifier
from .problems import add_exception_handlers
from .protocols import PROTOCOL_PROBE_ROUTERS, PROTOCOL_ROUTERS
from .refusals import TOO_MANY_REQUESTS, UNAUTHORIZED, Responses
from .route_table import RouteTable
from .routes import MAX_PATH_BYTES, STREAMED_PATHS, probe_router, router
from .shutdown import FLUSH_TIMEOUT_SECS, end_with_parent
from .state import AppState
from .stream import router as stream_router
from .tracing import telemetry_config

REQUEST_ID_HEADER = "X-Request-ID"

PROBE_ROUTERS = (probe_router, *PROTOCOL_PROBE_ROUTERS)
PROTECTED_ROUTERS = (router, stream_router, jobs_router, *PROTOCOL_ROUTERS)

LOADING_WAIT_SECS = 5
"""Time that clients wait for a connection while the model loads, instead of getting a 503 at once."""


def create_app(settings: ServingSettings | None = None, *, load: Loader = load_worker_classifier) -> FastAPI:
    """Build the service; its model is loaded in the background once it starts.

    Args:
        settings: None reads them from the environment and `.env`.
        load: loads the classifier.

    Raises:
        InputError: a setting is invalid.
    """
    state = AppState.create(settings or ServingSettings.load(), load)
    app = FastAPIOffline(
        static_url=DOCS_ASSETS_PATH,
        title="Twitter sentiment",
        version=__version__,
        summary="Is a tweet or a review positive or negative, and how sure is that?",
        lifespan=lifespan,
        redirect_slashes=False,  # to a Host that the client names, and without TLS behind a proxy
        telemetry=telemetry_config(RouteTable(_routes_of(PROTECTED_ROUTERS)), state.settings.served_model_name),
    )
    app.state.service = state
    for probes in PROBE_ROUTERS:
        app.include_router(probes)
    _include_protected_routers(app, state)
    routes = RouteTable([*app.routes, *_routes_of(PROBE_ROUTERS + PROTECTED_ROUTERS)])
    add_exception_handlers(app, routes)
    _add_middleware(app, state, routes)
    return app


def create_logging_app() -> FastAPI:
    """Configure this process and build the service, for a server to run."""
    settings = ServingSettings.load()
    configure_logs(settings)
    return_large_blocks()
    end_with_parent(settings.stop_timeout + FLUSH_TIMEOUT_SECS)
    return create_app(settings)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the model and handle signals while the service runs, then close what was opened."""
    state: AppState = app.state.service
    state.model.on_broken = state.shutdown.abort
    loading = asyncio.create_task(state.model.load())
    state.shutdown.install_signal_handlers()
    if state.settings.workers > 1:
        # A worker accepts no connections before it has a model: the other workers answer meanwhile.
        await state.shutdown.wait_unless_stopping(lambda: state.model.classifier is not None)
    else:
        await state.shutdown.wait_unless_stopping(lambda: state.model.attempted, LOADING_WAIT_SECS)
    if state.jobs:
        state.jobs.supervisor.start()
    yield
    if state.jobs:
        await asyncio.to_thread(state.jobs.supervisor.stop)
    loading.cancel()
    await asyncio.wait({loading})
    await state.model.close()
    state.metrics.close()


def _routes_of(routers: Iterable[APIRouter]) -> list[BaseRoute]:
    return [route for router in routers for route in router.routes]


def _include_protected_routers(app: FastAPI, state: AppState) -> None:
    """Include the endpoints that need a key, and document the key and the limit where they are set."""
    responses: Responses = {}
    if state.api_keys:
        responses |= UNAUTHORIZED
    if state.rate_limit:
        responses |= TOO_MANY_REQUESTS
    # ApiKeyMiddleware checks the key; these only describe in the OpenAPI schema how it is sent.
    schemes = [Depends(APIKeyHeader(name="X-API-Key", auto_error=False)), Depends(HTTPBearer(auto_error=False))]
    for protected in PROTECTED_ROUTERS:
        app.include_router(protected, dependencies=schemes if state.api_keys else None, responses=responses)


def _add_middleware(app: FastAPI, state: AppState, routes: RouteTable) -> None:
    """Add the middleware, innermost first: a request passes them from the last to the first."""
    app.add_middleware(
        BodyLimitMiddleware,
        max_body_bytes=state.settings.max_body_bytes,
        max_path_bytes=MAX_PATH_BYTES,
        streamed_paths=STREAMED_PATHS,
    )
    app.add_middleware(
        TimeoutMiddleware,
        timeout_secs=state.settings.request_timeout,
        is_streamed=lambda path: routes.template(path) in STREAMED_PATHS,
    )
    if state.rate_limit:
        app.add_middleware(RateLimitMiddleware, limit=state.rate_limit)
    if state.api_keys:
        app.add_middleware(ApiKeyMiddleware, keys=state.api_keys)
    if origins := [origin.strip() for origin in (state.settings.cors_origins or "").split(",") if origin.strip()]:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type", "Authorization", "Idempotency-Key", "Range", "X-API-Key", REQUEST_ID_HEADER],
            expose_headers=["Content-Range", "ETag", "Location", REQUEST_ID_HEADER, "Retry-After"],
        )
    app.add_middleware(ConnectionLimitMiddleware)
    app.add_middleware(UnexpectedErrorMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(AccessLogMiddleware, routes=routes)
    app.add_middleware(PrometheusMiddleware, metrics=state.metrics, routes=routes)
    app.add_middleware(CorrelationIdMiddleware, header_name=REQUEST_ID_HEADER, validator=is_safe_request_id)
