"""`twitter-sentiment batch` as a process that can be killed."""

import os
import subprocess
import sys
from pathlib import Path

from ..cli.commands import source_environment

UNFINISHED = Path(".out.csv.unfinished")


def start_batch(*arguments: str, output: str = "out.csv") -> subprocess.Popen[str]:
    """Start to predict in.csv on one core, so that it takes some seconds on every machine."""
    process = _start(*arguments, output=output)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
    return process


def finish_batch(*arguments: str, output: str = "out.csv") -> str:
    """Predict in.csv to the end, and return what was printed to standard error."""
    process = _start(*arguments, output=output)
    _, message = process.communicate(timeout=600)
    assert process.returncode == 0, message
    return message


def _start(*arguments: str, output: str) -> subprocess.Popen[str]:
    files = ("--input-file", "in.csv", "--output-file", output)
    return subprocess.Popen(
        [sys.executable, "-m", "twitter_sentiment", "batch", *files, *arguments],
        env=source_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def commits() -> int:
    """Count the records in the journal that count rows."""
    try:
        return (UNFINISHED / "journal.jsonl").read_bytes().count(b"\n") - 1
    except FileNotFoundError:
        return 0
