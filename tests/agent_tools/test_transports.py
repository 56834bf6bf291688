"""The command as its users start it: by a client over standard input and output, and over HTTP with a key."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from twitter_sentiment.model.folder import shipped_model

from ..cli.commands import invoke, source_environment
from ..inference.test_routed import ENGLISH, FOREIGN
from ..running import Running, free_port

pytestmark = [pytest.mark.anyio, pytest.mark.e2e]

TEXT = "I love this private thing"


async def test_stdio_carries_the_protocol_and_nothing_else() -> None:
    Path("shared").mkdir()
    Path("shared/tweets.csv").write_text(f"text\n{TEXT}\nIt broke\n")
    Path("secret.csv").write_text("text\nnothing\n")
    strays: list[Any] = []

    async def on_message(message: Any) -> None:
        if isinstance(message, Exception):  # a line that is no message
            strays.append(message)

    arguments = ["-m", "twitter_sentiment", "mcp", "--folder", "shared"]
    program = StdioServerParameters(command=sys.executable, args=arguments, env=source_environment())
    with Path("log.txt").open("w") as log:
        async with Client(stdio_client(program, errlog=log), mode="legacy", message_handler=on_message) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            classified = await client.call_tool("classify_sentiment", {"texts": [TEXT, ""]})
            analyzed = await client.call_tool("analyze_file", {"path": "tweets.csv"})
            refused = await client.call_tool("analyze_file", {"path": "../secret.csv"})
    assert tools == ["classify_sentiment", "explain_sentiment", "analyze_file"]
    assert classified.structured_content is not None
    assert classified.structured_content["results"][0]["label"] == "positive"
    assert analyzed.structured_content is not None
    assert analyzed.structured_content["all_texts"]["predicted"]["positive"] == 1
    assert refused.is_error
    assert not strays
    assert "private" not in Path("log.txt").read_text()


async def test_stdio_routes_by_language_as_predict_does() -> None:
    variables = {"LANGUAGES": "auto", "MULTILINGUAL_PATH": str(shipped_model("accurate"))}
    texts = [ENGLISH[0], *FOREIGN]
    predicted = invoke("predict", "--json", *texts, **variables).stdout.splitlines()
    Path("tweets.csv").write_text("\n".join(["text", *texts * 20]), encoding="utf-8")
    assert invoke("analyze", "tweets.csv", "--summary", "summary.json", **variables).exit_code == 0
    shares = json.loads(Path("summary.json").read_text())[0]
    found = {}
    for languages in ("auto", "default"):
        arguments = ["-m", "twitter_sentiment", "mcp", "--folder", "."]
        arguments += ["--languages", languages] if languages == "default" else []
        program = StdioServerParameters(command=sys.executable, args=arguments, env=source_environment(**variables))
        async with Client(stdio_client(program)) as client:
            classified = await client.call_tool("classify_sentiment", {"texts": texts})
            explained = await client.call_tool("explain_sentiment", {"text": FOREIGN[0]})
            analyzed = await client.call_tool("analyze_file", {"path": "tweets.csv"})
        assert classified.structured_content
        assert explained.structured_content
        assert analyzed.structured_content
        scores = [result["scores"] for result in classified.structured_content["results"]]
        found[languages] = scores
        assert explained.structured_content["scores"] == scores[1]
        share = analyzed.structured_content["all_texts"]["shares"]["negative"]["share"]
        assert (share == shares["negative"]) == (languages == "auto")
    assert found["auto"] == [json.loads(line)["scores"] for line in predicted]
    assert found["auto"][0] == found["default"][0]
    assert found["auto"][1:] != found["default"][1:]


async def test_http_answers_clients_with_a_key() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Running(
        "twitter_sentiment",
        "mcp",
        "--http",
        "--port",
        str(port),
        ready=f"{url}/health",
        API_KEYS="another-key,sesame22",
    ) as server:
        async with httpx2.AsyncClient(headers={"Authorization": "Bearer sesame22"}, timeout=60) as http:
            for mode in ("auto", "legacy"):
                async with Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client:
                    answer = await client.call_tool("explain_sentiment", {"text": TEXT})
                assert answer.structured_content is not None
                assert answer.structured_content["label"] == "positive"
        assert httpx2.post(f"{url}/mcp", json={}).status_code == 401
        log = server.stop()
    assert "private" not in log
    assert "sesame" not in log
    assert "Traceback" not in log
