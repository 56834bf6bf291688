"""Run the service with uvicorn, in one process or several."""

import logging
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from typing import Any

import uvicorn

from ..settings import ServingSettings
from .http_protocol import StrictHttpToolsProtocol
from .logs import configure_logs
from .middleware.auth import ApiKeys, parse_rate_limit
from .prometheus import MULTIPROCESS_DIR_PREFIX, MULTIPROCESS_DIR_VARIABLE
from .shutdown import FLUSH_TIMEOUT_SECS

logger = logging.getLogger(__name__)

WORKER_HEALTH_TIMEOUT_SECS = 10
"""Uvicorn's 5 seconds are less than a worker may take to start on a busy machine, and it would be killed meanwhile.

Much more would delay the replacement of one that is killed while its health is checked.
"""


LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches."""


def server_options(settings: ServingSettings) -> dict[str, Any]:
    """Return how uvicorn treats connections: with our protocol and its limits, and without a log of its own."""
    return {
        "http": StrictHttpToolsProtocol,
        "ws": "none",
        "limit_concurrency": settings.max_connections,
        "timeout_graceful_shutdown": FLUSH_TIMEOUT_SECS,
        "server_header": False,
        "log_config": None,
        "access_log": False,
    }


def run(settings: ServingSettings, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Raises:
        InputError: the keys or the rate limit are invalid.
    """
    # Checked here too: with several workers, each would fail by itself and be started again.
    keys = ApiKeys(settings.accepted_keys)
    parse_rate_limit(settings.rate_limit)
    configure_logs(settings)
    if not keys and host not in LOCAL_HOSTS:
        logger.warning("Open to everyone who can reach %s:%d: neither API_KEYS nor API_KEYS_FILE is set.", host, port)
    # Before the server handles this signal, and after it has stopped, there is nothing to finish.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stderr.write(f"The API starts at http://{host}:{port} (documentation: /docs). Stop it with Ctrl-C.\n")
    with ExitStack() as stack:
        if settings.workers > 1:
            shared_metrics = stack.enter_context(tempfile.TemporaryDirectory(prefix=MULTIPROCESS_DIR_PREFIX))
            os.environ.setdefault(MULTIPROCESS_DIR_VARIABLE, shared_metrics)
        uvicorn.run(
            "twitter_sentiment.service.app:create_logging_app",
            factory=True,
            host=host,
            port=port,
            workers=settings.workers,
            timeout_worker_healthcheck=WORKER_HEALTH_TIMEOUT_SECS,
            **server_options(settings),
        )
