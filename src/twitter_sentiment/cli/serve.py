"""`twitter-sentiment serve`: the HTTP API."""

import logging
from typing import Annotated

import typer

from ..settings import settings
from .app import app
from .ports import require_free

HostOption = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")]


@app.command()
def serve(
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="API_PORT")
    ] = None,
) -> None:
    """Serve predictions over HTTP."""
    import uvicorn

    from ..service.app import create_app

    chosen = port or settings().api_port
    require_free(host, chosen, "API_PORT or --port")
    typer.echo(f"The API starts at http://{host}:{chosen} (documentation: /docs). Stop it with Ctrl-C.", err=True)
    logging.getLogger("uvicorn.access").addFilter(_is_no_probe)
    uvicorn.run(create_app(), host=host, port=chosen, log_level="info")


def _is_no_probe(record: logging.LogRecord) -> bool:
    """Whether a line of the access log is worth reading: probes come every few seconds."""
    return not any(f"GET {path} " in record.getMessage() for path in ("/health", "/ready"))
