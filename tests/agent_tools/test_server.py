"""The tools, asked by the client of the SDK in the same process."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, TextContent

from twitter_sentiment.agent_tools.lazy_classifier import LazyClassifier
from twitter_sentiment.agent_tools.results import Classification
from twitter_sentiment.agent_tools.server import add_tool, create_http_server, create_stdio_server
from twitter_sentiment.errors import InputError
from twitter_sentiment.settings import ServingSettings

from ..cli.commands import invoke
from ..cli.test_analyze import write_tweets
from ..examples import labeled
from ..service.clients import fast_model_settings

pytestmark = [pytest.mark.anyio, pytest.mark.slow]  # the SDK takes a second to import


def stdio_server(folder: str | None = None, **settings: Any) -> MCPServer:
    classifier = LazyClassifier(fast_model_settings(**settings))
    return create_stdio_server(classifier, None if folder is None else Path(folder))


async def call(server: MCPServer, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool that succeeds and return its result, which must be the same in both forms."""
    async with Client(server) as client:
        answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert isinstance(answer.structured_content, dict)
    assert json.loads(message(answer)) == answer.structured_content
    return answer.structured_content


def message(answer: CallToolResult) -> str:
    (content,) = answer.content
    assert isinstance(content, TextContent)
    return content.text


async def test_classify_gives_each_faulty_text_its_error() -> None:
    texts = ["I love it", " ", "\u200b", 5, "x" * 10_001, "It broke on day one"]
    results = (await call(stdio_server(), "classify_sentiment", texts=texts))["results"]
    assert [result.get("label") or result["error"] for result in results] == [
        "positive",
        "The text is empty.",
        "The text is empty.",
        "This is no text: send a string.",
        "The text has 10,001 characters; at most 10,000 are read.",
        "negative",
    ]
    assert set(results[0]["scores"]) == {"negative", "positive"}


async def test_classify_takes_one_text_and_the_neutral_flag() -> None:
    server = stdio_server(neutral=True)
    (result,) = (await call(server, "classify_sentiment", texts="The shop opens at nine."))["results"]
    assert result["label"] == "neutral"
    assert result["confidence"] == result["scores"]["neutral"]
    (result,) = (await call(server, "classify_sentiment", texts=["The shop opens at nine."], neutral=False))["results"]
    assert set(result["scores"]) == {"negative", "positive"}


async def test_explain_returns_weights_and_a_sentence() -> None:
    text = "The plot is dull, but I loved the music"
    result = await call(stdio_server(), "explain_sentiment", text=text)
    assert " ".join(part["text"] for part in result["parts"]) == text
    assert max(result["parts"], key=lambda part: part["weight"])["text"] == "loved"
    assert result["sentence"].startswith('Positive with a confidence of 98%, most of all for "loved"')


async def test_analyze_file_gives_the_shares_of_analyze() -> None:
    Path("shared").mkdir()
    write_tweets("shared/tweets.csv", 240)
    flags = ["--group-column", "brand", "--period", "month", "--summary", "summary.json"]
    assert invoke("analyze", "shared/tweets.csv", *flags).exit_code == 0
    summary = {(row["kind"], row["group"]): row for row in json.loads(Path("summary.json").read_text())}
    result = await call(stdio_server("shared"), "analyze_file", path="tweets.csv", group_column="brand", period="month")
    assert (result["rows"], result["rows_without_text"], result["period"]) == (241, 1, "month")
    shares = result["all_texts"]["shares"]
    row = summary["all", None]
    for name in ("negative", "neutral", "positive", "net"):
        assert [shares[name][end] for end in ("share", "low", "high")] == [
            row[f"{name}{end}"] for end in ("", "_low", "_high")
        ]
    assert [(group["group"], group["texts"]) for group in result["groups"]] == [("a", 120), ("b", 120)]
    for group in result["groups"]:
        assert group["shares"]["net"]["share"] == summary["group", group["group"]]["net"]
    assert "The dates are in the column 'created_at'." in result["notes"]


async def test_content_over_http_gives_the_same_as_the_file() -> None:
    causes = {"positive": "battery", "negative": "screen"}
    texts = [f'"{row.text} {causes[row.label]}"' for row in labeled(160, ("negative", "positive"))]
    Path("tweets.csv").write_text("\n".join(["text", *texts]), encoding="utf-8")
    by_path = await call(stdio_server("."), "analyze_file", path="tweets.csv", neutral=False)
    server = create_http_server(LazyClassifier(fast_model_settings()))
    content = Path("tweets.csv").read_text(encoding="utf-8")
    by_content = await call(server, "analyze_file", content=content, neutral=False)
    assert by_path | {"file": "The csv content"} == by_content
    assert set(by_content["all_texts"]["shares"]) == {"negative", "positive", "net"}
    assert {("positive", "battery"), ("negative", "screen")} <= {
        (driver["toward"], term) for driver in by_content["drivers"] for term in driver["term"].split()
    }
    assert "bakery" in content
    assert "bakery" not in json.dumps(by_content)  # terms, no texts


async def test_what_a_summary_leaves_out_is_counted() -> None:
    content = (
        "text,created_at,brand\n"
        + "".join(f"good,2024-01-{1 + row:02},b{row:02}\n" for row in range(25))
        + "bad,,b99\n"
    )
    server = create_http_server(LazyClassifier(fast_model_settings()))
    result = await call(server, "analyze_file", content=content, group_column="brand", period="day")
    assert len(result["groups"]) == 20
    assert [period["start"] for period in result["periods"]] == [f"2024-01-{1 + row:02}" for row in range(25)]
    assert "6 more groups are left out: `twitter-sentiment analyze` writes all of them." in result["notes"]
    assert "1 text without a date." in result["notes"]


async def test_progress_is_reported_by_rows() -> None:
    Path("tweets.jsonl").write_text('{"text": "I love it"}\n' * 600)
    reports: list[tuple[float, float | None]] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        reports.append((progress, total))

    async with Client(stdio_server(".")) as client:
        await client.call_tool("analyze_file", {"path": "tweets.jsonl"}, progress_callback=on_progress)
    assert reports == [(512, 600), (600, 600)]


async def test_without_a_folder_no_tool_reads_files() -> None:
    async with Client(stdio_server()) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
    assert names == ["classify_sentiment", "explain_sentiment"]


async def test_unexpected_error_is_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    def fail(text: str) -> Classification:
        raise RuntimeError(f"failed on {text}")

    server = stdio_server()
    add_tool(server, fail)
    with caplog.at_level(logging.DEBUG):
        async with Client(server) as client:
            answer = await client.call_tool("fail", {"text": "a private text"})
    assert answer.is_error
    assert message(answer).endswith("The tool has failed. The log of the server has more.")
    assert "Unexpected RuntimeError" in caplog.text
    assert "private" not in caplog.text


async def test_model_without_neutral_refuses_three_classes(two_class_folder: Path) -> None:
    async with Client(create_stdio_server(LazyClassifier(ServingSettings(), two_class_folder), None)) as client:
        answer = await client.call_tool("classify_sentiment", {"texts": ["ok"], "neutral": True})
    assert answer.is_error
    assert "This model predicts negative and positive only" in message(answer)


def test_missing_folder_is_refused_at_the_start() -> None:
    with pytest.raises(InputError, match="There is no folder nowhere"):
        stdio_server("nowhere")
