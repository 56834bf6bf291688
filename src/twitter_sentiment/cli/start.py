"""`twitter-sentiment start`: the API and the web interface together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn

import httpx2
import typer

from ..errors import InputError, SentimentError
from ..settings import DashboardSettings, ServingSettings
from .options import HostOption, LanguagesOption
from .ports import require_free

STOP_SECS = 10.0
"""Time for both to stop before they are killed."""
POLL_SECS = 0.2
"""Time between two checks whether both are ready or one has ended."""

# SIGHUP comes when the terminal is closed; Windows does not have it.
_STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

PAGE_FILE = Path(__file__).resolve().parents[1] / "dashboard" / "streamlit_app.py"


def start(
    host: HostOption = "127.0.0.1",
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser when it is ready, if there is one.")
    ] = True,
    languages: LanguagesOption = None,
) -> None:
    """Start the API and the web interface together; Ctrl-C stops both."""
    if find_spec("streamlit") is None:  # otherwise only the child process would report it
        raise ModuleNotFoundError(name="streamlit")
    serving = ServingSettings.load()
    dashboard = DashboardSettings.load()
    if serving.api_port == dashboard.ui_port:
        raise InputError(f"API_PORT and UI_PORT are both {serving.api_port}: set one of them to another.")
    require_free(host, serving.api_port, "API_PORT")
    require_free(host, dashboard.ui_port, "UI_PORT")
    url_host = _url_host(host)
    api_url = f"http://{url_host}:{serving.api_port}"
    ui_url = f"http://{url_host}:{dashboard.ui_port}"
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for number in _STOP_SIGNALS:
        signal.signal(number, _raise_interrupt)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        chosen = [] if languages is None else ["--languages", languages]
        processes["API"] = _start_process("twitter_sentiment", "serve", "--host", host, *chosen)
        processes["web interface"] = _start_page(host, dashboard.ui_port, api_url, _shared_key(serving, dashboard))
        typer.echo(f"Starting the API at {api_url} (documentation: {api_url}/docs) and the web interface at {ui_url}.")
        _wait_until(lambda: _responds(f"{api_url}/ready") and _responds(f"{ui_url}/_stcore/health"), processes)
        typer.echo(f"Ready: open {ui_url} in a browser. Ctrl-C stops both.")
        if open_browser and _has_screen():
            webbrowser.open(ui_url)
        _wait_until(lambda: False, processes)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    finally:
        _stop(processes)


def _url_host(host: str) -> str:
    """Return the host under which this machine reaches an address that it listens on."""
    if host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - compared, not bound
        return "localhost"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def _start_page(host: str, port: int, api_url: str, key: str | None) -> subprocess.Popen[bytes]:
    options = ("--server.address", host, "--server.port", str(port), "--logger.level", "warning")
    variables = {"API_URL": api_url}
    if key:
        variables["API_KEY"] = key
    return _start_process("streamlit", "run", str(PAGE_FILE), *options, **variables)


def _start_process(module: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start a Python module in a session of its own, so that Ctrl-C reaches this process only, which stops both."""
    return subprocess.Popen(  # noqa: S603 - our own commands, started before there are other threads
        [sys.executable, "-m", module, *arguments],
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    """Have the kernel stop the process that calls this when its parent is killed; other systems can't."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _shared_key(serving: ServingSettings, dashboard: DashboardSettings) -> str | None:
    """Return a key of the API for the web interface if it has none of its own."""
    accepted = serving.accepted_keys
    return accepted[0] if accepted and not dashboard.own_key else None


def _responds(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2, trust_env=False).is_success
    except httpx2.TransportError:
        return False


def _wait_until(condition: Callable[[], bool], processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until a condition holds.

    Raises:
        SentimentError: a process ended before.
    """
    while not condition():
        for name, process in processes.items():
            if process.poll() is not None:
                raise SentimentError(
                    f"The {name} has stopped (exit code {process.returncode}): its messages are above."
                )
        time.sleep(POLL_SECS)


def _stop(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + STOP_SECS
    for process in processes.values():
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _raise_interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _has_screen() -> bool:
    """Return whether a browser would open on a screen; on a server it would fill the terminal."""
    has_windows = sys.platform in ("darwin", "win32") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return has_windows and sys.stdout.isatty()
