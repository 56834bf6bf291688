"""`batch --engine ray` with Ray itself, on this machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from ..cli.commands import source_environment
from ..waiting import wait_until
from .runs import write_table

pytest.importorskip("ray")
pytestmark = pytest.mark.stress  # each starts Ray, which takes ten seconds on idle cores

START_SECS = 300
PARTS = Path(".out.csv.unfinished/parts")
RECORD = Path(".out.csv.unfinished/checkpoint")
"""What Ray writes when a part is complete; while it is not, the name of the record says so."""


def part_is_complete() -> bool:
    """Whether an earlier run has left something to go on from."""
    return any(".pending." not in path.name for path in RECORD.rglob("*.parquet"))


@contextmanager
def running(*arguments: str) -> Iterator[psutil.Popen]:
    """Predict in.csv, and end with all processes of Ray ended."""
    files = ("--input-file", "in.csv", "--output-file", "out.csv", "--keep-columns")
    process = psutil.Popen(
        [sys.executable, "-m", "twitter_sentiment", "batch", *files, *arguments],
        env=source_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        with suppress(psutil.NoSuchProcess):
            for child in [*process.children(recursive=True), process]:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        process.communicate()


def finished(process: psutil.Popen) -> str:
    """Wait for the end, and return what was printed to standard error."""
    _, message = process.communicate(timeout=600)
    assert process.returncode == 0, message
    return str(message)


def workers(process: psutil.Popen) -> list[psutil.Process]:
    """The processes that hold a model."""
    return [child for child in process.children(recursive=True) if "BlockWorker" in command_line(child)]


def command_line(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def listens_on(process: psutil.Popen) -> set[str]:
    """The addresses on which the command and all that it has started listen."""
    found = set()
    for member in [process, *process.children(recursive=True)]:
        with suppress(psutil.Error):
            found |= {c.laddr.ip for c in member.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    return {address.removeprefix("::ffff:") for address in found}


def predict_locally() -> bytes:
    with running("--output-file", "local.csv") as process:
        finished(process)
    return Path("local.csv").read_bytes()


def test_killed_worker_is_replaced() -> None:
    write_table("in.csv", 20_000)
    with running("--engine", "ray") as process:
        wait_until(lambda: any(PARTS.glob("*")) or process.poll() is not None, timeout=START_SECS)
        assert listens_on(process) == {"127.0.0.1"}
        workers(process)[0].kill()
        message = finished(process)
    assert "Predicting: " in message
    assert Path("out.csv").read_bytes() == predict_locally()
    assert {path.name for path in Path().iterdir()} == {"in.csv", "out.csv", "local.csv"}


def test_killed_run_goes_on_and_logs_no_text() -> None:
    write_table("in.csv", 20_000)
    with running("--engine", "ray") as process:
        wait_until(lambda: part_is_complete() or process.poll() is not None, timeout=START_SECS)
    assert not Path("out.csv").exists()
    with running("--engine", "ray") as process:
        message = finished(process)
    assert "rows are done: the run goes on behind them" in message
    assert Path("out.csv").read_bytes() == predict_locally()
    logs = Path(os.environ.get("RAY_TMPDIR", "/tmp"), "ray/session_latest/logs")  # noqa: S108 - Ray's own
    assert logs.is_dir()
    assert not any(b"never again" in file.read_bytes() for file in logs.rglob("*") if file.is_file())
