"""`twitter-sentiment serve`: the HTTP API."""

from typing import Annotated

import typer

from ..service import server
from ..settings import ServingSettings
from .options import HostOption
from .ports import require_free


def serve(
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="API_PORT")
    ] = None,
) -> None:
    """Serve predictions over HTTP, with WORKERS processes."""
    settings = ServingSettings.load()
    port = port or settings.api_port
    require_free(host, port, "API_PORT or --port")
    server.run(settings, host, port)
