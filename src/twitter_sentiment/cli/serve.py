"""`twitter-sentiment serve`: the HTTP API."""

import os
from typing import Annotated

import typer

from ..service import server
from ..settings import ServingSettings
from .options import HostOption, LanguagesOption
from .ports import require_free


def serve(
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="API_PORT")
    ] = None,
    languages: LanguagesOption = None,
) -> None:
    """Serve predictions over HTTP, with WORKERS processes."""
    if languages is not None:
        os.environ["LANGUAGES"] = languages  # the workers read it too
    settings = ServingSettings.load()
    port = port or settings.api_port
    require_free(host, port, "API_PORT or --port")
    server.run(settings, host, port)
