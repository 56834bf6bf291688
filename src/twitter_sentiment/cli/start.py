"""`twitter-sentiment start`: the service and the web interface together."""

import logging
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..errors import InputError, SentimentError
from ..settings import settings
from .app import app
from .ports import require_free
from .serve import HostOption

STOP_SECS = 10.0

# A terminal that is closed hangs up; Windows knows no such signal.
_STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_PACKAGE = Path(__file__).resolve().parents[1]
# In an installed package the page lies inside it, in a clone beside the package.
_PAGES = (_PACKAGE / "web" / "ui.py", _PACKAGE.parent / "ui.py")


@app.command()
def start(
    host: HostOption = "127.0.0.1",
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser when it is ready, if there is one.")
    ] = True,
) -> None:
    """Start the API and the web interface together; Ctrl-C stops both."""
    import httpx2
    import streamlit  # noqa: F401 - told now, not by a child process

    api_port, ui_port = settings().api_port, settings().ui_port
    if api_port == ui_port:
        raise InputError(f"API_PORT and UI_PORT are both {api_port}: set one of them to another.")
    require_free(host, api_port, "API_PORT")
    require_free(host, ui_port, "UI_PORT")
    near = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "[::1]"}.get(  # noqa: S104 - asked, not listened to
        host, f"[{host}]" if ":" in host else host
    )
    api_url, ui_url = f"http://{near}:{api_port}", f"http://{near}:{ui_port}"

    def answers(url: str) -> bool:
        try:
            return httpx2.get(url, timeout=2, trust_env=False).is_success
        except httpx2.TransportError:
            return False

    def ready() -> bool:
        return answers(f"{api_url}/ready") and answers(f"{ui_url}/_stcore/health")

    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for number in _STOPPING:
        signal.signal(number, _stop_in_order)
    page = next(page for page in _PAGES if page.is_file())
    page_options = ("--server.address", host, "--server.port", str(ui_port), "--logger.level", "warning")
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        parts["API"] = _run("twitter_sentiment", "serve", "--host", host)
        parts["web interface"] = _run("streamlit", "run", str(page), *page_options, API_URL=api_url, **_own_key())
        typer.echo(f"Starting the API at {api_url} (documentation: {api_url}/docs) and the web interface at {ui_url}.")
        _wait_until(ready, parts)
        typer.echo(f"Ready: open {ui_url} in a browser. Ctrl-C stops both.")
        if open_browser and _has_screen():
            webbrowser.open(ui_url)
        _wait_until(lambda: False, parts)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    finally:
        _stop(parts)


def _run(module: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Starts a module of Python in a session of its own, so that Ctrl-C reaches us alone and we stop it in order."""
    line = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(  # noqa: S603 - our own commands
        line, env=os.environ | variables, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _own_key() -> dict[str, str]:
    """A key for the web interface where it has none of its own: the two belong together."""
    accepted = settings().accepted_keys
    return {"API_KEY": accepted[0]} if accepted and not settings().own_key else {}


def _wait_until(reached: Callable[[], bool], parts: dict[str, subprocess.Popen[bytes]]) -> None:
    """Waits until it is so; before that, no part may end."""
    while not reached():
        for name, part in parts.items():
            if part.poll() is not None:
                raise SentimentError(f"The {name} has stopped (exit code {part.returncode}): its messages are above.")
        time.sleep(0.2)


def _stop(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    for part in parts.values():
        part.terminate()
    deadline = time.monotonic() + STOP_SECS
    for part in parts.values():
        try:
            part.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()


def _stop_in_order(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _has_screen() -> bool:
    """Whether a browser would open on a screen; on a server it would fill the terminal."""
    windows = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return windows and sys.stdout.isatty()
