"""The FastAPI application: endpoints, and what each request passes on its way to them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from .. import __version__
from ..settings import Settings
from ..settings import settings as read_settings
from .access import LimitRate, RequireKey
from .deadline import Deadline
from .limits import LimitBody, LimitConnections
from .logs import configure_logs
from .observation import Observation
from .problems import tell_problems
from .request_id import is_usable
from .routes import guarded_routes, operation_routes
from .state import Service
from .tracing import telemetry

REQUEST_ID = "X-Request-ID"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Builds the service; the model is loaded in the background when it starts.

    Raises:
        InputError: a setting can't be used.
    """
    service = Service(settings or read_settings())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(service.holder.load())
        if service.settings.workers > 1:
            await loading  # or one worker would call the service ready while another still answers 503
        service.life.take_over()
        yield
        await loading
        await service.holder.close()
        service.metrics.close()

    app = FastAPI(
        title="Twitter sentiment",
        version=__version__,
        summary="Is a tweet or a review positive or negative, and how sure is that?",
        lifespan=lifespan,
        telemetry=telemetry(),
    )
    tell_problems(app)
    app.include_router(operation_routes(service))
    app.include_router(guarded_routes(service))
    _add_gates(app, service)
    return app


def create_logging_app() -> FastAPI:
    """Sets up the log of this process and builds the service, for a server to run."""
    configure_logs(read_settings())
    return create_app()


def _add_gates(app: FastAPI, service: Service) -> None:
    """Adds the middleware, innermost first: a request passes them from the last to the first."""
    app.add_middleware(LimitBody, largest=service.settings.max_body_bytes)
    app.add_middleware(Deadline, seconds=service.settings.request_timeout)
    if service.rate_limit:
        app.add_middleware(LimitRate, limit=service.rate_limit)
    if service.keys:
        app.add_middleware(RequireKey, keys=service.keys)
    if origins := [origin.strip() for origin in (service.settings.cors_origins or "").split(",") if origin.strip()]:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", "Authorization", "X-API-Key", REQUEST_ID],
            expose_headers=[REQUEST_ID, "Retry-After"],
        )
    app.add_middleware(LimitConnections)
    app.add_middleware(Observation, metrics=service.metrics)
    app.add_middleware(CorrelationIdMiddleware, header_name=REQUEST_ID, validator=is_usable)
