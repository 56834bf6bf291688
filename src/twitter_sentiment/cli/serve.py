"""`twitter-sentiment serve`: the HTTP API."""

import socket
from typing import Annotated

import typer

from ..errors import InputError
from ..settings import settings
from .app import app


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="API_PORT")
    ] = None,
) -> None:
    """Serve predictions over HTTP."""
    import uvicorn

    from ..service.app import create_app

    chosen = port or settings().api_port
    _check_free(host, chosen)
    typer.echo(f"The API starts at http://{host}:{chosen} (documentation: /docs). Stop it with Ctrl-C.", err=True)
    uvicorn.run(create_app(), host=host, port=chosen, log_level="info")


def _check_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        reason = (error.strerror or "unknown reason").partition(" (while")[0]
        raise InputError(
            f"Port {port} on {host} can't be used ({reason}): set API_PORT or --port to another."
        ) from None
