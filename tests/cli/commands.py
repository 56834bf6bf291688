"""Two ways to run a command: in this process, which is fast, and in a process of its own."""

import os
import subprocess
import sys

from typer.testing import CliRunner, Result

from twitter_sentiment.cli import app

from ..conftest import REPOSITORY

WIDE = {"COLUMNS": "120"}


def invoke(*arguments: str, stdin: str | bytes | None = None, **variables: str) -> Result:
    """Run `twitter-sentiment` in this process."""
    return CliRunner().invoke(app, arguments, input=stdin, env=WIDE | variables)


def command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `twitter-sentiment` in a process of its own, or a script if the first argument ends in .py."""
    is_script = arguments[0].endswith(".py")
    program = [str(REPOSITORY / "scripts" / arguments[0])] if is_script else ["-m", "twitter_sentiment", arguments[0]]
    return subprocess.run(
        [sys.executable, *program, *arguments[1:]],
        env=source_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def source_environment(**variables: str) -> dict[str, str]:
    """Make an environment in which the package is imported from the sources."""
    return os.environ | {"PYTHONPATH": str(REPOSITORY / "src")} | WIDE | variables
