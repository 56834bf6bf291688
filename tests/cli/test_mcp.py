"""`twitter-sentiment mcp`: what it refuses before it serves."""

import subprocess
import sys

import pytest

from .commands import invoke, source_environment

pytestmark = pytest.mark.slow  # imports the SDK


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "sentiment.example.com"])  # noqa: S104
def test_other_machines_need_keys(host: str) -> None:
    pytest.importorskip("mcp")
    done = invoke("mcp", "--http", "--host", host)
    assert done.exit_code == 2
    assert f"Everyone who reaches {host} could use this server: set API_KEYS or API_KEYS_FILE" in done.stderr


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--http", "--folder", "."], "--folder is for standard input"),
        (["--port", "9000"], "--host, --port and --allow-host are for --http"),
        (["--folder", "nowhere"], "There is no folder nowhere."),
    ],
)
def test_flags_that_do_not_fit_are_refused(flags: list[str], words: str) -> None:
    pytest.importorskip("mcp")
    done = invoke("mcp", *flags)
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize("flags", [[], ["--http"]])
def test_missing_extra_is_one_sentence(flags: list[str]) -> None:
    program = f"import sys; sys.modules['mcp'] = None; from twitter_sentiment.cli import app; app(['mcp', *{flags}])"
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, env=source_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        'Error: The package mcp is not installed: `pip install "twitter-sentiment[mcp]"` installs what this command '
        "needs.\n"
    )
