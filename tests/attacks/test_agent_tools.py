"""Agents that are talked into reading other files, and strangers who find the MCP server."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client
from starlette.testclient import TestClient

from twitter_sentiment.agent_tools.http import create_app
from twitter_sentiment.agent_tools.lazy_classifier import LazyClassifier
from twitter_sentiment.agent_tools.server import create_stdio_server

from ..service.clients import fast_model_settings

pytestmark = pytest.mark.slow

KEY = "a key of this test".replace(" ", "-")
ACCEPT = {"Accept": "application/json, text/event-stream"}
OWN = ACCEPT | {"X-API-Key": KEY}


@pytest.fixture
def shared() -> Path:
    """A folder with traps, beside a file that must not be read."""
    folder = Path("shared")
    (folder / "inner").mkdir(parents=True)
    Path("shared-too").mkdir()
    for path in ("secret.csv", "shared-too/secret.csv"):
        Path(path).write_text("text\nthe treasure is under the oak\n")
    (folder / "link.csv").symlink_to(Path("secret.csv").absolute())
    (folder / "inner/up").symlink_to(Path("..").absolute(), target_is_directory=True)
    (folder / "circle.csv").symlink_to("circle.csv")
    os.mkfifo(folder / "pipe.csv")
    return folder


@pytest.mark.anyio
async def test_no_path_leads_out_of_the_folder(shared: Path) -> None:
    whole = str(Path("secret.csv").absolute())
    paths = [
        *("../secret.csv", "inner/../../secret.csv", "../shared-too/secret.csv", whole, f"file://{whole}", "link.csv"),
        *("inner/up/secret.csv", "inner/up/../secret.csv", "/proc/self/environ", "~/.ssh/id_rsa", "circle.csv"),
        *("pipe.csv", "-", ".", "", "..", "*.csv", "../*.csv", "se\0cret.csv", "x" * 100_000, "s3://bucket/a.csv"),
    ]
    async with Client(create_stdio_server(LazyClassifier(fast_model_settings()), shared)) as client:
        for path in paths:
            answer = await client.call_tool("analyze_file", {"path": path})
            said = json.dumps(answer.model_dump(mode="json"))
            assert answer.is_error, path
            assert "outside of the folder" in said or "There is no file" in said or "no path of a file" in said, path
            assert len(said) < 1_000


@pytest.fixture(scope="module")
def server() -> Iterator[TestClient]:
    settings = fast_model_settings(api_keys=KEY, max_body_bytes=100_000)
    with TestClient(create_app(settings, LazyClassifier(settings)), base_url="http://127.0.0.1:8765") as client:
        yield client


def ask(server: TestClient, headers: dict[str, str], **arguments: Any) -> Any:
    """Call `analyze_file`."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    return server.post(
        "/mcp", headers=headers, json=call | {"params": {"name": "analyze_file", "arguments": arguments}}
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (ACCEPT, 401),
        (ACCEPT | {"X-API-Key": "wrong-key-of-this-test"}, 401),
        (ACCEPT | {"Authorization": f"Basic {KEY}"}, 401),
        (OWN | {"Host": "evil.example:8765"}, 421),
        (OWN | {"Host": "127.0.0.1.evil.example"}, 421),
        (OWN | {"Origin": "http://evil.example"}, 403),
        (OWN | {"Origin": "null"}, 403),
    ],
)
def test_strangers_and_rebound_names_are_refused(server: TestClient, headers: dict[str, str], status: int) -> None:
    assert ask(server, headers, content="text\nhello\n").status_code == status


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.csv", "-"])
def test_no_path_is_read_over_http(server: TestClient, path: str) -> None:
    result = ask(server, OWN, path=path).json()["result"]
    assert result["isError"]
    assert "content" in result["content"][0]["text"]
    result = ask(server, OWN, content=path).json()["result"]  # a header without rows
    assert result["isError"]


def test_huge_and_endless_requests_are_refused(server: TestClient) -> None:
    assert ask(server, OWN, content="x" * 100_001).status_code == 413
    assert server.post("/mcp", headers=OWN, content=(b"x" * 1_000 for _ in range(101))).status_code == 413
    assert server.post("/mcp", headers=OWN, content=b"[" * 90_000).status_code == 422
    assert server.get("/mcp", headers=OWN).status_code == 405
    assert server.delete("/mcp", headers=OWN).status_code == 405
    many = "text\n" + "a\n" * 45_000
    assert ask(server, OWN, content=many.replace("a\n", "\n")).json()["result"]["isError"]  # no text at all
    assert not ask(server, OWN, content="text\nhello\n").json()["result"]["isError"]
