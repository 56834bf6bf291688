"""The MCP server: its tools, and how their errors reach the client."""

import functools
import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel

from .. import __version__
from ..errors import SentimentError
from ..service.logs import describe_unexpected
from .lazy_classifier import LazyClassifier
from .shared_folder import SharedFolder
from .text_tools import TextTools

logger = logging.getLogger(__name__)

P = ParamSpec("P")

INSTRUCTIONS = (
    "Sentiment of tweets, reviews and other short texts ({languages}). For many texts at once, analyze their file "
    "instead of classifying one by one: its shares are corrected for the errors of the model and have intervals. "
    "Decide nothing about a person on the ground of a label."
)

_READS_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def create_stdio_server(classifier: LazyClassifier, folder: Path | None) -> MCPServer:
    """Build the server of one client on this machine.

    Args:
        classifier: what the tools predict with.
        folder: the folder whose files `analyze_file` reads; None for a server without that tool.

    Raises:
        InputError: there is no such folder.
    """
    shared = None if folder is None else SharedFolder(folder)
    server = _server_for_texts(classifier)
    if shared is not None:
        from .file_analyzer import FileAnalyzer  # only where they are needed: Arrow and numpy
        from .file_tools import FolderFiles

        add_tool(server, FolderFiles(FileAnalyzer(classifier), shared).analyze_file)
    return server


def create_http_server(classifier: LazyClassifier) -> MCPServer:
    """Build the server of clients elsewhere, which send the content of files."""
    from .file_analyzer import FileAnalyzer
    from .file_tools import SentFiles

    server = _server_for_texts(classifier)
    add_tool(server, SentFiles(FileAnalyzer(classifier)).analyze_file)
    return server


def _server_for_texts(classifier: LazyClassifier) -> MCPServer:
    # Its loggers name the arguments of failed calls at lower levels.
    logging.getLogger("mcp").setLevel(logging.WARNING)
    server = MCPServer(
        "twitter-sentiment",
        version=__version__,
        instructions=INSTRUCTIONS.format(languages=", ".join(classifier.languages)),
        log_level="WARNING",
        subscriptions=False,  # the tools stay the same
    )
    tools = TextTools(classifier)
    add_tool(server, tools.classify_sentiment)
    add_tool(server, tools.explain_sentiment)
    return server


def add_tool(server: MCPServer, tool: Callable[..., BaseModel]) -> None:
    """Add a tool; the SDK calls it in a thread, so that it may block."""
    server.add_tool(_answering(tool), description=inspect.getdoc(tool), annotations=_READS_ONLY)


def _answering(tool: Callable[P, BaseModel]) -> Callable[P, CallToolResult]:
    """Make a function that returns the result of a tool in the protocol's form, as JSON in one line.

    Errors that are meant for users are passed on. Of others, type and stack are logged without their message, which may
    repeat a text; the SDK would log it.
    """

    @functools.wraps(tool)  # the SDK makes the schemas from the signature of the tool
    def answer(*args: P.args, **kwargs: P.kwargs) -> CallToolResult:
        try:
            result = tool(*args, **kwargs)
        except SentimentError as error:
            raise ToolError(str(error)) from None
        except Exception as error:
            logger.error("Unexpected %s", describe_unexpected(error))
            raise ToolError("The tool has failed. The log of the server has more.") from None
        text = TextContent(type="text", text=result.model_dump_json())
        return CallToolResult(content=[text], structured_content=result.model_dump(mode="json"))

    return answer
