"""Turns unexpected errors into 500."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..logs import describe_unexpected
from ..problems import problem_response

logger = logging.getLogger(__name__)


def log_unexpected(error: Exception) -> None:
    """Log the type and the stack of an error, without its message."""
    logger.error("Unexpected %s", describe_unexpected(error))


class UnexpectedErrorMiddleware:
    """Responds with 500 to an unexpected error, and logs its type and stack without its message.

    Starlette's own ServerErrorMiddleware, and with it a handler for `Exception`, raises the error again, so that the
    server logs its message; the message may repeat what a client sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application, and respond in its place if it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response_started = False

        async def send_watched(message: Message) -> None:
            nonlocal response_started
            response_started = True
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            log_unexpected(error)
            if response_started:
                raise
            response = problem_response(500, "The service failed on this request. Its log has more.")
            await response(scope, receive, send)
