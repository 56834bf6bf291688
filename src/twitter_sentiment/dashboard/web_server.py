"""What the web interface adds to Streamlit's server: headers that confine the page, and the cookie of the history."""

from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import SentimentError
from .history_store import new_history_id

PAGE_SCRIPT = Path(__file__).with_name("page_script.py")

_HEADERS = {
    # Charts compile their expressions, and Streamlit loads the script of a component as a blob.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-frame-options": "DENY",  # for browsers that don't know frame-ancestors
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class PageMiddleware:
    """Adds headers to every response, and the cookie of the history to that of the page itself.

    Streamlit's metrics are hidden: they tell how many people use the page.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if "text/html" in Headers(scope=scope).get("accept", ""):
                    headers["cache-control"] = "no-store"  # a cache would hand out one person's cookie to others
                    if cookie := _cookie_header(scope):
                        headers.append("set-cookie", cookie)
            await send(message)

        hidden = scope["path"].endswith("/_stcore/metrics")
        answer: ASGIApp = PlainTextResponse("Not Found", 404) if hidden else self._app
        await answer(scope, receive, send_with_headers)


MIDDLEWARE = [Middleware(PageMiddleware)]


def _cookie_header(scope: Scope) -> str | None:
    """Return the header that keeps the history of a browser, or starts one; None while a setting can't be used."""
    from .resources import history_cookie  # Streamlit's caches want the server to run already

    try:
        cookie = history_cookie()
    except SentimentError:  # the page shows it
        return None
    secure = scope["scheme"] == "https"
    history = cookie.verify(_cookies(scope), secure=secure) or new_history_id()
    return cookie.header(history, secure=secure)


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        parsed = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in parsed.items()}
