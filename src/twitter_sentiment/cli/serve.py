"""`twitter-sentiment serve`: the HTTP API."""

import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from typing import Annotated

import typer

from ..settings import settings
from .app import app
from .ports import require_free

LAST_ANSWERS_SECS = 2
"""For sending what was answered, after all was finished or given up."""

HostOption = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")]


@app.command()
def serve(
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on.", show_default="API_PORT")
    ] = None,
) -> None:
    """Serve predictions over HTTP, with WORKERS processes."""
    import uvicorn

    from ..service.connection import PromptHttpProtocol
    from ..service.logs import configure_logs
    from ..service.metrics import MULTIPROCESS_FOLDER
    from ..service.state import Service

    chosen = settings()
    at = port or chosen.api_port
    Service.check(chosen)
    require_free(host, at, "API_PORT or --port")
    configure_logs(chosen)
    # Until the server handles this signal, and again when it has stopped: there is nothing to finish.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    typer.echo(f"The API starts at http://{host}:{at} (documentation: /docs). Stop it with Ctrl-C.", err=True)
    with ExitStack() as stack:
        if chosen.workers > 1:
            shared_metrics = stack.enter_context(tempfile.TemporaryDirectory(prefix="sentiment-metrics-"))
            os.environ.setdefault(MULTIPROCESS_FOLDER, shared_metrics)
        uvicorn.run(
            "twitter_sentiment.service.app:create_logging_app",
            factory=True,
            host=host,
            port=at,
            workers=chosen.workers,
            http=PromptHttpProtocol,
            ws="none",
            limit_concurrency=chosen.max_connections,
            timeout_graceful_shutdown=LAST_ANSWERS_SECS,
            server_header=False,
            log_config=None,
            access_log=False,
        )
