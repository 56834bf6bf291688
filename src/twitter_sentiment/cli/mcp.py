"""`twitter-sentiment mcp`: tools for agents over the Model Context Protocol."""

from pathlib import Path
from typing import Annotated

import typer

from ..agent_tools.lazy_classifier import LazyClassifier
from ..errors import InputError
from ..settings import ServingSettings
from .options import HostOption, LanguagesOption, ModelOption
from .ports import require_free

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8765


def mcp(
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Folder whose files the tool analyze_file may read, and no others; without it, there is no such tool.",
            show_default=False,
        ),
    ] = None,
    model: ModelOption = None,
    languages: LanguagesOption = None,
    http: Annotated[bool, typer.Option("--http", help="Listen for streamable HTTP instead of standard input.")] = False,
    host: HostOption = LOOPBACK,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = DEFAULT_PORT,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="Name by which clients reach this server, as in their header Host; repeatable.",
            show_default="localhost and --host",
        ),
    ] = None,
) -> None:
    """Offer tools to agents over the Model Context Protocol: classify, explain, analyze a file.

    A client such as Claude Desktop or VS Code starts this command itself and talks to it over standard input and
    output. With --http, clients connect to http://HOST:PORT/mcp, with a key if API_KEYS or API_KEYS_FILE is set.
    """
    if http and folder is not None:
        raise InputError("--folder is for standard input: over HTTP, clients send the content of files. Leave it out.")
    if not http and (host, port, allow_host) != (LOOPBACK, DEFAULT_PORT, None):
        raise InputError("--host, --port and --allow-host are for --http: add it, or leave them out.")
    settings = ServingSettings.load()
    classifier = LazyClassifier(settings, model, languages)
    try:
        if http:
            _serve_http(settings, classifier, host, port, allow_host or [])
        else:
            from ..agent_tools.server import create_stdio_server  # only here: the SDK takes a second to import

            create_stdio_server(classifier, folder).run("stdio")
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise InputError(
            f'The package {package} is not installed: `pip install "twitter-sentiment[mcp]"` installs what this '
            "command needs."
        ) from None


def _serve_http(
    settings: ServingSettings, classifier: LazyClassifier, host: str, port: int, allowed: list[str]
) -> None:
    from ..agent_tools import http

    http.require_keys(settings, host)
    require_free(host, port, "--port")
    http.run(settings, classifier, host, port, allowed)
